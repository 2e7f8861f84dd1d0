"""What goes into a verdict and what comes out: plain, frozen values.

Headers are tuples of ``(name, value)`` pairs, in the order in which they were sent, so that a
repeated header line is kept apart from a line that holds a list.
"""

from __future__ import annotations

from dataclasses import dataclass

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BrowserRequest:
    """What a page asks its browser for, as in ``fetch(url, {method, headers, credentials})``.

    Args:
        url: the absolute URL that is fetched.
        origin: the page's own origin, ``"null"`` for an opaque one.
        method: method as the page wrote it; the browser normalises it.
        headers: headers that the page sets, in any case.
        credentials: ``"omit"``, ``"same-origin"`` or ``"include"``.
        secure: whether the page came by https, or a frame in one that did; None for what its
            origin says, and for not known where that is ``"null"``.
        page_space: address space that the page came from: ``"public"``, ``"local"`` or
            ``"loopback"``; None for what its origin says, and for not known where that is a name.
        target_space: address space of `url`; None for what its host says. A name counts as public.
        permission: the user's answer to local network access, ``"granted"`` or ``"denied"``; None
            where it is not known.
        asks_first: the browser sends a preflight whatever the request is, as for an
            ``XMLHttpRequest`` whose upload is listened to: Fetch's use-CORS-preflight flag.
    """

    url: str
    origin: str
    method: str = "GET"
    headers: Headers = ()
    credentials: str = "same-origin"
    secure: bool | None = None
    page_space: str | None = None
    target_space: str | None = None
    permission: str | None = None
    asks_first: bool = False


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request on the wire, as the browser sends it."""

    method: str
    url: str
    headers: Headers = ()


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """One answer on the wire."""

    status: int
    headers: Headers = ()


@dataclass(frozen=True, slots=True)
class Redirect:
    """One answer that sends the browser elsewhere.

    Args:
        response: a redirect status and ``Location``.
        preflight: the answer to the preflight of the request that follows, where it needs one.
    """

    response: HttpResponse
    preflight: HttpResponse | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """What an allowed verdict depends on, beside the answers.

    Args:
        slug: names it for programs: ``"mixed-content"`` or ``"local-network-access"``.
        sentence: what has to hold, in plain words.
    """

    slug: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the browser does with an exchange.

    Args:
        allowed: the page gets the response, where all of `depends_on` holds.
        error: None, Chromium's ``CorsError`` name, or ``MixedContent``.
        parameter: the method, header or value that failed, where there is one.
        preflighted: the browser sent a preflight first.
        exposed_headers: the names that the page can read, lower-case and sorted.
        console: the sentence in the browser's console that says why; empty where it says nothing.
        explanation: what happened, in plain words.
        console_lines: everything that the console prints about the request, in order: warnings, the
            sentence, and what stands beside it.
        depends_on: what is not known and would block the request; empty where it is blocked anyway.
    """

    allowed: bool
    error: str | None = None
    parameter: str | None = None
    preflighted: bool = False
    exposed_headers: tuple[str, ...] = ()
    console: str = ""
    explanation: str = ""
    console_lines: tuple[str, ...] = ()
    depends_on: tuple[Condition, ...] = ()
