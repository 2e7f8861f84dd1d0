"""A fake of the wire: answers by method, and remembers what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import HttpResponse
from corsgate_audit.probe import Heard

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpRequest

URL = "https://api.example.com/items"
APP = "https://app.example.com"
ALLOW = {"Access-Control-Allow-Origin": APP}


def heard(status: int, headers: dict[str, str] | None = None, body: str = "") -> Heard:
    """Return an answer."""
    return Heard(HttpResponse(status, tuple((headers or {}).items())), body)


class Wire:
    """Answers preflights and everything else.

    Args:
        preflight: the answer to each OPTIONS.
        response: the answer to each other request.
    """

    def __init__(self, preflight: Heard, response: Heard | None = None) -> None:
        self.sent: list[HttpRequest] = []
        self._preflight = preflight
        self._response = response or heard(200, ALLOW)

    def __call__(self, request: HttpRequest) -> Heard:
        """Send a request."""
        self.sent.append(request)
        return self._preflight if request.method == "OPTIONS" else self._response
