"""The page, the server and the headers that the rows of web-platform-tests are about."""

from __future__ import annotations

from corsgate_audit.browser import BrowserRequest, HttpResponse, Verdict, judge

ORIGIN = "http://web-platform.test:8000"
OTHER = "http://www1.web-platform.test:8000"
API = "http://www1.web-platform.test:8001/api"
ALLOW = ("Access-Control-Allow-Origin", ORIGIN)
ANYONE = ("Access-Control-Allow-Origin", "*")
CREDENTIALS = ("Access-Control-Allow-Credentials", "true")
METHODS = "Access-Control-Allow-Methods"
HEADERS = "Access-Control-Allow-Headers"
EXPOSE = "Access-Control-Expose-Headers"


def judged(
    request: BrowserRequest, *preflight: tuple[str, str], response: tuple[tuple[str, str], ...] = ()
) -> Verdict:
    """Judge with one preflight answer and a response that permits everybody who may be."""
    return judge(
        request,
        preflight=HttpResponse(200, preflight),
        response=HttpResponse(200, response or (ALLOW, CREDENTIALS)),
    )


def request(
    method: str = "GET", *headers: tuple[str, str], credentials: str = "same-origin"
) -> BrowserRequest:
    """Return a call of the page."""
    return BrowserRequest(API, ORIGIN, method, headers, credentials)
