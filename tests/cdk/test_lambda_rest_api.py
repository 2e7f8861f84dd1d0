"""`CorsLambdaRestApi` is the CDK's `LambdaRestApi`, and answers for CORS."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from aws_cdk.aws_apigateway import LambdaRestApi
from aws_cdk.aws_iam import PolicyDocument

from corsgate.render import RenderError, mock_preflight
from corsgate_cdk import CorsLambdaRestApi, CorsRestApi, add_cors
from support.synthesis import POLICY, new_function, new_stack, preflights, template_of, variables

DEPLOYMENT = "AWS::ApiGateway::Deployment"


def resources(build: Any, **properties: Any) -> dict[str, str]:  # noqa: ANN401
    """Return the types of all resources by logical id."""
    stack = new_stack()
    build(stack, "Api", handler=new_function(stack), **properties)
    return {name: each["Type"] for name, each in template_of(stack)["Resources"].items()}


def test_nothing_is_replaced_and_cors_is_added() -> None:
    """Preflights at the root and below, error responses, and a new deployment."""
    theirs = resources(LambdaRestApi)
    ours = resources(CorsLambdaRestApi, policy=POLICY)
    assert [theirs[name] for name in theirs.keys() - ours.keys()] == [DEPLOYMENT]
    assert Counter(ours[name] for name in ours.keys() - theirs.keys()) == {
        DEPLOYMENT: 1,
        "AWS::ApiGateway::GatewayResponse": 2,
        "AWS::ApiGateway::Method": 2,
    }


def test_every_path_has_a_preflight_and_the_function_the_policy() -> None:
    """For all methods of the policy, because the routes take any."""
    stack = new_stack()
    CorsLambdaRestApi(stack, "Api", handler=new_function(stack), policy=POLICY)
    template = template_of(stack)
    expected = mock_preflight(POLICY, methods=["ANY"])
    found = preflights(template)
    assert {path: each["Integration"] for path, each in found.items()} == dict.fromkeys(
        ("/", "/{proxy+}"), expected["Integration"]
    )
    assert [each["CORSGATE_POLICY"] for each in variables(template).values()] == [POLICY.to_json()]


def test_routes_may_be_added_one_by_one() -> None:
    """With the function behind them by default, as in the CDK."""
    stack = new_stack()
    api = CorsLambdaRestApi(stack, "Api", handler=new_function(stack), policy=POLICY, proxy=False)
    api.root.add_resource("items").add_method("PUT")
    assert list(preflights(template_of(stack))) == ["/items"]
    assert api.policy == POLICY


def test_fails_on_several_origins_without_a_choice() -> None:
    """As `CorsRestApi` does."""
    stack = new_stack()
    several = POLICY.replace(allow_origins=["https://a.test", "https://b.test"])
    with pytest.raises(RenderError, match="error_origin"):
        CorsLambdaRestApi(stack, "Api", handler=new_function(stack), policy=several)


def test_fails_on_a_second_policy() -> None:
    """With the name of the class that has the first."""
    stack = new_stack()
    api = CorsLambdaRestApi(stack, "Api", handler=new_function(stack), policy=POLICY)
    with pytest.raises(ValueError, match="belongs to a CorsLambdaRestApi, which has a policy"):
        add_cors(api, POLICY)


def test_fails_on_the_resource_policy_in_the_place_of_the_policy() -> None:
    """Both classes of the CDK call that one ``policy``."""
    stack = new_stack()
    with pytest.raises(TypeError, match="pass the document as resource_policy="):
        CorsRestApi(stack, "Api", policy=PolicyDocument())  # type: ignore[arg-type]
