"""The request as the standard's algorithms pass it along, and what `fetch()` makes of a call."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import FORBIDDEN_REQUEST_HEADERS, FORBIDDEN_REQUEST_PREFIXES
from corsgate_audit.browser.address_spaces import space_of
from corsgate_audit.browser.differences import Difference
from corsgate_audit.browser.headers import (
    HTTP_TAB_OR_SPACE,
    HTTP_WHITESPACE,
    byte_lowercase,
    combine,
    without_quoted_strings,
)
from corsgate_audit.browser.page import Page
from corsgate_audit.browser.rejections import Rejection, is_forbidden_method, reject
from corsgate_audit.browser.urls import Url, is_app_origin, parse, parse_as

if TYPE_CHECKING:
    from corsgate_audit.browser.profiles import Profile
    from corsgate_audit.browser.values import BrowserRequest, Headers

_NORMALIZED = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"})
ASCII_WHITESPACE = "\t\n\x0b\x0c\r "
_METHOD_OVERRIDES = frozenset({"x-http-method", "x-http-method-override", "x-method-override"})


class Fetching(NamedTuple):
    """A request on its way: https://fetch.spec.whatwg.org/#concept-request.

    Args:
        method: normalised.
        url: the current URL, the last of the URL list.
        first_url: the first of the URL list.
        origin: the page's, serialised.
        headers: headers that the page set and may set, in order, values normalised.
        page_headers: all that the page set, also those that a redirect has taken since.
        includes_credentials: the credentials mode is ``include``.
        cors: the response tainting is ``cors``.
        tainted: the redirect-taint is not ``same-origin``: the origin is sent as ``null``.
        redirect_count: how many redirects were followed.
        preflighted: a preflight has gone before, to this URL or to one before a redirect.
        just_dropped: names of the headers that the last redirect took.
        credentials_at_home: the first URL is of the page's own origin, and only such ones were to
            get credentials.
        page: what decides about the page's requests before anything is sent.
        target_space: address space of the first URL; None where nobody has told.
        asks_first: the use-CORS-preflight flag is set.
    """

    method: str
    url: Url
    first_url: Url
    origin: str
    headers: Headers
    page_headers: Headers
    includes_credentials: bool
    cors: bool = False
    tainted: bool = False
    redirect_count: int = 0
    preflighted: bool = False
    just_dropped: frozenset[str] = frozenset()
    credentials_at_home: bool = False
    page: Page = Page("null")
    target_space: str | None = None
    asks_first: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all headers that the page set."""
        return tuple(name for name, _ in self.page_headers)

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


@lru_cache(maxsize=1024)  # one request is judged for many answers, and for every browser
def fetch_method(request: BrowserRequest, profile: Profile) -> Fetching | Rejection:
    """Make a request of a call to ``fetch(url, {method, headers, credentials})``.

    Source: https://fetch.spec.whatwg.org/#dom-request
    """
    url = parse_as(profile, request.url)
    rejection = reject(request, url)
    if rejection:
        return rejection
    assert url is not None  # noqa: S101 - `reject` has refused a URL that does not parse
    headers = request_headers(request.headers, profile)
    if Difference.JOINED_METHOD_OVERRIDES_ARE_REFUSED in profile:
        rejection = _reject_joined_overrides(headers)
        if rejection:
            return rejection
    cors = not same_origin(request.origin, url)
    return Fetching(
        method=normalize_method(request.method),
        url=url,
        first_url=url,
        origin=request.origin,
        headers=headers,
        page_headers=headers,
        includes_credentials=request.credentials == "include",
        cors=cors,
        credentials_at_home=request.credentials == "same-origin" and not cors,
        page=_page(request.origin, request.secure, request.page_space, request.permission),
        target_space=request.target_space,
        asks_first=request.asks_first,
    )


@lru_cache(maxsize=1024)
def _page(origin: str, secure: bool | None, space: str | None, permission: str | None) -> Page:  # noqa: FBT001 - remembered by it
    """Return a page, with what its origin says of what nobody has told."""
    if secure is None and origin != "null" and not is_app_origin(origin):
        secure = origin.startswith("https:")
    url = None if is_app_origin(origin) else parse(origin)
    return Page(origin, secure, space or (space_of(url.host) if url else None), permission)


def _reject_joined_overrides(headers: Headers) -> Rejection | None:
    """Look again at header lines that passed one by one; nothing else is known to be looked at."""
    overrides = [header for header in headers if byte_lowercase(header[0]) in _METHOD_OVERRIDES]
    for name, value in combine(tuple(overrides)):
        if is_forbidden_request_header(name, value):
            advice = f"{name} once, or with values that name no forbidden method when joined"
            message = "Failed to fetch"
            return Rejection(message, message, message, value, advice, below_fetch=True)
    return None


def normalize_method(method: str) -> str:
    """Put six methods into upper case and leave every other as it is, ``patch`` too.

    Source: https://fetch.spec.whatwg.org/#concept-method-normalize
    """
    upper = method.upper()
    return upper if upper in _NORMALIZED and method.isascii() else method


def is_forbidden_request_header(name: str, value: str, profile: Profile = frozenset()) -> bool:
    """Whether no page may set a header: the browser drops it and says nothing.

    Args:
        name: name of the header, in lower case.
        value: value of the header.
        profile: the browser's differences from the standard.

    Source: https://fetch.spec.whatwg.org/#forbidden-request-header
    """
    if name in FORBIDDEN_REQUEST_HEADERS or name.startswith(FORBIDDEN_REQUEST_PREFIXES):
        return True
    if name not in _METHOD_OVERRIDES:
        return False
    if Difference.METHOD_OVERRIDES_IGNORE_QUOTES not in profile:
        value = without_quoted_strings(value)
    padded = Difference.METHOD_OVERRIDES_MAY_BE_PADDED in profile
    padding = ASCII_WHITESPACE if padded else HTTP_TAB_OR_SPACE
    return any(is_forbidden_method(method.strip(padding)) for method in value.split(","))


def request_headers(headers: Headers, profile: Profile = frozenset()) -> Headers:
    """Normalise values and drop what a page may not set; names keep their case.

    Source: https://fetch.spec.whatwg.org/#concept-headers-append
    """
    normalized = [(name, value.strip(HTTP_WHITESPACE)) for name, value in headers]
    return tuple(
        header
        for header in normalized
        if not is_forbidden_request_header(byte_lowercase(header[0]), header[1], profile)
    )
