"""A whole exchange: what goes over the wire, the verdict, and the layer that it hangs on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsgate_audit.browser import BrowserRequest
from corsgate_audit.gateway import Layer, exchange
from corsgate_audit.model import Api, Integration, IntegrationResponse, MethodResponse
from support.apis import (
    APP,
    PREFLIGHT_HEADERS,
    UNKNOWN,
    cors,
    http_api,
    mock,
    preflight,
    rest_api,
    route,
)
from support.asked import HOST, page

STRANGER = "https://attacker.example"
POLICY = f'{{"allow_origins": ["{APP}"], "allow_methods": ["PUT"]}}'
DECORATED = Integration(type="AWS_PROXY", function_policy=POLICY)
API = rest_api(route("PUT", integration=DECORATED), route("GET"), preflight())


def test_an_allowed_request_goes_both_ways() -> None:
    """Preflight, request, and no layer that blocks."""
    made = exchange(API, page("put", Content_Type="application/json"))

    assert made.preflight is not None
    assert made.actual is not None
    assert made.actual.method == "PUT"
    assert made.actual.headers == (
        ("Accept", "*/*"),
        ("Content-Type", "application/json"),
        ("Origin", APP),
    )
    assert made.verdict is not None
    assert (made.verdict.allowed, made.layer) == (True, None)
    witness = made.witness()
    assert witness is not None
    assert witness.preflight is not None
    assert witness.response is not None
    assert witness.verdict is made.verdict


def test_a_preflight_that_fails_is_the_end() -> None:
    """The request is never sent."""
    made = exchange(API, page("PUT", origin=STRANGER))

    assert made.verdict is not None
    assert made.verdict.error == "PreflightAllowOriginMismatch"
    assert made.layer is Layer.OPTIONS_INTEGRATION
    assert (made.actual, made.answer) == (None, None)
    witness = made.witness()
    assert witness is not None
    assert witness.response is None


def test_an_answer_that_the_page_may_not_read() -> None:
    """The function refuses, though the preflight passes."""
    anyone = {"Access-Control-Allow-Origin": "'*'", "Access-Control-Allow-Methods": "'PUT'"}
    api = rest_api(route("PUT", integration=DECORATED), preflight(headers=anyone))
    made = exchange(api, page("PUT", origin=STRANGER))

    assert made.verdict is not None
    assert made.verdict.error == "MissingAllowOriginHeader"
    assert made.layer is Layer.BACKEND


def test_without_a_preflight_only_the_answer_counts() -> None:
    """A GET asks nobody."""
    made = exchange(http_api(cors(), route("GET")), page("GET", Accept="text/plain"))

    assert (made.preflight, made.preflight_answer) == (None, None)
    assert made.verdict is not None
    assert made.verdict.allowed
    assert made.actual is not None
    assert made.actual.headers == (("Accept", "text/plain"), ("Origin", APP))


def test_a_backend_that_nobody_knows_leaves_the_verdict_open() -> None:
    """After a preflight that passes."""
    made = exchange(API, page("GET", X_A="1", Authorization="x", origin=APP))
    assert made.verdict is not None  # x-a is not allowed: that is known

    made = exchange(API, page("GET", Authorization="x"))
    assert (made.verdict, made.layer) == (None, Layer.BACKEND)
    assert made.actual is not None
    assert made.witness() is None


def test_a_preflight_that_nobody_knows_leaves_the_verdict_open() -> None:
    """The request may never be sent."""
    api = rest_api(route("PUT"), preflight(integration=mock(template=UNKNOWN)))
    made = exchange(api, page("PUT"))

    assert (made.verdict, made.actual) == (None, None)
    assert made.layer is Layer.OPTIONS_INTEGRATION


@pytest.mark.parametrize(
    "request_", [page("TRACE"), BrowserRequest(HOST, APP, "GET", (("a b", "c"),))]
)
def test_what_the_browser_refuses_is_no_layers_fault(request_: BrowserRequest) -> None:
    """Nothing is sent at all."""
    made = exchange(API, request_)

    assert made.verdict is not None
    assert not made.verdict.allowed
    assert (made.layer, made.preflight, made.actual) == (None, None, None)


def redirecting(location: str | None, **headers: str) -> Api:
    """Return an API whose GET redirects."""
    mapped = {name.replace("_", "-"): f"'{value}'" for name, value in headers.items()}
    if location is not None:
        mapped["Location"] = f"'{location}'"
    answer = IntegrationResponse(status_code="302", headers=tuple(mapped.items()))
    declared = (MethodResponse(status_code="302", headers=tuple(mapped)),)
    integration = mock(responses=(answer,))
    return rest_api(
        route("GET", integration=integration, responses=declared),
        preflight(headers={**PREFLIGHT_HEADERS, "Access-Control-Allow-Headers": "'x-a'"}),
    )


@pytest.mark.parametrize("location", ["https://elsewhere.test/", "/items/2"])
@pytest.mark.parametrize("credentials", ["omit", "include"])
def test_what_a_redirect_leads_to_is_not_known(location: str, credentials: str) -> None:
    """Unless the browser would not follow it."""
    allowed = {"Access_Control_Allow_Origin": APP, "Access_Control_Allow_Credentials": "true"}
    request = replace(page("GET"), credentials=credentials)
    made = exchange(redirecting(location, **allowed), request)
    assert (made.verdict, made.layer) == (None, Layer.INTEGRATION)

    asking = exchange(redirecting(location, **allowed), page("GET", X_A="1"))
    assert asking.preflight is not None
    assert asking.verdict is None


@pytest.mark.parametrize(
    ("location", "headers", "error"),
    [
        ("https://elsewhere.test/", {}, "MissingAllowOriginHeader"),
        (
            "https://user:word@elsewhere.test/",
            {"Access_Control_Allow_Origin": "*"},
            "RedirectContainsCredentials",
        ),
        ("http://[", {"Access_Control_Allow_Origin": "*"}, None),
    ],
)
def test_a_redirect_that_no_browser_follows_is_blocked(
    location: str, headers: dict[str, str], error: str | None
) -> None:
    """Wherever it leads."""
    made = exchange(redirecting(location, **headers), page("GET"))

    assert made.verdict is not None
    assert (made.verdict.allowed, made.verdict.error) == (False, error)
    assert made.layer is Layer.INTEGRATION


def test_a_redirect_status_without_a_location_is_an_answer() -> None:
    """As the standard has it."""
    made = exchange(redirecting(None, Access_Control_Allow_Origin="*"), page("GET"))
    assert made.verdict is not None
    assert made.verdict.allowed


def test_a_page_of_the_same_origin_needs_no_permission() -> None:
    """CORS plays no part, as long as the answer is known."""
    made = exchange(rest_api(route("PUT", integration=DECORATED)), page("PUT", origin=HOST))

    assert made.preflight is None
    assert made.verdict is not None
    assert made.verdict.allowed
