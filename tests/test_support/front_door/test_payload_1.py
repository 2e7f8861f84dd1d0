"""The event of a REST API is the documented one, and a response leaves it as documented."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from corsgate_audit.browser import HttpResponse
from support.front_door import Match, Request, payload_1

URL = "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod/items/7?tag=a&tag=b%20c&all="
HEADERS = (("Host", "h.example"), ("X-Part", "1"), ("X-Part", "2"))
MATCH = Match("/items/{id}", "ANY", {"id": "7"}, "r4s5t6")


def test_event() -> None:
    """Last values and all values, the stage off the path but not off the context's path."""
    request = Request("PUT", urlsplit(URL), HEADERS, b'{"n": 1}')
    event = payload_1.event(request, MATCH, api_id="a1b2c3", stage="prod")
    context = event.pop("requestContext")
    assert event == {
        "resource": "/items/{id}",
        "path": "/items/7",
        "httpMethod": "PUT",
        "headers": {"Host": "h.example", "X-Part": "2"},
        "multiValueHeaders": {"Host": ["h.example"], "X-Part": ["1", "2"]},
        "queryStringParameters": {"tag": "b c", "all": ""},
        "multiValueQueryStringParameters": {"tag": ["a", "b c"], "all": [""]},
        "pathParameters": {"id": "7"},
        "stageVariables": None,
        "body": '{"n": 1}',
        "isBase64Encoded": False,
    }
    named = ("apiId", "stage", "httpMethod", "path", "resourcePath", "resourceId", "domainName")
    assert {name: context[name] for name in named} == {
        "apiId": "a1b2c3",
        "stage": "prod",
        "httpMethod": "PUT",
        "path": "/prod/items/7",
        "resourcePath": "/items/{id}",
        "resourceId": "r4s5t6",
        "domainName": "a1b2c3.execute-api.eu-west-1.amazonaws.com",
    }


def test_what_a_request_lacks_is_null() -> None:
    """No query, no parameters, no body: null in the event, and not an empty value."""
    request = Request("GET", urlsplit("https://a.example/prod"), ())
    event = payload_1.event(request, Match("/", "GET"), api_id="a", stage="prod")
    absent = (
        "headers",
        "multiValueHeaders",
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "body",
    )
    assert [event[name] for name in absent] == [None] * 6
    assert event["path"] == "/"


def test_binary_body() -> None:
    """A body of a binary media type is encoded, and said to be."""
    request = Request("PUT", urlsplit(URL), HEADERS, b"\xff\x00")
    event = payload_1.event(request, MATCH, api_id="a", stage="prod", is_binary=True)
    assert (event["body"], event["isBase64Encoded"]) == ("/wA=", True)


def test_response_merges_both_maps() -> None:
    """A name in both maps is sent with the values of ``multiValueHeaders``."""
    result = {
        "statusCode": 201,
        "headers": {"ETag": "x", "vary": "Origin"},
        "multiValueHeaders": {"Vary": ["A", "B"]},
        "body": "",
    }
    expected = HttpResponse(201, (("ETag", "x"), ("Vary", "A"), ("Vary", "B")))
    assert payload_1.response(result) == expected


@pytest.mark.parametrize("result", [None, "ok", {}, {"body": "ok"}, {"statusCode": "ok"}])
def test_response_without_a_status_is_malformed(result: object) -> None:
    """A REST API has no implicit responses."""
    with pytest.raises(payload_1.MalformedResponseError, match="a proxy response has a statusCode"):
        payload_1.response(result)


def test_response_with_a_body_that_is_not_text_is_malformed() -> None:
    """An object is not turned into JSON."""
    with pytest.raises(payload_1.MalformedResponseError, match=r"is text; the function .*'n': 1"):
        payload_1.response({"statusCode": 200, "body": {"n": 1}})
