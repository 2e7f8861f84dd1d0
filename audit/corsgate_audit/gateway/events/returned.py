"""What a front door makes of what a function returned, and what it refuses.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
and https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.response.
Recorded on AWS: localstack/localstack, ``test_aws_proxy_response_payload_format_validation``, and
the two of the same name for HTTP APIs.

Not verified on AWS: `rest-answer-null`, `rest-answer-list` and `rest-answer-header-null`; see
`docs/aws/statements.md`.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Final

_FIELDS: Final = frozenset(
    {"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"}
)
_STATUSES: Final = range(100, 600)
_JSON: Final = "application/json"
_DROPPED: Final = frozenset(
    {"connection", "content-length", "date", "keep-alive", "transfer-encoding"}
)
"""What a function cannot set: the front door writes the message itself."""

Headers = tuple[tuple[str, str], ...]


class MalformedResponseError(Exception):
    """A function returned what the front door does not take; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A response as it leaves the front door, but for the front door's own CORS headers.

    Args:
        status: status of the response.
        headers: pairs.
        body: bytes.
    """

    status: int
    headers: Headers
    body: bytes = b""


def returned_to_rest(payload: bytes, *, binary: bool = True) -> Returned:
    """Read what a function behind a REST API returned.

    Args:
        payload: JSON.
        binary: the API passes this type on as bytes; otherwise Base64 stays as it is.

    Raises:
        MalformedResponseError: the answer is 502.
    """
    value = _json(payload)
    if not isinstance(value, dict):
        message = f"the function returned {_shown(value)}, and not an object with a statusCode"
        raise MalformedResponseError(message)
    if not _FIELDS & value.keys():
        message = f"the function returned {_shown(value)}, which has no statusCode"
        raise MalformedResponseError(message)
    unknown = sorted(value.keys() - _FIELDS)
    if unknown:
        message = f"the function returned the unknown field {unknown[0]!r} beside {sorted(_FIELDS)}"
        raise MalformedResponseError(message)
    headers = _with_type(_headers(value), _JSON)
    body = _body(value, decodes=binary)
    return Returned(status=_status(value.get("statusCode", 200)), headers=headers, body=body)


def returned_to_http_1(payload: bytes) -> Returned:
    """Read what a function behind an HTTP API returned in format 1.0.

    Args:
        payload: JSON.

    Raises:
        MalformedResponseError: the answer is 500.
    """
    value = _json(payload)
    if not isinstance(value, dict) or "statusCode" not in value:
        message = f"the function returned {_shown(value)}, which has no statusCode"
        raise MalformedResponseError(message)
    headers = _with_type(_headers(value), "text/plain;charset=utf-8")
    return Returned(
        status=_status(value["statusCode"]), headers=headers, body=_body(value, decodes=True)
    )


def returned_in_format_2(
    payload: bytes, content_type: str = "text/plain;charset=utf-8"
) -> Returned:
    """Read what a function behind an HTTP API or a function URL returned in format 2.0.

    What has no ``statusCode`` is the body of a 200.

    Args:
        payload: JSON.
        content_type: type of a response that has none.

    Raises:
        MalformedResponseError: the answer is 500 of an HTTP API, and 502 of a function URL.
    """
    value = _json(payload)
    if not (isinstance(value, dict) and "statusCode" in value):
        if isinstance(value, dict) and "errorMessage" in value:
            message = f"the function returned {_shown(value)}, which counts as an error"
            raise MalformedResponseError(message)
        body = value.encode() if isinstance(value, str) else payload
        return Returned(status=200, headers=(("content-type", _JSON),), body=body)
    cookies = value.get("cookies") or []
    if not isinstance(cookies, list):
        message = f"the cookies that the function returned are {_shown(cookies)}, and not a list"
        raise MalformedResponseError(message)
    lowered = tuple((name.lower(), each) for name, each in _single(value))
    headers = _with_type(lowered, content_type, name="content-type")
    made = tuple(("set-cookie", _text(cookie)) for cookie in cookies)
    return Returned(
        status=_status(value["statusCode"]),
        headers=(*headers, *made),
        body=_body(value, decodes=True),
    )


def _json(payload: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(payload or b"null")
    except (ValueError, RecursionError) as error:
        message = f"the function returned what is not JSON: {payload[:60]!r}"
        raise MalformedResponseError(message) from error


def _status(value: object) -> int:
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    if not (text.isascii() and text.isdigit() and int(text[:4]) in _STATUSES):
        message = f"the statusCode that the function returned is {_shown(value)}"
        raise MalformedResponseError(message)
    return int(text)


def _headers(value: dict[str, Any]) -> Headers:
    """Return both maps as one list: a value that is in both once, and others all.

    Recorded of a REST API (``invoke-api-multi-headers-overwrite``); not of an HTTP API.
    """
    multiple = _map(value, "multiValueHeaders")
    for name, values in multiple.items():
        if not isinstance(values, list):
            message = f"multiValueHeaders of the function has {name!r}: {_shown(values)}, no list"
            raise MalformedResponseError(message)
    listed = tuple(
        (_name(name), _text(each))
        for name, values in multiple.items()
        for each in values
        if name.lower() not in _DROPPED
    )
    there = {(name.lower(), each) for name, each in listed}
    return (
        *listed,
        *((name, each) for name, each in _single(value) if (name.lower(), each) not in there),
    )


def _single(value: dict[str, Any]) -> Headers:
    return tuple(
        (_name(name), _text(each))
        for name, each in _map(value, "headers").items()
        if name.lower() not in _DROPPED
    )


def _map(value: dict[str, Any], field: str) -> dict[str, Any]:
    found = value.get(field)
    if found is None:
        return {}
    if not isinstance(found, dict):
        message = f"the {field} that the function returned are {_shown(found)}, and not an object"
        raise MalformedResponseError(message)
    return found


def _name(name: str) -> str:
    if (
        not name
        or not name.isascii()
        or any(each <= " " or each in ':"(),/;<=>?@[\\]{}' for each in name)
    ):
        message = f"the function returned a header with the name {name!r}"
        raise MalformedResponseError(message)
    return name


def _text(value: object) -> str:
    """Write a value; a line break in it would start another header."""
    if isinstance(value, dict | list) or value is None:
        message = f"the function returned a header with the value {_shown(value)}"
        raise MalformedResponseError(message)
    text = value if isinstance(value, str) else json.dumps(value)
    if any(each in text for each in "\r\n\0"):
        message = f"the function returned a header with a line break in its value {text[:60]!r}"
        raise MalformedResponseError(message)
    return text


def _body(value: dict[str, Any], *, decodes: bool) -> bytes:
    body = value.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        message = f"the body that the function returned is {_shown(body)}, and not a string"
        raise MalformedResponseError(message)
    if value.get("isBase64Encoded") is True and decodes:
        try:
            return base64.b64decode(body)
        except binascii.Error as error:
            message = "the body that the function returned is not Base64, as isBase64Encoded says"
            raise MalformedResponseError(message) from error
    return body.encode("utf-8", "surrogatepass")


def _with_type(headers: Headers, kind: str, name: str = "Content-Type") -> Headers:
    if any(each.lower() == "content-type" for each, _ in headers):
        return headers
    return ((name, kind), *headers)


def _shown(value: object) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= 80 else f"{text[:79]}…"  # noqa: PLR2004 - a line's length
