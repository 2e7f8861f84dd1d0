"""What front doors make of what functions return; recorded on AWS where it says so.

Recorded: localstack/localstack, ``test_aws_proxy_response_payload_format_validation`` (REST API)
and ``…_v1``, ``…_v2`` (HTTP API).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.gateway.events.returned import (
    MalformedResponseError,
    Returned,
    returned_in_format_2,
    returned_to_http_1,
    returned_to_rest,
)

if TYPE_CHECKING:
    from collections.abc import Callable

READ: dict[str, Callable[[bytes], Returned]] = {
    "rest": returned_to_rest,
    "1.0": returned_to_http_1,
    "2.0": returned_in_format_2,
}
JSON = ("Content-Type", "application/json")
TEXT = ("Content-Type", "text/plain;charset=utf-8")
LOWER = ("content-type", "text/plain;charset=utf-8")
INFERRED = (("content-type", "application/json"),)
OK = {"statusCode": 200}
ENCODED = "dGVzdC1kYXRh"


def read(kind: str, value: object) -> tuple[int, tuple[tuple[str, str], ...], bytes] | None:
    """Return status, headers and body; None where the front door refuses the value."""
    try:
        made = READ[kind](json.dumps(value).encode())
    except MalformedResponseError:
        return None
    return made.status, made.headers, made.body


@pytest.mark.parametrize(
    ("value", "rest", "format_1", "format_2"),
    [
        (OK, (200, (JSON,), b""), (200, (TEXT,), b""), (200, (LOWER,), b"")),
        (
            {**OK, "headers": {"test-header": "value", "header-bool": True}},
            (200, (JSON, ("test-header", "value"), ("header-bool", "true")), b""),
            (200, (TEXT, ("test-header", "value"), ("header-bool", "true")), b""),
            (200, (LOWER, ("test-header", "value"), ("header-bool", "true")), b""),
        ),
        ({**OK, "headers": None}, (200, (JSON,), b""), (200, (TEXT,), b""), (200, (LOWER,), b"")),
        ({**OK, "wrongValue": "value"}, None, (200, (TEXT,), b""), (200, (LOWER,), b"")),
        ({}, None, None, (200, INFERRED, b"{}")),
        (
            {**OK, "body": ENCODED, "isBase64Encoded": True},
            (200, (JSON,), b"test-data"),
            (200, (TEXT,), b"test-data"),
            (200, (LOWER,), b"test-data"),
        ),
        (
            {**OK, "body": ENCODED},
            (200, (JSON,), ENCODED.encode()),
            (200, (TEXT,), ENCODED.encode()),
            (200, (LOWER,), ENCODED.encode()),
        ),
        (
            {**OK, "multiValueHeaders": {"a": ["1", "2"]}, "headers": {"A": "0", "b": "3"}},
            (200, (JSON, ("a", "1"), ("a", "2"), ("A", "0"), ("b", "3")), b""),
            (200, (TEXT, ("a", "1"), ("a", "2"), ("A", "0"), ("b", "3")), b""),
            (200, (LOWER, ("a", "0"), ("b", "3")), b""),
        ),
        (
            {**OK, "multiValueHeaders": {"a": ["1"]}, "headers": {"A": "1"}},
            (200, (JSON, ("a", "1")), b""),
            (200, (TEXT, ("a", "1")), b""),
            (200, (LOWER, ("a", "1")), b""),
        ),
        ({**OK, "multiValueHeaders": {"a": "1"}}, None, None, (200, (LOWER,), b"")),
        ({"statusCode": "test"}, None, None, None),
        ({"statusCode": "201"}, (201, (JSON,), b""), (201, (TEXT,), b""), (201, (LOWER,), b"")),
        ("text", None, None, (200, INFERRED, b"text")),
        (
            {"headers": {"a": "1"}},
            (200, (JSON, ("a", "1")), b""),
            None,
            (200, INFERRED, b'{"headers": {"a": "1"}}'),
        ),
        (
            {**OK, "cookies": ["a=1", "b=2"]},
            None,
            (200, (TEXT,), b""),
            (200, (LOWER, ("set-cookie", "a=1"), ("set-cookie", "b=2")), b""),
        ),
        ({**OK, "cookies": {"a": "1"}}, None, (200, (TEXT,), b""), None),
        ({"errorMessage": "made up"}, None, None, None),
        (None, None, None, (200, INFERRED, b"null")),
        ({**OK, "body": {"a": 1}}, None, None, None),
        ({**OK, "headers": {"a": "1\r\nb: 2"}}, None, None, None),
        ({**OK, "headers": {"a b": "1"}}, None, None, None),
        ({"statusCode": 99}, None, None, None),
        ({"statusCode": 200.5}, None, None, None),  # not recorded: a number that is no status
    ],
)
def test_what_is_returned(value: object, rest: object, format_1: object, format_2: object) -> None:
    """Each front door has rules of its own; None is a refusal."""
    found = {kind: read(kind, value) for kind in READ}
    assert found == {"rest": rest, "1.0": format_1, "2.0": format_2}


def test_what_is_not_json() -> None:
    """A custom runtime can post anything."""
    for reader in READ.values():
        with pytest.raises(MalformedResponseError, match="not JSON"):
            reader(b"<html>")


def test_base64_that_the_api_does_not_decode() -> None:
    """A REST API without the type among its binary ones passes it on as it is."""
    payload = json.dumps({**OK, "body": ENCODED, "isBase64Encoded": True}).encode()
    assert returned_to_rest(payload, binary=False).body == ENCODED.encode()
