"""A page, an API, and the plainest answers that the tests of verdicts start from."""

from __future__ import annotations

from corsgate_audit.browser import BrowserRequest, HttpResponse

ORIGIN = "https://app.example.com"
URL = "https://api.example.com/items"
ALLOW = ("Access-Control-Allow-Origin", ORIGIN)
ANYONE = ("Access-Control-Allow-Origin", "*")
TRUE = ("Access-Control-Allow-Credentials", "true")
OK = HttpResponse(200, (ALLOW, TRUE))


def call(
    method: str = "GET",
    *headers: tuple[str, str],
    credentials: str = "same-origin",
    url: str = URL,
    origin: str = ORIGIN,
) -> BrowserRequest:
    """Return a call of the page."""
    return BrowserRequest(url, origin, method, headers, credentials)


def redirect(location: str, *more: tuple[str, str], status: int = 302) -> HttpResponse:
    """Return a redirect that everybody may follow."""
    return HttpResponse(status, (ANYONE, ("Location", location), *more))
