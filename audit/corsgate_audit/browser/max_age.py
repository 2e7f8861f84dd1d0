"""For how long each browser remembers a preflight's answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.browser.digits import capped_int
from corsgate_audit.browser.headers import MAX_AGE, get

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.browser.values import HttpResponse

DEFAULT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class BrowserLimit:
    """What one browser makes of ``Access-Control-Max-Age``.

    Args:
        seconds: the most that it keeps an answer.
        is_number: whether it takes a text for a number.
        otherwise: seconds for a text that it does not take for one.
        source: source where that is written.
        largest: the largest number that it reads, a larger one is none to it; None for any.
    """

    seconds: int
    is_number: Callable[[str], re.Match[str] | None]
    otherwise: int
    source: str
    largest: int | None = None


BROWSER_LIMITS = {
    "chromium": BrowserLimit(
        7_200,
        re.compile(r"[+-]?[0-9]+").fullmatch,
        DEFAULT_SECONDS,
        "https://chromium.googlesource.com/chromium/src/+/main/services/network/cors/preflight_result.cc",
        largest=2**63 - 1,
    ),
    "firefox": BrowserLimit(
        86_400,
        re.compile(r"[0-9]+").fullmatch,
        0,
        "https://searchfox.org/mozilla-central/source/netwerk/protocol/http/nsCORSListenerProxy.cpp",
    ),
    "safari": BrowserLimit(
        600,
        re.compile(r"[+-]?[0-9]+").fullmatch,
        DEFAULT_SECONDS,
        "https://github.com/WebKit/WebKit/blob/main/Source/WebCore/loader/CrossOriginPreflightResultCache.cpp",
        largest=2**63 - 1,
    ),
}


def effective_max_age(preflight: HttpResponse) -> dict[str, int]:
    """Return the seconds for which each browser asks no second time; 0 is not at all.

    Without the header that is 5 seconds everywhere. Which values each takes, and for what, was
    compared with the three engines; the limits of minutes and more were read in their sources.

    Firefox remembers methods and headers by name alone: what only ``*`` allowed is asked for again
    every time.

    Args:
        preflight: the answer to a preflight, one that passes.

    Returns:
        By browser: ``chromium``, ``firefox`` and ``safari``.

    Example:
        >>> from corsgate_audit.browser import HttpResponse
        >>> effective_max_age(HttpResponse(204, (("Access-Control-Max-Age", "86400"),)))
        {'chromium': 7200, 'firefox': 86400, 'safari': 600}

    Source: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0, steps 7.8 to 7.10, and
        `BROWSER_LIMITS`
    """
    value = get(preflight.headers, MAX_AGE)
    return {name: _seconds(value, limit) for name, limit in BROWSER_LIMITS.items()}


def _seconds(value: str | None, limit: BrowserLimit) -> int:
    if not value:
        return DEFAULT_SECONDS
    if limit.is_number(value) is None:
        return limit.otherwise
    size = capped_int(value.lstrip("+-"), (limit.largest or limit.seconds) + 1)
    if limit.largest is not None and size > limit.largest:
        return limit.otherwise
    return 0 if value.startswith("-") else min(size, limit.seconds)
