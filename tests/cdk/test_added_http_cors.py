"""`add_cors` on an HTTP API of the CDK's does what `CorsHttpApi` does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk.aws_apigatewayv2 import CorsPreflightOptions, HttpApi
from aws_cdk.aws_apigatewayv2_authorizers import HttpIamAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration

from corsgate_cdk import CorsHttpApi, add_cors
from support.synthesis import POLICY, Properties, new_function, new_stack, template_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_cdk import Stack
    from syrupy.assertion import SnapshotAssertion

PATTERNS = POLICY.replace(
    allow_origins=["https://*.example.com"], allow_headers=["authorization", "content-type"]
)


def completed(build: Callable[[Stack], HttpApi]) -> Properties:
    """Return the resources of an app with one signed route for any method."""
    stack = new_stack()
    api = build(stack)
    api.add_routes(
        path="/items",
        integration=HttpLambdaIntegration("Items", new_function(stack)),
        authorizer=HttpIamAuthorizer(),
    )
    found: Properties = template_of(stack)["Resources"]
    return found


def added(stack: Stack) -> HttpApi:
    """Add the policy to an API of the CDK's."""
    api = HttpApi(stack, "Api")
    add_cors(api, POLICY)
    return api


def test_it_is_what_corshttpapi_does() -> None:
    """Settings, the signature's headers, an open route, the policy for the function: all of it."""
    ours = completed(lambda stack: CorsHttpApi(stack, "Api", policy=POLICY))
    assert completed(added) == ours


def test_the_functions_may_answer() -> None:
    """For what an HTTP API cannot express."""
    stack = new_stack()
    api = HttpApi(stack, "Api")
    add_cors(api, PATTERNS, cors_in="handler")
    backend = HttpLambdaIntegration("Items", new_function(stack))
    api.add_routes(path="/items", integration=backend)
    resources = template_of(stack)["Resources"].values()
    (settings,) = [each for each in resources if each["Type"] == "AWS::ApiGatewayV2::Api"]
    assert "CorsConfiguration" not in settings["Properties"]


WRONG: dict[str, Callable[[Stack], Any]] = {
    "a second policy": lambda stack: add_cors(added(stack), POLICY),
    "one of ours": lambda stack: add_cors(CorsHttpApi(stack, "Api", policy=POLICY), POLICY),
    "settings of the CDK's": lambda stack: add_cors(
        HttpApi(stack, "Api", cors_preflight=CorsPreflightOptions(allow_origins=["*"])), POLICY
    ),
    "an import": lambda stack: add_cors(
        HttpApi.from_http_api_attributes(stack, "Api", http_api_id="a1b2c3"),  # type: ignore[call-overload]
        POLICY,
    ),
    "a choice for REST APIs": lambda stack: add_cors(
        HttpApi(stack, "Api"),  # type: ignore[call-overload]
        POLICY,
        error_origin="reflect",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_fails_at_once(wrong: str, snapshot: SnapshotAssertion) -> None:
    """Where the line is written."""
    with pytest.raises(ValueError, match="add_cors") as caught:
        WRONG[wrong](new_stack())
    assert str(caught.value) == snapshot
