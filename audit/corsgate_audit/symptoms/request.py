"""The request that a pasted text is about: URL, origin, method, header and status."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corsgate_audit.browser.urls import HTTP_SCHEMES, is_app_origin, parse
from corsgate_audit.symptoms.values import Asked

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from corsgate_audit.symptoms.plain import Plain
    from corsgate_audit.symptoms.values import Told

_METHODS = "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS"
# What a browser prints of a URL; and the ellipsis, by which one that is cut short is known.
_IN_URL = r"[!#$%&*+,\-./0-9:;=?@A-Z_a-z~\u2026]"
_ADDRESS = rf"(?:https?|wss?)://{_IN_URL}{{1,2000}}(?:\[[0-9a-fA-F:]{{2,45}}\]{_IN_URL}{{0,2000}})?"
_URL = re.compile(_ADDRESS, re.IGNORECASE)
# In the order in which they are believed: what the browser says it called goes first.
_URLS = tuple(
    re.compile(pattern.replace("URL", f"({_ADDRESS})"), re.IGNORECASE)
    for pattern in (
        r"\(redirected from '?URL",  # what the page called; before it stands where that led
        r"access to [\w-]{1,40} at '?URL",
        r"redirect (?:from|at) '?URL",
        r"(?:xmlhttprequest|fetch api|image|font) (?:from origin '\S{1,2000}' )?cannot load '?URL",
        r"failed to load '?URL",
        r"resource at '?URL",
        r"(?:endpoint|stylesheet|script|resource|image|font) '?URL'?\. this request has been",
        r"insecure content from '?URL",
        r"mixed (?:active|display) content '?URL",
        r"websocket connection to '?URL",
        rf"\b(?:{_METHODS})\b '?URL",
        r"\bcurl\b(?!/).{0,400}?'?URL",
        r"request url:? ?'?URL",
        r"cross-origin response '?URL",
        r"failed to load resource:.{0,200}?URL",
    )
)
_APP = r"[a-z][a-z0-9+.\-]{1,40}://[a-z0-9.\-]{1,255}(?![\w/:])"
_ORIGINS = tuple(
    re.compile(pattern.replace("ORIGIN", f"({_ADDRESS}|{_APP}|null\\b)"), re.IGNORECASE)
    for pattern in (
        r"from origin '?ORIGIN",
        r"(?:^|[^-\w])origin '?ORIGIN'? (?:is|did|has|not)",
        r"['\"\s]origin: ?'?ORIGIN",
        r"the page at '?ORIGIN",
        r"supplied origin '?ORIGIN",
        r"\breferer: ?'?ORIGIN",
    )
)
_METHOD_AND_URL = re.compile(rf"\b({_METHODS})\b '?(?:https?://|wss?://)", re.IGNORECASE)
_CURL_METHOD = re.compile(rf"(?:-X ?|--request[ =])'?({_METHODS})\b", re.IGNORECASE)
_ASKED_METHOD = re.compile(r"access-control-request-method: ?'?([A-Za-z]{1,20})", re.IGNORECASE)
_REQUEST_METHOD = re.compile(rf"\b(?:request |http)?method'?:? ?'?({_METHODS})\b", re.IGNORECASE)
_STATUSES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"status ?-?(?:code)?:? '?([1-5]\d\d)\b",
        r"\bHTTP/[\d.]{1,3} ([1-5]\d\d)\b",
        r"\bstatus(?:code)?'? ?[:=] ?([1-5]\d\d)\b",
        r"request failed with status code ([1-5]\d\d)",
    )
)
_REQUEST_LINE = re.compile(
    rf"\b({_METHODS}) (/{_IN_URL}{{0,2000}}) HTTP/[\d.]{{1,3}} (?:> )?Host: ({_IN_URL}{{1,255}})",
    re.IGNORECASE,
)
_PLAIN_HTTP = re.compile(r"\bport (?:80|3000|8000|8080)\b|\bHost: (?:localhost|127\.0\.0\.1)\b")
_CUT_SHORT = ("\u2026", "...")
_END_OF_URL = ".,;:!'\"`*"


def request_of(text: Plain, told: Sequence[Told]) -> Asked:
    """Read the request out of a text.

    Args:
        text: text that was pasted.
        told: the sentences in it.
    """
    url = _usable(_first_value(told, "resource")) or _first_url(_URLS, text.flat)
    origin = _origin(text.flat) or _origin_of(_first_value(told, "origin"))
    return Asked(
        url=url
        or _of_request_line(text.flat)
        or _any_url(text.flat, {origin, *_values(told, "value")}),
        origin=origin,
        method=_method(text.flat, told),
        header=_first_value(told, "header") or None,
        status=_status(text.flat, told),
    )


def _of_request_line(text: str) -> str | None:
    """Return the URL of ``> GET /path HTTP/1.1`` and its ``Host``, as ``curl -v`` prints them."""
    line = _REQUEST_LINE.search(text)
    if line is None:
        return None
    scheme = "http" if _PLAIN_HTTP.search(text) else "https"
    return _usable(f"{scheme}://{line[3]}{line[2]}")


def _first_url(patterns: Iterable[re.Pattern[str]], text: str) -> str | None:
    for pattern in patterns:
        for found in pattern.finditer(text):
            url = _usable(found[1])
            if url is not None:
                return url
    return None


def _usable(text: str) -> str | None:
    if text.endswith(_CUT_SHORT):
        return None
    url = text.rstrip(_END_OF_URL)
    parsed = parse(url)
    return url if parsed is not None and parsed.host else None


def _any_url(text: str, others: Container[str | None]) -> str | None:
    """Return the first URL that is not the page's own, nor what a header names."""
    for found in _URL.finditer(text):
        url = _usable(found[0])
        parsed = parse(url) if url else None
        if (
            parsed is not None
            and parsed.origin not in others
            and not _is_of_documentation(parsed.host)
        ):
            return url
    return None


def _is_of_documentation(host: str) -> bool:
    """Whether a host is one to which consoles and tickets link."""
    known = ("developer.mozilla.org", "go.microsoft.com", "developer.chrome.com", "github.com")
    return host.endswith(known) or host in {"reactjs.org", "react.dev", "stackoverflow.com"}


def _origin(text: str) -> str | None:
    for pattern in _ORIGINS:
        for found in pattern.finditer(text):
            origin = _origin_of(found[1])
            if origin is not None:
                return origin
    return None


def _origin_of(text: str) -> str | None:
    if text.lower().strip(_END_OF_URL) == "null":
        return "null"
    if is_app_origin(text.rstrip(_END_OF_URL)):
        return text.rstrip(_END_OF_URL)
    parsed = parse(text.rstrip(_END_OF_URL))
    return parsed.origin if parsed is not None and parsed.scheme in HTTP_SCHEMES else None


def _method(text: str, told: Sequence[Told]) -> str | None:
    named = _first_value(told, "method")
    if named:
        return named
    for pattern in (_ASKED_METHOD, _METHOD_AND_URL, _REQUEST_LINE, _CURL_METHOD, _REQUEST_METHOD):
        found = pattern.search(text)
        if found:
            return found[1].upper()
    return None


def _status(text: str, told: Sequence[Told]) -> int | None:
    for value in _values(told, "status"):
        if value.isascii() and value.isdigit():
            return int(value)
    for pattern in _STATUSES:
        found = pattern.search(text)
        if found:
            return int(found[1])
    return None


def _first_value(told: Sequence[Told], name: str) -> str:
    return next(_values(told, name), "")


def _values(told: Sequence[Told], name: str) -> Iterator[str]:
    return (value for each in told if (value := each.value(name)))
