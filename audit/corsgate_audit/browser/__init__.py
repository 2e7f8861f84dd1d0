"""What a browser does with an exchange: the Fetch standard's CORS algorithm."""

from __future__ import annotations

from corsgate_audit.browser.values import BrowserRequest, HttpRequest, HttpResponse, Verdict

__all__ = ["BrowserRequest", "HttpRequest", "HttpResponse", "Verdict"]
