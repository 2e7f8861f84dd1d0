"""The requests that a page makes to a route: what rules ask the gateway and the browser about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corsgate_audit.browser import BrowserRequest, preflight_request
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from corsgate_audit.model import Route

HOST = "https://api.example.com"
"""Stands for the API in witnesses: a template does not hold the host that it will get."""

PAGE = "https://app.example.com"
"""Stands for the page where an API names no origin itself."""

_JSON = ("content-type", "application/json")
_SAMPLES = {"authorization": "Bearer token", "x-amz-date": "20250101T000000Z"}
# A greedy variable takes what no other path is likely to match.
_greedy = re.compile(r"\{[^}]*\+\}").sub
_variable = re.compile(r"\{[^}]*\}").sub

# A request signed with temporary credentials, the only ones that a page should hold, carries all
# three: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
TEMPORARY_CREDENTIALS_HEADER = "x-amz-security-token"
SIGNATURE_HEADERS = ("authorization", "x-amz-date", TEMPORARY_CREDENTIALS_HEADER)
API_KEY_HEADER = "x-api-key"


def path_of(path: str) -> str:
    """Return a path that a route with this one answers.

    Example:
        >>> path_of("/items/{id}"), path_of("$default")
        ('/items/1', '/')
    """
    return "/" if path == "$default" else _variable("1", _greedy("any/path/below/it", path))


def url_of(path: str) -> str:
    """Return a URL on which a route with this path answers."""
    return HOST + path_of(path)


def credential_headers(route: Route) -> tuple[str, ...] | Unresolved:
    """Return the request headers, lower-case, that a page needs to get past a route's authorizer.

    An unresolved value that this depends on is returned in its place.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
    """
    for value in (route.authorization, route.api_key_required):
        if isinstance(value, Unresolved):
            return value
    headers = _authorization_headers(route)
    if isinstance(headers, Unresolved) or not route.api_key_required:
        return headers
    return (*headers, API_KEY_HEADER)


def _authorization_headers(route: Route) -> tuple[str, ...] | Unresolved:
    if route.authorization == "NONE":
        return ()
    if route.authorization == "AWS_IAM":
        return SIGNATURE_HEADERS
    if route.authorizer is None:
        return Unresolved(
            str(route.authorization), "the authorizer that the route names is not in the source"
        )
    return route.authorizer.identity_headers


def page_request(
    route: Route, origin: str, *, headers: tuple[str, ...] = (), body: bool = True
) -> BrowserRequest:
    """Return what a page would ask of a route.

    A ``POST`` carries JSON, as nearly every page's does. ``ANY`` is asked with ``POST``: the one
    method that every preflight permits and that nearly every function behind an ``ANY`` takes.

    Args:
        route: any but ``OPTIONS``.
        origin: of the page.
        headers: lower-case names of credentials that the page sends along.
        body: a ``POST`` carries one.
    """
    method = "POST" if route.method == "ANY" else route.method
    content = (_JSON,) if method == "POST" and body else ()
    credentials = tuple((name, _SAMPLES.get(name, "corsgate")) for name in headers)
    return BrowserRequest(
        url=url_of(route.path), origin=origin, method=method, headers=(*content, *credentials)
    )


def preflighted_request(route: Route, origin: str) -> BrowserRequest | Unresolved | None:
    """Return a request to a route that a browser asks for leave first.

    None where a page can use the route without: a ``GET`` that needs no header. An unresolved value
    is returned where only that value tells.
    """
    headers = credential_headers(route)
    known = headers if isinstance(headers, tuple) else ()
    request = page_request(route, origin, headers=known)
    if preflight_request(request) is not None:
        return request
    return headers if isinstance(headers, Unresolved) else None
