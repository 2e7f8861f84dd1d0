"""What a browser does with an exchange: the Fetch standard's CORS algorithm."""

from __future__ import annotations

from corsgate_audit.browser.errors import CorsError
from corsgate_audit.browser.judge import judge, preflight_request
from corsgate_audit.browser.values import (
    BrowserRequest,
    HttpRequest,
    HttpResponse,
    Redirect,
    Verdict,
)

__all__ = [
    "BrowserRequest",
    "CorsError",
    "HttpRequest",
    "HttpResponse",
    "Redirect",
    "Verdict",
    "judge",
    "preflight_request",
]
