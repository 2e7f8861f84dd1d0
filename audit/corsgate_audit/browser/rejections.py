"""What `fetch()` throws before anything is sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import FORBIDDEN_METHODS
from corsgate_audit.browser.headers import HTTP_WHITESPACE, as_utf8, byte_lowercase, is_token

if TYPE_CHECKING:
    from corsgate_audit.browser.urls import Url
    from corsgate_audit.browser.values import BrowserRequest, Headers

CREDENTIALS_MODES = ("omit", "same-origin", "include")
_is_wide = re.compile(r"[^\x00-\xff]").search
_is_header_value = re.compile(r"[^\x00\n\r]*").fullmatch
_PROPERTY = "Failed to read the '{}' property from 'RequestInit': "
_TYPE = "Type error"
_URL = "URL is not valid or contains user credentials."
_FIREFOX_HEADERS = (
    "element of element of sequence<sequence<ByteString>> branch of "
    "(sequence<sequence<ByteString>> or record<ByteString, ByteString>)"
)
_WIDE = "String contains non ISO-8859-1 code point."


class Rejection(NamedTuple):
    """`fetch()` throws: nothing is sent, and CORS plays no part.

    Args:
        message: message of the ``TypeError``, as Chromium words it.
        firefox: the same as Firefox words it.
        webkit: the same as WebKit words it.
        parameter: what it is about.
        advice: what would have passed, a noun phrase.
        below_fetch: `fetch()` itself takes the call, and a lower layer refuses it.
    """

    message: str
    firefox: str
    webkit: str
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
    firefox = (
        f"'{mode}' (value of 'credentials' member of RequestInit) is not a valid value for "
        "enumeration RequestCredentials."
    )
    return Rejection(message, firefox, _TYPE, mode, "'omit', 'same-origin' or 'include'")


def _convert_headers(headers: Headers) -> Rejection | None:
    for header in headers:
        for text in header:
            if not _is_byte_string(text):
                message = _PROPERTY.format("headers") + _WIDE
                advice = "text without characters above U+00FF"
                return Rejection(message, _too_wide(_FIREFOX_HEADERS, text), _TYPE, text, advice)
    return None


def _convert_method(method: str) -> Rejection | None:
    if _is_byte_string(method):
        return None
    message = _PROPERTY.format("method") + _WIDE
    firefox = _too_wide("'method' member of RequestInit", method)
    return Rejection(message, firefox, _TYPE, method, "a method such as 'PUT'")


def _too_wide(what: str, text: str) -> str:
    at, character = next((at, each) for at, each in enumerate(text) if ord(each) > 0xFF)  # noqa: PLR2004 - the last of ISO-8859-1
    return (
        f"Cannot convert {what} to ByteString because the character at index {at} has value "
        f"{ord(character)} which is greater than 255."
    )


def _in_firefox(text: str) -> str:
    """Return a byte string as Firefox puts it into a message: read as UTF-8, up to a NUL."""
    return as_utf8(text).partition("\0")[0]


def _check_url(text: str, url: Url | None) -> Rejection | None:
    if url is None:
        firefox = f"{text} is not a valid URL."
        return Rejection(f"Failed to parse URL from {text}", firefox, _URL, text, "an absolute URL")
    if url.has_credentials:
        message = f"Request cannot be constructed from a URL that includes credentials: {text}"
        firefox = f"{text} is an url with embedded credentials."
        return Rejection(message, firefox, _URL, text, "the URL without user name and password")
    return None


def _check_method(method: str) -> Rejection | None:
    if not is_token(method):
        message = f"'{method}' is not a valid HTTP method."
        firefox = f"Invalid request method {_in_firefox(method)}."
        webkit = "Method is not a valid HTTP token."
        return Rejection(message, firefox, webkit, method, "a method such as 'PUT'")
    if is_forbidden_method(method):
        message = f"'{method}' HTTP method is unsupported."
        firefox = f"Invalid request method {method}."
        return Rejection(message, firefox, "Method is forbidden.", method, "any other method")
    return None


def _check_headers(headers: Headers) -> Rejection | None:
    for name, value in headers:
        if not is_token(name):
            firefox = f"{_in_firefox(byte_lowercase(name))} is an invalid header name."
            webkit = f"Invalid header name: '{name}'"
            advice = "a name without white space or punctuation"
            return Rejection("Invalid name", firefox, webkit, name, advice)
        normalized = value.strip(HTTP_WHITESPACE)
        if not _is_header_value(normalized):
            firefox = f"{_in_firefox(normalized)} is an invalid header value."
            webkit = f"Header '{name}' has invalid value: '{normalized}'"
            advice = "a value without line ends and NUL"
            return Rejection("Invalid value", firefox, webkit, value, advice)
    return None
