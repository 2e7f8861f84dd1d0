"""What each front door hands to a function, and what it makes of the function's response.

Written from AWS's documented formats (the page is named at each), with fields that a decorator has
no business with, so that it can be seen to leave them alone. `FRONT_DOORS` is the table.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Pairs = tuple[tuple[str, str], ...]
Json = dict[str, Any]

HTTP_API_PAGE = (
    "docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html"
)
HTTP_API_DOMAIN = "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com"
FUNCTION_URL_DOMAIN = "abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-central-1.on.aws"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as it leaves the front door; names as sent, repeated headers apart."""

    status: int
    headers: Pairs
    body: str = ""

    def values(self, name: str) -> list[str]:
        """Return every value of a header."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header_map(self) -> dict[str, str]:
        """Return the headers by lower-case name; no name may be sent twice."""
        lowered = [(key.lower(), value) for key, value in self.headers]
        assert len(dict(lowered)) == len(lowered), f"a header is sent twice: {lowered}"
        return dict(lowered)


class MakeEvent(Protocol):
    """Builds the event of one request."""

    def __call__(self, method: str, headers: Pairs = (), path: str = "/items/1") -> Json:
        """Build it from the method, the headers as sent, and the path."""
        ...


@dataclass(frozen=True, slots=True)
class Door:
    """One front door, seen from outside.

    Args:
        name: as corsgate calls it.
        event: from a request.
        native: from status, headers and body, the response that a handler behind it returns.
        read: what leaves it when the function returned this.
        answers_errors: corsgate answers exceptions there by default.
    """

    name: str
    event: MakeEvent
    native: Callable[[int, Pairs, str], Json]
    read: Callable[[Any], Answer]
    answers_errors: bool = False


def _single(headers: Iterable[tuple[str, str]], separator: str = ",") -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers:
        joined[name] = joined[name] + separator + value if name in joined else value
    return joined


def _last(headers: Pairs) -> dict[str, str]:
    return dict(headers)


def _lists(headers: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for name, value in headers:
        lists.setdefault(name, []).append(value)
    return lists


def rest_event(method: str, headers: Pairs = (), path: str = "/items/1") -> Json:
    """docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html."""
    return {
        "resource": "/items/{id}",
        "path": path,
        "httpMethod": method,
        "headers": _last(headers) or None,
        "multiValueHeaders": _lists(headers) or None,
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"id": "1"},
        "stageVariables": None,
        "requestContext": {
            "resourceId": "r1",
            "resourcePath": "/items/{id}",
            "httpMethod": method,
            "apiId": "a1b2c3d4e5",
            "stage": "prod",
            "domainName": HTTP_API_DOMAIN,
            "identity": {"sourceIp": "192.0.2.1"},
        },
        "body": None,
        "isBase64Encoded": False,
    }


def http1_event(method: str, headers: Pairs = (), path: str = "/items/1") -> Json:
    """Payload format 1.0 or 2.0, see `HTTP_API_PAGE`."""
    event = rest_event(method, headers, path)
    return {"version": "1.0", **event}


def http2_event(method: str, headers: Pairs = (), path: str = "/items/1") -> Json:
    """Payload format 1.0 or 2.0, see `HTTP_API_PAGE`."""
    return {
        "version": "2.0",
        "routeKey": f"{method} /items/{{id}}",
        "rawPath": path,
        "rawQueryString": "",
        "pathParameters": {"id": "1"},
        "headers": _single((name.lower(), value) for name, value in headers),
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "a1b2c3d4e5",
            "domainName": HTTP_API_DOMAIN,
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1"},
            "routeKey": f"{method} /items/{{id}}",
            "stage": "$default",
        },
        "isBase64Encoded": False,
    }


def function_url_event(method: str, headers: Pairs = (), path: str = "/items/1") -> Json:
    """docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html."""
    event = http2_event(method, headers, path)
    context = {**event["requestContext"], "domainName": FUNCTION_URL_DOMAIN, "routeKey": "$default"}
    return {**event, "routeKey": "$default", "requestContext": context}


def alb_event(method: str, headers: Pairs = (), path: str = "/items/1") -> Json:
    """docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html."""
    return {
        "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:eu:1:t/x"}},
        "httpMethod": method,
        "path": path,
        "queryStringParameters": {},
        "headers": _last(tuple((name.lower(), value) for name, value in headers)),
        "body": "",
        "isBase64Encoded": False,
    }


def alb_multi_event(method: str, headers: Pairs = (), path: str = "/items/1") -> Json:
    """The same, with multi-value headers enabled on the target group."""
    event = alb_event(method, (), path)
    del event["headers"]
    lists = _lists((name.lower(), value) for name, value in headers)
    return {**event, "multiValueHeaders": lists, "multiValueQueryStringParameters": {}}


def lattice1_event(method: str, headers: Pairs = (), path: str = "/items/1") -> Json:
    """docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html, version 1.0."""
    return {
        "raw_path": path,
        "method": method,
        "headers": _single((name.lower(), value) for name, value in headers),
        "query_string_parameters": {},
        "body": "",
        "is_base64_encoded": False,
    }


def lattice2_event(method: str, headers: Pairs = (), path: str = "/items/1") -> Json:
    """docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html, version 2.0."""
    return {
        "version": "2.0",
        "path": path,
        "method": method,
        "headers": _lists((name.lower(), value) for name, value in headers),
        "body": "",
        "requestContext": {
            "serviceNetworkArn": "arn:aws:vpc-lattice:eu-central-1:123456789012:servicenetwork/n",
            "serviceArn": "arn:aws:vpc-lattice:eu-central-1:123456789012:service/s",
            "targetGroupArn": "arn:aws:vpc-lattice:eu-central-1:123456789012:targetgroup/t",
            "region": "eu-central-1",
        },
    }


def _edge_headers(headers: Pairs) -> dict[str, list[dict[str, str]]]:
    edge: dict[str, list[dict[str, str]]] = {}
    for name, value in headers:
        edge.setdefault(name.lower(), []).append({"key": name, "value": value})
    return edge


def _edge_event(kind: str, method: str, headers: Pairs, path: str) -> Json:
    """docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html."""
    request = {
        "clientIp": "192.0.2.1",
        "method": method,
        "uri": path,
        "querystring": "",
        "headers": _edge_headers(headers),
    }
    config = {"distributionId": "EDFDVBD6EXAMPLE", "eventType": kind, "requestId": "x"}
    return {"Records": [{"cf": {"config": config, "request": request}}]}


def viewer_request_event(method: str, headers: Pairs = (), path: str = "/items/1") -> Json:
    """A request as the viewer sent it."""
    return _edge_event("viewer-request", method, headers, path)


def origin_request_event(method: str, headers: Pairs = (), path: str = "/items/1") -> Json:
    """A request that the cache could not answer."""
    return _edge_event("origin-request", method, headers, path)


def edge_response_event(
    kind: str, method: str, headers: Pairs = (), response: Json | None = None
) -> Json:
    """A response on its way back, ``kind`` being ``viewer-response`` or ``origin-response``."""
    event = _edge_event(kind, method, headers, "/items/1")
    event["Records"][0]["cf"]["response"] = response or edge_native(200, (), "")
    return event


def proxy_native(status: int, headers: Pairs, body: str) -> Json:
    """Build a proxy response."""
    return {"statusCode": status, "headers": dict(headers), "body": body, "isBase64Encoded": False}


def multi_native(status: int, headers: Pairs, body: str) -> Json:
    """Build a proxy response with multi-value headers."""
    response = proxy_native(status, (), body)
    del response["headers"]
    return {**response, "multiValueHeaders": _lists(headers)}


def edge_native(status: int, headers: Pairs, body: str) -> Json:
    """Build a generated CloudFront response."""
    return {
        "status": str(status),
        "statusDescription": "x",
        "headers": _edge_headers(headers),
        "body": body,
    }


def read_both(response: Any) -> Answer:  # noqa: ANN401 - what a function returns
    """REST API: both maps are sent; a name in both is sent from ``multiValueHeaders``."""
    multiple = response.get("multiValueHeaders") or {}
    single = {
        name: value
        for name, value in (response.get("headers") or {}).items()
        if name not in multiple
    }
    pairs = [*single.items()]
    pairs += [(name, value) for name, values in multiple.items() for value in values]
    return Answer(response["statusCode"], tuple(pairs), response.get("body") or "")


def read_single(response: Any) -> Answer:  # noqa: ANN401 - what a function returns
    """Only ``headers`` is sent."""
    headers = tuple((response.get("headers") or {}).items())
    return Answer(response["statusCode"], headers, response.get("body") or "")


def read_implicit(response: Any) -> Answer:  # noqa: ANN401 - what a function returns
    """Payload format 2.0: what has no ``statusCode`` is the body of a 200."""
    if not (isinstance(response, dict) and "statusCode" in response):
        body = response if isinstance(response, str) else json.dumps(response)
        return Answer(200, (("content-type", "application/json"),), body)
    return read_single(response)


def read_multi(response: Any) -> Answer:  # noqa: ANN401 - what a function returns
    """Only ``multiValueHeaders`` is sent."""
    lists = response.get("multiValueHeaders") or {}
    pairs = tuple((name, value) for name, values in lists.items() for value in values)
    return Answer(response["statusCode"], pairs, response.get("body") or "")


def read_edge(response: Any) -> Answer:  # noqa: ANN401 - what a function returns
    """A generated response of Lambda@Edge; the map's keys are the lower-case names of its keys."""
    pairs = []
    for name, entries in response["headers"].items():
        assert name == name.lower()
        for entry in entries:
            assert entry["key"].lower() == name
            pairs.append((entry["key"], entry["value"]))
    return Answer(int(response["status"]), tuple(pairs), response.get("body") or "")


FRONT_DOORS = (
    Door("rest_api", rest_event, proxy_native, read_both),
    Door("http_api", http1_event, proxy_native, read_both),
    Door("http_api", http2_event, proxy_native, read_implicit),
    Door("function_url", function_url_event, proxy_native, read_implicit, answers_errors=True),
    Door("alb", alb_event, proxy_native, read_single, answers_errors=True),
    Door("alb", alb_multi_event, multi_native, read_multi, answers_errors=True),
    Door("vpc_lattice", lattice1_event, proxy_native, read_single, answers_errors=True),
    Door("vpc_lattice", lattice2_event, proxy_native, read_single, answers_errors=True),
    Door("lambda_edge", viewer_request_event, edge_native, read_edge),
    Door("lambda_edge", origin_request_event, edge_native, read_edge),
)
"""Every front door that can answer a request. Response events of Lambda@Edge are apart."""


def door_id(door: Door) -> str:
    """Name a row of the table in a test's id."""
    return str(getattr(door.event, "__name__", door.name)).removesuffix("_event")
