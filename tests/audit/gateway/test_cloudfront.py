"""What CloudFront answers before an API, while it keeps nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsgate_audit.gateway import Layer, answer, exchange
from corsgate_audit.gateway.addresses import default_stage, url_of
from corsgate_audit.gateway.cloudfront import behavior_for, pattern_fits
from corsgate_audit.gateway.response_headers import lets_in
from corsgate_audit.model import (
    Api,
    CorsConfiguration,
    HeaderMode,
    HeaderSet,
    Origin,
    OriginKind,
    ResponseHeadersPolicy,
    Unresolved,
)
from support.apis import (
    APP,
    UNKNOWN,
    behavior,
    cors,
    distribution,
    http_api,
    preflight,
    rest_api,
    route,
)
from support.asked import actual, answered, page, preflight_for

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

HTTP = http_api(cors(), route("GET"), route("PUT"))
WITHOUT_ORIGIN = HeaderSet(mode=HeaderMode.LISTED, names=("accept",))


def _policy(**changes: object) -> ResponseHeadersPolicy:
    override = bool(changes.pop("override", False))
    settings = cors(allow_methods=("ALL",), **changes)
    return ResponseHeadersPolicy(name="shared", cors=settings, origin_override=override)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*", "/anything/at/all", True),
        ("/api/*", "/api/items/1", True),
        ("api/*", "/api/", True),
        ("/api/*", "/api", False),
        ("/API/*", "/api/items", False),
        ("/v?/items", "/v1/items", True),
        ("/v?/items", "/v10/items", False),
        ("/a.b", "/axb", False),
    ],
)
def test_which_paths_a_pattern_has(pattern: str, path: str, *, fits: bool) -> None:
    """A star stands for slashes too, and case matters."""
    assert pattern_fits(pattern, path) is fits


def test_the_first_behavior_that_fits_has_the_path() -> None:
    """The default one is the last."""
    api = distribution(behavior(HTTP, "/api/*"), behavior(HTTP, "*"))

    found = behavior_for(api, "/api/items")
    other = behavior_for(api, "/items")

    assert not isinstance(found, Unresolved)
    assert not isinstance(other, Unresolved)
    assert (found and found.path_pattern, other and other.path_pattern) == ("/api/*", "*")
    assert behavior_for(distribution(), "/") is None


@pytest.mark.parametrize("api", [HTTP, rest_api(route("PUT"), preflight())], ids=["http", "rest"])
def test_a_page_gets_through_to_the_api(api: Api) -> None:
    """The origin's path is the stage, and the preflight is the API's own."""
    through, alone = exchange(distribution(behavior(api)), page("PUT")), exchange(api, page("PUT"))

    assert through.preflight_answer is not None
    assert alone.preflight_answer is not None
    assert through.preflight_answer.response == alone.preflight_answer.response
    assert through.verdict == alone.verdict


def test_an_origin_path_that_is_known_only_later_is_taken_for_a_stage() -> None:
    """A template names a stage that has no name yet."""
    api = rest_api(route("PUT"), preflight())
    origin = Origin(id="api", domain=UNKNOWN, path=UNKNOWN, kind=OriginKind.API, api=api)
    made = exchange(distribution(behavior(api, origin=origin)), page("PUT"))

    assert made.preflight_answer is not None
    assert made.preflight_answer.response is not None
    assert made.preflight_answer.response.status == 204


def test_a_method_that_the_behavior_does_not_allow(snapshot: SnapshotAssertion) -> None:
    """CloudFront answers itself, with nothing that a browser takes."""
    made = exchange(distribution(behavior(HTTP, allowed_methods=("GET", "HEAD"))), page("PUT"))

    assert made.preflight_answer is not None
    assert made.preflight_answer.response is not None
    assert made.preflight_answer.response.status == 403
    assert made.preflight_answer.note == snapshot
    assert made.layer is Layer.CLOUDFRONT
    assert made.verdict is not None
    assert made.verdict.error == "PreflightMissingAllowOriginHeader"


def test_an_api_that_never_sees_the_origin_writes_no_headers() -> None:
    """Nothing that decides about CORS is passed on unless a policy says so."""
    api = distribution(behavior(HTTP, forwarded_headers=WITHOUT_ORIGIN))
    _, response = answered(api, actual("GET"))

    assert response.headers == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"path_pattern": UNKNOWN},
        {"allowed_methods": UNKNOWN},
        {"allowed_methods": ("HEAD", UNKNOWN)},
        {"cache": UNKNOWN},
        {"forwarded_headers": UNKNOWN},
        {"response_headers": UNKNOWN},
        {"response_headers": ResponseHeadersPolicy(name="x", cors=UNKNOWN)},
        {"response_headers": replace(_policy(), origin_override=UNKNOWN)},
        {"response_headers": _policy(allow_origins=UNKNOWN)},
        {"response_headers": _policy(allow_origins=("https://b.example", UNKNOWN))},
        {"response_headers": _policy(allow_credentials=UNKNOWN)},
    ],
    ids=str,
)
def test_what_could_not_be_resolved_is_named(changes: dict[str, object]) -> None:
    """No answer is made up."""
    if changes.get("cache") is UNKNOWN:
        changes = {**changes, "forwarded_headers": HeaderSet()}
    given = replace(behavior(HTTP), **changes)  # type: ignore[arg-type] # any field
    found = answer(distribution(given), actual("GET"))

    assert (found.response, found.unresolved) == (None, (UNKNOWN,))
    assert found.layer is Layer.CLOUDFRONT


def test_only_the_owner_knows_what_a_function_at_the_edge_does(snapshot: SnapshotAssertion) -> None:
    """It may answer preflights, or change every header."""
    found = answer(
        distribution(behavior(HTTP, edge_events=("viewer-request",))), preflight_for("PUT")
    )

    assert (found.response, found.unresolved) == (None, ())
    assert found.note == snapshot


def test_an_origin_that_the_target_does_not_hold_decides() -> None:
    """As with any backend."""
    for cached in (behavior(None), behavior(None, origin=None)):
        found = answer(distribution(cached), actual("GET"))

        assert (found.response, found.layer) == (None, Layer.BACKEND)


def test_a_path_without_a_behavior_cannot_be_told() -> None:
    """Every real distribution has a default behavior."""
    assert answer(distribution(), actual("GET")).response is None


def test_a_policy_that_overrides_replaces_what_it_has_itself(snapshot: SnapshotAssertion) -> None:
    """Header by header: what the policy does not have stays the origin's."""
    api = http_api(cors(expose_headers=("etag",)), route("GET"))
    policy = _policy(
        allow_origins=("https://*.example.com",), allow_credentials=True, override=True
    )
    found, response = answered(distribution(behavior(api, response_headers=policy)), actual("GET"))

    assert dict(response.headers) == {
        "Access-Control-Expose-Headers": "etag",
        "Access-Control-Allow-Origin": APP,
        "Access-Control-Allow-Credentials": "true",
    }
    assert found.note == snapshot


def test_a_policy_that_does_not_override_fills_the_gaps() -> None:
    """The origin's own headers stay."""
    policy = _policy(allow_origins=("*",), expose_headers=("etag",))
    _, response = answered(distribution(behavior(HTTP, response_headers=policy)), actual("GET"))

    assert dict(response.headers) == {
        "Access-Control-Allow-Origin": APP,
        "Access-Control-Expose-Headers": "etag",
    }


def test_preflights_get_the_policys_lists() -> None:
    """``ALL`` is spelled out, and what the origin listed is replaced."""
    policy = _policy(allow_headers=("x-a",), max_age=60, override=True)
    _, response = answered(
        distribution(behavior(HTTP, response_headers=policy)), preflight_for("PUT")
    )

    assert dict(response.headers) == {
        "Access-Control-Allow-Origin": APP,
        "Access-Control-Allow-Methods": "GET,DELETE,HEAD,OPTIONS,PATCH,POST,PUT",
        "Access-Control-Allow-Headers": "x-a",
        "Access-Control-Max-Age": "60",
    }


def test_a_policy_writes_nothing_for_strangers_nor_without_an_origin() -> None:
    """What the origin says stays."""
    policy = _policy(override=True)
    api = distribution(behavior(http_api(None), response_headers=policy))
    stranger = answer(api, actual("PUT", origin="https://attacker.example"))
    no_page = answer(api, actual("PUT", origin=None))

    assert (stranger.response, stranger.layer) == (None, Layer.BACKEND)
    assert (no_page.response, no_page.layer) == (None, Layer.BACKEND)


def test_a_policy_that_overrides_is_known_whatever_the_backend_answers() -> None:
    """But the status of a preflight is the backend's."""
    api = distribution(behavior(None, response_headers=_policy(override=True)))
    _, response = answered(api, actual("GET"))

    assert dict(response.headers) == {"Access-Control-Allow-Origin": APP}
    assert answer(api, preflight_for("PUT")).response is None


def test_headers_can_be_taken_away() -> None:
    """First they are removed, then the policy's own are written."""
    policy = ResponseHeadersPolicy(name="bare", removed_headers=("access-control-allow-origin",))
    _, response = answered(distribution(behavior(HTTP, response_headers=policy)), actual("GET"))

    assert response.headers == ()


@pytest.mark.parametrize(
    ("entry", "origin", "lets"),
    [
        ("https://app.example.com", APP, True),
        ("app.example.com", APP, True),
        ("*.example.com", APP, True),
        ("https://*.example.com", "https://example.com", False),
        ("https://*.example.com", "http://app.example.com", False),
        ("https://*.example.com", "https://app.example.com.evil.example", False),
        ("https://*.example.com", "https://evilexample.com", False),
        ("http://localhost:*", "http://localhost:3000", True),
        ("http://localhost:*", "http://localhost:x", False),
        ("http://localhost:*", "http://localhost", False),
        ("http://localhost:*", "http://localhost:", False),
        ("http://*:*", "http://localhost:3000", True),
        ("https://*.example.com", "https://a.b.example.com", True),
        ("https://*.example.com", "https://.example.com", False),
        ("https://*.example.com", "https://app.example.com:8443", False),
        ("https://*.example.com:8443", "https://app.example.com:8443", True),
        ("https://*.example.com:844*", "https://app.example.com:8443", True),
        ("*.example.com", "ftp://app.example.com", False),
        ("*.example.com", "null", False),
        ("null://", "null", False),
        ("https://*", "https://evil.example/.example.com", False),
        ("https://*", "https://app.example.com", True),
        ("https://app?example.com", "https://app.example.com", False),
    ],
)
def test_whom_an_entry_lets_in(entry: str, origin: str, *, lets: bool) -> None:
    """A dot is a dot, and a star is labels or a port."""
    assert lets_in(entry, origin) is lets


@given(
    st.text("ab*.:0", max_size=10),
    st.sampled_from(["", "https://", "http://", "ab://"]),
    st.text("ab.:0", max_size=10),
    st.sampled_from(["https://", "http://", "ab://", ""]),
)
def test_an_entry_is_the_regular_expression_that_it_could_be(
    host: str, prefix: str, address: str, scheme: str
) -> None:
    """Which would take longer than anybody waits, with stars enough."""
    pattern = ":".join(
        "[0-9]+" if place and part == "*" else re.escape(part).replace(r"\*", "[^/:]+")
        for place, part in enumerate(host.split(":"))
    )
    expression = f"{prefix or 'https?://'}{pattern}"
    expected = prefix + host == scheme + address or re.fullmatch(expression, scheme + address)
    assert lets_in(prefix + host, scheme + address) is bool(expected)


def test_the_url_of_a_distribution() -> None:
    """Its own domain name where it has one."""
    api = distribution(behavior(HTTP))
    named = replace(api, aliases=(UNKNOWN, "shop.example"))

    assert default_stage(api) == ""
    assert url_of(api, "/items", "") == "https://distribution.cloudfront.net/items"
    assert url_of(named, "/items", "") == "https://shop.example/items"
    unread = replace(api, aliases=UNKNOWN)
    assert url_of(unread, "/items", "") == "https://distribution.cloudfront.net/items"


def test_settings_without_origins_let_nobody_in() -> None:
    """An empty list is no star."""
    policy = ResponseHeadersPolicy(name="empty", cors=CorsConfiguration(), origin_override=True)
    found = answer(distribution(behavior(None, response_headers=policy)), actual("GET"))

    assert found.response is None
