"""Each wrong use fails, at once or at synthesis, with a sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aws_cdk.aws_apigateway import CorsOptions, HttpIntegration
from aws_cdk.aws_apigatewayv2 import CorsPreflightOptions

from corsgate import CorsPolicy, PolicyError
from corsgate.render import RenderError
from corsgate_cdk import CorsHttpApi, CorsRestApi, cors_for
from support.synthesis import POLICY, failure_of, new_stack

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

ANYWHERE = HttpIntegration("https://backend.example.com")
SYNTHESIS = "ValidationFailedWithErrors: Validation failed with the following errors:\n"


def test_fails_on_two_sources_of_a_rest_api_s_preflights(snapshot: SnapshotAssertion) -> None:
    """Which of the two would win?"""
    with pytest.raises(ValueError, match="CorsRestApi") as caught:
        CorsRestApi(  # type: ignore[call-arg] # what a type checker finds, too
            new_stack(),
            "Api",
            policy=POLICY,
            default_cors_preflight_options=CorsOptions(allow_origins=["*"]),
        )
    assert str(caught.value) == snapshot


def test_fails_on_two_sources_of_an_http_api_s_settings(snapshot: SnapshotAssertion) -> None:
    """The same for HTTP APIs."""
    with pytest.raises(ValueError, match="CorsHttpApi") as caught:
        CorsHttpApi(  # type: ignore[call-arg] # what a type checker finds, too
            new_stack(),
            "Api",
            policy=POLICY,
            cors_preflight=CorsPreflightOptions(allow_origins=["https://app.example.com"]),
        )
    assert str(caught.value) == snapshot


@pytest.mark.parametrize("construct", [CorsRestApi, CorsHttpApi])
def test_fails_on_a_pattern_over_a_public_suffix(
    construct: type[CorsRestApi | CorsHttpApi],
    snapshot: SnapshotAssertion,
) -> None:
    """Here the list of them is at hand, which a Lambda function has no room for."""
    policy = CorsPolicy(
        allow_origins=["https://*.aomori.jp"], allow_methods=["GET"], allow_credentials=True
    )
    with pytest.raises(PolicyError) as caught:
        construct(new_stack(), "Api", policy=policy)
    assert str(caught.value) == snapshot


def test_a_pattern_over_a_domain_of_one_owner_is_fine() -> None:
    """The check refuses no more than it has to."""
    policy = CorsPolicy(
        allow_origins=["https://*.example.co.uk"], allow_methods=["GET"], allow_credentials=True
    )
    api = CorsRestApi(new_stack(), "Api", policy=policy, error_origin="reflect")
    assert api.policy is policy


def test_fails_on_several_origins_without_a_choice_for_error_responses(
    snapshot: SnapshotAssertion,
) -> None:
    """At once, where the construct is written."""
    policy = POLICY.replace(allow_origins=["https://a.test", "https://b.test"])
    with pytest.raises(RenderError) as caught:
        CorsRestApi(new_stack(), "Api", policy=policy)
    assert str(caught.value) == snapshot


def test_trap_20_fails_on_patterns_of_an_http_api(snapshot: SnapshotAssertion) -> None:
    """``https://*`` is the only pattern that they know, and it is everyone."""
    policy = POLICY.replace(allow_origins=["https://*.example.com"])
    with pytest.raises(RenderError) as caught:
        CorsHttpApi(new_stack(), "Api", policy=policy)
    assert str(caught.value) == snapshot


def test_fails_on_a_route_outside_the_policy(snapshot: SnapshotAssertion) -> None:
    """Every such route is named, with the ways out."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", policy=POLICY)
    items = api.root.add_resource("items")
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH"):
        items.add_method(method, ANYWHERE)
    assert failure_of(stack) == snapshot


def test_fails_on_a_second_policy_for_one_resource(snapshot: SnapshotAssertion) -> None:
    """The second call would undo the first."""
    resource = CorsRestApi(new_stack(), "Api", policy=POLICY).root.add_resource("hooks")
    cors_for(resource, None)
    with pytest.raises(ValueError, match="cors_for") as caught:
        cors_for(resource, POLICY)
    assert str(caught.value) == snapshot


@pytest.mark.parametrize("construct", [CorsRestApi, CorsHttpApi])
def test_fails_on_a_property_that_the_cdk_does_not_know(
    construct: type[CorsRestApi | CorsHttpApi],
) -> None:
    """Properties are handed on, and checked where they always were."""
    with pytest.raises(TypeError, match="got an unexpected keyword argument 'deploi'"):
        construct(new_stack(), "Api", policy=POLICY, deploi=True)  # type: ignore[call-arg] # what a type checker finds, too
