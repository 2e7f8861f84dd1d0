"""The request as the standard's algorithms pass it along, and what `fetch()` makes of a call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.browser.headers import (
    HTTP_WHITESPACE,
    byte_lowercase,
    is_token,
)
from corsgate_audit.browser.urls import Url, parse

if TYPE_CHECKING:
    from corsgate_audit.browser.values import BrowserRequest, Headers

CREDENTIALS_MODES = ("omit", "same-origin", "include")
_NORMALIZED = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"})
_FORBIDDEN_METHODS = frozenset({"CONNECT", "TRACE", "TRACK"})
_FORBIDDEN_HEADERS = frozenset(
    {
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "connection",
        "content-length",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
    }
)
_METHOD_OVERRIDES = frozenset({"x-http-method", "x-http-method-override", "x-method-override"})
_is_header_value = re.compile(r"[\x01-\x09\x0b\x0c\x0e-\xff]*").fullmatch


class Fetching(NamedTuple):
    """A request on its way: https://fetch.spec.whatwg.org/#concept-request.

    Args:
        method: normalised.
        url: the current URL, the last of the URL list.
        first_url: the first of the URL list.
        origin: the page's, serialised.
        headers: those that the page set and may set, in order, values normalised.
        includes_credentials: the credentials mode is ``include``.
        cors: the response tainting is ``cors``.
        tainted: the redirect-taint is not ``same-origin``: the origin is sent as ``null``.
        redirect_count: how many redirects were followed.
    """

    method: str
    url: Url
    first_url: Url
    origin: str
    headers: Headers
    includes_credentials: bool
    cors: bool = False
    tainted: bool = False
    redirect_count: int = 0

    @property
    def serialized_origin(self) -> str:
        """What the ``Origin`` header says.

        Source: https://fetch.spec.whatwg.org/#byte-serializing-a-request-origin
        """
        return "null" if self.tainted else self.origin

    @property
    def is_same_origin(self) -> bool:
        """Whether the current URL has the page's own origin; an opaque origin has no equal."""
        return self.origin != "null" and self.origin == self.url.origin


class Rejection(NamedTuple):
    """`fetch()` throws before anything is sent.

    Args:
        message: of the ``TypeError``, as Chromium words it.
        parameter: what it is about.
        advice: what would have passed.
    """

    message: str
    parameter: str
    advice: str


def fetch_method(request: BrowserRequest) -> Fetching | Rejection:
    """Make a request of a call to ``fetch(url, {method, headers, credentials})``.

    Source: https://fetch.spec.whatwg.org/#dom-request
    """
    url = parse(request.url)
    rejection = (
        _reject_url(request.url, url)
        or _reject_credentials_mode(request.credentials)
        or _reject_method(request.method)
        or _reject_headers(request.headers)
    )
    if rejection or url is None:
        return rejection or Rejection("", request.url, "")
    return Fetching(
        method=normalize_method(request.method),
        url=url,
        first_url=url,
        origin=request.origin,
        headers=request_headers(request.headers),
        includes_credentials=request.credentials == "include",
    )


def normalize_method(method: str) -> str:
    """Put six methods into upper case and leave every other as it is, ``patch`` too.

    Source: https://fetch.spec.whatwg.org/#concept-method-normalize
    """
    upper = method.upper()
    return upper if upper in _NORMALIZED and method.isascii() else method


def is_forbidden_method(method: str) -> bool:
    """Whether no page may use a method; https://fetch.spec.whatwg.org/#forbidden-method."""
    return method.isascii() and method.upper() in _FORBIDDEN_METHODS


def is_forbidden_request_header(name: str, value: str) -> bool:
    """Whether no page may set a header: the browser drops it and says nothing.

    Args:
        name: in lower case.
        value: of the header.

    Source: https://fetch.spec.whatwg.org/#forbidden-request-header
    """
    if name in _FORBIDDEN_HEADERS or name.startswith(("proxy-", "sec-")):
        return True
    return name in _METHOD_OVERRIDES and any(
        is_forbidden_method(method.strip(HTTP_WHITESPACE)) for method in value.split(",")
    )


def request_headers(headers: Headers) -> Headers:
    """Normalise values and drop what a page may not set; names keep their case.

    Source: https://fetch.spec.whatwg.org/#concept-headers-append
    """
    normalized = ((name, value.strip(HTTP_WHITESPACE)) for name, value in headers)
    return tuple(
        (name, value)
        for name, value in normalized
        if not is_forbidden_request_header(byte_lowercase(name), value)
    )


def _reject_url(text: str, url: Url | None) -> Rejection | None:
    if url is None:
        return Rejection(f"Failed to parse URL from {text}", text, "an absolute URL")
    if url.has_credentials:
        message = f"Request cannot be constructed from a URL that includes credentials: {text}"
        return Rejection(message, text, "the URL without user name and password")
    return None


def _reject_credentials_mode(mode: str) -> Rejection | None:
    if mode in CREDENTIALS_MODES:
        return None
    message = (
        "Failed to read the 'credentials' property from 'RequestInit': The provided value "
        f"'{mode}' is not a valid enum value of type RequestCredentials."
    )
    return Rejection(message, mode, "'omit', 'same-origin' or 'include'")


def _reject_method(method: str) -> Rejection | None:
    if not is_token(method):
        return Rejection(
            f"'{method}' is not a valid HTTP method.", method, "a method such as 'PUT'"
        )
    if is_forbidden_method(method):
        return Rejection(f"'{method}' HTTP method is unsupported.", method, "any other method")
    return None


def _reject_headers(headers: Headers) -> Rejection | None:
    for name, value in headers:
        if not is_token(name):
            return Rejection("Invalid name", name, "a header name without white space or colon")
        if not _is_header_value(value.strip(HTTP_WHITESPACE)):
            return Rejection(
                "Invalid value", value, "a value without line ends, NUL or characters above U+00FF"
            )
    return None
