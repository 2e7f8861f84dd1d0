"""A policy for what cannot take it, has one already, or would never be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
from aws_cdk import Fn
from aws_cdk.aws_apigateway import (
    ApiDefinition,
    HttpIntegration,
    LambdaIntegration,
    RestApi,
    SpecRestApi,
)
from aws_cdk.aws_cloudfront_origins import HttpOrigin
from aws_cdk.aws_iam import PolicyDocument
from aws_cdk.aws_lambda import FunctionUrlAuthType

from corsgate import CorsPolicy, PolicyError
from corsgate.render import RenderError
from corsgate_cdk import (
    CorsFunctionUrl,
    CorsGatewayResponses,
    CorsHttpApi,
    CorsRestApi,
    add_cors,
    cors_behavior,
    cors_for,
)
from support.synthesis import POLICY, failure_of, new_function, new_stack, preflights, template_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_cdk import Stack

ANYWHERE = HttpIntegration("https://backend.example.com")
SYNTHESIS = "ValidationFailedWithErrors: Validation failed with the following errors:\n"
SEVERAL = POLICY.replace(allow_origins=["https://*.example.com", "https://b.test"])
AOMORI = POLICY.replace(allow_origins=["https://*.aomori.jp"])


def rest(stack: Stack) -> RestApi:
    """Return an API of the CDK's own."""
    return RestApi(stack, "Api")


def items(stack: Stack) -> Any:  # noqa: ANN401 - jsii's resources share no class
    """Return a resource of such an API."""
    return rest(stack).root.add_resource("items")


def part_after_whole(stack: Stack) -> None:
    """Give a part of an API a second policy."""
    api = rest(stack)
    part = api.root.add_resource("items")
    add_cors(api, POLICY)
    add_cors(part, SEVERAL)


def whole_after_part(stack: Stack) -> None:
    """Give an API a policy of which a part has one."""
    part = items(stack)
    add_cors(part, POLICY)
    add_cors(part.api, POLICY)


def part_of_part(stack: Stack) -> None:
    """Give a part of a part a second policy."""
    part = items(stack)
    add_cors(part.add_resource("{id}"), POLICY)
    add_cors(part, POLICY)


def errors_twice(stack: Stack) -> None:
    """Give the error responses of an API two policies."""
    api = rest(stack)
    CorsGatewayResponses(stack, "Errors", api=api, policy=POLICY)
    add_cors(api, SEVERAL, error_origin="reflect")


NO_POLICY = (
    "policy is a {}, but it must be a CorsPolicy; write CorsPolicy(allow_origins=[...], "
    "allow_methods=[...])"
)
SUFFIX = (
    "CORS policy: allow_origins: 'https://*.aomori.jp' covers a public suffix, so with credentials "
    "anyone who registers a domain there is allowed; name your own domain, or set "
    "dangerously_allow_public_suffixes=True"
)
OVERLAP = (
    "add_cors: {!r} shares resources with {!r}, which has a policy; for a part of an API that has "
    "one write cors_for(resource, policy)"
)
WRONG: dict[str, tuple[Callable[[Stack], object], type[Exception], str]] = {
    "a dict for CorsRestApi": (
        lambda stack: CorsRestApi(stack, "Api", policy=cast("Any", {"allow_origins": ["*"]})),
        TypeError,
        NO_POLICY.format("dict"),
    ),
    "a resource policy for CorsRestApi": (
        lambda stack: CorsRestApi(stack, "Api", policy=cast("Any", PolicyDocument())),
        TypeError,
        (
            "policy is a PolicyDocument, but here it is the CORS policy; pass the document as "
            "resource_policy=..., and write policy=CorsPolicy(allow_origins=[...], "
            "allow_methods=[...])"
        ),
    ),
    "a list for CorsHttpApi": (
        lambda stack: CorsHttpApi(stack, "Api", policy=cast("Any", ["*"])),
        TypeError,
        NO_POLICY.format("list"),
    ),
    "a text for CorsFunctionUrl": (
        lambda stack: CorsFunctionUrl(
            stack, "Url", function=new_function(stack), policy=cast("Any", "*")
        ),
        TypeError,
        NO_POLICY.format("str"),
    ),
    "nothing for add_cors": (
        lambda stack: add_cors(rest(stack), cast("Any", None)),
        TypeError,
        NO_POLICY.format("NoneType"),
    ),
    "a dict for cors_behavior": (
        lambda _: cors_behavior(HttpOrigin("a.test"), cast("Any", {})),
        TypeError,
        NO_POLICY.format("dict"),
    ),
    "nothing for CorsGatewayResponses": (
        lambda stack: CorsGatewayResponses(
            stack, "Errors", api=rest(stack), policy=cast("Any", None)
        ),
        TypeError,
        NO_POLICY.format("NoneType"),
    ),
    "error responses for a CorsRestApi": (
        lambda stack: CorsGatewayResponses(
            stack, "Errors", api=CorsRestApi(stack, "Api", policy=POLICY), policy=POLICY
        ),
        ValueError,
        (
            "CorsGatewayResponses: the error responses of 'Stack/Api' have the headers from "
            "CorsRestApi already; keep one of the two"
        ),
    ),
    "error responses before add_cors": (
        errors_twice,
        ValueError,
        (
            "add_cors: the error responses of 'Stack/Api' have the headers from "
            "CorsGatewayResponses already; keep one of the two, or write add_cors(..., "
            "error_responses=False)"
        ),
    ),
    "trap 41, error responses beside a document": (
        lambda stack: CorsGatewayResponses(
            stack,
            "Errors",
            api=SpecRestApi(
                stack, "Api", api_definition=ApiDefinition.from_inline({"openapi": "3.0.1"})
            ),
            policy=POLICY,
        ),
        ValueError,
        (
            "CorsGatewayResponses: 'Stack/Api' is built from an OpenAPI document, and the next "
            "import would remove what is added; import corsgate.render.inject_cors(document, "
            "policy) instead, or use CorsSpecRestApi"
        ),
    ),
    "trap 11, error responses of an imported API without a stage": (
        lambda stack: CorsGatewayResponses(
            stack, "Errors", api=RestApi.from_rest_api_id(stack, "Api", "a1b2c3"), policy=POLICY
        ),
        ValueError,
        (
            "CorsGatewayResponses: 'Stack/Api' belongs to an imported API, whose own deployments "
            "do not include what is added here; name the stage to deploy: stage_name='prod'"
        ),
    ),
    "a text for cors_for": (
        lambda stack: cors_for(items(stack), cast("Any", "none")),
        TypeError,
        NO_POLICY.format("str"),
    ),
    "a public suffix in cors_for": (
        lambda stack: cors_for(items(stack), AOMORI),
        PolicyError,
        SUFFIX,
    ),
    "a public suffix in add_cors": (
        lambda stack: add_cors(rest(stack), AOMORI),
        PolicyError,
        SUFFIX,
    ),
    "a public suffix in cors_behavior": (
        lambda _: cors_behavior(HttpOrigin("a.test"), AOMORI),
        PolicyError,
        SUFFIX,
    ),
    "trap 44, a part of a host that is only known to CloudFormation": (
        lambda _: CorsPolicy(allow_origins=[f"https://app.{Fn.import_value('domain')}"]),
        PolicyError,
        "",  # the number in it depends on what ran before
    ),
    "cors_for a whole API": (
        lambda stack: cors_for(cast("Any", rest(stack)), None),
        ValueError,
        (
            "cors_for: 'Stack/Api' is a whole API; write CorsRestApi(..., policy=...) or "
            "add_cors(api, policy), or name a resource"
        ),
    ),
    "trap 32, a second policy for a part": (
        part_after_whole,
        ValueError,
        OVERLAP.format("Stack/Api/Default/items", "Stack/Api"),
    ),
    "trap 32, a second policy for the whole": (
        whole_after_part,
        ValueError,
        OVERLAP.format("Stack/Api", "Stack/Api/Default/items"),
    ),
    "trap 32, a second policy for a part of a part": (
        part_of_part,
        ValueError,
        OVERLAP.format("Stack/Api/Default/items", "Stack/Api/Default/items/{id}"),
    ),
    "error_origin for a part": (
        lambda stack: add_cors(items(stack), SEVERAL, error_origin="reflect"),
        ValueError,
        (
            "add_cors: 'Stack/Api/Default/items' is a part of an API, but error responses belong "
            "to the whole API; remove error_origin, or pass the API"
        ),
    ),
    "a stage that the API deploys itself": (
        lambda stack: add_cors(rest(stack), POLICY, stage_name="prod"),
        ValueError,
        (
            "add_cors: 'Stack/Api' is deployed by its own API, and a second deployment to 'prod' "
            "would conflict with that; remove stage_name"
        ),
    ),
    "trap 9, a pattern as the first origin": (
        lambda stack: CorsRestApi(stack, "Api", policy=SEVERAL, error_origin="first"),
        RenderError,
        (
            "REST API error responses: error_origin='first' is 'https://*.example.com', a "
            "pattern, which a header cannot contain; put a plain origin first, or choose "
            "error_origin='reflect'"
        ),
    ),
    "a strategy that does not exist": (
        lambda stack: add_cors(rest(stack), SEVERAL, error_origin=cast("Any", "all")),
        RenderError,
        (
            "REST API error responses: error_origin: 'all' is not a valid value; write 'reflect' "
            "or 'first'"
        ),
    ),
    "trap 28, more than a function URL takes": (
        lambda stack: CorsFunctionUrl(
            stack,
            "Url",
            function=new_function(stack),
            auth_type=FunctionUrlAuthType.NONE,
            policy=POLICY.replace(allow_headers=[f"x-{number}" for number in range(101)]),
        ),
        RenderError,
        (
            "function URL: allow_headers: 101 entries; a function URL allows 100: list fewer, or "
            "let the "
            "function answer with cors_in='handler'"
        ),
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_fails_at_once(wrong: str) -> None:
    """Where the line is written, and not when the app is synthesised."""
    use, error, sentence = WRONG[wrong]
    with pytest.raises(error) as caught:
        use(new_stack())
    if sentence:
        assert str(caught.value) == sentence
    else:
        assert str(caught.value).endswith(
            "such a value has to be a whole host or a whole origin: "
            "'https://' + Fn.join('.', ['app', parameter.value_as_string])"
        )


def test_two_parts_of_an_api_may_have_a_policy_each() -> None:
    """They share no resource."""
    stack = new_stack()
    api = rest(stack)
    for name, policy in (("a", POLICY), ("b", SEVERAL)):
        part = api.root.add_resource(name)
        part.add_method("GET", ANYWHERE)
        add_cors(part, policy)
    assert sorted(preflights(template_of(stack))) == ["/a", "/b"]


@pytest.mark.parametrize("beside", [True, False])
def test_fails_on_a_policy_that_nothing_applies(*, beside: bool) -> None:
    """Before or after, on an API without any, or on a part beside that which has one."""
    stack = new_stack()
    api = rest(stack)
    hooks = api.root.add_resource("hooks")
    cors_for(hooks, None)
    hooks.add_method("PATCH", ANYWHERE)
    if beside:
        part = api.root.add_resource("items")
        part.add_method("GET", ANYWHERE)
        add_cors(part, POLICY)
    assert failure_of(stack) == (
        f"{SYNTHESIS}  [Stack/Api/Default/hooks] cors_for has a policy for '/hooks', but nothing "
        "applies it: its API 'Stack/Api' is not a CorsRestApi; call add_cors(api, policy), or "
        "remove cors_for"
    )


def test_fails_on_more_environment_than_lambda_takes_behind_a_rest_api() -> None:
    """4 KB; the way out is another than that of a function URL."""
    stack = new_stack()
    policy = CorsPolicy(allow_origins=[f"https://{number:04}.example.com" for number in range(200)])
    api = CorsRestApi(stack, "Api", policy=policy, error_origin="first")
    api.root.add_method("GET", LambdaIntegration(new_function(stack)))
    size = len("CORSGATE_POLICY") + len(policy.to_json())
    assert failure_of(stack) == (
        f"{SYNTHESIS}  [Stack/Api] the environment of the function 'Stack/Function/Resource' would "
        f"have {size} bytes, but Lambda allows 4096; list fewer origins (a pattern covers many), "
        "or decorate its handler with @cors(policy) and name it in "
        "functions_with_own_policy=[...]"
    )
