"""How the functions behind a `CorsRestApi` learn the policy."""

from __future__ import annotations

import inspect

import pytest
from aws_cdk import App
from aws_cdk.aws_apigateway import AwsIntegration, HttpIntegration, LambdaIntegration
from aws_cdk.aws_lambda import Alias, CfnFunction, Function

from corsgate import CorsPolicy
from corsgate_cdk import CorsRestApi, cors_for
from support.synthesis import (
    POLICY,
    failure_of,
    new_function,
    new_stack,
    template_of,
    variables,
)

HANDED = {"CORSGATE_POLICY": POLICY.to_json()}
OTHER = CorsPolicy(allow_origins=["https://other.example.com"], allow_methods=["GET", "PUT"])
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:elsewhere"
WAY_OUT = "decorate its handler with @cors(policy) and name it in functions_with_own_policy=[...]"


def test_trap_7_every_integrated_function_has_the_policy_beside_its_own_variables() -> None:
    """One source: what the preflight says and what the handler says cannot drift apart."""
    stack = new_stack()
    first = new_function(stack, "First", environment={"TABLE": "items"})
    second = new_function(stack, "Second")
    new_function(stack, "Unrelated")
    api = CorsRestApi(stack, "Api", policy=POLICY)
    api.root.add_method("GET", LambdaIntegration(first))
    api.root.add_method("PUT", LambdaIntegration(second))
    api.root.add_resource("again").add_method("GET", LambdaIntegration(first))
    assert variables(template_of(stack)) == {
        "First8D4707F1": {"TABLE": "items", **HANDED},
        "Second394350F9": HANDED,
        "Unrelated1A43D198": {},
    }


@pytest.mark.skipif(
    "scope_permission_to_method" not in inspect.signature(LambdaIntegration.__init__).parameters,
    reason="an older CDK has no such property",
)
@pytest.mark.parametrize("scoped", [True, False])
@pytest.mark.parametrize("proxy", [True, False])
def test_the_kind_of_integration_does_not_matter(*, scoped: bool, proxy: bool) -> None:
    """With one permission for each method or for the API, with or without proxying."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", policy=POLICY)
    api.root.add_method(
        "GET",
        LambdaIntegration(new_function(stack), scope_permission_to_method=scoped, proxy=proxy),
    )
    assert list(variables(template_of(stack)).values()) == [HANDED]


def test_a_function_is_found_through_its_alias_and_version() -> None:
    """And gets a new version for it: an environment belongs to a version."""
    stack = new_stack()
    function = new_function(stack)
    alias = Alias(stack, "Live", alias_name="live", version=function.current_version)
    CorsRestApi(stack, "Api", policy=POLICY).root.add_method("GET", LambdaIntegration(alias))
    assert list(variables(template_of(stack)).values()) == [HANDED]


def test_a_function_of_another_stack_is_found() -> None:
    """Also one that has the logical id of a function of this stack."""
    app = App()
    stack, other = new_stack("Stack", app), new_stack("Other", app)
    new_function(stack)
    api = CorsRestApi(stack, "Api", policy=POLICY)
    api.root.add_method("GET", LambdaIntegration(new_function(other)))
    assert list(variables(template_of(stack)).values()) == [{}]
    assert list(variables(template_of(other)).values()) == [HANDED]


def test_a_function_without_a_construct_of_the_cdk_is_found() -> None:
    """A bare CloudFormation resource, with variables of its own."""
    stack = new_stack()
    function = CfnFunction(
        stack,
        "Bare",
        role="arn:aws:iam::123456789012:role/any",
        handler="index.handler",
        runtime="python3.13",
        code=CfnFunction.CodeProperty(zip_file="handler = print"),
        environment=CfnFunction.EnvironmentProperty(variables={"TABLE": "items"}),
    )
    uri = f"2015-03-31/functions/{function.attr_arn}/invocations"
    api = CorsRestApi(stack, "Api", policy=POLICY)
    api.root.add_method("GET", AwsIntegration(service="lambda", path=uri))
    assert variables(template_of(stack)) == {"Bare": {"TABLE": "items", **HANDED}}


def test_other_integrations_have_no_function() -> None:
    """A queue, another server: nothing to configure, and nothing wrong."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", policy=POLICY)
    api.root.add_method("GET", HttpIntegration("https://backend.example.com"))
    api.root.add_method("PUT", AwsIntegration(service="sqs", path="123456789012/queue"))
    assert variables(template_of(stack)) == {}


def test_a_route_that_no_browser_calls_hands_nothing_over() -> None:
    """``cors_for(resource, None)``."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", policy=POLICY)
    api.root.add_method("GET", HttpIntegration("https://backend.example.com"))
    hooks = api.root.add_resource("hooks")
    cors_for(hooks, None)
    hooks.add_method("PATCH", LambdaIntegration(new_function(stack)))
    assert list(variables(template_of(stack)).values()) == [{}]


def test_a_function_may_have_its_policy_in_code() -> None:
    """Then nothing is handed over, whether this app defines it or imports it."""
    stack = new_stack()
    function = new_function(stack)
    imported = Function.from_function_arn(stack, "Imported", ARN)
    api = CorsRestApi(stack, "Api", policy=POLICY, functions_with_own_policy=[function, imported])
    api.root.add_method("GET", LambdaIntegration(function))
    api.root.add_method("PUT", LambdaIntegration(imported))
    assert list(variables(template_of(stack)).values()) == [{}]


def test_a_function_with_its_policy_in_code_may_be_known_by_its_name() -> None:
    """The URI then has its ARN in pieces; one whose name only begins alike is another function."""
    stack = new_stack()
    named = Function.from_function_name(stack, "Named", "items")
    longer = Function.from_function_name(stack, "Longer", "items-of-others")
    api = CorsRestApi(stack, "Api", policy=POLICY, functions_with_own_policy=[named])
    api.root.add_method("GET", LambdaIntegration(named))
    api.root.add_resource("others").add_method("GET", LambdaIntegration(longer))
    assert failure_of(stack) == (
        "ValidationFailedWithErrors: Validation failed with the following errors:\n"
        "  [Stack/Api] GET /others is integrated with a function that this app does not define, "
        f"so it cannot get the policy; {WAY_OUT}"
    )


def test_one_policy_of_two_apis_is_one_policy() -> None:
    """A function may stand behind several."""
    stack = new_stack()
    function = new_function(stack)
    for name in ("One", "Two"):
        CorsRestApi(stack, name, policy=POLICY).root.add_method("GET", LambdaIntegration(function))
    assert list(variables(template_of(stack)).values()) == [HANDED]


def test_fails_on_two_policies_for_one_function() -> None:
    """An environment variable holds one."""
    stack = new_stack()
    function = new_function(stack)
    CorsRestApi(stack, "One", policy=POLICY).root.add_method("GET", LambdaIntegration(function))
    CorsRestApi(stack, "Two", policy=OTHER).root.add_method("GET", LambdaIntegration(function))
    assert failure_of(stack) == (
        "ValidationFailedWithErrors: Validation failed with the following errors:\n"
        f"  [Stack/Two] the function 'Stack/Function/Resource' would get two policies, "
        f"{POLICY.to_json()!r} and {OTHER.to_json()!r}; use one policy for both, or {WAY_OUT}"
    )


def test_fails_on_a_function_that_this_app_cannot_configure() -> None:
    """Bare ``@cors`` in it would find no policy, and each request fail."""
    stack = new_stack()
    imported = Function.from_function_arn(stack, "Imported", ARN)
    api = CorsRestApi(stack, "Api", policy=POLICY)
    api.root.add_resource("items").add_method("PUT", LambdaIntegration(imported))
    assert failure_of(stack) == (
        "ValidationFailedWithErrors: Validation failed with the following errors:\n"
        "  [Stack/Api] PUT /items is integrated with a function that this app does not define, "
        f"so it cannot get the policy; {WAY_OUT}"
    )
