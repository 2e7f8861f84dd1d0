"""The request as the standard's algorithms pass it along, and what `fetch()` makes of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import FORBIDDEN_REQUEST_HEADERS, FORBIDDEN_REQUEST_PREFIXES
from corsgate_audit.browser.headers import (
    HTTP_TAB_OR_SPACE,
    HTTP_WHITESPACE,
    byte_lowercase,
    combine,
    without_quoted_strings,
)
from corsgate_audit.browser.profiles import Difference
from corsgate_audit.browser.rejections import Rejection, is_forbidden_method, reject
from corsgate_audit.browser.urls import Url, parse_as

if TYPE_CHECKING:
    from corsgate_audit.browser.profiles import Profile
    from corsgate_audit.browser.values import BrowserRequest, Headers

_NORMALIZED = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"})
_METHOD_OVERRIDES = frozenset({"x-http-method", "x-http-method-override", "x-method-override"})


class Fetching(NamedTuple):
    """A request on its way: https://fetch.spec.whatwg.org/#concept-request.

    Args:
        method: normalised.
        url: the current URL, the last of the URL list.
        first_url: the first of the URL list.
        origin: the page's, serialised.
        headers: those that the page set and may set, in order, values normalised.
        names: of all headers that the page set, also of those that a redirect has taken since.
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
    names: tuple[str, ...]
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
        return same_origin(self.origin, self.url)


def same_origin(origin: str, url: Url) -> bool:
    """Whether a page of this origin has the URL for its own; `null` has none."""
    return origin != "null" and origin == url.origin


def fetch_method(request: BrowserRequest, profile: Profile) -> Fetching | Rejection:
    """Make a request of a call to ``fetch(url, {method, headers, credentials})``.

    Source: https://fetch.spec.whatwg.org/#dom-request
    """
    url = parse_as(profile, request.url)
    rejection = reject(request, url)
    if rejection:
        return rejection
    assert url is not None  # noqa: S101 - `reject` has refused a URL that does not parse
    headers = request_headers(request.headers)
    if Difference.JOINED_METHOD_OVERRIDES_ARE_REFUSED in profile:
        rejection = _reject_joined_overrides(headers)
        if rejection:
            return rejection
    return Fetching(
        method=normalize_method(request.method),
        url=url,
        first_url=url,
        origin=request.origin,
        headers=headers,
        names=tuple(name for name, _ in headers),
        includes_credentials=request.credentials == "include",
        cors=not same_origin(request.origin, url),
    )


def _reject_joined_overrides(headers: Headers) -> Rejection | None:
    """Look again at header lines that passed one by one; nothing else is known to be looked at."""
    overrides = [header for header in headers if byte_lowercase(header[0]) in _METHOD_OVERRIDES]
    for name, value in combine(tuple(overrides)):
        if is_forbidden_request_header(name, value):
            advice = f"{name} once, or with values that name no forbidden method when joined"
            return Rejection("Failed to fetch", value, advice, below_fetch=True)
    return None


def normalize_method(method: str) -> str:
    """Put six methods into upper case and leave every other as it is, ``patch`` too.

    Source: https://fetch.spec.whatwg.org/#concept-method-normalize
    """
    upper = method.upper()
    return upper if upper in _NORMALIZED and method.isascii() else method


def is_forbidden_request_header(name: str, value: str) -> bool:
    """Whether no page may set a header: the browser drops it and says nothing.

    Args:
        name: in lower case.
        value: of the header.

    Source: https://fetch.spec.whatwg.org/#forbidden-request-header
    """
    if name in FORBIDDEN_REQUEST_HEADERS or name.startswith(FORBIDDEN_REQUEST_PREFIXES):
        return True
    return name in _METHOD_OVERRIDES and any(
        is_forbidden_method(method.strip(HTTP_TAB_OR_SPACE))
        for method in without_quoted_strings(value).split(",")
    )


def request_headers(headers: Headers) -> Headers:
    """Normalise values and drop what a page may not set; names keep their case.

    Source: https://fetch.spec.whatwg.org/#concept-headers-append
    """
    normalized = [(name, value.strip(HTTP_WHITESPACE)) for name, value in headers]
    return tuple(
        header
        for header in normalized
        if not is_forbidden_request_header(byte_lowercase(header[0]), header[1])
    )
