"""Requests as browsers put them on the wire, for tests of what front doors answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import BrowserRequest, HttpRequest
from corsgate_audit.gateway import answer
from support.apis import APP

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpResponse
    from corsgate_audit.gateway import Answer
    from corsgate_audit.model import Door

HOST = "https://api.example.net"


def page(method: str, path: str = "/items", origin: str = APP, **headers: str) -> BrowserRequest:
    """Return what a page asks for; underscores in header names stand for hyphens."""
    return BrowserRequest(HOST + path, origin, method, _pairs(headers))


def preflight_for(method: str, path: str = "/items", origin: str = APP) -> HttpRequest:
    """Return a preflight."""
    headers = (
        ("Accept", "*/*"),
        ("Access-Control-Request-Method", method),
        ("Origin", origin),
    )
    return HttpRequest("OPTIONS", HOST + path, headers)


def actual(
    method: str, path: str = "/items", origin: str | None = APP, **headers: str
) -> HttpRequest:
    """Return any other request; None for the origin leaves the header out."""
    sent = (("Origin", origin),) if origin is not None else ()
    return HttpRequest(method, HOST + path, (("Accept", "*/*"), *_pairs(headers), *sent))


def answered(api: Door, request: HttpRequest) -> tuple[Answer, HttpResponse]:
    """Return the answer with its response, which has to be known."""
    found = answer(api, request)
    assert found.response is not None, found.note
    return found, found.response


def _pairs(headers: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name.replace("_", "-"), value) for name, value in headers.items())
