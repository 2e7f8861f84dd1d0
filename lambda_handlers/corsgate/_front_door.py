"""What a front door is to the decorator: how its event is read and its response is written."""

from __future__ import annotations

from ._header_maps import find, merge_vary, without_cors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._answers import Headers
    from ._types import Anything, Event

REST_API = "rest_api"
HTTP_API = "http_api"
FUNCTION_URL = "function_url"
ALB = "alb"
LAMBDA_EDGE = "lambda_edge"
VPC_LATTICE = "vpc_lattice"

REASON_PHRASES = {
    200: "OK",
    204: "No Content",
    403: "Forbidden",
    405: "Method Not Allowed",
    500: "Internal Server Error",
}
"""For the front doors that want a status line, and for the bodies of refusals."""


class FrontDoor:
    """One kind of event and the response that goes with it.

    The methods here are those of a proxy event with a flat map of headers; a front door that
    differs overrides what differs. None of them raises, whatever the event or the response holds.

    Attributes:
        name: how ``CORSGATE_GATEWAY_OWNS`` and log lines call it.
        answers_errors: nothing else can put headers on the answer to a failed invocation, so that
            an exception is answered by default instead of being raised.
        answers_preflights: the request can still be answered without calling the handler.
        header_field: where the event holds the request's headers.
    """

    __slots__ = ()

    name = ""
    answers_errors = False
    answers_preflights = True
    header_field = "headers"

    def method(self, event: Event) -> str:
        """Return the request's method."""
        return str(event.get("httpMethod"))

    def header(self, event: Event, name: str) -> str | None:
        """Return one header of the request by lower-case name, its lines joined, or None."""
        return find(event.get(self.header_field), name)

    def route(self, event: Event) -> str | None:
        """Return the path of the route that was taken, as the API declares it, or None."""
        del event
        return None

    def answer(self, status: int, headers: Headers, body: str) -> dict[str, Anything]:
        """Build a whole response; one with a body gets ``Content-Type: application/json``.

        Args:
            status: of the response.
            headers: pairs.
            body: JSON, or empty.
        """
        typed = (*headers, ("Content-Type", "application/json")) if body else headers
        return {
            "statusCode": status,
            "headers": dict(typed),
            "body": body,
            "isBase64Encoded": False,
        }

    def merge(self, event: Event, result: Anything, headers: Headers) -> Anything:
        """Put headers on what the handler returned.

        Args:
            event: that led to it.
            result: whatever it is; it is never changed.
            headers: the policy's.

        Returns:
            A new response, or the result itself where it is no response.
        """
        del event
        return merge_flat(result, headers, "headers")


def merge_flat(result: Anything, headers: Headers, field: str) -> Anything:
    """Put headers on a proxy response.

    Args:
        result: with ``headers`` and ``multiValueHeaders``, both optional.
        headers: the policy's.
        field: the map that gets them; the front door reads both, or only this one.

    Returns:
        A new response in which no CORS header of the handler is left in either map; the result
        itself where it, or one of its maps, is no map.
    """
    if not isinstance(result, dict):
        return result
    single, multiple = result.get("headers"), result.get("multiValueHeaders")
    if not (single is None or isinstance(single, dict)) or not (
        multiple is None or isinstance(multiple, dict)
    ):
        return result
    vary: list[str] = []
    response = dict(result)
    response["headers"] = without_cors(single, vary)
    if multiple:
        response["multiValueHeaders"] = without_cors(multiple, vary)
    merged = merge_vary(vary, headers) if vary else headers
    if field == "headers":
        response["headers"].update(merged)
    else:
        lists = {name: [value] for name, value in merged}
        response["multiValueHeaders"] = {**response.get("multiValueHeaders", {}), **lists}
    return response
