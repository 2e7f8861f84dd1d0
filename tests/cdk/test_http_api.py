"""`CorsHttpApi`: its settings, and what its functions are told."""

from __future__ import annotations

from aws_cdk.aws_apigateway import LambdaIntegration
from aws_cdk.aws_apigatewayv2 import HttpApi, HttpMethod, HttpRoute, HttpRouteKey
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration, HttpUrlIntegration
from aws_cdk.aws_lambda import Function

from corsgate.render import http_api
from corsgate_cdk import CorsHttpApi, CorsRestApi
from support.synthesis import (
    POLICY,
    by_logical_id,
    failure_of,
    linted,
    new_function,
    new_stack,
    template_of,
    variables,
)

HANDED = {"CORSGATE_POLICY": POLICY.to_json(), "CORSGATE_GATEWAY_OWNS": "http_api"}
TWO = POLICY.replace(allow_origins=["https://a.test", "https://b.test"])
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:elsewhere"


def test_the_policy_becomes_the_settings_of_the_api() -> None:
    """The whole resource, so that nothing else is set."""
    stack = new_stack()
    api = CorsHttpApi(stack, "Api", policy=TWO, api_name="items")
    template = template_of(stack)
    assert api.policy is TWO
    assert list(by_logical_id(template, "AWS::ApiGatewayV2::Api").values()) == [
        {"Name": "items", "ProtocolType": "HTTP", "CorsConfiguration": http_api(TWO)}
    ]
    assert linted(template) == []


def test_trap_22_functions_know_that_the_api_answers_for_cors() -> None:
    """Those of routes added here or by hand, and the default one; before or after."""
    stack = new_stack()
    functions = {name: new_function(stack, name) for name in ("Items", "Default", "ByHand")}
    api = CorsHttpApi(
        stack,
        "Api",
        policy=POLICY,
        default_integration=HttpLambdaIntegration("Backend", functions["Default"]),
    )
    api.add_routes(
        path="/items",
        methods=[HttpMethod.GET, HttpMethod.PUT],
        integration=HttpLambdaIntegration("Items", functions["Items"]),
    )
    api.add_routes(path="/away", integration=HttpUrlIntegration("Away", "https://away.example.com"))
    HttpRoute(
        stack,
        "Route",
        http_api=api,
        route_key=HttpRouteKey.with_("/by-hand", HttpMethod.GET),
        integration=HttpLambdaIntegration("ByHand", functions["ByHand"]),
    )
    new_function(stack, "Unrelated")
    found = variables(template_of(stack))
    assert [found[each] for each in sorted(found)] == [HANDED, HANDED, HANDED, {}]


def test_decision_7_a_function_behind_both_kinds_of_api_is_told_which_one_owns_cors() -> None:
    """The REST API is not in the list: behind it the handler answers."""
    stack = new_stack()
    function = new_function(stack)
    rest = CorsRestApi(stack, "Rest", policy=POLICY)
    rest.root.add_method("GET", LambdaIntegration(function))
    http = CorsHttpApi(stack, "Http", policy=POLICY)
    http.add_routes(
        path="/", methods=[HttpMethod.GET], integration=HttpLambdaIntegration("Items", function)
    )
    assert list(variables(template_of(stack)).values()) == [HANDED]


def test_functions_with_a_policy_in_code_are_left_alone() -> None:
    """Whether this app defines them or imports them."""
    stack = new_stack()
    function = new_function(stack)
    imported = Function.from_function_arn(stack, "Imported", ARN)
    api = CorsHttpApi(stack, "Api", policy=POLICY, functions_with_own_policy=[function, imported])
    for path, each in (("/a", function), ("/b", imported)):
        api.add_routes(path=path, integration=HttpLambdaIntegration(path[1:], each))
    assert list(variables(template_of(stack)).values()) == [{}]


def test_fails_on_a_function_that_this_app_cannot_configure() -> None:
    """The integration is named by its place in the app."""
    stack = new_stack()
    imported = Function.from_function_arn(stack, "Imported", ARN)
    api = CorsHttpApi(stack, "Api", policy=POLICY)
    api.add_routes(path="/items", integration=HttpLambdaIntegration("Items", imported))
    assert failure_of(stack) == (
        "ValidationFailedWithErrors: Validation failed with the following errors:\n"
        "  [Stack/Api] the integration 'Stack/Api/ANY--items/Items/Resource' is integrated with "
        "a function that this app does not define, so it cannot get the policy; decorate its "
        "handler with @cors(policy) and name it in functions_with_own_policy=[...]"
    )


def test_fails_on_two_policies_for_one_function() -> None:
    """Behind two APIs of different policies."""
    stack = new_stack()
    function = new_function(stack)
    for name, policy in (("One", POLICY), ("Two", TWO)):
        CorsHttpApi(stack, name, policy=policy).add_routes(
            path="/", integration=HttpLambdaIntegration("Items", function)
        )
    assert (
        f"[Stack/Two] the function 'Stack/Function/Resource' would get two policies, "
        f"{POLICY.to_json()!r} and {TWO.to_json()!r}; use one policy for both, or decorate"
    ) in failure_of(stack)


def test_adopting_the_construct_replaces_nothing() -> None:
    """`HttpApi` becomes `CorsHttpApi` under the same logical ids."""

    def logical_ids(api_class: type[HttpApi], **properties: object) -> list[str]:
        stack = new_stack()
        api = api_class(stack, "Api", **properties)  # type: ignore[arg-type]
        integration = HttpLambdaIntegration("Items", new_function(stack))
        api.add_routes(path="/items", methods=[HttpMethod.GET], integration=integration)
        return sorted(template_of(stack)["Resources"])

    assert logical_ids(CorsHttpApi, policy=POLICY) == logical_ids(HttpApi)
