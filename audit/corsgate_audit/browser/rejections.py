"""What `fetch()` throws before anything is sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import FORBIDDEN_METHODS
from corsgate_audit.browser.headers import HTTP_WHITESPACE, is_token

if TYPE_CHECKING:
    from corsgate_audit.browser.urls import Url
    from corsgate_audit.browser.values import BrowserRequest, Headers

CREDENTIALS_MODES = ("omit", "same-origin", "include")
_is_wide = re.compile(r"[^\x00-\xff]").search
_is_header_value = re.compile(r"[^\x00\n\r]*").fullmatch
_PROPERTY = "Failed to read the '{}' property from 'RequestInit': "
_WIDE = "String contains non ISO-8859-1 code point."


class Rejection(NamedTuple):
    """`fetch()` throws: nothing is sent, and CORS plays no part.

    Args:
        message: of the ``TypeError``, as Chromium words it.
        parameter: what it is about.
        advice: what would have passed, a noun phrase.
        below_fetch: `fetch()` itself takes the call, and a lower layer refuses it.
    """

    message: str
    parameter: str
    advice: str
    below_fetch: bool = False


def reject(request: BrowserRequest, url: Url | None) -> Rejection | None:
    """Return why `fetch()` throws; None when it does not.

    Args:
        request: the call.
        url: its URL, parsed; None where it does not parse.

    Source: https://fetch.spec.whatwg.org/#dom-request, after the conversions of
        https://webidl.spec.whatwg.org/#js-dictionary
    """
    return (
        _convert_credentials(request.credentials)
        or _convert_headers(request.headers)
        or _convert_method(request.method)
        or _check_url(request.url, url)
        or _check_method(request.method)
        or _check_headers(request.headers)
    )


def is_forbidden_method(method: str) -> bool:
    """Whether no page may use a method; https://fetch.spec.whatwg.org/#forbidden-method."""
    return method.isascii() and method.upper() in FORBIDDEN_METHODS


def _is_byte_string(text: str) -> bool:
    return text.isascii() or not _is_wide(text)


def _convert_credentials(mode: str) -> Rejection | None:
    if mode in CREDENTIALS_MODES:
        return None
    message = (
        _PROPERTY.format("credentials")
        + f"The provided value '{mode}' is not a valid enum value of type RequestCredentials."
    )
    return Rejection(message, mode, "'omit', 'same-origin' or 'include'")


def _convert_headers(headers: Headers) -> Rejection | None:
    for header in headers:
        for text in header:
            if not _is_byte_string(text):
                message = _PROPERTY.format("headers") + _WIDE
                return Rejection(message, text, "text without characters above U+00FF")
    return None


def _convert_method(method: str) -> Rejection | None:
    if _is_byte_string(method):
        return None
    return Rejection(_PROPERTY.format("method") + _WIDE, method, "a method such as 'PUT'")


def _check_url(text: str, url: Url | None) -> Rejection | None:
    if url is None:
        return Rejection(f"Failed to parse URL from {text}", text, "an absolute URL")
    if url.has_credentials:
        message = f"Request cannot be constructed from a URL that includes credentials: {text}"
        return Rejection(message, text, "the URL without user name and password")
    return None


def _check_method(method: str) -> Rejection | None:
    if not is_token(method):
        message = f"'{method}' is not a valid HTTP method."
        return Rejection(message, method, "a method such as 'PUT'")
    if is_forbidden_method(method):
        return Rejection(f"'{method}' HTTP method is unsupported.", method, "any other method")
    return None


def _check_headers(headers: Headers) -> Rejection | None:
    for name, value in headers:
        if not is_token(name):
            return Rejection("Invalid name", name, "a name without white space or punctuation")
        if not _is_header_value(value.strip(HTTP_WHITESPACE)):
            return Rejection("Invalid value", value, "a value without line ends and NUL")
    return None
