"""What a function URL answers, with and without settings for CORS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.gateway import Layer, answer
from corsgate_audit.model import Api, FunctionUrl, Integration
from support.apis import APP, UNKNOWN, cors, location
from support.asked import actual, answered, preflight_for

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

SETTINGS = cors(expose_headers=("etag",), allow_credentials=True, max_age=0)


def url(settings: Any, policy: str | None = None, **changes: Any) -> FunctionUrl:  # noqa: ANN401 - any field
    """Return a function URL."""
    fields: dict[str, Any] = {
        "auth_type": "NONE",
        "integration": Integration(type="AWS_PROXY", function_policy=policy),
    }
    return FunctionUrl(
        name="items",
        cors=settings,
        **(fields | changes),
        location=location("Url"),
    )


def test_a_preflight_is_answered_with_all_that_is_configured(snapshot: SnapshotAssertion) -> None:
    """0 seconds are not the same as none."""
    found, response = answered(url(SETTINGS), preflight_for("PUT"))

    assert response.status == 200
    assert response.headers == (
        ("Access-Control-Allow-Origin", APP),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Methods", "GET,PUT"),
        ("Access-Control-Allow-Headers", "authorization,content-type"),
        ("Access-Control-Max-Age", "0"),
    )
    assert found.layer is Layer.FUNCTION_URL_CORS
    assert found.note == snapshot


def test_other_answers_list_what_the_page_may_read(snapshot: SnapshotAssertion) -> None:
    """And warn of the function's own headers."""
    found, response = answered(url(SETTINGS), actual("GET"))

    assert response.headers == (
        ("Access-Control-Allow-Origin", APP),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Expose-Headers", "etag"),
    )
    assert found.note == snapshot


def test_the_origin_is_echoed_whoever_is_let_in() -> None:
    """`*` does not come back as such."""
    _, response = answered(url(cors(allow_origins=("*",))), actual("GET"))
    assert response.headers == (("Access-Control-Allow-Origin", APP),)


@pytest.mark.parametrize(
    ("origin", "note"),
    [
        (
            "https://attacker.example",
            (
                "The function URL's CORS settings write no headers: 'https://attacker.example' is "
                "not in AllowOrigins."
            ),
        ),
        (None, "The function URL's CORS settings write no headers: the request has no Origin."),
    ],
)
def test_a_stranger_gets_no_headers(origin: str | None, note: str) -> None:
    """Nor does a request without an origin."""
    found, response = answered(url(SETTINGS), actual("GET", origin=origin))
    assert (response.headers, found.note) == ((), note)


def test_iam_is_asked_after_the_preflight(snapshot: SnapshotAssertion) -> None:
    """What is not signed is refused, with headers where they are configured."""
    api = url(SETTINGS, auth_type="AWS_IAM")
    found, refused = answered(api, actual("GET"))

    assert answered(api, preflight_for("PUT"))[1].status == 200
    assert refused.status == 403
    assert ("Access-Control-Allow-Origin", APP) in refused.headers
    assert found.layer is Layer.AUTHORIZER
    assert found.note == snapshot
    assert answered(api, actual("GET", Authorization="AWS4"))[1].status == 200


def test_without_settings_the_function_answers_preflights_too() -> None:
    """If IAM lets them through, which it never does."""
    policy = f'{{"allow_origins": ["{APP}"], "allow_methods": ["PUT"]}}'

    assert answer(url(None), preflight_for("PUT")).layer is Layer.BACKEND
    assert answered(url(None, policy), preflight_for("PUT"))[1].status == 204
    found, refused = answered(url(None, auth_type="AWS_IAM"), preflight_for("PUT"))
    assert (refused.status, refused.headers) == (403, ())
    assert found.layer is Layer.AUTHORIZER


@pytest.mark.parametrize(
    "api",
    [
        url(UNKNOWN),
        url(cors(allow_origins=UNKNOWN)),
        url(cors(allow_credentials=UNKNOWN)),
        url(SETTINGS, auth_type=UNKNOWN),
        url(None, auth_type=UNKNOWN),
    ],
)
def test_an_unresolved_setting_leaves_the_answer_open(api: Api) -> None:
    """Whichever it is."""
    found = answer(api, actual("GET"))
    assert (found.response, found.unresolved) == (None, (UNKNOWN,))


def test_a_function_with_a_policy_of_its_own_doubles_the_headers(
    snapshot: SnapshotAssertion,
) -> None:
    """Unless it is told that the URL owns CORS. Preflights are the URL's alone."""
    policy = f'{{"allow_origins": ["{APP}"], "allow_methods": ["GET"]}}'
    found, response = answered(url(cors(), policy), actual("GET"))
    owned = Integration(type="AWS_PROXY", function_policy=policy, gateway_owns="function_url")
    told = url(cors(), integration=owned)

    assert response.headers == (
        ("Access-Control-Allow-Origin", APP),
        ("Access-Control-Allow-Origin", APP),
        ("Access-Control-Allow-Methods", "GET"),
    )
    assert found.note == snapshot
    assert answered(told, actual("GET"))[1].headers == (("Access-Control-Allow-Origin", APP),)
    assert len(dict(answered(url(cors(), policy), preflight_for("PUT"))[1].headers)) == 3
