"""Header lists: the operations on them that the CORS protocol uses.

Header names and values are text in which one character stands for one byte (ISO-8859-1), as
`http.client` and API Gateway hand them over.
"""

from __future__ import annotations

import re
import string
from functools import lru_cache
from typing import TYPE_CHECKING

from corsgate import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corsgate_audit.browser.values import Headers

# The names of `corsgate.names`, in the spelling in which header lists are searched here.
ORIGIN = names.ORIGIN.lower()
AUTHORIZATION = names.AUTHORIZATION
LOCATION = "location"
ALLOW_ORIGIN = names.ALLOW_ORIGIN.lower()
ALLOW_CREDENTIALS = names.ALLOW_CREDENTIALS.lower()
ALLOW_METHODS = names.ALLOW_METHODS.lower()
ALLOW_HEADERS = names.ALLOW_HEADERS.lower()
EXPOSE_HEADERS = names.EXPOSE_HEADERS.lower()
MAX_AGE = names.MAX_AGE.lower()

# An open one goes on to the end; https://fetch.spec.whatwg.org/#collect-an-http-quoted-string
_quoted_string = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)', re.DOTALL)

HTTP_TAB_OR_SPACE = "\t "
HTTP_WHITESPACE = "\n\r\t "
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


# The same few names come up in every exchange.
is_token = lru_cache(maxsize=4096)(names.is_token)


@lru_cache(maxsize=4096)
def byte_lowercase(name: str) -> str:
    """Return `name` with A to Z in lower case and nothing else changed.

    `str.lower` alone would turn the Kelvin sign into a k, and a name that no browser takes for a
    match into one: it is only used where it agrees.

    Source: https://infra.spec.whatwg.org/#byte-lowercase
    """
    return name.lower() if name.isascii() else name.translate(_LOWER)


def lines_of(headers: Headers, name: str) -> Sequence[str]:
    """Return the values of every line of a header, `name` in lower case.

    Source: https://fetch.spec.whatwg.org/#concept-header-list-get-decode-and-split
    """
    return _lines_by_name(headers).get(name, ())


@lru_cache(maxsize=4096)  # one answer is searched for many headers, and for every browser
def _lines_by_name(headers: Headers) -> dict[str, list[str]]:
    lines: dict[str, list[str]] = {}
    for header, value in headers:
        lines.setdefault(byte_lowercase(header), []).append(value.strip(HTTP_TAB_OR_SPACE))
    return lines


def get(headers: Headers, name: str, *, without_empty: bool = False) -> str | None:
    """Return the values of every line of a header, joined by ``", "``; None without one.

    Args:
        headers: headers of a response.
        name: name of the header, in lower case.
        without_empty: a line without a value adds nothing to the others.

    Source: https://fetch.spec.whatwg.org/#concept-header-list-get
    """
    values = lines_of(headers, name)
    if len(values) < 2:  # noqa: PLR2004 - nothing to join
        return values[0] if values else None
    return ", ".join(filter(None, values) if without_empty else values)


def as_utf8(value: str) -> str:
    """Return a header value as text; what is not UTF-8 becomes U+FFFD, which no host may hold."""
    return value if value.isascii() else value.encode("latin-1", "replace").decode(errors="replace")


def as_webkit_shows(value: str) -> str:
    """Return a header's bytes read as UTF-8, and each byte of that as a character of its own."""
    return value if value.isascii() else as_utf8(value).encode().decode("latin-1")


def list_elements(headers: Headers, name: str) -> list[str]:
    """Return the elements of a list header, whatever they are; empty ones are skipped.

    Args:
        headers: headers of a response.
        name: name of the header, in lower case.

    Source: https://fetch.spec.whatwg.org/#http-new-header-syntax
    """
    return [element for value in lines_of(headers, name) for element in _elements(value)]


def extract_header_list_values(headers: Headers, name: str) -> tuple[str, ...] | None:
    """Return the tokens that a header lists; empty without the header, None for a failure.

    A list is all or nothing: one element that is not a token makes it a failure. Empty elements
    are legal and skipped.

    Example:
        >>> extract_header_list_values((("Allow", "GET,, PUT"), ("allow", "")), "allow")
        ('GET', 'PUT')

    Source: https://fetch.spec.whatwg.org/#extract-header-list-values and
        https://fetch.spec.whatwg.org/#http-new-header-syntax
    """
    listed: tuple[str, ...] = ()
    for value in lines_of(headers, name):
        if (tokens := _tokens(value)) is None:
            return None
        listed += tokens
    return listed


@lru_cache(maxsize=1024)  # an API says the same on all its routes
def _tokens(value: str) -> tuple[str, ...] | None:
    """Return the tokens that a line of a list header holds; None where one is none."""
    elements = _elements(value)
    return elements if all(map(is_token, elements)) else None


def _elements(value: str) -> tuple[str, ...]:
    return tuple(filter(None, (element.strip(HTTP_TAB_OR_SPACE) for element in value.split(","))))


def combine(headers: Headers) -> Headers:
    """Join the values of equal names by ``", "``, at the place of the first."""
    values: dict[str, str] = {}
    for header, value in headers:
        name = byte_lowercase(header)
        values[name] = f"{values[name]}, {value}" if name in values else value
    return tuple(values.items())


def without_quoted_strings(value: str) -> str:
    """Return a value in which every comma separates elements: quoted strings keep one quote.

    Source: https://fetch.spec.whatwg.org/#header-value-get-decode-and-split
    """
    return _quoted_string.sub('"', value) if '"' in value else value


def sorted_lowercase_set(unsorted: Iterable[str]) -> tuple[str, ...]:
    """Return the names in lower case, each once, in ascending order.

    Source: https://fetch.spec.whatwg.org/#convert-header-names-to-a-sorted-lowercase-set
    """
    return tuple(sorted(set(map(byte_lowercase, unsorted))))
