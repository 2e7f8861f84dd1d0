"""Faults between an audit and an emulated account: what networks and busy accounts do."""

from __future__ import annotations

import json
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import botocore
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError
from moto.core.botocore_stubber import MockRawResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Answer = Callable[[str, str], AWSResponse | None]


@contextmanager
def between(answer: Answer) -> Iterator[None]:
    """Ask about every call of every session that is made inside the block.

    Args:
        answer: to the event (``before-send.lambda.ListFunctions``) and the URL of a call; None
            lets it through to the account.
    """

    def before_send(event_name: str, request: Any, **_: object) -> AWSResponse | None:  # noqa: ANN401 - an AWSPreparedRequest
        return answer(event_name, request.url)

    def prepare(session: Any) -> None:  # noqa: ANN401 - a botocore session
        session.get_component("event_emitter").register_first("before-send", before_send)

    botocore.register_initializer(prepare)
    try:
        yield
    finally:
        botocore.unregister_initializer(prepare)


@contextmanager
def refused(operation: str, code: str, message: str) -> Iterator[None]:
    """Refuse an operation to every session that is made inside the block.

    The account never hears of the call. With `between` it does: botocore asks all who want to
    answer, and takes the first answer.

    Args:
        operation: ``PutIntegration``.
        code: of the error.
        message: of the error.
    """
    answer = AWSResponse("", HTTPStatus.BAD_REQUEST, HTTPHeaders(), MockRawResponse(b""))

    def before_call(model: Any, **_: object) -> tuple[AWSResponse, dict[str, Any]] | None:  # noqa: ANN401 - an OperationModel
        if model.name != operation:
            return None
        return answer, {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {}}

    def prepare(session: Any) -> None:  # noqa: ANN401 - a botocore session
        session.get_component("event_emitter").register_first("before-call", before_call)

    botocore.register_initializer(prepare)
    try:
        yield
    finally:
        botocore.unregister_initializer(prepare)


@contextmanager
def answered(change: Callable[[str, dict[str, Any]], None]) -> Iterator[None]:
    """Change what every session that is made inside the block is answered.

    Args:
        change: is given an operation and its parsed answer, and changes that in place.
    """

    def after_call(model: Any, parsed: dict[str, Any], **_: object) -> None:  # noqa: ANN401 - an OperationModel
        change(model.name, parsed)

    def prepare(session: Any) -> None:  # noqa: ANN401 - a botocore session
        session.get_component("event_emitter").register_first("after-call", after_call)

    botocore.register_initializer(prepare)
    try:
        yield
    finally:
        botocore.unregister_initializer(prepare)


def refusal(url: str, status: int, code: str, message: str) -> AWSResponse:
    """Return an error as the service behind a URL answers it: as JSON, or as XML."""
    headers = HTTPHeaders()
    headers["x-amzn-errortype"] = code
    body = json.dumps({"__type": code, "Message": message, "message": message})
    for host, form in _XML.items():
        if f"//{host}." in url:
            body = form.format(f"<Error><Code>{code}</Code><Message>{message}</Message></Error>")
    return AWSResponse(url, status, headers, MockRawResponse(body.encode()))


_XML = {
    "cloudfront": "<ErrorResponse>{}<RequestId>r</RequestId></ErrorResponse>",
    "ec2": "<Response><Errors>{}</Errors><RequestID>r</RequestID></Response>",
    "sts": "<ErrorResponse>{}<RequestId>r</RequestId></ErrorResponse>",
}


def throttle(url: str) -> AWSResponse:
    """Return what API Gateway answers who asks too often.

    Source: https://docs.aws.amazon.com/apigateway/latest/api/CommonErrors.html
    """
    return refusal(url, 429, "TooManyRequestsException", "Too Many Requests")


def cut(url: str) -> AWSResponse:
    """Cut the connection.

    Raises:
        ConnectionClosedError: always.
    """
    raise ConnectionClosedError(endpoint_url=url)
