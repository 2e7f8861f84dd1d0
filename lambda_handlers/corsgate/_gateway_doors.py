"""The front doors of API Gateway and Lambda itself: payload formats 1.0 and 2.0.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
"""

from __future__ import annotations

import json
import sys

from ._front_door import FUNCTION_URL, HTTP_API, REST_API, FrontDoor
from ._header_maps import find

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from ._types import Anything, Event, HeaderMap, Response


class RestApi(FrontDoor):
    """A REST API's proxy event: payload 1.0 without a version in it."""

    __slots__ = ()

    name = REST_API

    def header(self, event: Event, name: str) -> str | None:
        """From all values; ``headers`` holds only the last of a repeated header."""
        multiple = event.get("multiValueHeaders")
        return find(multiple or event.get("headers"), name)

    def asked(self, event: Event) -> tuple[str, str | None]:
        """Look where browsers' requests have it first: without another call, for speed."""
        method = event.get("httpMethod")
        headers = event.get("multiValueHeaders") or event.get("headers")
        if headers.__class__ is dict and method.__class__ is str:
            origin = headers.get("origin")
            if origin is None:
                origin = headers.get("Origin")
            if origin.__class__ is list and len(origin) == 1:
                origin = origin[0]
            if origin.__class__ is str:
                return method, origin
        return self.method(event), self.header(event, "origin")

    def route(self, event: Event) -> str | None:
        """Return the resource's path, ``/items/{id}``."""
        resource = event.get("resource")
        return resource if isinstance(resource, str) else None


class HttpApi1(RestApi):
    """An HTTP API's event in payload format 1.0."""

    __slots__ = ()

    name = HTTP_API


class HttpApi2(FrontDoor):
    """An HTTP API's event in payload format 2.0."""

    __slots__ = ()

    name = HTTP_API

    def method(self, event: Event) -> str:
        """As the event has it."""
        return str(event["requestContext"]["http"].get("method"))

    def asked(self, event: Event) -> tuple[str, str | None]:
        """Look where browsers' requests have it first: without another call, for speed."""
        method, headers = event["requestContext"]["http"].get("method"), event.get("headers")
        if headers.__class__ is dict and method.__class__ is str:
            origin = headers.get("origin")
            if origin.__class__ is str:
                return method, origin
        return self.method(event), self.header(event, "origin")

    def route(self, event: Event) -> str | None:
        """Return the path of the route key: ``/items/{id}`` of ``GET /items/{id}``."""
        key = event.get("routeKey")
        return key.rpartition(" ")[2] if isinstance(key, str) else None

    def merge(self, result: Anything, headers: HeaderMap) -> Anything:
        """Make the implicit response explicit first."""
        if isinstance(result, dict) and "statusCode" in result:
            return FrontDoor.merge(self, result, headers)
        response = explicit(result)
        if response is None:
            return result
        return FrontDoor.merge(self, response, headers)  # super() takes as long as five calls


class FunctionUrl(HttpApi2):
    """A function URL's event: payload format 2.0, told by its domain name."""

    __slots__ = ()

    name = FUNCTION_URL
    answers_errors = True


def explicit(result: Anything) -> Response | None:
    """Write out what AWS makes of a result that is no response, so that headers can be added.

    Args:
        result: what a handler returned, without a ``statusCode``.

    Returns:
        A response of status 200 whose body is the result as JSON, or the text itself; None for a
        result that is no JSON, which the runtime reports as it would without corsgate.

    Source: "Lambda function response for format 2.0" on
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html;
    the body for None and for numbers has not been seen on AWS.
    """
    if isinstance(result, bytes):  # the runtime hands them on as they are, and encodes nothing
        return None
    try:
        body = result if isinstance(result, str) else _json(result)
    except (TypeError, ValueError, ArithmeticError, RecursionError):
        return None
    return {
        "isBase64Encoded": False,
        "statusCode": 200,
        "headers": {"content-type": "application/json"},
        "body": body,
    }


def _json(result: Anything) -> str:
    """Write a result as the runtime itself would, with every digit of a DynamoDB number.

    Where a test calls the handler there is no runtime, and no encoder that could.
    """
    runtime = sys.modules.get("awslambdaric.lambda_runtime_marshaller")
    text: str = json.dumps(result, default=_number) if runtime is None else runtime.to_json(result)
    # Both write NaN and infinity, which are no JSON (RFC 8259, section 6).
    if "NaN" in text or "Infinity" in text:
        json.loads(text, parse_constant=_refuse_constant)
    return text


def _refuse_constant(name: str) -> NoReturn:
    message = f"{name} is not JSON"
    raise ValueError(message)


def _number(value: Anything) -> int | float:
    """Write a Decimal, which DynamoDB returns and the runtime's own encoder accepts, as a number.

    By the name of its class: importing `decimal` for a comparison would cost 2 ms.
    """
    if type(value).__name__ != "Decimal":
        message = f"{type(value).__name__} is not JSON"
        raise TypeError(message)
    return int(value) if value == int(value) else float(value)
