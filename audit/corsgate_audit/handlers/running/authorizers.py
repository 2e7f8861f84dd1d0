"""The authorizers of routes, really asked: Lambda authorizers are run, and their answers are kept.

A token of Cognito or of another issuer has to be there, and be one; its signature is not checked,
since nobody can reach its keys here. Of IAM any signature is taken.
"""

from __future__ import annotations

import json
import re
import threading
import time
from typing import TYPE_CHECKING, Final

from corsgate.names import API_KEY
from corsgate_audit.gateway.access import Refusal, by_authorization
from corsgate_audit.gateway.events.authorizing import (
    BadAuthorizerAnswerError,
    Permission,
    claims_of,
    http_request_event,
    identity_of,
    method_arn,
    permission_of,
    request_event,
    rest_context_of,
    token_event,
)
from corsgate_audit.handlers.running.outcomes import OutcomeKind
from corsgate_audit.model import HttpApi, RestApi

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.gateway.events.call import Call, Json
    from corsgate_audit.gateway.received import Received
    from corsgate_audit.handlers.running.functions import Functions
    from corsgate_audit.model import Api, Authorizer, Route

REST_TTL: Final = 300
"""Seconds; https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html"""
_SIGNATURE: Final = "X-Amz-Signature"
_UNAUTHORIZED: Final = "Unauthorized"
_Key = tuple[object, ...]


class Authorizers:
    """Asks authorizers, and keeps what they said for as long as they are set up to.

    Args:
        functions: functions that are run.
        say: takes a sentence about what is not as on AWS.
    """

    def __init__(self, functions: Functions, say: Callable[[str], None]) -> None:
        self._functions = functions
        self._say = say
        self._kept: dict[_Key, tuple[float, Permission]] = {}
        self._lock = threading.Lock()

    def forget(self) -> None:
        """Forget what authorizers said: their code has changed."""
        with self._lock:
            self._kept.clear()

    def ask(self, api: Api, route: Route, call: Call) -> tuple[Refusal | None, Json | None]:
        """Say why the authorizer of a route refuses a request, or what it hands on.

        Args:
            api: API of the route.
            route: route that the request reaches.
            call: the request.

        Returns:
            The refusal, None for none; and what the event of the function says of the authorizer.
        """
        received, authorizer = call.received, route.authorizer
        if route.authorization == "AWS_IAM" and _SIGNATURE in dict(received.query):
            return None, _iam(api)
        if route.authorization == "CUSTOM" and authorizer and authorizer.function:
            return self._lambda(api, authorizer, call)
        refused = by_authorization(route, received)
        if refused is not None or route.authorization == "NONE":
            return refused, None
        if route.authorization == "AWS_IAM":
            self._say("AWS_IAM: any signature is taken, and no policy is evaluated")
            return None, _iam(api)
        if authorizer is None or authorizer.type not in {"JWT", "COGNITO_USER_POOLS"}:
            return None, None
        return self._token(api, authorizer, call)

    def wrong_key(self, api: Api, route: Route, received: Received) -> Refusal | None:
        """Say that an API key is none of those that the template sets; any is taken without them.

        Args:
            api: API of the route.
            route: route that the request reaches.
            received: the request.
        """
        if not isinstance(api, RestApi) or route.api_key_required is not True or not api.api_keys:
            return None
        if received.header(API_KEY) in api.api_keys:
            return None
        note = f"The {API_KEY} of the request is not the value of an API key of the template."
        return Refusal(response_type="INVALID_API_KEY", note=note)

    def _token(
        self, api: Api, authorizer: Authorizer, call: Call
    ) -> tuple[Refusal | None, Json | None]:
        values = identity_of(authorizer, call)
        claims = claims_of(values[0]) if values else None
        if claims is None:
            note = f"The authorizer {authorizer.name!r} asks for a JSON Web Token."
            return Refusal(response_type="UNAUTHORIZED", note=note, by_authorizer=True), None
        self._say(f"the authorizer {authorizer.name!r}: the signature of tokens is not checked")
        if isinstance(api, HttpApi):
            texts = {name: _claim(value) for name, value in claims.items()}
            return None, {"jwt": {"claims": texts, "scopes": None}}
        return None, {"claims": {name: _claim(value) for name, value in claims.items()}}

    def _lambda(
        self, api: Api, authorizer: Authorizer, call: Call
    ) -> tuple[Refusal | None, Json | None]:
        values = identity_of(authorizer, call)
        kept_for = self._ttl(api, authorizer)
        # With nothing to tell callers apart by, nothing is kept.
        must_have = authorizer.type == "TOKEN" or kept_for > 0 or isinstance(api, HttpApi)
        if values is None and must_have:
            note = f"The request lacks what the authorizer {authorizer.name!r} reads."
            return Refusal(response_type="UNAUTHORIZED", note=note, by_authorizer=True), None
        if authorizer.validation and not _fits(authorizer.validation, values):
            note = f"The token does not match {authorizer.validation!r}, which the API asks for."
            return Refusal(response_type="UNAUTHORIZED", note=note, by_authorizer=True), None
        key: _Key = (api.location, authorizer.name, values)
        permission = self._remembered(key) if values else None
        if permission is None:
            found = self._asked(api, authorizer, call)
            if isinstance(found, Refusal):
                return found, None
            permission = found
            if values and kept_for > 0:
                self._keep(key, kept_for, permission)
        if not permission.allows(method_arn(call)):
            note = f"The authorizer {authorizer.name!r} denies {method_arn(call)}."
            return Refusal(response_type="ACCESS_DENIED", note=note, by_authorizer=True), None
        return None, _handed_on(api, authorizer, permission)

    def _ttl(self, api: Api, authorizer: Authorizer) -> int:
        """Return the seconds that an answer is kept; an HTTP API has to be told to."""
        if authorizer.ttl is not None:
            return authorizer.ttl
        return REST_TTL if isinstance(api, RestApi) else 0

    def _asked(self, api: Api, authorizer: Authorizer, call: Call) -> Permission | Refusal:
        """Run the function of an authorizer."""
        if isinstance(api, HttpApi):
            event = http_request_event(authorizer, call)
        elif authorizer.type == "TOKEN":
            event = token_event(authorizer, call)
        else:
            event = request_event(call)
        assert authorizer.function is not None  # noqa: S101 - `ask` has made sure of it
        outcome = self._functions.of(authorizer.function).invoke(json.dumps(event).encode())
        name = authorizer.function.name
        if outcome.kind is OutcomeKind.ERROR and outcome.message.endswith(f": {_UNAUTHORIZED}"):
            note = f"The authorizer {authorizer.name!r} answers Unauthorized."
            return Refusal(response_type="UNAUTHORIZED", note=note, by_authorizer=True)
        if outcome.kind is not OutcomeKind.RESPONSE:
            note = f"The authorizer's function {name} failed: {outcome.message}."
            return Refusal(response_type="AUTHORIZER_FAILURE", note=note, by_authorizer=True)
        try:
            permission = permission_of(
                outcome.payload,
                simple=authorizer.simple_responses and isinstance(api, HttpApi),
                needs_principal=isinstance(api, RestApi),
            )
        except BadAuthorizerAnswerError as error:
            return Refusal(
                response_type="AUTHORIZER_CONFIGURATION_ERROR",
                note=f"{name}: {error}.",
                by_authorizer=True,
            )
        if any("Condition" in each for each in permission.statements or ()):
            self._say(f"the conditions in the policy of the authorizer {name} are taken to hold")
        return permission

    def _remembered(self, key: _Key) -> Permission | None:
        with self._lock:
            until, permission = self._kept.get(key, (0.0, None))
        return permission if until > time.monotonic() else None

    def _keep(self, key: _Key, seconds: int, permission: Permission) -> None:
        now = time.monotonic()
        with self._lock:
            for old in [each for each, (until, _) in self._kept.items() if until <= now]:
                del self._kept[old]
            self._kept[key] = (now + seconds, permission)


def _fits(expression: str, values: tuple[str, ...] | None) -> bool:
    """Whether a token matches an expression as a whole; one that is no expression fits all."""
    try:
        return values is not None and re.fullmatch(expression, values[0]) is not None
    except re.error:
        return True


def _handed_on(api: Api, authorizer: Authorizer, permission: Permission) -> Json:
    if isinstance(api, RestApi):
        return rest_context_of(permission)
    if authorizer.payload_format == "2.0":
        return {"lambda": permission.context}
    return {**permission.context, "principalId": permission.principal}


def _iam(api: Api) -> Json | None:
    """Return what an event says of a signature that nobody looked at."""
    names = (
        *("accessKey", "accountId", "callerId", "cognitoIdentity", "principalOrgId"),
        *("userArn", "userId"),
    )
    return None if isinstance(api, RestApi) else {"iam": dict.fromkeys(names)}


def _claim(value: object) -> str:
    """Write a claim as API Gateway does: as a text."""
    if isinstance(value, list):
        return f"[{' '.join(str(each) for each in value)}]"
    return value if isinstance(value, str) else json.dumps(value)
