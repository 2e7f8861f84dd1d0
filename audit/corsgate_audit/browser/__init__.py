"""What a browser does with an exchange: the Fetch standard's algorithm, and three engines'."""

from __future__ import annotations

from corsgate_audit.browser.actual import actual_request, permissive_answer
from corsgate_audit.browser.engines import BROWSERS, blocked_in, verdicts
from corsgate_audit.browser.errors import CorsError, Refusal
from corsgate_audit.browser.firefox import firefox_sentence
from corsgate_audit.browser.judge import judge, preflight_request
from corsgate_audit.browser.max_age import effective_max_age
from corsgate_audit.browser.symptoms import errors_named_by
from corsgate_audit.browser.values import (
    BrowserRequest,
    Condition,
    HttpRequest,
    HttpResponse,
    Redirect,
    Verdict,
)

__all__ = [
    "BROWSERS",
    "BrowserRequest",
    "Condition",
    "CorsError",
    "HttpRequest",
    "HttpResponse",
    "Redirect",
    "Refusal",
    "Verdict",
    "actual_request",
    "blocked_in",
    "effective_max_age",
    "errors_named_by",
    "firefox_sentence",
    "judge",
    "permissive_answer",
    "preflight_request",
    "verdicts",
]
