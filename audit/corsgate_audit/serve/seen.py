"""One request as it was served, and the browser's verdict on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from corsgate.names import ORIGIN, REQUEST_HEADERS, REQUEST_METHOD
from corsgate_audit.browser import BrowserRequest, preflight_request
from corsgate_audit.browser.actual import actual_request
from corsgate_audit.browser.address_spaces import LOOPBACK
from corsgate_audit.browser.exchange import BrowserExchange

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpRequest, Verdict
    from corsgate_audit.gateway import Answer


class SeenKind(StrEnum):
    """What a request is to CORS."""

    PREFLIGHT = "preflight"
    REQUEST = "request"
    """A request of a page on another origin."""
    NOT_CORS = "not_cors"
    """No page of another origin asks: no verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The browser's verdict on one request.

    Args:
        kind: what the request is to CORS.
        origin: origin of the page; None without one.
        method: method that the page uses; of a preflight, the one that it asks for.
        verdict: verdict on a request without credentials; None where there is none, or nothing
            decides it yet: a preflight that passes, a redirect.
        with_credentials: the same of one with credentials, where it differs; None else. A request
            with a cookie has credentials: its verdict is `verdict`.
        engine: engine whose verdict it is.
    """

    kind: SeenKind
    origin: str | None
    method: str
    verdict: Verdict | None = None
    with_credentials: Verdict | None = None
    engine: str = "chromium"

    @property
    def is_blocked(self) -> bool:
        """Whether the browser blocks it, credentials or none."""
        return self.verdict is not None and not self.verdict.allowed

    @property
    def blocking(self) -> Verdict | None:
        """The verdict that blocks: that without credentials, else that with them."""
        return self.verdict if self.is_blocked else self.with_credentials

    @property
    def is_allowed(self) -> bool | None:
        """Whether the page gets on; None where no page of another origin asks, or it is open."""
        if self.kind is SeenKind.NOT_CORS:
            return None
        if self.verdict is None:
            return True if self.kind is SeenKind.PREFLIGHT else None
        return self.verdict.allowed


_FETCHED: Final = frozenset({"cors", ""})
_UNSAFE: Final = {"content-type": "application/json"}
"""Values that have a header asked for in a preflight."""
_TOO_LONG: Final = "x" * 129
_BROWSERS: Final = (("Firefox/", "firefox"), ("Chrom", "chromium"), ("AppleWebKit/", "webkit"))
"""What the names of browsers have in them, in the order in which they are looked for."""


def judge_seen(request: HttpRequest, answer: Answer, url: str) -> Judged:
    """Say what a browser does with an answer that it is about to receive.

    That the request has arrived says that the page may call this machine, and that the preflight
    of a request has passed.

    Args:
        request: request as it arrived.
        answer: answer that is sent.
        url: URL that the page has fetched.
    """
    headers = {name.lower(): value for name, value in request.headers}
    origin, engine = headers.get("origin"), engine_of(headers.get("user-agent", ""))
    mode = headers.get("sec-fetch-mode", "")
    same = headers.get("sec-fetch-site") == "same-origin" or origin == url_origin(url)
    if origin is None or mode not in _FETCHED or same:
        return Judged(kind=SeenKind.NOT_CORS, origin=origin, method=request.method, engine=engine)
    asked = headers.get(REQUEST_METHOD.lower())
    is_preflight = request.method == "OPTIONS" and asked is not None
    made = [
        _exchange(
            _preflighted(headers, url, credentials)
            if is_preflight
            else BrowserRequest(
                url,
                origin,
                request.method,
                _by_page(request.headers),
                credentials,
                page_space=LOOPBACK,
                secure=False,
                permission="granted",
            ),
            answer,
            engine,
            is_preflight=is_preflight,
        )
        for credentials in (("include",) if "cookie" in headers else ("omit", "include"))
    ]
    first, last = made[0], made[-1]
    return Judged(
        kind=SeenKind.PREFLIGHT if is_preflight else SeenKind.REQUEST,
        origin=origin,
        method=asked if is_preflight and asked is not None else request.method,
        verdict=first,
        with_credentials=last if _differ(first, last) else None,
        engine=engine,
    )


def _differ(one: Verdict | None, other: Verdict | None) -> bool:
    """Whether credentials decide: about the request, or about what is wrong with it."""
    is_blocked = other is not None and not other.allowed
    return is_blocked and (one is None or one.error != (other.error if other else None))


def _preflighted(headers: dict[str, str], url: str, credentials: str) -> BrowserRequest:
    """Return the request of a page that has this preflight sent."""
    names = [name.strip() for name in headers.get(REQUEST_HEADERS.lower(), "").split(",")]
    return BrowserRequest(
        url,
        headers[ORIGIN.lower()],
        headers[REQUEST_METHOD.lower()],
        tuple((name, _UNSAFE.get(name, _TOO_LONG)) for name in names if name),
        credentials,
        page_space=LOOPBACK,
        secure=False,
        permission="granted",
        asks_first=True,
    )


def _by_page(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the headers that the page may have set: all others are of no matter to CORS."""
    return tuple(pair for pair in headers if not pair[0].lower().startswith("sec-"))


def _exchange(
    request: BrowserRequest, answer: Answer, engine: str, *, is_preflight: bool
) -> Verdict | None:
    preflight = preflight_request(request, profile=engine)
    made: BrowserExchange[Answer]
    if is_preflight:
        made = BrowserExchange(
            request=request, preflight=preflight, preflight_answer=answer, profile=engine
        )
    else:
        made = BrowserExchange(
            request=request,
            preflight=preflight,
            actual=actual_request(request),
            answer=answer,
            profile=engine,
        )
    return made.verdict_in(engine)


def engine_of(user_agent: str) -> str:
    """Return the engine of a browser by the name that it gives itself.

    Args:
        user_agent: header of the request.

    Example:
        >>> engine_of("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0")
        'firefox'
    """
    return next((engine for part, engine in _BROWSERS if part in user_agent), "chromium")


def url_origin(url: str) -> str:
    """Return the origin of an absolute URL: scheme, host and port."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0].partition('?')[0]}"
