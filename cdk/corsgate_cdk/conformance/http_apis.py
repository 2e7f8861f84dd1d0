"""HTTP APIs with the CORS settings that the questions are about, and one function behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Fn

from corsgate_audit.gateway.routing import DEFAULT_ROUTE
from corsgate_audit.verify.cases import FUNCTION, ORIGIN, OTHER_ORIGIN, Properties, invocation_of
from corsgate_audit.verify.questions import Front
from corsgate_cdk.conformance.resources import add, add_function

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import Stack

    from corsgate_audit.verify.cases import Case

_CODE = f"""\
def handler(event, context):
    headers = {{"access-control-allow-origin": "{OTHER_ORIGIN}", "x-function": "1"}}
    return {{"statusCode": 200, "headers": headers, "body": "function"}}
"""
_SETTINGS: Mapping[Front, Properties] = {
    Front.HTTP: {
        "AllowOrigins": [ORIGIN, OTHER_ORIGIN],
        "AllowMethods": ["GET", "PUT"],
        "AllowHeaders": ["content-type", "x-any"],
        "ExposeHeaders": ["etag"],
        "AllowCredentials": True,
        "MaxAge": 600,
    },
    Front.HTTP_GUARDED: {"AllowOrigins": [ORIGIN], "AllowMethods": ["GET"]},
    Front.HTTP_ANY: {"AllowOrigins": ["*"], "AllowMethods": ["*"], "AllowHeaders": ["*"]},
    Front.HTTP_PATTERN: {"AllowOrigins": ["https://*"], "AllowMethods": ["PUT"]},
}
"""Of those that are not here, none."""


def http_apis(stack: Stack, fronts: Mapping[Front, Sequence[Case]]) -> Mapping[Front, str]:
    """Add the HTTP APIs of a stack, and return where they answer.

    Args:
        stack: stack to add them to.
        fronts: front doors that are asked.
    """
    function = add_function(stack, FUNCTION, _CODE)
    arn = Fn.get_att(FUNCTION, "Arn").to_string()
    urls = {}
    for front, cases in fronts.items():
        settings = {"CorsConfiguration": _SETTINGS[front]} if front in _SETTINGS else {}
        name = f"{stack.stack_name}-{front}"
        api = add(stack, front, "ApiGatewayV2::Api", Name=name, ProtocolType="HTTP", **settings)
        integration = add(
            stack,
            f"{front}Integration",
            "ApiGatewayV2::Integration",
            ApiId=api.ref,
            IntegrationType="AWS_PROXY",
            IntegrationUri=arn,
            PayloadFormatVersion="2.0",
        )
        own = [f"{each.method} {each.path}".strip() for case in cases for each in case.exhibits]
        guarded = _guard(stack, front, api.ref) if front is Front.HTTP_GUARDED else {}
        for number, key in enumerate(("GET /function", *own)):
            add(
                stack,
                f"{front}Route{number}",
                "ApiGatewayV2::Route",
                ApiId=api.ref,
                RouteKey=key,
                Target=f"integrations/{integration.ref}",
                **(guarded if key == DEFAULT_ROUTE else {}),
            )
        add(
            stack,
            f"{front}Stage",
            "ApiGatewayV2::Stage",
            ApiId=api.ref,
            StageName="$default",
            AutoDeploy=True,
        )
        add(
            stack,
            f"{front}Permission",
            "Lambda::Permission",
            Action="lambda:InvokeFunction",
            FunctionName=function.ref,
            Principal="apigateway.amazonaws.com",
            SourceArn=f"arn:{stack.partition}:execute-api:{stack.region}:{stack.account}:{api.ref}/*",
        )
        urls[front] = f"https://{api.ref}.execute-api.{stack.region}.{stack.url_suffix}"
    return urls


def _guard(stack: Stack, front: Front, api: str) -> Properties:
    """Add an authorizer, and return the properties of a route that has it.

    No request of the app has what it reads: its function, which is that of the routes, is not
    asked, and API Gateway has no permission to.
    """
    authorizer = add(
        stack,
        f"{front}Authorizer",
        "ApiGatewayV2::Authorizer",
        ApiId=api,
        Name=f"{stack.stack_name}-{front}",
        AuthorizerType="REQUEST",
        AuthorizerPayloadFormatVersion="2.0",
        EnableSimpleResponses=True,
        IdentitySource=["$request.header.Authorization"],
        AuthorizerUri=invocation_of(FUNCTION),
    )
    return {"AuthorizationType": "CUSTOM", "AuthorizerId": authorizer.ref}
