"""The event of an HTTP API is the documented one, and a response leaves it as documented."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from corsgate_audit.browser import HttpResponse
from support.front_door import Match, Request, payload_2

URL = "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/items/7?tag=a&tag=b"
HEADERS = (("Host", "h.example"), ("X-Part", "1"), ("x-part", "2"), ("Cookie", "a=1; b=2"))


def test_event() -> None:
    """Names in lower case, repeated values joined, cookies apart."""
    request = Request("PUT", urlsplit(URL), HEADERS, b'{"n": 1}')
    match = Match("/items/{id}", "PUT", {"id": "7"})
    event = payload_2.event(request, match, api_id="a1b2c3")
    context = event.pop("requestContext")
    assert event == {
        "version": "2.0",
        "routeKey": "PUT /items/{id}",
        "rawPath": "/items/7",
        "rawQueryString": "tag=a&tag=b",
        "cookies": ["a=1", "b=2"],
        "headers": {"host": "h.example", "x-part": "1,2"},
        "queryStringParameters": {"tag": "a,b"},
        "pathParameters": {"id": "7"},
        "body": '{"n": 1}',
        "isBase64Encoded": False,
    }
    assert (context["http"]["method"], context["http"]["path"]) == ("PUT", "/items/7")
    assert (context["apiId"], context["stage"]) == ("a1b2c3", "$default")


def test_what_a_request_lacks_is_left_out() -> None:
    """No query, no cookies, no parameters, no body: no key in the event."""
    request = Request("GET", urlsplit("https://a.example/"), ())
    event = payload_2.event(request, Match("$default", "$default"), api_id="a")
    assert event.keys() == {
        "version",
        "routeKey",
        "rawPath",
        "rawQueryString",
        "headers",
        "requestContext",
        "isBase64Encoded",
    }
    assert event["routeKey"] == event["requestContext"]["routeKey"] == "$default"


@pytest.mark.parametrize("result", ["ok", {"items": []}, {"headers": {"ETag": "x"}}, [1], None])
def test_implicit_response(result: object) -> None:
    """What has no status is the body of a 200, headers that it may hold included."""
    assert payload_2.response(result) == HttpResponse(200, (("content-type", "application/json"),))


def test_explicit_response() -> None:
    """Names in lower case, each cookie a header of its own."""
    result = {"statusCode": 204, "headers": {"ETag": "x", "X-N": 1}, "cookies": ["a=1", "b=2"]}
    assert payload_2.response(result) == HttpResponse(
        204, (("etag", "x"), ("x-n", "1"), ("set-cookie", "a=1"), ("set-cookie", "b=2"))
    )
