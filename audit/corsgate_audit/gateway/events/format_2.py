"""Payload format 2.0: the event of an HTTP API and of a function URL.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
and https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from corsgate_audit.gateway.events.call import ACCOUNT, Json, joined_values
from corsgate_audit.gateway.routing import DEFAULT_ROUTE

if TYPE_CHECKING:
    from corsgate_audit.gateway.events.call import Call

_COOKIE: Final = "cookie"
_TEXT: Final = ("text/", "application/json", "application/javascript", "application/xml")


def http_event_2(call: Call) -> Json:
    """Return the event of an HTTP API in payload format 2.0.

    Args:
        call: the request.
    """
    return _event(call, call.route_key, http_context_2(call))


def function_url_event(call: Call) -> Json:
    """Return the event of a function URL.

    Args:
        call: the request.
    """
    return _event(call, DEFAULT_ROUTE, _url_context(call))


def is_binary(content_type: str | None) -> bool:
    """Whether the body of a request is handed on in Base64: all but text, JSON and the like.

    Args:
        content_type: header of the request; None for none.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
        and, for the types, localstack/localstack, ``test_lambda_handling_binary_data`` and
        ``test_lambda_handling_form_urlencoded_data``.
    """
    if content_type is None:
        return False
    kind = content_type.partition(";")[0].strip().lower()
    return not (kind.startswith(_TEXT) or kind.endswith(("+json", "+xml")))


def _event(call: Call, key: str, context: Json) -> Json:
    """Return an event; what a request does not have is left out, and not null."""
    headers = tuple((name.lower(), value) for name, value in call.headers)
    cookies = [
        cookie.strip()
        for name, value in headers
        if name == _COOKIE
        for cookie in value.split(";")
        if cookie.strip()
    ]
    optional: Json = {
        "cookies": cookies,
        "queryStringParameters": joined_values(call.received.query),
        "pathParameters": call.parameters,
        "stageVariables": dict(call.received.stage_variables),
        "body": call.body,
    }
    return {
        "version": "2.0",
        "routeKey": key,
        "rawPath": call.full_path,
        "rawQueryString": call.raw_query,
        "headers": joined_values(pair for pair in headers if pair[0] != _COOKIE),
        "requestContext": context,
        "isBase64Encoded": call.is_binary and call.body is not None,
        **{name: value for name, value in optional.items() if value},
    }


def http_context_2(call: Call) -> Json:
    """Return ``requestContext`` of an HTTP API's event in format 2.0.

    Args:
        call: the request.
    """
    context = _context(call, call.route_key, ACCOUNT, call.received.stage or DEFAULT_ROUTE)
    return context if call.authorizer is None else {**context, "authorizer": call.authorizer}


def _url_context(call: Call) -> Json:
    """Return that of a function URL: without a signature the account is ``anonymous``."""
    account = "anonymous" if call.authorizer is None else ACCOUNT
    context = _context(call, DEFAULT_ROUTE, account, DEFAULT_ROUTE)
    return context if call.authorizer is None else {**context, "authorizer": call.authorizer}


def _context(call: Call, key: str, account: str, stage: str) -> Json:
    return {
        "accountId": account,
        "apiId": call.api_id,
        "domainName": call.domain,
        "domainPrefix": call.domain.partition(".")[0],
        "http": {
            "method": call.received.method,
            "path": call.full_path,
            "protocol": "HTTP/1.1",
            "sourceIp": call.source_ip,
            "userAgent": call.user_agent or "",
        },
        "requestId": call.request_id,
        "routeKey": key,
        "stage": stage,
        "time": call.time(),
        "timeEpoch": call.epoch_ms,
    }
