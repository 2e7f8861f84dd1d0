"""Where a browser differs from the standard: one table, and no second place that knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

CHROMIUM_SOURCE = "https://chromium.googlesource.com/chromium/src/+/main/"
FETCH = "https://fetch.spec.whatwg.org/"


@dataclass(frozen=True, slots=True)
class Note:
    """One documented difference.

    Args:
        standard: what the Fetch standard says.
        chromium: what Chromium does instead.
        sources: where both are written.
    """

    standard: str
    chromium: str
    sources: tuple[str, ...]


class Difference(Enum):
    """What Chromium does otherwise than the Fetch standard."""

    WILDCARD_COVERS_AUTHORIZATION = Note(
        standard="`Access-Control-Allow-Headers: *` never covers `Authorization`: it has to be "
        "listed by name, with credentials or without.",
        chromium="Without credentials, `*` covers `Authorization` too; the console warns.",
        sources=(
            FETCH + "#cors-non-wildcard-request-header-name",
            CHROMIUM_SOURCE + "services/network/cors/preflight_result.cc",
        ),
    )
    CLIENT_HINTS_ARE_SAFELISTED = Note(
        standard="A client hint that a page sets itself needs a preflight.",
        chromium="`DPR`, `Device-Memory`, `Width`, `Viewport-Width` with a number and `Save-Data` "
        "with `on` need none.",
        sources=(
            FETCH + "#cors-safelisted-request-header",
            CHROMIUM_SOURCE + "services/network/public/cpp/cors/cors.cc",
        ),
    )
    USER_AGENT_IS_NOT_THE_PAGES = Note(
        standard="A page may set `User-Agent`; a preflight has to ask for it.",
        chromium="The page's value never counts as a header of the request: no preflight asks "
        "for it.",
        sources=(
            FETCH + "#forbidden-request-header",
            "https://crbug.com/571722",
        ),
    )
    HEADERS_ARE_WALKED_IN_TABLE_ORDER = Note(
        standard="Unsafe names are checked in alphabetical order. No page can see which one failed.",
        chromium="The console names the first that is not allowed in the order of a hash table.",
        sources=(
            FETCH + "#cors-preflight-fetch-0",
            CHROMIUM_SOURCE
            + "third_party/blink/renderer/platform/network/http_header_map.h",
        ),
    )


Profile = frozenset[Difference]

PROFILES: dict[str, Profile] = {"fetch": frozenset(), "chromium": frozenset(Difference)}


def profile_named(name: str) -> Profile:
    """Return the differences of a profile.

    Args:
        name: ``"fetch"`` (the standard) or ``"chromium"`` (what Chromium does).

    Raises:
        ValueError: there is no such profile.
    """
    if (profile := PROFILES.get(name)) is None:
        msg = f"profile {name!r} is unknown; choose one of {', '.join(map(repr, PROFILES))}"
        raise ValueError(msg)
    return profile
