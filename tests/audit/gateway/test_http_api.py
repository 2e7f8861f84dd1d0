"""What an HTTP API answers, with and without settings for CORS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.gateway import Layer, answer
from corsgate_audit.model import Authorizer, CorsConfiguration, Integration, Route
from support.apis import APP, UNKNOWN, cors, http_api, route
from support.asked import actual, answered, preflight_for

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

JWT = Authorizer(name="jwt", type="JWT", identity_headers=("authorization",))
STRANGER = "https://attacker.example"
EVERYTHING = cors(expose_headers=("etag", "x-total"), allow_credentials=True, max_age=600)


def guarded(method: str, path: str) -> Route:
    """Return a route behind an authorizer."""
    return route(method, path, authorization="JWT", authorizer=JWT)


def test_a_preflight_is_answered_with_all_that_is_configured(snapshot: SnapshotAssertion) -> None:
    """Though no route has OPTIONS; what the page may read belongs to other answers."""
    found, response = answered(http_api(EVERYTHING), preflight_for("PUT"))

    assert response.status == 204
    assert response.headers == (
        ("Access-Control-Allow-Origin", APP),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Methods", "GET,PUT"),
        ("Access-Control-Allow-Headers", "authorization,content-type"),
        ("Access-Control-Max-Age", "600"),
    )
    assert found.layer is Layer.HTTP_API_CORS
    assert found.note == snapshot


def test_every_other_answer_lists_what_the_page_may_read() -> None:
    """Whatever the function's own policy says."""
    policy = '{"allow_origins": ["https://other.example.com"]}'
    function = Integration(type="AWS_PROXY", function_policy=policy)
    api = http_api(EVERYTHING, route("PUT", integration=function))
    _, response = answered(api, actual("PUT"))

    assert response.status == 200
    assert response.headers == (
        ("Access-Control-Allow-Origin", APP),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Expose-Headers", "etag,x-total"),
    )


@pytest.mark.parametrize(
    ("entries", "origin", "header"),
    [
        ((APP,), APP, APP),
        ((APP,), STRANGER, None),
        ((APP,), "https://app.example.com.attacker.test", None),
        (("*",), STRANGER, "*"),
        (("*", APP), APP, APP),
        (("https://*",), STRANGER, STRANGER),
        (("https://*",), "http://attacker.example", None),
        (("http://*",), "http://attacker.example", "http://attacker.example"),
        (("https://*.example.com",), APP, None),
        ((), APP, None),
    ],
)
def test_allow_origins_as_aws_documents_them(
    entries: tuple[str, ...], origin: str, header: str | None
) -> None:
    """Exact origins, `*` and the two schemes; nothing else is a pattern."""
    api = http_api(cors(allow_origins=entries))
    for request in (preflight_for("PUT", origin=origin), actual("PUT", origin=origin)):
        _, response = answered(api, request)
        assert dict(response.headers).get("Access-Control-Allow-Origin") == header
        assert header or response.headers == ()


def test_settings_without_any_origin_let_nobody_in(snapshot: SnapshotAssertion) -> None:
    """`{}` is not the same as no settings: the backend's own headers are ignored all the same."""
    policy = f'{{"allow_origins": ["{APP}"]}}'
    function = Integration(type="AWS_PROXY", function_policy=policy)
    api = http_api(CorsConfiguration(), route("PUT", integration=function))
    found, response = answered(api, actual("PUT"))

    assert response.headers == ()
    assert found.note == snapshot


def test_without_an_origin_there_are_no_headers(snapshot: SnapshotAssertion) -> None:
    """As AWS documents it."""
    found, response = answered(http_api(EVERYTHING), actual("PUT", origin=None))

    assert response.headers == ()
    assert found.note == snapshot


def test_options_without_the_question_is_no_preflight(snapshot: SnapshotAssertion) -> None:
    """It needs a route like any other request."""
    found, response = answered(http_api(EVERYTHING), actual("OPTIONS"))

    assert response.status == 404
    assert found.note == snapshot


@pytest.mark.parametrize(
    ("guard", "key"),
    [
        (guarded("ANY", "$default"), "'$default'"),
        (guarded("ANY", "/items"), "'ANY /items'"),
        (guarded("OPTIONS", "/items"), "'OPTIONS /items'"),
    ],
)
def test_an_authorizer_in_front_of_options_swallows_the_preflight(guard: Route, key: str) -> None:
    """The one that https://github.com/anomalyco/sst/issues/5493 is about."""
    found, response = answered(http_api(EVERYTHING, guard), preflight_for("PUT"))

    assert response.status == 401
    assert ("Access-Control-Allow-Origin", APP) in response.headers
    assert found.layer is Layer.AUTHORIZER
    assert f" the route {key}, which answers 401. " in found.note


@pytest.mark.parametrize("open_route", ["/{proxy+}", "/items"])
def test_an_open_options_route_goes_before_the_default_route(open_route: str) -> None:
    """The way out that AWS documents."""
    api = http_api(EVERYTHING, guarded("ANY", "$default"), route("OPTIONS", open_route))
    _, response = answered(api, preflight_for("PUT"))

    assert response.status == 204


def test_a_guarded_method_does_not_guard_its_preflight() -> None:
    """The route is `PUT /items`, and the preflight is none of it."""
    api = http_api(EVERYTHING, guarded("PUT", "/items"))

    assert answered(api, preflight_for("PUT"))[1].status == 204
    assert answered(api, actual("PUT"))[1].status == 401
    assert answered(api, actual("PUT", Authorization="Bearer x"))[1].status == 200


def test_iam_refuses_with_403() -> None:
    """What is not signed."""
    api = http_api(None, route("ANY", "/items", authorization="AWS_IAM"))
    found, response = answered(api, preflight_for("PUT"))

    assert (response.status, response.headers) == (403, ())
    assert found.layer is Layer.AUTHORIZER


def test_without_settings_the_backend_decides() -> None:
    """And the gateway where there is no route."""
    api = http_api(None)

    assert answer(api, actual("PUT")).layer is Layer.BACKEND
    found, response = answered(api, preflight_for("PUT"))
    assert (response.status, response.headers) == (404, ())
    assert found.layer is Layer.GATEWAY_RESPONSE


@pytest.mark.parametrize(
    "changes",
    [
        {"allow_origins": UNKNOWN},
        {"allow_origins": ("https://other.example.com", UNKNOWN)},
        {"allow_credentials": UNKNOWN},
        {"allow_methods": UNKNOWN},
        {"allow_methods": ("GET", UNKNOWN)},
        {"allow_headers": UNKNOWN},
    ],
)
def test_an_unresolved_setting_leaves_a_preflight_open(changes: dict[str, Any]) -> None:
    """Where the verdict depends on it."""
    found = answer(http_api(cors(**changes)), preflight_for("PUT"))

    assert (found.response, found.unresolved) == (None, (UNKNOWN,))
    assert found.layer is Layer.HTTP_API_CORS


@pytest.mark.parametrize(
    "changes",
    [
        {"allow_origins": (UNKNOWN, APP)},
        {"expose_headers": UNKNOWN},
        {"expose_headers": ("etag", UNKNOWN)},
        {"max_age": UNKNOWN},
    ],
)
def test_an_unresolved_setting_that_decides_nothing_is_left_out(changes: dict[str, Any]) -> None:
    """An origin that matches is enough; how long to remember is no verdict."""
    api = http_api(cors(**changes))

    assert answered(api, actual("PUT"))[1].headers == (("Access-Control-Allow-Origin", APP),)
    assert answered(api, preflight_for("PUT"))[1].headers == (
        ("Access-Control-Allow-Origin", APP),
        ("Access-Control-Allow-Methods", "GET,PUT"),
        ("Access-Control-Allow-Headers", "authorization,content-type"),
    )


def test_unresolved_settings_leave_every_answer_open() -> None:
    """Even whether the gateway or the function answers."""
    found = answer(http_api(UNKNOWN), actual("PUT"))
    assert (found.response, found.unresolved) == (None, (UNKNOWN,))


@pytest.mark.parametrize("settings", [None, EVERYTHING])
def test_an_authorizer_of_which_nothing_is_known_leaves_the_answer_open(
    settings: CorsConfiguration | None,
) -> None:
    """With and without settings."""
    api = http_api(settings, route("ANY", authorization=UNKNOWN))
    found = answer(api, preflight_for("PUT"))

    assert (found.response, found.layer) == (None, Layer.AUTHORIZER)
    assert found.unresolved == (UNKNOWN,)


def test_an_authorizer_that_is_asked_about_the_preflight_leaves_it_open() -> None:
    """No value is missing: only it knows."""
    asked = Authorizer(name="any", type="REQUEST", identity_headers=())
    api = http_api(None, route("ANY", authorization="CUSTOM", authorizer=asked))
    found = answer(api, preflight_for("PUT"))

    assert (found.response, found.layer, found.unresolved) == (None, Layer.AUTHORIZER, ())
