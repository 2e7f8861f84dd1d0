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

    # Enum hashes the name, in Python: a third of the time that every step takes to ask its profile.
    __hash__ = object.__hash__

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
        chromium="`Device-Memory`, `Downlink`, `DPR`, `RTT`, `Viewport-Width` and `Width` with a "
        "number, `ECT` with `slow-2g` to `4g`, `Save-Data` with `on` and `Intervention` with "
        "anything need none.",
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
    CLIENT_HINTS_DO_NOT_FOLLOW_REDIRECTS = Note(
        standard="A redirect takes nothing from the page's headers but `Authorization` (to another "
        "origin) and those of a dropped body.",
        chromium="A redirect to any origin but the page's takes the client hints too (not "
        "`Save-Data`).",
        sources=(
            FETCH + "#concept-http-redirect-fetch",
            CHROMIUM_SOURCE + "third_party/blink/common/client_hints/client_hints.cc",
        ),
    )
    REQUEST_HEADER_LINES_ARE_COMBINED = Note(
        standard="Of a request header that the page appends twice, each value is safelisted by "
        "itself.",
        chromium="The values are joined by a comma first: two safe ones may need a preflight.",
        sources=(
            FETCH + "#cors-unsafe-request-header-names",
            CHROMIUM_SOURCE + "third_party/blink/renderer/platform/network/http_header_map.h",
        ),
    )
    JOINED_METHOD_OVERRIDES_ARE_REFUSED = Note(
        standard="Of `X-HTTP-Method` and its like, appended twice, each value is looked at by "
        "itself: one that names `TRACE` inside a quoted string is an ordinary header.",
        chromium="The values are joined and looked at again. Where a quotation mark of the one "
        "ends the string of the other, and `CONNECT`, `TRACE` or `TRACK` comes to stand outside, "
        "fetch fails before anything is sent, and the console says nothing of CORS. Observed; "
        "the line that refuses it is not known.",
        sources=(
            FETCH + "#forbidden-request-header",
            CHROMIUM_SOURCE + "net/http/http_util.cc",
        ),
    )
    RANGES_ARE_64_BIT = Note(
        standard="`Range: bytes=0-` is safelisted with numbers of any size.",
        chromium="Only numbers below 9223372036854775807 are.",
        sources=(
            FETCH + "#simple-range-header-value",
            CHROMIUM_SOURCE + "net/http/http_byte_range.h",
        ),
    )
    EMPTY_LOCATION_IS_AN_ANSWER = Note(
        standard="A redirect with an empty `Location` leads to the same URL again.",
        chromium="It is not followed: the page gets the redirect as its answer.",
        sources=(
            FETCH + "#concept-response-location-url",
            CHROMIUM_SOURCE + "net/http/http_response_headers.cc",
        ),
    )
    EQUAL_LOCATIONS_COUNT_ONCE = Note(
        standard="A redirect with more than one `Location` line is a network error once the CORS "
        "check has passed; on any other answer the lines mean nothing.",
        chromium="Lines that say the same count as one. Lines that differ are a network error on "
        "an answer of any status, a preflight's too, before CORS is looked at.",
        sources=(
            FETCH + "#extract-header-list-values",
            CHROMIUM_SOURCE + "net/http/http_stream_parser.cc",
        ),
    )
    LOCATION_BYTES_ARE_KEPT = Note(
        standard="A byte of `Location` beyond ASCII stands for the code point of its number, and "
        "is written as that one's UTF-8: the byte E9 as `%C3%A9`.",
        chromium="It is written as it is: as `%E9`.",
        sources=(
            FETCH + "#concept-response-location-url",
            CHROMIUM_SOURCE + "net/http/http_util.cc",
        ),
    )
    UNUSABLE_LOCATION_IS_REFUSED_FIRST = Note(
        standard="The CORS check of a redirect comes before its `Location` is looked at; that of "
        "a preflight is never looked at.",
        chromium="A `Location` that is no URL fails before the CORS check, a preflight's too: the "
        "console then says nothing of CORS.",
        sources=(
            FETCH + "#concept-http-fetch",
            CHROMIUM_SOURCE + "net/url_request/url_request_job.cc",
        ),
    )
    HOSTS_MAY_HOLD_SPACES = Note(
        standard="A space makes a host invalid.",
        chromium="It is written as `%20`, in a URL that leads nowhere.",
        sources=(
            "https://url.spec.whatwg.org/#forbidden-host-code-point",
            CHROMIUM_SOURCE + "url/url_canon_host.cc",
        ),
    )
    PROXY_AUTHENTICATION_IS_REFUSED = Note(
        standard="To a status of 407 the user may give a password; without one the page gets it as "
        "its answer.",
        chromium="From a server that is no proxy it is a network error, before CORS is looked at.",
        sources=(
            FETCH + "#concept-http-network-or-cache-fetch",
            CHROMIUM_SOURCE + "net/http/http_network_transaction.cc",
        ),
    )
    CREDENTIALS_IN_URLS_ARE_BLOCKED = Note(
        standard="A redirect within the page's own origin may carry `user:password@`.",
        chromium="It is blocked like every subresource whose URL carries credentials.",
        sources=(
            FETCH + "#concept-http-redirect-fetch",
            "https://chromestatus.com/feature/5669008342777856",
        ),
    )
    HEADERS_ARE_WALKED_IN_TABLE_ORDER = Note(
        standard="Unsafe names are checked in alphabetical order; no page sees which one failed.",
        chromium="The console names the first that is not allowed in the order of a hash table.",
        sources=(
            FETCH + "#cors-preflight-fetch-0",
            CHROMIUM_SOURCE + "third_party/blink/renderer/platform/network/http_header_map.h",
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
