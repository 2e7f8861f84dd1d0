"""What a front door is to the decorator: how its event is read and its response is written."""

from __future__ import annotations

from ._header_maps import OWN_SPELLINGS, find, merge_vary, put_over
from .names import ORIGIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import Anything, Event, HeaderMap

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

_NO_HEADERS: dict[str, str] = {}
_ORIGIN = ORIGIN.lower()


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

    def asked(self, event: Event) -> tuple[str, str | None]:
        """Return the method and the origin, which are asked for with every request."""
        return self.method(event), self.header(event, _ORIGIN)

    def route(self, event: Event) -> str | None:
        """Return the path of the route that was taken, as the API declares it, or None."""
        del event
        return None

    def answer(self, status: int, headers: HeaderMap, body: str) -> dict[str, Anything]:
        """Build a whole response; one with a body gets ``Content-Type: application/json``.

        Args:
            status: status of the response.
            headers: headers by name; the map is never changed.
            body: JSON, or empty.
        """
        return {
            "statusCode": status,
            "headers": typed(headers, body),
            "body": body,
            "isBase64Encoded": False,
        }

    def merge(self, result: Anything, headers: HeaderMap) -> Anything:
        """Put headers on what the handler returned.

        Args:
            result: whatever it is; it is never changed.
            headers: the policy's, by name; the map is never changed.

        Returns:
            A new response in which no CORS header of the handler is left in either map; the
            result itself where it, or one of its maps, is no map.
        """
        # What most handlers return: one map, and nothing in it that the policy decides.
        if result.__class__ is dict and result.get("multiValueHeaders") is None:
            own = result.get("headers")
            if own.__class__ is dict and OWN_SPELLINGS.issuperset(own):
                return {**result, "headers": {**headers, **own}}
        # AWS answers 502 where a handler returns nothing or `{}`, and 200 where it returns headers
        # alone. Recorded by localstack/localstack on AWS, for a REST API:
        # test_aws_proxy_response_payload_format_validation.
        if not isinstance(result, dict) or not result:
            return result
        single, multiple = result.get("headers"), result.get("multiValueHeaders")
        if not (single is None or isinstance(single, dict)) or not (
            multiple is None or isinstance(multiple, dict)
        ):
            return result
        vary: list[str] = []
        response = {**result}
        response["headers"] = put_over(single or _NO_HEADERS, headers, vary)
        if multiple:
            response["multiValueHeaders"] = put_over(multiple, _NO_HEADERS, vary)
        if vary:
            response["headers"].update(merge_vary(vary, headers.items()))
        return response


def typed(headers: HeaderMap, body: str) -> dict[str, str]:
    """Copy the headers of a whole response, and say what its body is if it has one."""
    return {**headers, "Content-Type": "application/json"} if body else dict(headers)
