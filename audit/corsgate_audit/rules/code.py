"""What a page gets from a function that answers with the origin of the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_CREDENTIALS, ALLOW_ORIGIN
from corsgate_audit.browser import BrowserRequest, HttpResponse, judge
from corsgate_audit.model import Severity, Witness
from corsgate_audit.rules.requests import HOST

if TYPE_CHECKING:
    from corsgate_audit.model import OriginUse


def other_origin_allowed(use: OriginUse, origin: str) -> Witness:
    """Return the exchange in which the page at another origin reads the answer.

    Args:
        use: Line of the function that uses the origin.
        origin: Origin of a page that nobody has allowed.
    """
    headers = [(ALLOW_ORIGIN, origin)]
    headers += [(ALLOW_CREDENTIALS, "true")] if use.with_credentials else []
    mode = "include" if use.with_credentials else "same-origin"
    request = BrowserRequest(url=f"{HOST}/", origin=origin, credentials=mode)
    response = HttpResponse(200, tuple(headers))
    return Witness(request=request, response=response, verdict=judge(request, response=response))


def severity_of(use: OriginUse) -> Severity:
    """Return how much it matters: with credentials a page acts in its visitor's name."""
    return Severity.HIGH if use.with_credentials else Severity.MEDIUM


def told(use: OriginUse) -> str:
    """Say what a page gets in with."""
    return "with the cookies of the visitor" if use.with_credentials else "without cookies"
