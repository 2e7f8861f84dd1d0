"""The options that describe a page's request, checked all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import is_token
from corsgate_audit.browser.fetching import is_forbidden_request_header
from corsgate_audit.browser.urls import HTTP_SCHEMES, is_app_origin, parse
from corsgate_audit.cli.terminal import stop

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corsgate_audit.browser.values import Headers


def checked_headers(*, origin: str, method: str, path: str, headers: Sequence[str]) -> Headers:
    """Check the options of a request to a known API; return the headers as pairs.

    Args:
        origin: origin of the page.
        method: method that it uses.
        path: path that it calls.
        headers: ``NAME: VALUE`` each.

    Raises:
        typer.Exit: one or more of them are no good; one line names them all.
    """
    return _checked(_path_problems(path), origin=origin, method=method, headers=headers)


def checked_probe_headers(*, origin: str, method: str, url: str, headers: Sequence[str]) -> Headers:
    """Check the options of a request to a URL; return the headers as pairs.

    Args:
        origin: origin of the page.
        method: method that it uses.
        url: URL that it calls.
        headers: ``NAME: VALUE`` each.

    Raises:
        typer.Exit: one or more of them are no good; one line names them all.
    """
    return _checked(_url_problems(url), origin=origin, method=method, headers=headers)


def _checked(
    problems: Iterable[str], *, origin: str, method: str, headers: Sequence[str]
) -> Headers:
    found = [
        *_origin_problems(origin),
        *_method_problems(method),
        *problems,
        *(problem for header in headers for problem in _header_problems(header)),
    ]
    if found:
        stop("; ".join(found))
    return tuple(_pair(header) for header in headers)


def _origin_problems(origin: str) -> Iterator[str]:
    if origin == "null" or is_app_origin(origin):
        return
    url = parse(origin)
    if url is None or url.scheme not in HTTP_SCHEMES:
        yield f"--origin {origin!r} is not an origin; write 'https://app.example.com', or 'null'"
    elif url.origin != origin:
        yield f"--origin {origin!r} is not what a browser sends; write {url.origin!r}"
    elif not origin.isascii():
        yield f"--origin {origin!r} is not what a browser sends; write its host in punycode"


def _method_problems(method: str) -> Iterator[str]:
    if not is_token(method):
        yield f"--method {method!r} is not a method; write a name such as 'PUT'"


def _path_problems(path: str) -> Iterator[str]:
    if not path.startswith("/"):
        yield f"--path {path!r} does not begin with a slash; write '/items/1'"


def _url_problems(text: str) -> Iterator[str]:
    url = parse(text)
    if url is None or url.scheme not in HTTP_SCHEMES or not url.host:
        yield f"{text!r} is not a URL; write 'https://api.example.com/items'"
    elif url.has_credentials:
        yield f"{text!r} carries a user name, which fetch() rejects; remove it"
    elif not text.isascii():
        yield f"{text!r} is not what a browser sends; write punycode, and escape the path"


def _header_problems(header: str) -> Iterator[str]:
    name, value = _pair(header)
    if ":" not in header or not is_token(name):
        yield f"--header {header!r} is not a header; write 'content-type: application/json'"
    elif any(mark in value for mark in "\r\n\0"):
        yield f"--header {header!r} has a line break in its value; write one line"
    elif is_forbidden_request_header(name.lower(), value):
        yield f"--header {header!r} is a header that only the browser can set; remove it"


def _pair(header: str) -> tuple[str, str]:
    name, _, value = header.partition(":")
    return name.strip(), value.strip(" \t")
