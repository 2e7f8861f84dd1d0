"""Events in payload format 2.0 are AWS's documented ones, field by field."""

from __future__ import annotations

import pytest

from corsgate_audit.gateway.events.format_2 import function_url_event, http_event_2, is_binary
from support.calls import REQUEST_ID, TIME_MS, call

HOST = "id.execute-api.us-east-1.amazonaws.com"
HEADERS = (
    ("Cookie", "cookie1; cookie2"),
    ("Header1", "value1"),
    ("Header2", "value1"),
    ("header2", "value2"),
    ("User-Agent", "agent"),
)
QUERY = (("parameter1", "value1"), ("parameter1", "value2"), ("parameter2", "value"))
QUERY_STRING = "parameter1=value1&parameter1=value2&parameter2=value"
ARRIVED = {
    "header1": "value1",
    "header2": "value1,value2",
    "user-agent": "agent",
    "host": HOST,
    "x-amzn-trace-id": "Root=1-5e5ffe45-000000000000000000000000",
    "x-forwarded-for": "192.0.2.1",
    "x-forwarded-port": "443",
    "x-forwarded-proto": "http",
}
HTTP = {
    "method": "POST",
    "path": "/my/path",
    "protocol": "HTTP/1.1",
    "sourceIp": "192.0.2.1",
    "userAgent": "agent",
}
CLAIMS = {"jwt": {"claims": {"claim1": "value1", "claim2": "value2"}, "scopes": None}}


def test_the_documented_event_of_an_http_api() -> None:
    """The sample of AWS's page on Lambda integrations, without the certificate of mutual TLS.

    What the sample has null, or a request does not have, is left out of real events.
    """
    made = http_event_2(
        call(
            "POST",
            route="$default",
            headers=HEADERS,
            query=QUERY,
            query_string=QUERY_STRING,
            stage="$default",
            body=b"Hello from Lambda",
            said=CLAIMS,
        )
    )
    assert made == {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/my/path",
        "rawQueryString": QUERY_STRING,
        "cookies": ["cookie1", "cookie2"],
        "headers": ARRIVED,
        "queryStringParameters": {"parameter1": "value1,value2", "parameter2": "value"},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "id",
            "authorizer": CLAIMS,
            "domainName": HOST,
            "domainPrefix": "id",
            "http": HTTP,
            "requestId": REQUEST_ID,
            "routeKey": "$default",
            "stage": "$default",
            "time": "04/Mar/2020:19:15:17 +0000",
            "timeEpoch": TIME_MS,
        },
        "body": "Hello from Lambda",
        "isBase64Encoded": False,
    }


def test_the_documented_event_of_a_function_url() -> None:
    """The sample of AWS's page on function URLs; without a signature the account is anonymous."""
    made = function_url_event(
        call(
            "POST",
            route="$default",
            headers=HEADERS,
            query=QUERY,
            query_string=QUERY_STRING,
            stage="",
        )
    )
    assert made == {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/my/path",
        "rawQueryString": QUERY_STRING,
        "cookies": ["cookie1", "cookie2"],
        "headers": ARRIVED,
        "queryStringParameters": {"parameter1": "value1,value2", "parameter2": "value"},
        "requestContext": {
            "accountId": "anonymous",
            "apiId": "id",
            "domainName": HOST,
            "domainPrefix": "id",
            "http": HTTP,
            "requestId": REQUEST_ID,
            "routeKey": "$default",
            "stage": "$default",
            "time": "04/Mar/2020:19:15:17 +0000",
            "timeEpoch": TIME_MS,
        },
        "isBase64Encoded": False,
    }


def test_a_stage_and_path_variables() -> None:
    """The path has the stage; the route names what the variables are."""
    made = http_event_2(call("GET", "/items/a%20b", route="/items/{id}", stage="dev"))
    assert (made["rawPath"], made["routeKey"], made["pathParameters"]) == (
        "/dev/items/a%20b",
        "GET /items/{id}",
        {"id": "a b"},
    )


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        (None, False),
        ("text/plain; charset=utf-8", False),
        ("application/json", False),
        ("application/problem+json", False),
        ("application/xml", False),
        ("application/octet-stream", True),
        ("image/png", True),
        ("application/x-www-form-urlencoded", True),
    ],
)
def test_which_bodies_are_binary(content_type: str | None, expected: bool) -> None:  # noqa: FBT001 - a column
    """All but text, JSON and XML."""
    assert is_binary(content_type) is expected
