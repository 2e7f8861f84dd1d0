"""A policy that corsgate renders answers here as it decides: MOCK preflight and HTTP API alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corsgate import decide
from corsgate.render import function_url, http_api, mock_preflight
from corsgate_audit.browser import BrowserRequest, HttpResponse, judge, preflight_request
from corsgate_audit.collect.http import read_cors
from corsgate_audit.collect.rest import read_route
from corsgate_audit.collect.template.api_shapes import method_shape
from corsgate_audit.gateway import answer
from corsgate_audit.model import Api, CorsConfiguration, FunctionUrl, Integration
from support.apis import http_api as http_api_of
from support.apis import location, rest_api
from support.asked import HOST
from support.collected import NOWHERE
from support.policies import METHODS, REQUEST_HEADERS, origins_near, policies

if TYPE_CHECKING:
    from corsgate import CorsPolicy

pytestmark = pytest.mark.slow

CREDENTIALS = st.sampled_from(["omit", "same-origin", "include"])
GIVEN_HEADERS = st.lists(st.sampled_from(REQUEST_HEADERS), unique=True, max_size=3)


@st.composite
def requests(draw: st.DrawFn, policy: CorsPolicy) -> BrowserRequest:
    """Draw a request from an origin that the policy names, nearly names, or never heard of."""
    method = draw(st.sampled_from([*METHODS, "DELETE"]))
    headers = tuple((name, "1") for name in draw(GIVEN_HEADERS))
    origin = draw(origins_near(policy))
    return BrowserRequest(f"{HOST}/items", origin, method, headers, draw(CREDENTIALS))


def decided(policy: CorsPolicy, request: BrowserRequest) -> bool | None:
    """Return what a browser makes of the policy's own decision; None where it asks nothing."""
    preflight = preflight_request(request)
    if preflight is None:
        return None
    fields = dict(preflight.headers)
    decision = decide(
        policy,
        method="OPTIONS",
        origin=fields["Origin"],
        request_method=fields["Access-Control-Request-Method"],
        request_headers=fields.get("Access-Control-Request-Headers"),
    )
    return passes(request, HttpResponse(decision.status or 0, decision.headers))


def passes(request: BrowserRequest, preflight: HttpResponse) -> bool:
    """Whether a browser takes this answer to the preflight as leave."""
    permissive = (
        ("Access-Control-Allow-Origin", request.origin),
        ("Access-Control-Allow-Credentials", "true"),
    )
    return judge(request, preflight=preflight, response=HttpResponse(200, permissive)).allowed


def agrees(api: Api, request: BrowserRequest, expected: bool | None) -> None:  # noqa: FBT001
    """Hold what an API answers to a decision."""
    preflight = preflight_request(request)
    if preflight is None:
        return
    response = answer(api, preflight).response
    assert response is not None
    assert passes(request, response) is expected


@settings(max_examples=150)
@given(st.data())
def test_a_mock_preflight_decides_as_the_policy_does(data: st.DataObject) -> None:
    """Velocity and all, for every origin, method and header."""
    policy = data.draw(policies())
    request = data.draw(requests(policy))
    properties = mock_preflight(policy)
    preflight = read_route(
        method_shape(properties),
        path="/items",
        method="OPTIONS",
        authorizer=None,
        function_policy=None,
        location=NOWHERE,
    )

    agrees(rest_api(preflight, binary_media_types=("*/*",)), request, decided(policy, request))


@settings(max_examples=150)
@given(st.data())
def test_an_http_apis_settings_decide_as_the_policy_does(data: st.DataObject) -> None:
    """Those that can be rendered: without patterns."""
    policy = data.draw(policies(exact_only=True))
    request = data.draw(requests(policy))
    cors = read_cors(http_api(policy))
    assert isinstance(cors, CorsConfiguration)

    agrees(http_api_of(cors), request, decided(policy, request))


@settings(max_examples=150)
@given(st.data())
def test_a_function_urls_settings_decide_as_the_policy_does(data: st.DataObject) -> None:
    """Those that can be rendered: without patterns and with AWS's own methods."""
    methods = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
    policy = data.draw(
        policies(exact_only=True).filter(lambda each: set(each.allow_methods) <= {*methods, "*"})
    )
    request = data.draw(requests(policy))
    cors = read_cors(function_url(policy))
    url = FunctionUrl(
        name="items",
        cors=cors,
        auth_type="NONE",
        integration=Integration(type="AWS_PROXY"),
        location=location("Url"),
    )

    agrees(url, request, decided(policy, request))
