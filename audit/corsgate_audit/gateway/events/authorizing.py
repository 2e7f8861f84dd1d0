"""What a Lambda authorizer is asked, and what its answer means.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
and https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
"""

from __future__ import annotations

import base64
import binascii
import fnmatch
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from corsgate_audit.gateway.events.call import ACCOUNT, REGION, Json
from corsgate_audit.gateway.events.format_1 import http_event_1, rest_event
from corsgate_audit.gateway.events.format_2 import http_event_2

if TYPE_CHECKING:
    from corsgate_audit.gateway.events.call import Call
    from corsgate_audit.model import Authorizer

_SOURCE: Final = re.compile(r"^(?:method\.request|\$?request)\.(\w+)\.(.+)$")
_INVOKE: Final = "execute-api:Invoke"
_PARTS_OF_TOKEN: Final = 3


class BadAuthorizerAnswerError(Exception):
    """An authorizer returned what API Gateway does not take; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """What an authorizer allows, as it is kept.

    Args:
        principal: ``principalId``; empty for none.
        context: what it hands on.
        statements: statements of its policy; None where it said yes or no.
        is_authorized: what it said.
    """

    principal: str = ""
    context: Json = field(default_factory=dict)
    statements: tuple[Json, ...] | None = None
    is_authorized: bool = False

    def allows(self, arn: str) -> bool:
        """Whether it allows a method: one statement does, and none denies it.

        Conditions are taken to hold.

        Args:
            arn: ARN of the method.
        """
        if self.statements is None:
            return self.is_authorized
        effects = {
            str(each.get("Effect")).lower()
            for each in self.statements
            if _covers(each.get("Action"), _INVOKE) and _covers(each.get("Resource"), arn)
        }
        return "allow" in effects and "deny" not in effects


def _covers(patterns: object, wanted: str) -> bool:
    listed = patterns if isinstance(patterns, list) else [patterns]
    return any(
        isinstance(each, str) and fnmatch.fnmatchcase(wanted.lower(), _pattern(each))
        for each in listed
    )


def _pattern(text: str) -> str:
    """Return a pattern of IAM, which knows ``*`` and ``?`` alone, for `fnmatch`."""
    return text.lower().replace("[", "[[]")


def method_arn(call: Call) -> str:
    """Return the ARN of the method that is called.

    Args:
        call: the request.
    """
    stage = call.received.stage or "$default"
    path = call.received.path.removeprefix("/")
    api = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{call.api_id}"
    return f"{api}/{stage}/{call.received.method}/{path}"


def identity_of(authorizer: Authorizer, call: Call) -> tuple[str, ...] | None:
    """Return the values that an authorizer reads of a request; None where one is missing.

    Args:
        authorizer: the authorizer.
        call: the request.
    """
    sources = authorizer.identity_sources
    if not sources and isinstance(authorizer.identity_headers, tuple):
        sources = tuple(f"request.header.{each}" for each in authorizer.identity_headers)
    found = [_value(source, call) for source in sources]
    known = tuple(each for each in found if each)
    return known if len(known) == len(found) else None


def _value(source: str, call: Call) -> str | None:
    matched = _SOURCE.match(source)
    if matched is None:
        known = {
            "context.httpMethod": call.received.method,
            "context.stage": call.received.stage or "$default",
            "context.path": call.full_path,
            "context.identity.sourceIp": call.source_ip,
            **{f"stageVariables.{name}": value for name, value in call.received.stage_variables},
        }
        # Another variable has one value for all requests of a run: it tells nobody apart.
        return known.get(source.lstrip("$"), source)
    place, name = matched.groups()
    if place in {"header", "multivalueheader"}:
        return call.received.header(name)
    if place in {"querystring", "multivaluequerystring"}:
        return dict(call.received.query).get(name)
    return call.parameters.get(name) if place == "path" else None


def token_event(authorizer: Authorizer, call: Call) -> Json:
    """Return the event of a TOKEN authorizer.

    Args:
        authorizer: the authorizer.
        call: the request.
    """
    values = identity_of(authorizer, call) or ("",)
    return {"type": "TOKEN", "authorizationToken": values[0], "methodArn": method_arn(call)}


def request_event(call: Call) -> Json:
    """Return the event of a REQUEST authorizer of a REST API.

    Args:
        call: the request.
    """
    event = rest_event(call)
    return {"type": "REQUEST", "methodArn": method_arn(call), **_for_authorizer(event)}


def _for_authorizer(event: Json) -> Json:
    """Return an event of format 1.0 without its body, and with ``{}`` for what is null in it."""
    del event["body"], event["isBase64Encoded"]
    empty = (
        *("queryStringParameters", "multiValueQueryStringParameters"),
        *("pathParameters", "stageVariables"),
    )
    return {name: value or {} if name in empty else value for name, value in event.items()}


def http_request_event(authorizer: Authorizer, call: Call) -> Json:
    """Return the event of an authorizer of an HTTP API.

    Args:
        authorizer: the authorizer, which asks for format 1.0 or 2.0.
        call: the request.
    """
    values = identity_of(authorizer, call) or ()
    if authorizer.payload_format == "1.0":
        event = _for_authorizer(http_event_1(call))
        event["requestContext"].pop("authorizer", None)
        source = ",".join(values)
        return {
            **event,
            "type": "REQUEST",
            "methodArn": method_arn(call),
            "identitySource": source,
            "authorizationToken": source,
        }
    event = http_event_2(call)
    event.pop("body", None)
    del event["isBase64Encoded"]
    return {
        **event,
        "type": "REQUEST",
        "routeArn": method_arn(call),
        "identitySource": list(values),
    }


def permission_of(
    payload: bytes, *, simple: bool = False, needs_principal: bool = True
) -> Permission:
    """Read what an authorizer returned.

    Args:
        payload: JSON.
        simple: it may say ``isAuthorized``.
        needs_principal: a REST API asks for ``principalId``, and takes no nested context.

    Raises:
        BadAuthorizerAnswerError: it is neither a policy nor a yes or no: the answer is 500.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html,
        and, tried on AWS, dherault/serverless-offline#1376
    """
    try:
        value: Any = json.loads(payload or b"null")
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        message = "the authorizer returned no object"
        raise BadAuthorizerAnswerError(message)
    context = value.get("context") or {}
    if not isinstance(context, dict):
        message = "the context that the authorizer returned is not an object"
        raise BadAuthorizerAnswerError(message)
    if simple:
        said = value.get("isAuthorized")
        if not isinstance(said, bool):
            message = (
                "the authorizer returned no isAuthorized, which enableSimpleResponses asks for"
            )
            raise BadAuthorizerAnswerError(message)
        return Permission(context=context, is_authorized=said)
    policy, principal = value.get("policyDocument"), value.get("principalId")
    statements = policy.get("Statement") if isinstance(policy, dict) else None
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not all(isinstance(each, dict) for each in statements):
        message = "the authorizer returned no policyDocument with a list of Statements"
        raise BadAuthorizerAnswerError(message)
    nested = [name for name, value in context.items() if isinstance(value, dict | list)]
    if needs_principal and nested:
        message = (
            f"the context that the authorizer returned has an object or a list in {nested[0]!r}: a "
            "REST API takes strings, numbers and booleans"
        )
        raise BadAuthorizerAnswerError(message)
    if needs_principal and not isinstance(principal, str):
        message = "the authorizer returned no principalId"
        raise BadAuthorizerAnswerError(message)
    return Permission(principal=str(principal or ""), context=context, statements=tuple(statements))


def rest_context_of(permission: Permission) -> Json:
    """Return ``requestContext.authorizer`` of a REST API: every value of the context as a text."""
    texts = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in permission.context.items()
    }
    return {**texts, "principalId": permission.principal, "integrationLatency": 0}


def claims_of(token: str) -> Json | None:
    """Return the claims of a JSON Web Token, whose signature nobody checks; None for no token.

    Args:
        token: JSON web token, ``Bearer`` before it or not.

    Source: https://www.rfc-editor.org/rfc/rfc7519
    """
    parts = token.removeprefix("Bearer ").removeprefix("bearer ").strip().split(".")
    if len(parts) != _PARTS_OF_TOKEN:
        return None
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, binascii.Error, RecursionError):
        return None
    return claims if isinstance(claims, dict) else None
