"""The requests that a page makes to a route: what rules ask the gateway and the browser about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from corsgate.names import API_KEY, CONTENT_DIGEST, SIGNATURE_HEADERS
from corsgate_audit.browser import BrowserRequest, preflight_request
from corsgate_audit.model import UndeterminedError, Unresolved, known

if TYPE_CHECKING:
    from corsgate_audit.model import Route

HOST = "https://api.example.com"
"""Stands for the API in witnesses: a template does not hold the host that it will get."""

PAGE = "https://app.example.com"
"""Stands for the page where an API names no origin itself."""

ANOTHER_ORIGIN = "https://attacker.example"
"""Stands for a page that an API does not mean; nobody owns it, https://www.rfc-editor.org/rfc/rfc2606."""

JSON = ("content-type", "application/json")
_SAMPLES = {
    "authorization": "Bearer token",
    "content-type": "application/json",
    "x-amz-date": "20250101T000000Z",
}
JSON_METHODS = ("POST", "PUT", "PATCH")
"""Requests that carry JSON on nearly every page; a DELETE or a GET rarely has a body."""
# A greedy variable takes what no other path is likely to match.
_greedy = re.compile(r"\{[^{}]*\+\}").sub
_variable = re.compile(r"\{[^{}]*\}").sub

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
TEMPORARY_CREDENTIALS_HEADER = "x-amz-security-token"
# A request signed with temporary credentials, the only ones that a page should hold, carries these.
# A policy allows the digest of the body too; some signers send none, and no rule may ask for it.
ALWAYS_SIGNED_HEADERS = tuple(name for name in SIGNATURE_HEADERS if name != CONTENT_DIGEST)


def path_of(path: str) -> str:
    """Return a path that a route with this one answers.

    Example:
        >>> path_of("/items/{id}"), path_of("$default")
        ('/items/1', '/')
    """
    return "/" if path == "$default" else _variable("1", _greedy("any/path/below/it", path))


def url_for(route: Route) -> str:
    """Return a URL on which a route answers, with the query string that it requires.

    Example:
        >>> from corsgate_audit.model import Location, Route
        >>> at = Location(source="", pointer="")
        >>> url_for(Route(path="/items", method="GET", required_query=("page",), location=at))
        'https://api.example.com/items?page=1'
    """
    query = "&".join(f"{quote(name)}=1" for name in route.required_query)
    return f"{url_of(route.path)}?{query}" if query else url_of(route.path)


def url_of(path: str) -> str:
    """Return a URL on which a route with this path answers."""
    return HOST + path_of(path)


def needed_headers(route: Route) -> tuple[str, ...]:
    """Return the request headers, lower-case, that a page needs to get past a route's authorizer.

    Raises:
        UndeterminedError: a value that this depends on is not known.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
    """
    authorization, needs_key = known(route.authorization), known(route.api_key_required)
    key = (API_KEY,) * needs_key
    if authorization == "NONE":
        return key
    if authorization == "AWS_IAM":
        return (*ALWAYS_SIGNED_HEADERS, *key)
    if route.authorizer is None:
        reason = "the authorizer that the route names is not in the source"
        raise UndeterminedError(Unresolved(authorization, reason))
    return (*known(route.authorizer.identity_headers), *key)


def known_headers(route: Route) -> tuple[str, ...]:
    """Return the headers of `needed_headers`; none where they depend on a value not known."""
    try:
        return needed_headers(route)
    except UndeterminedError:
        return ()


def page_request(
    route: Route, origin: str, *, headers: tuple[str, ...] = (), body: bool = True
) -> BrowserRequest:
    """Return what a page would ask of a route.

    A ``POST`` carries JSON, as nearly every page's does. ``ANY`` is asked with ``POST``: the one
    method that every preflight permits and that nearly every function behind an ``ANY`` takes.

    Args:
        route: Route with any method but ``OPTIONS``.
        origin: Origin of the page.
        headers: Lower-case names of credentials that the page sends along.
        body: Whether a ``POST`` carries one.
    """
    method = "POST" if route.method == "ANY" else route.method
    content = (JSON,) if method == "POST" and body else ()
    credentials = tuple((name, _SAMPLES.get(name, "corsgate")) for name in headers)
    return BrowserRequest(
        url=url_for(route), origin=origin, method=method, headers=(*content, *credentials)
    )


def preflighted_request(route: Route, origin: str) -> BrowserRequest | None:
    """Return a request to a route that triggers a preflight.

    None where a page can use the route without: a ``GET`` that needs no header, as far as is known.
    """
    request = page_request(route, origin, headers=known_headers(route))
    return request if preflight_request(request) is not None else None


def json_request(route: Route, method: str) -> BrowserRequest:
    """Return a request with JSON and nothing else that a preflight has to allow.

    Args:
        route: Route with any method but ``OPTIONS``.
        method: Method of the request, where the route's is ``ANY``.

    Source: https://fetch.spec.whatwg.org/#cors-safelisted-request-header (content types that need
    no preflight: JSON is none of them)
    """
    return BrowserRequest(url=url_for(route), origin=PAGE, method=method, headers=(JSON,))
