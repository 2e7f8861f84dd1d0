"""Lambda@Edge: viewer and origin requests, viewer and origin responses.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html

A preflight is answered at a request event. At a response event the handler's response exists
already; it gets the headers that the policy decides for the request, and keeps its status.
"""

from __future__ import annotations

from ._front_door import LAMBDA_EDGE, REASON_PHRASES, FrontDoor, typed
from ._header_maps import find, merge_pairs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._types import Anything, Event, HeaderMap, Response


class EdgeRequest(FrontDoor):
    """A request event, whose headers are lists of ``{key, value}`` by lower-case name."""

    __slots__ = ()

    name = LAMBDA_EDGE

    def method(self, event: Event) -> str:
        """As the event has it."""
        return str(_request(event).get("method"))

    def header(self, event: Event, name: str) -> str | None:
        """Join the values of all ``{key, value}`` of a name."""
        headers = _request(event).get("headers")
        entries = headers.get(name) if isinstance(headers, dict) else None
        if not isinstance(entries, list):
            return None
        return find({name: [each.get("value") for each in entries if isinstance(each, dict)]}, name)

    def answer(self, status: int, headers: HeaderMap, body: str) -> Response:
        """Build a generated response; its status is a text."""
        return {
            "status": str(status),
            "statusDescription": REASON_PHRASES[status],
            "headers": _edge_headers(typed(headers, body).items()),
            "body": body,
        }

    def merge(self, result: Anything, headers: HeaderMap) -> Anything:
        """Merge into a response; a request that goes on to the origin stays as it is."""
        present = _pairs(result)
        if present is None:
            return result
        return {**result, "headers": _edge_headers(merge_pairs(present, headers.items()))}


class EdgeResponse(EdgeRequest):
    """A response event: its preflights have been answered by somebody else."""

    __slots__ = ()

    answers_preflights = False


def _request(event: Event) -> Event:
    request: Event = event["Records"][0]["cf"]["request"]
    return request


def _pairs(result: Anything) -> list[tuple[str, str]] | None:
    """Flatten a response's headers; None for a request, which has no status, and for no response.

    Args:
        result: whatever the handler returned.
    """
    if not isinstance(result, dict) or "status" not in result:
        return None
    try:
        return [
            (str(entry.get("key") or name), str(entry["value"]))
            for name, entries in (result.get("headers") or {}).items()
            for entry in entries
        ]
    except (AttributeError, KeyError, TypeError):  # not CloudFront's form: it reports that itself
        return None


def _edge_headers(headers: Iterable[tuple[str, str]]) -> dict[str, list[dict[str, str]]]:
    edge: dict[str, list[dict[str, str]]] = {}
    for name, value in headers:
        edge.setdefault(name.lower(), []).append({"key": name, "value": value})
    return edge
