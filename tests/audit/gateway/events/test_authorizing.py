"""Authorizers receive AWS's documented events, and their answers mean what AWS documents."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from corsgate_audit.gateway.events.authorizing import (
    BadAuthorizerAnswerError,
    claims_of,
    http_request_event,
    identity_of,
    method_arn,
    permission_of,
    request_event,
    rest_context_of,
    token_event,
)
from corsgate_audit.model import Authorizer
from support.calls import call

ARN = "arn:aws:execute-api:us-east-1:123456789012:id/test/GET/request"
TOKEN = Authorizer(
    name="a", type="TOKEN", identity_sources=("method.request.header.Authorization",)
)
REQUEST = Authorizer(
    name="a",
    type="REQUEST",
    identity_sources=("$request.header.X-User", "$request.querystring.key"),
    payload_format="2.0",
)
SENT: dict[str, Any] = {
    "path": "/request",
    "route": "/request",
    "headers": (("Authorization", "allow me"), ("X-User", "user1")),
    "query": (("key", "value1"),),
}


def policy(effect: str, resource: object = "*", action: object = "execute-api:Invoke") -> bytes:
    """Return the answer of an authorizer."""
    statement = {"Effect": effect, "Resource": resource, "Action": action}
    return json.dumps(
        {"principalId": "user", "policyDocument": {"Statement": [statement]}}
    ).encode()


def test_the_documented_event_of_a_token_authorizer() -> None:
    """Type, token and method, and nothing else."""
    assert token_event(TOKEN, call(**SENT)) == {
        "type": "TOKEN",
        "authorizationToken": "allow me",
        "methodArn": ARN,
    }


def test_the_documented_event_of_a_request_authorizer() -> None:
    """It is that of a function without the body; empty maps are not null."""
    made = request_event(call(**SENT))
    assert {name for name, value in made.items() if value == {}} == {
        "pathParameters",
        "stageVariables",
    }
    assert list(made) == [
        *("type", "methodArn", "resource", "path", "httpMethod", "headers", "multiValueHeaders"),
        *("queryStringParameters", "multiValueQueryStringParameters", "pathParameters"),
        *("stageVariables", "requestContext"),
    ]
    assert (made["type"], made["methodArn"], made["resource"], made["path"]) == (
        "REQUEST", ARN, "/request", "/request",
    )  # fmt: skip


def test_the_documented_event_of_an_http_api() -> None:
    """Format 2.0 has the values of the identity sources as a list, 1.0 as a text."""
    sent = {**SENT, "stage": "$default"}
    made = http_request_event(REQUEST, call(**sent))
    arn = ARN.replace("/test/", "/$default/")
    assert (made["version"], made["type"], made["routeArn"], made["identitySource"]) == (
        "2.0", "REQUEST", arn, ["user1", "value1"],
    )  # fmt: skip
    assert "body" not in made
    assert made["routeKey"] == "GET /request"
    first = Authorizer(name="a", type="REQUEST", identity_sources=REQUEST.identity_sources)
    made = http_request_event(first, call(**sent))
    assert (made["version"], made["methodArn"], made["identitySource"]) == (
        "1.0", arn, "user1,value1",
    )  # fmt: skip
    assert made["authorizationToken"] == "user1,value1"


def test_an_identity_that_is_not_complete() -> None:
    """One missing value is enough."""
    assert identity_of(REQUEST, call(**SENT)) == ("user1", "value1")
    assert identity_of(REQUEST, call(**{**SENT, "query": ()})) is None


def test_what_is_no_part_of_the_request() -> None:
    """Stage variables and the context have the values of this request, other variables one."""
    sources = (
        *("stageVariables.table", "context.path", "$context.httpMethod", "context.apiId"),
        "context.identity.sourceIp",
    )
    made = call(**SENT)
    made = replace(made, received=replace(made.received, stage_variables=(("table", "live"),)))
    authorizer = replace(REQUEST, identity_sources=sources)
    assert identity_of(authorizer, made) == (
        "live", "/test/request", "GET", "context.apiId", "192.0.2.1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("payload", "allowed"),
    [
        (policy("Allow"), True),
        (policy("Deny"), False),
        (policy("Allow", ARN), True),
        (policy("Allow", ARN.replace("GET", "PUT")), False),
        (policy("Allow", "arn:aws:execute-api:us-east-1:123456789012:id/*/GET/*"), True),
        (policy("Allow", [ARN, "other"], ["execute-api:*"]), True),
        (policy("Allow", ARN, "s3:GetObject"), False),
        (policy("Allow", ARN.replace("request", "[r]equest")), False),
    ],
)
def test_a_policy(payload: bytes, allowed: bool) -> None:  # noqa: FBT001 - a column
    """A statement has to allow the method."""
    assert permission_of(payload).allows(method_arn(call(**SENT))) is allowed


def test_a_denial_goes_first() -> None:
    """Whatever else allows it."""
    statements = [
        {"Effect": effect, "Action": "*", "Resource": "*"} for effect in ("Allow", "Deny")
    ]
    answer = {"principalId": "u", "policyDocument": {"Statement": statements}}
    assert permission_of(json.dumps(answer).encode()).allows(ARN) is False


def test_a_simple_answer() -> None:
    """Yes or no, with a context."""
    said = permission_of(b'{"isAuthorized": true, "context": {"a": 1}}', simple=True)
    assert (said.allows(ARN), said.context) == (True, {"a": 1})


@pytest.mark.parametrize(
    ("payload", "simple"),
    [
        (b"null", False),
        (b"nonsense", False),
        (b'{"principalId": "u"}', False),
        (b'{"policyDocument": {"Statement": []}}', False),
        (b'{"isAuthorized": "yes"}', True),
        (b'{"isAuthorized": true, "context": []}', False),
        (b'{"isAuthorized": true, "context": [1]}', True),
    ],
)
def test_an_answer_that_is_refused(payload: bytes, simple: bool) -> None:  # noqa: FBT001 - a column
    """API Gateway answers 500."""
    with pytest.raises(BadAuthorizerAnswerError):
        permission_of(payload, simple=simple)


@pytest.mark.parametrize("value", [[1], {"a": 1}, []])
def test_a_nested_context(value: object) -> None:
    """A REST API refuses it; an HTTP API hands it on."""
    answer = json.dumps(json.loads(policy("Allow")) | {"context": {"a": 1, "b": value}}).encode()
    with pytest.raises(BadAuthorizerAnswerError, match="an object or a list in 'b'"):
        permission_of(answer)
    assert permission_of(answer, needs_principal=False).context == {"a": 1, "b": value}


def test_what_a_function_learns() -> None:
    """A REST API writes every value as a text."""
    answer = json.loads(policy("Allow")) | {"context": {"n": 1, "flag": True, "text": "a"}}
    assert rest_context_of(permission_of(json.dumps(answer).encode())) == {
        "n": "1",
        "flag": "true",
        "text": "a",
        "principalId": "user",
        "integrationLatency": 0,
    }


def test_the_claims_of_a_token() -> None:
    """The signature is not looked at; what is no token has none."""
    payload = base64.urlsafe_b64encode(b'{"sub": "me"}').decode().rstrip("=")
    assert claims_of(f"Bearer head.{payload}.signature") == {"sub": "me"}
    assert [claims_of(each) for each in ("abc", "a.b.c", "a.bnVsbA.c", "")] == [None] * 4
