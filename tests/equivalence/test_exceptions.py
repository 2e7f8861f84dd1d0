"""Where a layer cannot say what the policy says: refused when rendered, or known and tested here.

Everything else is held by `test_equivalence`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corsgate import CorsPolicy
from corsgate._origins import is_pattern
from corsgate.render import RenderError, function_url, gateway_responses, http_api
from corsgate_audit.browser import BrowserRequest, HttpResponse, judge
from corsgate_audit.gateway import answer
from support.apis import rest_api
from support.asked import HOST
from support.browsing import actual_request, allowed_by, requests, verdict
from support.lambda_events import FRONT_DOORS, door_id
from support.layers import (
    RoutePolicy,
    at_edge_response,
    configured_function_url,
    configured_http_api,
    decorated,
    error_responses,
    mock_rest_api,
    whole,
)
from support.policies import policies

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate.render import ErrorOrigin
    from support.lambda_events import Door
    from support.layers import Send

APP = "https://app.example.com"
ADMIN = "https://admin.example.com"
STRANGER = "https://attacker.example"
POLICY = CorsPolicy(allow_origins=[APP, ADMIN], allow_methods=["PUT", "DELETE"])
FUNCTION_URL_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "*"}


def page(method: str, origin: str = APP) -> BrowserRequest:
    """Build what a page asks for."""
    return BrowserRequest(f"{HOST}/items/1", origin, method)


@pytest.mark.slow
@given(policies())
def test_an_http_api_refuses_every_policy_with_patterns(policy: CorsPolicy) -> None:
    """It would take them literally: each is named, and nothing is rendered."""
    patterns = [origin for origin in policy.allow_origins if is_pattern(origin)]
    if not patterns:
        assert http_api(policy)["AllowOrigins"] == list(policy.allow_origins)
        return
    with pytest.raises(RenderError) as caught:
        http_api(policy)
    assert len(caught.value.problems) == len(patterns)
    for pattern, problem in zip(patterns, caught.value.problems, strict=True):
        assert problem.startswith(f"{pattern!r} is a pattern, which an HTTP API compares literally")


@pytest.mark.slow
@given(policies())
def test_a_function_url_refuses_patterns_and_methods_that_it_does_not_know(
    policy: CorsPolicy,
) -> None:
    """All of them at once."""
    patterns = [origin for origin in policy.allow_origins if is_pattern(origin)]
    unknown = [each for each in policy.allow_methods if each not in FUNCTION_URL_METHODS]
    if not patterns and not unknown:
        assert function_url(policy)["AllowOrigins"] == list(policy.allow_origins)
        return
    with pytest.raises(RenderError) as caught:
        function_url(policy)
    expected = [f"{each!r} is a pattern, which a function URL compares" for each in patterns]
    expected += [f"allow_methods: {each!r} is not a method of a function URL" for each in unknown]
    assert len(caught.value.problems) == len(expected)
    for start, problem in zip(expected, caught.value.problems, strict=True):
        assert problem.startswith(start)


def test_a_function_url_cannot_allow_options_to_pages() -> None:
    """Its settings know no OPTIONS: such a page is blocked, where every other layer lets it."""
    policy = POLICY.replace(allow_methods=["OPTIONS", "PUT"])
    assert allowed_by(policy, page("OPTIONS"))
    assert verdict(page("OPTIONS"), decorated(FRONT_DOORS[3], whole(policy))).allowed
    assert (
        verdict(page("OPTIONS"), configured_function_url(policy)).error
        == "MethodDisallowedByPreflightResponse"
    )
    assert verdict(page("PUT"), configured_function_url(policy)).allowed


@pytest.mark.parametrize("configured", [configured_http_api, configured_function_url])
def test_one_configuration_for_all_routes_has_no_methods_of_a_route(
    configured: Callable[[CorsPolicy], Send],
) -> None:
    """DELETE passes the preflight of a route that only has PUT; the REST API says no."""
    given = RoutePolicy(policy=POLICY, methods=("PUT",), headers=())
    assert not verdict(page("DELETE"), mock_rest_api(given)).allowed
    assert not verdict(page("DELETE"), decorated(FRONT_DOORS[0], given)).allowed
    assert verdict(page("DELETE"), configured(POLICY)).allowed


def unrouted(
    policy: CorsPolicy, request: BrowserRequest, error_origin: ErrorOrigin | None = None
) -> HttpResponse:
    """Return the gateway's own error response to a request, the API having no such route."""
    api = rest_api(gateway_responses=error_responses(policy, error_origin))
    found = answer(api, actual_request(request))
    assert found.response is not None
    return found.response


@pytest.mark.slow
@settings(max_examples=200)
@given(st.data())
def test_error_responses_of_the_gateway_are_equivalent_with_one_origin(data: st.DataObject) -> None:
    """One origin, or ``*``, needs no look-up: the page reads the error exactly when it may."""
    drawn = data.draw(policies(exact_only=True))
    policy = drawn.replace(allow_origins=drawn.allow_origins[:1])
    simple = replace(data.draw(requests(policy)), method="GET", headers=())
    error = unrouted(policy, simple)
    assert error.status == 403
    assert judge(simple, response=error).allowed == allowed_by(policy, simple)


@pytest.mark.parametrize(
    ("choice", "readers"), [("reflect", {APP, ADMIN, STRANGER}), ("first", {APP})]
)
def test_error_responses_of_the_gateway_cannot_tell_several_origins_apart(
    choice: ErrorOrigin, readers: set[str]
) -> None:
    """Every page can read them, or only those of the first origin: chosen, never by default."""
    read = {
        origin
        for origin in (APP, ADMIN, STRANGER)
        if judge(
            page("GET", origin),
            response=unrouted(POLICY, page("GET", origin), error_origin=choice),
        ).allowed
    }
    assert read == readers
    with pytest.raises(RenderError, match="the policy allows several origins"):
        gateway_responses(POLICY)


def test_an_options_of_the_page_itself_is_readable_whatever_its_body() -> None:
    """After its preflight it reaches the MOCK too, which answers 415 unless the body is JSON."""
    policy = POLICY.replace(allow_methods=["OPTIONS"], allow_headers=["content-type"])
    send = mock_rest_api(whole(policy))
    for media_type, status in (("application/json", 204), ("text/plain", 415)):
        request = replace(page("OPTIONS"), headers=(("Content-Type", media_type),))
        assert send(actual_request(request)).status == status
        assert verdict(request, send).allowed
        assert not verdict(replace(request, origin=STRANGER), send).allowed


@pytest.mark.parametrize("door", FRONT_DOORS, ids=door_id)
def test_enforcement_refuses_what_a_browser_would_let_pass(door: Door) -> None:
    """GET always passes in Fetch; enforced, it is a 405 that the page can read."""

    def outcome(origin: str, **options: bool) -> tuple[int, bool]:
        send = decorated(door, whole(POLICY), **options)
        request = page("GET", origin)
        return send(actual_request(request)).status, verdict(request, send).allowed

    assert outcome(APP) == (200, True)
    assert outcome(STRANGER) == (200, False)
    assert outcome(APP, enforce=True) == (405, True)
    assert outcome(STRANGER, enforce=True) == (403, False)


@pytest.mark.parametrize("kind", ["viewer-response", "origin-response"])
def test_a_response_event_keeps_the_status_that_the_origin_gave_to_a_preflight(kind: str) -> None:
    """The preflight was answered before corsgate saw it: a 404 fails it, whatever the headers."""
    assert verdict(page("PUT"), at_edge_response(kind, whole(POLICY))).allowed
    refused = verdict(page("PUT"), at_edge_response(kind, whole(POLICY), status=404))
    assert refused.error == "PreflightInvalidStatus"
