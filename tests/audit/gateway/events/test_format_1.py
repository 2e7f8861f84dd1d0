"""Events in payload format 1.0 are AWS's documented and recorded ones, field by field."""

from __future__ import annotations

from corsgate_audit.gateway.events.format_1 import http_event_1, rest_event
from support.calls import REQUEST_ID, TIME_MS, call

HOST = "id.execute-api.us-east-1.amazonaws.com"
NOBODY = {
    "accessKey": None,
    "accountId": None,
    "caller": None,
    "cognitoAuthenticationProvider": None,
    "cognitoAuthenticationType": None,
    "cognitoIdentityId": None,
    "cognitoIdentityPoolId": None,
    "principalOrgId": None,
    "sourceIp": "192.0.2.1",
    "user": None,
    "userAgent": "python-requests/testing",
    "userArn": None,
}
TRACE = "Root=1-5e5ffe45-000000000000000000000000"
SENT = (
    ("Host", HOST),
    ("User-Agent", "python-requests/testing"),
    ("Accept-Encoding", "gzip, deflate"),
    ("Connection", "keep-alive"),
    ("tEsT-HEADeR", "aValUE"),
    ("Content-Length", "26"),
)
ARRIVED = {
    "Accept-Encoding": "gzip, deflate",
    "Host": HOST,
    "User-Agent": "python-requests/testing",
    "X-Amzn-Trace-Id": TRACE,
    "X-Forwarded-For": "192.0.2.1",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Proto": "http",
    "tEsT-HEADeR": "aValUE",
}


def test_the_recorded_event_of_a_rest_api() -> None:
    """Recorded on AWS: localstack/localstack, ``test_lambda_aws_proxy_integration``.

    Without the headers that CloudFront adds before an edge-optimised API.
    """
    made = rest_event(
        call(
            "POST",
            "/test-path/",
            route="/{proxy+}",
            route_method="ANY",
            headers=SENT,
            query=(("category", "electronics"), ("category", "books"), ("price", "10")),
            body=b'{"message": "hello world"}',
        )
    )
    assert made == {
        "body": '{"message": "hello world"}',
        "headers": ARRIVED,
        "httpMethod": "POST",
        "isBase64Encoded": False,
        "multiValueHeaders": {name: [value] for name, value in ARRIVED.items()},
        "multiValueQueryStringParameters": {
            "category": ["electronics", "books"],
            "price": ["10"],
        },
        "path": "/test-path/",
        "pathParameters": {"proxy": "test-path"},
        "queryStringParameters": {"category": "books", "price": "10"},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "id",
            "deploymentId": "local",
            "domainName": HOST,
            "domainPrefix": "id",
            "extendedRequestId": "c6af9ac67b6111e=",
            "httpMethod": "POST",
            "identity": NOBODY,
            "path": "/test/test-path/",
            "protocol": "HTTP/1.1",
            "requestId": REQUEST_ID,
            "requestTime": "04/Mar/2020:19:15:17 +0000",
            "requestTimeEpoch": TIME_MS,
            "resourceId": made["requestContext"]["resourceId"],
            "resourcePath": "/{proxy+}",
            "stage": "test",
        },
        "resource": "/{proxy+}",
        "stageVariables": None,
    }
    assert len(made["requestContext"]["resourceId"]) == 6


def test_a_request_with_nothing() -> None:
    """What is not there is null."""
    made = rest_event(call())
    empty = (
        *("body", "pathParameters", "queryStringParameters", "multiValueQueryStringParameters"),
        "stageVariables",
    )
    assert {name: made[name] for name in empty} == dict.fromkeys(empty)


def test_a_binary_body() -> None:
    """It arrives in Base64."""
    made = rest_event(call("POST", body=b"\xff\x00", is_binary=True))
    assert (made["body"], made["isBase64Encoded"]) == ("/wA=", True)


def test_the_documented_event_of_an_http_api() -> None:
    """The sample of AWS's page on Lambda integrations, without the certificate of mutual TLS."""
    headers = (
        ("header1", "value1"),
        ("header2", "value1"),
        ("header2", "value2"),
        ("User-Agent", "python-requests/testing"),
    )
    query = (("parameter1", "value1"), ("parameter1", "value2"), ("parameter2", "value"))
    made = http_event_1(
        call(
            "GET",
            headers=headers,
            query=query,
            stage="$default",
            body=b"Hello from Lambda!",
        )
    )
    added = {
        "Host": HOST,
        "X-Amzn-Trace-Id": TRACE,
        "X-Forwarded-For": "192.0.2.1",
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "http",
    }
    own = {"header1": "value1", "header2": "value2", "User-Agent": "python-requests/testing"}
    assert made == {
        "version": "1.0",
        "resource": "/my/path",
        "path": "/my/path",
        "httpMethod": "GET",
        "headers": {**own, **added},
        "multiValueHeaders": {
            "header1": ["value1"],
            "header2": ["value1", "value2"],
            "User-Agent": ["python-requests/testing"],
            **{name: [value] for name, value in added.items()},
        },
        "queryStringParameters": {"parameter1": "value1", "parameter2": "value"},
        "multiValueQueryStringParameters": {
            "parameter1": ["value1", "value2"],
            "parameter2": ["value"],
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "id",
            "authorizer": {"claims": None, "scopes": None},
            "domainName": HOST,
            "domainPrefix": "id",
            "extendedRequestId": REQUEST_ID,
            "httpMethod": "GET",
            "identity": NOBODY,
            "path": "/my/path",
            "protocol": "HTTP/1.1",
            "requestId": REQUEST_ID,
            "requestTime": "04/Mar/2020:19:15:17 +0000",
            "requestTimeEpoch": TIME_MS,
            "resourceId": "GET /my/path",
            "resourcePath": "/my/path",
            "stage": "$default",
        },
        "pathParameters": None,
        "stageVariables": None,
        "body": "Hello from Lambda!",
        "isBase64Encoded": False,
    }
