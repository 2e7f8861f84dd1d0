"""An Application Load Balancer in front of a function, with or without multi-value headers.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
"""

from __future__ import annotations

from ._front_door import ALB, REASON_PHRASES, FrontDoor
from .names import VARY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import Anything, HeaderMap, Response


class Alb(FrontDoor):
    """An ALB's event with single values: the response's ``headers`` are read, and only they."""

    __slots__ = ()

    name = ALB
    answers_errors = True

    def answer(self, status: int, headers: HeaderMap, body: str) -> Response:
        """Add the status line that an ALB's responses have."""
        response = super().answer(status, headers, body)
        return {**response, "statusDescription": f"{status} {REASON_PHRASES[status]}"}


class AlbMultiValue(Alb):
    """The same with multi-value headers: only ``multiValueHeaders`` is sent and read."""

    __slots__ = ()

    header_field = "multiValueHeaders"

    def answer(self, status: int, headers: HeaderMap, body: str) -> Response:
        """Put the headers where they are read."""
        response = super().answer(status, headers, body)
        lists = {name: [value] for name, value in response.pop("headers").items()}
        return {**response, "multiValueHeaders": lists}

    def merge(self, result: Anything, headers: HeaderMap) -> Anything:
        """Put the headers where they are read."""
        response = super().merge(result, headers)
        if response is result:
            return result
        own = response["headers"]
        lists = {name: [own.pop(name)] for name in (*headers, VARY) if name in own}
        response["multiValueHeaders"] = {**(response.get("multiValueHeaders") or {}), **lists}
        return response
