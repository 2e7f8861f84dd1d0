"""What the REST APIs of the app have beside methods: functions, authorizers, error responses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from corsgate_audit.verify.cases import (
    AUTHORIZER,
    FUNCTION,
    RAISES,
    SLEEPS,
    UNCACHED,
    Properties,
    invocation_of,
)
from corsgate_audit.verify.questions import Front
from corsgate_cdk.conformance.resources import add, add_function

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aws_cdk import CfnResource, Stack

    from corsgate_audit.verify.cases import Case, Exhibit

_CODE = """\
import json, time
ANSWERS = {answers!r}
def handler(event, context):
    answer = ANSWERS.get(event["resource"], '{{"statusCode": 200, "body": "ok"}}')
    if answer == {raises!r}:
        raise RuntimeError("as asked")
    if answer == {sleeps!r}:
        time.sleep(2)
        answer = '{{"statusCode": 200, "body": "late"}}'
    return json.loads(answer)
"""
_AUTHORIZER_CODE = """\
def handler(event, context):
    token = event["headers"].get("Authorization") or event["headers"].get("authorization")
    if token == "unauthorized":
        raise Exception("Unauthorized")
    token = token or "allow"
    if token not in ("allow", "deny"):
        return {"malformed": True} if token == "malformed" else 1 // 0
    statement = {
        "Action": "execute-api:Invoke", "Effect": token.title(), "Resource": "*",
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": "page", "policyDocument": document}
"""
_REQUIRED = {"type": "object", "required": ["name"]}
_SET: Mapping[str, Properties] = {
    "DEFAULT_4XX": {
        "StatusCode": "418",
        "ResponseParameters": {
            "gatewayresponse.header.Access-Control-Allow-Origin": "method.request.header.origin",
            "gatewayresponse.header.X-By": "'default'",
        },
    },
    "DEFAULT_5XX": {
        "StatusCode": "599",
        "ResponseParameters": {
            "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
            "gatewayresponse.header.X-By": "'default'",
        },
    },
    "INVALID_API_KEY": {
        "ResponseParameters": {"gatewayresponse.header.X-By": "'own'"},
    },
    "INTEGRATION_TIMEOUT": {
        "ResponseParameters": {"gatewayresponse.header.X-By": "'own'"},
    },
    "REQUEST_TOO_LARGE": {
        "ResponseParameters": {"gatewayresponse.header.X-By": "'own'"},
    },
}
"""Gateway responses by type."""

SETTINGS: Mapping[str, Properties] = {
    Front.BINARY: {"BinaryMediaTypes": ["*/*"]},
}
"""Properties of an API beside its name."""

_ANY = "x-amazon-apigateway-any-method"


def document(exhibits: Sequence[Exhibit]) -> Properties:
    """Return the OpenAPI document of an API, whose operations ask for a key unless they say else.

    Args:
        exhibits: its operations.
    """
    paths: dict[str, Properties] = {}
    for each in exhibits:
        method = _ANY if each.method == "ANY" else each.method.lower()
        paths.setdefault(each.path, {})[method] = each.properties
    scheme = {"type": "apiKey", "name": "x-api-key", "in": "header"}
    return {
        "openapi": "3.0.1",
        "info": {"title": "corsgate verify", "version": "1"},
        "security": [{"key": []}],
        "components": {"securitySchemes": {"key": scheme}},
        "paths": paths,
    }


STAGE_SETTINGS: Mapping[str, Properties] = {
    Front.ERRORS: {
        "MethodSettings": [
            {
                "HttpMethod": "GET",
                "ResourcePath": "/error-throttled",
                "ThrottlingRateLimit": 0,
                "ThrottlingBurstLimit": 0,
            }
        ]
    }
}
"""Properties of a stage beside its name."""


def add_functions(stack: Stack, fronts: Mapping[Front, Sequence[Case]]) -> None:
    """Add the functions that the methods of a stack name.

    Args:
        stack: stack to add them to.
        fronts: its front doors with their cases.
    """
    exhibits = [each for cases in fronts.values() for case in cases for each in case.exhibits]
    written = json.dumps([each.properties for each in exhibits])
    answers = {each.path: each.answer for each in exhibits if each.answer}
    for name, code in (
        (FUNCTION, _CODE.format(answers=answers, raises=RAISES, sleeps=SLEEPS)),
        ("Unpermitted", _CODE.format(answers={}, raises=RAISES, sleeps=SLEEPS)),
        (f"{AUTHORIZER}Function", _AUTHORIZER_CODE),
    ):
        is_named = f"${{{name}.Arn}}" in written
        if is_named or (name.startswith(AUTHORIZER) and AUTHORIZER in written):
            add_function(stack, name, code)


def parts_of(stack: Stack, front: str, api: CfnResource) -> Iterator[CfnResource]:
    """Add what an API has beside methods; yield what has to be there before it is deployed.

    Args:
        stack: stack to add them to.
        front: front door of the API.
        api: the API.
    """
    if front == Front.REST:
        yield from _refusing(stack, api)
    if front == Front.ERRORS:
        for kind, properties in _SET.items():
            yield add(
                stack,
                f"Error{kind.title().replace('_', '')}",
                "ApiGateway::GatewayResponse",
                RestApiId=api.ref,
                ResponseType=kind,
                **properties,
            )
    if front in {Front.REST, Front.ERRORS}:
        yield _permission(stack, f"{front}Permission", FUNCTION, api)


def _refusing(stack: Stack, api: CfnResource) -> Iterator[CfnResource]:
    """Add what stands in front of methods."""
    for name, seconds in ((AUTHORIZER, 300), (UNCACHED, 0)):
        yield add(
            stack,
            name,
            "ApiGateway::Authorizer",
            RestApiId=api.ref,
            Name=f"{stack.stack_name}-{name}",
            Type="REQUEST",
            IdentitySource="method.request.header.Authorization",
            AuthorizerResultTtlInSeconds=seconds,
            AuthorizerUri=invocation_of(f"{AUTHORIZER}Function"),
        )
    yield _permission(stack, f"{AUTHORIZER}Permission", f"{AUTHORIZER}Function", api)
    for name, flag in (("RestParameters", "Parameters"), ("RestBody", "Body")):
        yield add(
            stack,
            name,
            "ApiGateway::RequestValidator",
            RestApiId=api.ref,
            **{f"ValidateRequest{flag}": True},
        )
    yield add(
        stack,
        "RestModel",
        "ApiGateway::Model",
        RestApiId=api.ref,
        ContentType="application/json",
        Schema=_REQUIRED,
    )


def _permission(stack: Stack, name: str, function: str, api: CfnResource) -> CfnResource:
    place = f"{stack.partition}:execute-api:{stack.region}:{stack.account}"
    return add(
        stack,
        name,
        "Lambda::Permission",
        Action="lambda:InvokeFunction",
        FunctionName={"Ref": function},
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:{place}:{api.ref}/*",
    )
