"""Who gets past what stands in front of a route of a REST API."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.browser import BrowserRequest, HttpRequest
from corsgate_audit.gateway import Layer, answer, exchange
from corsgate_audit.model import Authorizer, Route
from corsgate_audit.rules.requests import url_for
from support.apis import APP, UNKNOWN, USERS, preflight, rest_api, route
from support.asked import actual, answered, preflight_for

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


@pytest.mark.parametrize(
    ("route_of_options", "status", "layer"),
    [
        (preflight(authorization="AWS_IAM"), 403, Layer.AUTHORIZER),
        (preflight(authorization="COGNITO_USER_POOLS", authorizer=USERS), 401, Layer.AUTHORIZER),
        (preflight(api_key_required=True), 403, Layer.GATEWAY_RESPONSE),
        (
            preflight(validates_request=True, required_headers=("x-trace", "origin")),
            400,
            Layer.GATEWAY_RESPONSE,
        ),
        (
            preflight(needs_body=True),
            400,
            Layer.GATEWAY_RESPONSE,
        ),
        (
            preflight(validates_request=True, required_query=("page",)),
            400,
            Layer.GATEWAY_RESPONSE,
        ),
    ],
)
def test_a_preflight_carries_no_credentials(
    route_of_options: Route, status: int, layer: Layer, snapshot: SnapshotAssertion
) -> None:
    """Whatever stands in front of OPTIONS refuses it, with a gateway response."""
    found, response = answered(rest_api(route_of_options), preflight_for("PUT"))

    assert (response.status, found.layer) == (status, layer)
    assert ("Access-Control-Allow-Origin", APP) in response.headers
    assert found.note == snapshot


@pytest.mark.parametrize(
    "changes",
    [
        {"authorization": "AWS_IAM"},
        {"authorization": "COGNITO_USER_POOLS", "authorizer": USERS},
        {"api_key_required": True},
        {"validates_request": True, "required_headers": ("x-trace",)},
    ],
)
def test_what_a_page_sends_along_is_taken_for_valid(changes: dict[str, Any]) -> None:
    """The same requests with and without it."""
    api = rest_api(route("PUT", **changes))
    sent = actual("PUT", Authorization="token", X_Api_Key="key", X_Trace="1")

    assert answer(api, sent).layer is Layer.BACKEND
    assert answer(api, actual("PUT")).layer is not Layer.BACKEND


def test_a_page_sends_the_query_string_and_the_body_that_are_required() -> None:
    """The preflight has the same URL; a request of the page is taken to have its body."""
    api = rest_api(
        route("PUT", validates_request=True, required_query=("page",), needs_body=True),
        preflight(validates_request=True, required_query=("page",)),
    )
    url = url_for(api.routes[0])

    assert answer(api, HttpRequest("PUT", url)).layer is Layer.BACKEND
    made = exchange(api, BrowserRequest(url, APP, "PUT"))
    assert made.preflight_answer is not None
    assert made.preflight_answer.response is not None
    assert made.preflight_answer.response.status == 204


def test_a_required_header_without_a_validator_is_not_asked_for() -> None:
    """AWS enforces it with a validator only."""
    api = rest_api(route("PUT", required_headers=("x-trace",)))
    assert answer(api, actual("PUT")).layer is Layer.BACKEND


@pytest.mark.parametrize(
    "changes",
    [
        {"authorization": UNKNOWN},
        {"authorization": "CUSTOM", "authorizer": replace(USERS, identity_headers=UNKNOWN)},
        {"api_key_required": UNKNOWN},
        {"validates_request": UNKNOWN, "required_headers": ("x-trace",)},
        {"needs_body": UNKNOWN},
    ],
)
def test_an_unresolved_setting_leaves_the_answer_open(
    changes: dict[str, Any], snapshot: SnapshotAssertion
) -> None:
    """And says which."""
    found = answer(rest_api(preflight(**changes)), preflight_for("PUT"))

    assert (found.response, found.unresolved) == (None, (UNKNOWN,))
    assert found.note == snapshot


def test_an_authorizer_that_is_not_in_the_source_leaves_the_answer_open(
    snapshot: SnapshotAssertion,
) -> None:
    """Its name is in the method, its settings are not."""
    found = answer(rest_api(preflight(authorization="CUSTOM")), preflight_for("PUT"))

    assert (found.response, found.layer) == (None, Layer.AUTHORIZER)
    assert [(each.expression, each.reason) for each in found.unresolved] == snapshot


def test_an_authorizer_that_reads_nothing_the_browser_lacks_is_asked() -> None:
    """What it says of a preflight only it knows; a page's own credentials are taken for valid."""
    asked = Authorizer(name="any", type="REQUEST", identity_headers=("origin",))
    api = rest_api(
        preflight(authorization="CUSTOM", authorizer=asked),
        route("PUT", authorization="CUSTOM", authorizer=asked),
    )

    first = answer(api, preflight_for("PUT"))
    assert (first.response, first.layer, first.unresolved) == (None, Layer.AUTHORIZER, ())
    assert answer(api, actual("PUT")).layer is Layer.BACKEND


def test_cookies_are_the_browsers_secret() -> None:
    """A preflight has none; whether another request has some nobody can tell."""
    session = Authorizer(name="session", type="REQUEST", identity_headers=("cookie",))
    api = rest_api(
        preflight(authorization="CUSTOM", authorizer=session),
        route("PUT", authorization="CUSTOM", authorizer=session),
    )

    _, response = answered(api, preflight_for("PUT"))
    assert response.status == 401
    found = answer(api, actual("PUT"))
    assert (found.response, found.layer) == (None, Layer.AUTHORIZER)
