"""Responses as both payload formats take them, and request bodies as both hand them over."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from http import HTTPStatus


class BadRequestError(ValueError):
    """A request that the sender has to change; the message says how."""


def answer(
    status: HTTPStatus, body: object = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Build a response.

    Args:
        status: of the response.
        body: written as JSON; None for no body.
        headers: beside the content type.
    """
    typed = {} if body is None else {"Content-Type": "application/json"}
    return {
        "statusCode": int(status),
        "headers": {**typed, **(headers or {})},
        "body": "" if body is None else json.dumps(body),
    }


def json_object(event: Mapping[str, Any]) -> dict[str, Any]:
    """Read the request's body.

    Args:
        event: in either payload format.

    Returns:
        The fields of the JSON object.

    Raises:
        BadRequestError: the body is no JSON object.
    """
    text = event.get("body") or ""
    try:
        document = json.loads(base64.b64decode(text) if event.get("isBase64Encoded") else text)
    except ValueError as error:
        message = "the body is not JSON"
        raise BadRequestError(message) from error
    if not isinstance(document, dict):
        message = "the body is JSON, but not an object"
        raise BadRequestError(message)
    return document
