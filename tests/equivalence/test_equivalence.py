"""One policy, one verdict: whichever layer answers, the browser does what the policy says.

Each example draws a policy, a route and a request of a page; the browser's requests are sent to
every layer, and the verdicts are compared with each other, with `corsgate.decide`, and with the
rules of Fetch applied to the policy's fields alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from corsgate.names import SAFELISTED_METHODS
from support.browsing import (
    allowed_by,
    decided,
    header_allowed,
    method_allowed,
    requests,
    route_policies,
    verdict,
)
from support.layers import (
    configured_function_url,
    configured_http_api,
    decided_in_python,
    mock_rest_api,
)
from support.policies import METHODS, REQUEST_HEADERS, policies

if TYPE_CHECKING:
    from corsgate import CorsPolicy
    from support.layers import RoutePolicy, Send

FUNCTION_URL_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "*"}


def agree(data: st.DataObject, effective: CorsPolicy, layers: dict[str, Send]) -> None:
    """Draw a request, compare all verdicts, and name the layers that differ."""
    request = data.draw(requests(effective))
    lowered = data.draw(st.booleans())
    expected = allowed_by(effective, request)
    event(f"allowed: {expected}")
    said = {"decide": decided(effective, request)}
    for name, send in layers.items():
        said[name] = verdict(request, send, lowered=lowered).allowed
    assert said == dict.fromkeys(said, expected)


@pytest.mark.slow
@given(route_policies())
def test_the_effective_policy_is_the_policy_cut_and_extended(drawn: RoutePolicy) -> None:
    """Methods that the policy and the route have; headers that the policy or the route names."""
    policy, effective = drawn.policy, drawn.effective
    route = set(METHODS if drawn.methods is None or "ANY" in drawn.methods else drawn.methods)
    assert {each for each in METHODS if method_allowed(effective, each)} - SAFELISTED_METHODS == {
        each for each in route if method_allowed(policy, each)
    } - SAFELISTED_METHODS
    assert {each for each in REQUEST_HEADERS if header_allowed(effective, each)} == {
        each for each in REQUEST_HEADERS if header_allowed(policy, each) or each in drawn.headers
    }
    rest_of_effective = effective.replace(allow_methods=(), allow_headers=())
    assert rest_of_effective == policy.replace(allow_methods=(), allow_headers=())


@pytest.mark.slow
@settings(max_examples=300)
@given(st.data())
def test_the_decorator_and_the_middlewares_do_what_the_policy_says(data: st.DataObject) -> None:
    """Behind every front door, with the route's policy or one for all routes, in debug mode too."""
    drawn = data.draw(route_policies())
    agree(data, drawn.effective, decided_in_python(drawn))


@pytest.mark.slow
@settings(max_examples=200)
@given(st.data())
def test_a_rest_api_s_mock_preflight_does_what_the_policy_says(data: st.DataObject) -> None:
    """As rendered for the route, Velocity and all; the function behind it is decorated."""
    drawn = data.draw(route_policies())
    agree(data, drawn.effective, {"MOCK": mock_rest_api(drawn)})


@pytest.mark.slow
@settings(max_examples=200)
@given(st.data())
def test_an_http_api_s_configuration_does_what_the_policy_says(data: st.DataObject) -> None:
    """For every policy that it can express; the function adds nothing."""
    policy = data.draw(policies(exact_only=True))
    agree(data, policy, {"HTTP API": configured_http_api(policy)})


@pytest.mark.slow
@settings(max_examples=200)
@given(st.data())
def test_a_function_url_s_settings_do_what_the_policy_says(data: st.DataObject) -> None:
    """For every policy that it can express; the function adds nothing that would be doubled."""
    drawn = data.draw(policies(exact_only=True))
    methods = FUNCTION_URL_METHODS.intersection(drawn.allow_methods)
    policy = drawn.replace(allow_methods=sorted(methods))
    agree(data, policy, {"function URL": configured_function_url(policy)})
