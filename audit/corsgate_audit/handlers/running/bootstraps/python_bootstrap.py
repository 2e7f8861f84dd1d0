"""Runs a Python handler: asks the Lambda Runtime API for events, and posts what comes of them.

A program of its own, for the user's interpreter: the standard library alone, and no newer syntax
than the oldest Python that Lambda runs.

Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html and python-handler.html
"""

from __future__ import annotations

import decimal
import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from typing import Any

PREFIX = "/2018-06-01/runtime/"
JSON_HEADERS = {"Content-Type": "application/json"}
REQUEST_ID = {"current": ""}

Handler = Callable[[Any, Any], Any]


class Identity:
    """Who called, where Cognito knows it: never, here."""

    cognito_identity_id = None
    cognito_identity_pool_id = None


class Context:
    """The second argument of a handler.

    Args:
        headers: headers of the Runtime API's answer.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/python-context.html
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = None
        self.identity = Identity()
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds until the function is ended."""
        return max(self._deadline - int(time.time() * 1000), 0)

    def log(self, message: object) -> None:
        """Write to the log."""
        sys.stdout.write(str(message))


class Formatter(logging.Formatter):
    """Lambda's: level, time in UTC, request id, message, separated by tabs."""

    converter = time.gmtime  # type: ignore[assignment]

    def format(self, record: logging.LogRecord) -> str:
        """Add the id of the current request."""
        record.aws_request_id = REQUEST_ID["current"]
        return super().format(record)


class RefusedHandlerError(Exception):
    """The handler cannot be found.

    Args:
        message: error message, as Lambda writes it.
        kind: error type, as Lambda names it.
    """

    def __init__(self, message: str, *, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


def load(handler: str) -> Handler:
    """Return the function that a handler's setting means.

    Raises:
        RefusedHandlerError: there is none.
    """
    try:
        module_name, name = handler.rsplit(".", 1)
    except ValueError as error:
        message = f"Bad handler '{handler}': {error}"
        raise RefusedHandlerError(message, kind="Runtime.MalformedHandlerName") from error
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        message = f"Unable to import module '{module_name}': {error}"
        raise RefusedHandlerError(message, kind="Runtime.ImportModuleError") from error
    except SyntaxError as error:
        message = f"Syntax error in module '{module_name}': {error}"
        raise RefusedHandlerError(message, kind="Runtime.UserCodeSyntaxError") from error
    try:
        found: Handler = getattr(module, name)
    except AttributeError as error:
        message = f"Handler '{name}' missing on module '{module_name}'"
        raise RefusedHandlerError(message, kind="Runtime.HandlerNotFound") from error
    return found


def described(error: BaseException, request_id: str) -> dict[str, Any]:
    """Return an exception as Lambda reports it: frames of the function alone."""
    frames = [
        (frame.filename, frame.lineno or 0, frame.name, frame.line)
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename != __file__ and "importlib" not in frame.filename
    ]
    return {
        "errorMessage": str(error),
        "errorType": getattr(error, "kind", type(error).__name__),
        "requestId": request_id,
        "stackTrace": traceback.format_list(frames),
    }


def serialise(value: object) -> bytes:
    """Return JSON as Lambda writes it; a Decimal becomes a number."""
    return json.dumps(value, ensure_ascii=False, default=number).encode("utf-8")


def number(value: object) -> float:
    """Write what the encoder does not know."""
    if isinstance(value, decimal.Decimal):
        return float(value)
    message = f"Object of type {type(value).__name__} is not JSON serializable"
    raise TypeError(message)


def answer(handler: Handler, event: bytes, context: Context) -> tuple[str, bytes]:
    """Call the handler; return ``response`` or ``error``, and what is posted."""
    request_id = context.aws_request_id
    try:
        value = handler(json.loads(event.decode("utf-8")), context)
    except Exception as error:  # noqa: BLE001 - whatever it raises is reported
        return "error", reported(described(error, request_id))
    try:
        return "response", serialise(value)
    except Exception as error:  # noqa: BLE001 - of any value of the handler's
        told = described(error, request_id)
        told["errorType"] = "Runtime.MarshalError"
        told["errorMessage"] = f"Unable to marshal response: {error}"
        told["stackTrace"] = []
        return "error", reported(told)


def reported(told: Mapping[str, Any]) -> bytes:
    """Write an error to the log; return what is posted of it."""
    lines = "".join(told["stackTrace"])
    sys.stdout.write(
        f"[ERROR] {told['errorType']}: {told['errorMessage']}\n"
        f"Traceback (most recent call last):\n{lines}"
    )
    sys.stdout.flush()
    return serialise(told)


def post(api: http.client.HTTPConnection, path: str, body: bytes) -> None:
    """Post to the Runtime API; the connection is kept."""
    api.request("POST", PREFIX + path, body, JSON_HEADERS)
    api.getresponse().read()


def set_up_logging() -> None:
    """Give the root logger the handler that Lambda gives it."""
    lines = logging.StreamHandler(sys.stdout)
    lines.setFormatter(
        Formatter(
            "[%(levelname)s]\t%(asctime)s.%(msecs)dZ\t%(aws_request_id)s\t%(message)s",
            "%Y-%m-%dT%H:%M:%S",
        )
    )
    logging.getLogger().addHandler(lines)


def main() -> int:
    """Load the handler, then serve events until the Runtime API is gone."""
    api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    # Python has put the folder of this file first, which is none of the function's.
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    set_up_logging()
    try:
        handler = load(os.environ["_HANDLER"])
    except Exception as error:  # noqa: BLE001 - a module may raise anything while it is imported
        told = described(error, "")
        post(api, "init/error", reported(told))
        return 1
    while True:
        api.request("GET", PREFIX + "invocation/next")
        given = api.getresponse()
        event = given.read()
        context = Context(dict(given.headers))
        REQUEST_ID["current"] = context.aws_request_id
        kind, body = answer(handler, event, context)
        sys.stdout.flush()
        sys.stderr.flush()
        post(api, f"invocation/{context.aws_request_id}/{kind}", body)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (http.client.HTTPException, OSError):
        sys.exit(0)  # who asks for events is gone
