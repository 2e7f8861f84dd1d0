"""Payload format 2.0: the event of an HTTP API or a function URL, and what becomes of a response.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corsgate_audit.browser import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from support.front_door import Match, Request

Json = dict[str, Any]


def event(request: Request, match: Match, *, api_id: str, stage: str = "$default") -> Json:
    """Return the event of a request: names in lower case, repeated headers joined by commas."""
    cookies = [
        cookie
        for name, value in request.headers
        if name.lower() == "cookie"
        for cookie in value.split("; ")
    ]
    headers = ((n.lower(), v) for n, v in request.headers if n.lower() != "cookie")
    optional = {
        "cookies": cookies,
        "queryStringParameters": _joined(request.query),
        "pathParameters": match.parameters,
        "body": request.body.decode("utf-8"),
    }
    return {
        "version": "2.0",
        "routeKey": route_key(match),
        "rawPath": request.url.path,
        "rawQueryString": request.url.query,
        "headers": _joined(headers),
        "requestContext": _context(request, match, api_id, stage),
        "isBase64Encoded": False,
        **{name: value for name, value in optional.items() if value},
    }


def route_key(match: Match) -> str:
    """Return the route as an HTTP API names it: ``PUT /items/{id}``, ``$default``."""
    return match.path if match.path == "$default" else f"{match.method} {match.path}"


def response(result: Any) -> HttpResponse:  # noqa: ANN401 (whatever the function returned)
    """Return what leaves the front door; what has no ``statusCode`` is the body of a 200.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.response
    """
    if not (isinstance(result, dict) and "statusCode" in result):
        return HttpResponse(200, (("content-type", "application/json"),))
    headers = (result.get("headers") or {}).items()
    cookies = [("set-cookie", cookie) for cookie in result.get("cookies") or ()]
    return HttpResponse(
        int(result["statusCode"]),
        (*((name.lower(), _text(value)) for name, value in headers), *cookies),
    )


def _context(request: Request, match: Match, api_id: str, stage: str) -> Json:
    return {
        "accountId": "123456789012",
        "apiId": api_id,
        "domainName": request.url.hostname,
        "domainPrefix": api_id,
        "http": {
            "method": request.method,
            "path": request.url.path,
            "protocol": "HTTP/1.1",
            "sourceIp": "192.0.2.1",
            "userAgent": "",
        },
        "requestId": "JKJaXmPLvHcESHA=",
        "routeKey": route_key(match),
        "stage": stage,
        "timeEpoch": 1583348638390,
    }


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _text(value: Any) -> str:  # noqa: ANN401 (any JSON)
    return value if isinstance(value, str) else json.dumps(value)
