"""Payload format 1.0: the event of a REST API, and what becomes of a function's response.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from corsgate_audit.browser import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from support.front_door import Match, Pairs, Request

Json = dict[str, Any]


class MalformedResponseError(Exception):
    """The function did not return a proxy response: API Gateway answers 502."""


def event(
    request: Request, match: Match, *, api_id: str, stage: str, is_binary: bool = False
) -> Json:
    """Return the event of a request, the stage taken off its path."""
    return {
        "resource": match.path,
        "path": request.url.path.removeprefix(f"/{stage}") or "/",
        "httpMethod": request.method,
        "headers": dict(request.headers) or None,
        "multiValueHeaders": _lists(request.headers) or None,
        "queryStringParameters": dict(request.query) or None,
        "multiValueQueryStringParameters": _lists(request.query) or None,
        "pathParameters": match.parameters or None,
        "stageVariables": None,
        "requestContext": _context(request, match, api_id, stage),
        "body": _body(request.body, is_binary=is_binary),
        "isBase64Encoded": bool(request.body) and is_binary,
    }


def response(result: Any) -> HttpResponse:  # noqa: ANN401 (whatever the function returned)
    """Return what leaves the front door.

    Raises:
        MalformedResponseError: ``statusCode`` is missing, or a part has the wrong type.
    """
    if not isinstance(result, dict) or not str(result.get("statusCode", "")).isdigit():
        message = f"a proxy response has a statusCode; the function returned {result!r}"
        raise MalformedResponseError(message)
    if not isinstance(result.get("body") or "", str):
        message = f"the body of a proxy response is text; the function returned {result['body']!r}"
        raise MalformedResponseError(message)
    return HttpResponse(int(result["statusCode"]), _headers(result))


def _headers(result: Json) -> Pairs:
    """Return both maps as one list; of a name in both, the values of ``multiValueHeaders``."""
    multiple = result.get("multiValueHeaders") or {}
    named = {name.lower() for name in multiple}
    single = (result.get("headers") or {}).items()
    return (
        *((name, str(value)) for name, value in single if name.lower() not in named),
        *((name, str(value)) for name, values in multiple.items() for value in values),
    )


def _context(request: Request, match: Match, api_id: str, stage: str) -> Json:
    return {
        "accountId": "123456789012",
        "apiId": api_id,
        "domainName": request.url.hostname,
        "domainPrefix": api_id,
        "httpMethod": request.method,
        "identity": {"sourceIp": "192.0.2.1", "userAgent": None},
        "path": request.url.path,
        "protocol": "HTTP/1.1",
        "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
        "requestTimeEpoch": 1583349317135,
        "resourceId": match.resource_id,
        "resourcePath": match.path,
        "stage": stage,
    }


def _lists(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for name, value in pairs:
        lists.setdefault(name, []).append(value)
    return lists


def _body(body: bytes, *, is_binary: bool) -> str | None:
    if not body:
        return None
    return base64.b64encode(body).decode() if is_binary else body.decode("utf-8")
