"""The CORS check: does an answer permit the page's origin?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.browser.differences import Difference
from corsgate_audit.browser.errors import CorsError, Refusal
from corsgate_audit.browser.headers import ALLOW_CREDENTIALS, ALLOW_ORIGIN, as_utf8, get
from corsgate_audit.browser.urls import parse

if TYPE_CHECKING:
    from corsgate_audit.browser.fetching import Fetching
    from corsgate_audit.browser.profiles import Profile
    from corsgate_audit.browser.values import HttpResponse


class Failure(NamedTuple):
    """A network error, with the reason that the standard keeps and Chromium tells.

    Args:
        error: None where CORS is not the reason.
        parameter: the value that failed; None where there is none.
    """

    error: CorsError | Refusal | None
    parameter: str | None = None


def cors_check(request: Fetching, response: HttpResponse, profile: Profile) -> Failure | None:
    """Return why an answer does not permit the page's origin; None when it does.

    Source: https://fetch.spec.whatwg.org/#concept-cors-check
    """
    without_empty = Difference.EMPTY_LINES_ADD_NOTHING in profile
    failure = _check_origin(request, response, without_empty=without_empty)
    if failure or not request.includes_credentials:
        return failure
    credentials = get(response.headers, ALLOW_CREDENTIALS, without_empty=without_empty)
    if credentials == "true":
        return None
    return Failure(CorsError.INVALID_ALLOW_CREDENTIALS, credentials or None)


def _check_origin(
    request: Fetching, response: HttpResponse, *, without_empty: bool
) -> Failure | None:
    origin = get(response.headers, ALLOW_ORIGIN, without_empty=without_empty)
    if origin is None:
        return Failure(CorsError.MISSING_ALLOW_ORIGIN_HEADER)
    if without_empty and "," not in origin and is_repeated(response):
        return Failure(CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES, get(response.headers, ALLOW_ORIGIN))
    if origin == request.serialized_origin or (origin == "*" and not request.includes_credentials):
        return None
    return _origin_failure(origin)


def is_repeated(response: HttpResponse) -> bool:
    """Whether Firefox sees a second line: it counts those that are written in this very case."""
    return sum(name == "Access-Control-Allow-Origin" for name, _ in response.headers) > 1


def _origin_failure(origin: str) -> Failure:
    """Name the kind of wrong value as Chromium does; the standard knows only one failure.

    Source: https://chromium.googlesource.com/chromium/src/+/main/services/network/public/cpp/cors/cors.cc
    """
    if origin == "*":
        return Failure(CorsError.WILDCARD_ORIGIN_NOT_ALLOWED)
    if " " in origin or "," in origin:
        return Failure(CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES, origin)
    if origin != "null" and parse(as_utf8(origin)) is None:
        return Failure(CorsError.INVALID_ALLOW_ORIGIN_VALUE, origin or None)
    return Failure(CorsError.ALLOW_ORIGIN_MISMATCH, origin)
