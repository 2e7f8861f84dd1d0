"""What may stand in an expectation, and how to say that something else does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.names import is_token
from corsgate_audit.browser.fetching import is_forbidden_request_header
from corsgate_audit.browser.urls import HTTP_SCHEMES, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

REQUIRED = ("origin", "path", "allowed")
CREDENTIALS = ("omit", "same-origin", "include")


def problems_of(table: Mapping[str, Any], known: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an expectation: the key that it is about, and the sentence.

    Args:
        table: table as the file has it.
        known: the keys that there are.
    """
    for key in REQUIRED:
        if key not in table:
            yield key, f"{key} is missing; write {_EXAMPLES[key]}"
    for key, value in table.items():
        if key not in known:
            yield key, f"{key!r} is unknown; use one of {', '.join(known)}"
        elif problem := _CHECKS[key](value):
            yield key, f"{key} = {value!r} {problem}; write {_EXAMPLES[key]}"


def origin_problem(value: object) -> str | None:
    """Say what is wrong with a page's origin; None where nothing is."""
    if value == "null":
        return None
    url = parse(value) if isinstance(value, str) else None
    if url is None or url.scheme not in HTTP_SCHEMES:
        return "is not an origin"
    if url.origin != value:
        return f"is not what a browser sends, which is {url.origin!r}"
    return None


def _path(value: object) -> str | None:
    return None if isinstance(value, str) and value.startswith("/") else "is not a path"


def _bool(value: object) -> str | None:
    return None if isinstance(value, bool) else "is neither true nor false"


def _method(value: object) -> str | None:
    return None if isinstance(value, str) and is_token(value) else "is not a method"


def _credentials(value: object) -> str | None:
    return None if value in CREDENTIALS else f"is not one of {', '.join(CREDENTIALS)}"


def _text(value: object) -> str | None:
    return None if isinstance(value, str) and value else "is not a name"


def _body(value: object) -> str | None:
    return None if isinstance(value, str) else "is not a text"


def _names(value: object) -> str | None:
    good = isinstance(value, list) and all(
        isinstance(each, str) and is_token(each) for each in value
    )
    return None if good else "is not a list of header names"


def _headers(value: object) -> str | None:
    if not isinstance(value, dict):
        return "is not a table of names and values"
    for name, text in value.items():
        if (
            not is_token(name)
            or not isinstance(text, str)
            or any(each in text for each in "\r\n\0")
        ):
            return f"holds {name!r}, which is not a one-line header"
        if is_forbidden_request_header(name.lower(), text):
            return f"holds {name!r}, which only the browser can set"
    return None


_CHECKS: dict[str, Callable[[object], str | None]] = {
    "origin": origin_problem,
    "path": _path,
    "allowed": _bool,
    "method": _method,
    "headers": _headers,
    "body": _body,
    "credentials": _credentials,
    "readable": _names,
    "api": _text,
    "stage": _text,
}
_EXAMPLES = {
    "origin": '"https://app.example.com"',
    "path": '"/items/1"',
    "allowed": "true or false",
    "method": '"PUT"',
    "headers": '{ authorization = "Bearer x" }',
    "body": "'{}'",
    "credentials": '"include"',
    "readable": '["etag"]',
    "api": '"items"',
    "stage": '"prod"',
}
