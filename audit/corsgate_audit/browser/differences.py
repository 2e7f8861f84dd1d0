"""Where a browser differs from the standard: one table, and no second place that knows of it.

Every entry was measured in the engines that it names: Chromium 156, Firefox 153 ESR and WebKitGTK
2.50, the engine of Safari.
"""

from __future__ import annotations

from enum import Enum

from corsgate_audit.browser import notes_before_sending as before
from corsgate_audit.browser.notes import (
    CHROMIUM,
    CHROMIUM_SOURCE,
    FIREFOX,
    GECKO_SOURCE,
    WEBKIT,
    WEBKIT_SOURCE,
    note,
)


class Difference(Enum):
    """What an engine does otherwise than the Fetch standard."""

    # Enum hashes the name, in Python: a third of the time that every step takes to ask its profile.
    __hash__ = object.__hash__

    WILDCARD_COVERS_AUTHORIZATION = note(
        CHROMIUM | FIREFOX | WEBKIT,
        "#cors-non-wildcard-request-header-name",
        CHROMIUM_SOURCE + "services/network/cors/preflight_result.cc",
        GECKO_SOURCE + "netwerk/protocol/http/nsCORSListenerProxy.cpp",
        WEBKIT_SOURCE + "WebCore/loader/CrossOriginPreflightResultCache.cpp",
        standard="`Access-Control-Allow-Headers: *` never covers `Authorization`: it must be "
        "listed by name, with credentials or without.",
        instead="Without credentials, `*` covers `Authorization` too; Chromium and Firefox warn.",
    )
    CLIENT_HINTS_ARE_SAFELISTED = note(
        CHROMIUM,
        "#cors-safelisted-request-header",
        CHROMIUM_SOURCE + "services/network/public/cpp/cors/cors.cc",
        standard="A client hint that a page sets itself needs a preflight.",
        instead="`Device-Memory`, `Downlink`, `DPR`, `RTT`, `Viewport-Width` and `Width` with a "
        "number, `ECT` with `slow-2g` to `4g`, `Save-Data` with `on` and `Intervention` with "
        "anything need none.",
    )
    USER_AGENT_IS_NOT_THE_PAGES = note(
        CHROMIUM,
        "#forbidden-request-header",
        "https://crbug.com/571722",
        standard="A page may set `User-Agent`; a preflight has to ask for it.",
        instead="The page's value never counts as a header of the request: no preflight asks "
        "for it.",
    )
    CLIENT_HINTS_DO_NOT_FOLLOW_REDIRECTS = note(
        CHROMIUM,
        "#concept-http-redirect-fetch",
        CHROMIUM_SOURCE + "third_party/blink/common/client_hints/client_hints.cc",
        standard="A redirect removes nothing from the page's headers but `Authorization` (to "
        "another origin) and those of a dropped body.",
        instead="A redirect to any origin but the page's removes the client hints too (not "
        "`Save-Data`).",
    )
    REQUEST_HEADER_LINES_ARE_COMBINED = note(
        CHROMIUM | WEBKIT,
        "#cors-unsafe-request-header-names",
        CHROMIUM_SOURCE + "third_party/blink/renderer/platform/network/http_header_map.h",
        standard="Of a request header that the page appends twice, each value is safelisted by "
        "itself.",
        instead="The values are joined by a comma first: two safe ones may need a preflight.",
    )
    JOINED_METHOD_OVERRIDES_ARE_REFUSED = note(
        CHROMIUM,
        "#forbidden-request-header",
        CHROMIUM_SOURCE + "net/http/http_util.cc",
        standard="Of `X-HTTP-Method` and its like, appended twice, each value is checked by "
        "itself: one that names `TRACE` inside a quoted string is an ordinary header.",
        instead="The values are joined and checked again. Where a quotation mark of the one ends "
        "the string of the other, and `CONNECT`, `TRACE` or `TRACK` comes to stand outside, "
        "fetch fails before anything is sent, and the console does not mention CORS. Observed; "
        "the line of code that rejects it is not known.",
    )
    RANGES_ARE_64_BIT = note(
        CHROMIUM,
        "#simple-range-header-value",
        CHROMIUM_SOURCE + "net/http/http_byte_range.h",
        standard="`Range: bytes=0-` is safelisted with numbers of any size.",
        instead="Only numbers below 9223372036854775807 are.",
    )
    EMPTY_LOCATION_IS_AN_ANSWER = note(
        CHROMIUM,
        "#concept-response-location-url",
        CHROMIUM_SOURCE + "net/http/http_response_headers.cc",
        standard="A redirect with an empty `Location` leads to the same URL again.",
        instead="It is not followed: the page gets the redirect as its answer.",
    )
    EMPTY_LOCATION_IS_AN_ERROR = note(
        WEBKIT,
        "#concept-response-location-url",
        "https://gitlab.gnome.org/GNOME/libsoup/-/blob/master/libsoup/soup-session.c",
        standard="A redirect with an empty `Location` leads to the same URL again.",
        instead="It is a network error once the CORS check has passed.",
    )
    LOOPBACK_IS_MIXED_CONTENT = before.LOOPBACK_IS_MIXED_CONTENT
    LOCAL_HOSTS_ARE_NOT_MIXED_CONTENT = before.LOCAL_HOSTS_ARE_NOT_MIXED_CONTENT
    MIXED_REDIRECTS_ARE_REFUSED_FIRST = before.MIXED_REDIRECTS_ARE_REFUSED_FIRST
    LOCAL_NETWORK_ACCESS_NEEDS_PERMISSION = before.LOCAL_NETWORK_ACCESS_NEEDS_PERMISSION
    INSECURE_PAGES_HAVE_NO_LOCAL_NETWORK_ACCESS = before.INSECURE_PAGES_HAVE_NO_LOCAL_NETWORK_ACCESS
    EMPTY_FRAGMENTS_ARE_DROPPED = note(
        CHROMIUM | FIREFOX,
        "#concept-response-location-url",
        CHROMIUM_SOURCE + "net/url_request/redirect_info.cc",
        standard="Behind a redirect the URL keeps the fragment that it had, an empty one too.",
        instead="An empty one is lost; pages cannot observe the difference, only the console shows "
        "it.",
    )
    EQUAL_LOCATIONS_COUNT_ONCE = note(
        CHROMIUM | FIREFOX,
        "#extract-header-list-values",
        CHROMIUM_SOURCE + "net/http/http_stream_parser.cc",
        standard="A redirect with more than one `Location` line is a network error once the CORS "
        "check has passed; on any other answer the lines mean nothing.",
        instead="Lines that say the same count as one. Lines that differ are a network error on an "
        "answer of any status, a preflight's too, before CORS is checked.",
    )
    LOCATION_BYTES_ARE_KEPT = note(
        CHROMIUM | FIREFOX,
        "#concept-response-location-url",
        CHROMIUM_SOURCE + "net/http/http_util.cc",
        standard="A byte of `Location` beyond ASCII stands for the code point of its number, and "
        "is written as that one's UTF-8: the byte E9 as `%C3%A9`.",
        instead="It is written as it is: as `%E9`.",
    )
    LOCATIONS_ARE_READ_TWICE = note(
        WEBKIT,
        "#concept-response-location-url",
        WEBKIT_SOURCE + "WebCore/platform/network/soup/ResourceResponseSoup.cpp",
        standard="A byte of `Location` beyond ASCII stands for the code point of its number, and "
        "is written as that one's UTF-8: the byte E9 as `%C3%A9`.",
        instead="The bytes are read as UTF-8 first, and those of what comes of it stand each for "
        "the code point of its number: E9 becomes `%C3%AF%C2%BF%C2%BD`.",
    )
    UNUSABLE_LOCATION_IS_REFUSED_FIRST = note(
        CHROMIUM | FIREFOX,
        "#concept-http-fetch",
        CHROMIUM_SOURCE + "net/url_request/url_request_job.cc",
        standard="The CORS check of a redirect comes before its `Location` is checked; that of a "
        "preflight is never checked.",
        instead="A `Location` that is not a URL fails before the CORS check, a preflight's too: "
        "the console then does not mention CORS.",
    )
    LOCAL_SCHEMES_ARE_REFUSED_FIRST = note(
        FIREFOX,
        "#concept-http-fetch",
        GECKO_SOURCE + "caps/nsScriptSecurityManager.cpp",
        standard="The CORS check of a redirect comes before its `Location` is checked; that of a "
        "preflight is never checked.",
        instead="A `Location` with `data:`, `javascript:`, `file:`, `blob:`, `ws:`, `wss:` or a "
        "scheme of Firefox's own fails before the CORS check, a preflight's too.",
    )
    PREFLIGHT_REDIRECTS_ARE_CHECKED = note(
        FIREFOX,
        "#cors-preflight-fetch-0",
        GECKO_SOURCE + "netwerk/protocol/http/nsCORSListenerProxy.cpp",
        standard="A redirect that answers a preflight is a network error, whatever else it says.",
        instead="Where it does not pass the CORS check, the console reports that first.",
    )
    HOSTS_MAY_HOLD_SPACES = note(
        CHROMIUM,
        "https://url.spec.whatwg.org/#forbidden-host-code-point",
        CHROMIUM_SOURCE + "url/url_canon_host.cc",
        standard="A space makes a host invalid.",
        instead="It is written as `%20`, in a URL that leads nowhere.",
    )
    PROXY_AUTHENTICATION_IS_REFUSED = note(
        CHROMIUM,
        "#concept-http-network-or-cache-fetch",
        CHROMIUM_SOURCE + "net/http/http_network_transaction.cc",
        standard="To a status of 407 the user may give a password; without one the page gets it as "
        "its answer.",
        instead="From a server that is not a proxy it is a network error, before CORS is checked.",
    )
    MISDIRECTED_HEADS_NEVER_END = note(
        FIREFOX,
        "#concept-http-network-or-cache-fetch",
        GECKO_SOURCE + "netwerk/protocol/http/nsHttpTransaction.cpp",
        standard="A status of 421 is an answer; a browser may ask again on another connection.",
        instead="The second 421 to a `HEAD` request never reaches the page: it waits for ever.",
    )
    CREDENTIALS_IN_URLS_ARE_BLOCKED = note(
        CHROMIUM,
        "#concept-http-redirect-fetch",
        "https://chromestatus.com/feature/5669008342777856",
        standard="A redirect within the page's own origin may carry `user:password@`.",
        instead="It is blocked like every subresource whose URL carries credentials.",
    )
    HEADERS_ARE_WALKED_IN_TABLE_ORDER = note(
        CHROMIUM,
        "#cors-preflight-fetch-0",
        CHROMIUM_SOURCE + "third_party/blink/renderer/platform/network/http_header_map.h",
        standard="Unsafe names are checked in alphabetical order; pages cannot observe which one "
        "failed.",
        instead="The console names the first that is not allowed in the order of a hash table.",
    )
    REPEATED_NAMES_ARE_ASKED_FOR_AGAIN = note(
        FIREFOX,
        "#cors-unsafe-request-header-names",
        GECKO_SOURCE + "dom/fetch/InternalHeaders.cpp",
        standard="`Access-Control-Request-Headers` names every header once.",
        instead="Of a header that the page appends twice, the preflight names each line: "
        "`x-a,x-a`.",
    )
    TOTAL_LENGTH_IS_NOT_LIMITED = note(
        FIREFOX,
        "#cors-unsafe-request-header-names",
        GECKO_SOURCE + "dom/fetch/InternalHeaders.cpp",
        standard="Safelisted values of more than 1,024 bytes together are all unsafe.",
        instead="Only the length of each value counts.",
    )
    BYTES_BEYOND_ASCII_ARE_UNSAFE = note(
        FIREFOX,
        "#cors-unsafe-request-header-byte",
        GECKO_SOURCE + "dom/base/nsContentUtils.cpp",
        standard="`Accept` and `Content-Type` may hold bytes beyond ASCII without a preflight.",
        instead="They may not: such a byte is a negative number there, below the space.",
    )
    CONTENT_TYPES_ARE_PARSED_BY_ANOTHER_GRAMMAR = note(
        FIREFOX,
        "#cors-safelisted-request-header",
        GECKO_SOURCE + "netwerk/base/nsURLHelper.cpp",
        standard="A safelisted `Content-Type` is judged by its essence; what follows the first "
        "semicolon does not matter.",
        instead="With a comma, or with a semicolon at the end behind a parameter, it is unsafe. "
        "What stands between the type and a semicolon is skipped: `text/plain x;y` is safe.",
    )
    RANGES_ARE_UNSIGNED_64_BIT = note(
        FIREFOX | WEBKIT,
        "#simple-range-header-value",
        GECKO_SOURCE + "dom/base/nsContentUtils.cpp",
        WEBKIT_SOURCE + "WebCore/platform/network/HTTPParsers.cpp",
        standard="`Range: bytes=0-` is safelisted with numbers of any size.",
        instead="Only numbers below 18446744073709551616 are.",
    )
    RANGE_NUMBERS_ARE_READ_LOOSELY = note(
        WEBKIT,
        "#simple-range-header-value",
        WEBKIT_SOURCE + "WebCore/platform/network/HTTPParsers.cpp",
        standard="`Range: bytes=+1-2` needs a preflight: a position is digits and nothing else.",
        instead="A plus sign may stand before a number, vertical tabs and form feeds around it.",
    )
    RANGE_UNITS_IGNORE_CASE = note(
        WEBKIT,
        "#simple-range-header-value",
        WEBKIT_SOURCE + "WebCore/platform/network/HTTPParsers.cpp",
        standard="`Range: BYTES=0-` needs a preflight: the unit is written in lower case.",
        instead="It needs none.",
    )
    METHOD_OVERRIDES_IGNORE_QUOTES = note(
        FIREFOX | WEBKIT,
        "#forbidden-request-header",
        GECKO_SOURCE + "dom/base/nsContentUtils.cpp",
        WEBKIT_SOURCE + "WebCore/platform/network/HTTPParsers.cpp",
        standard="In `X-HTTP-Method` and its like, `TRACE` inside a quoted string is not a method.",
        instead="The value is split at every comma, quoted or not.",
    )
    METHOD_OVERRIDES_MAY_BE_PADDED = note(
        WEBKIT,
        "#forbidden-request-header",
        WEBKIT_SOURCE + "WebCore/platform/network/HTTPParsers.cpp",
        standard="Only tabs and spaces around a method in `X-HTTP-Method` are ignored.",
        instead="Vertical tabs and form feeds are, too.",
    )
    LOCATIONS_ARE_JOINED = note(
        WEBKIT,
        "#extract-header-list-values",
        WEBKIT_SOURCE + "WebCore/platform/network/soup/ResourceResponseSoup.cpp",
        standard="A redirect with more than one `Location` line is a network error once the CORS "
        "check has passed.",
        instead="The lines are joined by a comma and a space, and make one URL.",
    )
    EMPTY_LINES_ADD_NOTHING = note(
        FIREFOX,
        "#concept-header-list-get",
        GECKO_SOURCE + "netwerk/protocol/http/nsHttpHeaderArray.h",
        standard="A header line without a value counts where lines are joined: "
        "`Access-Control-Allow-Origin` and an empty line of it make `*, `, which allows no "
        "origin.",
        instead="Beside a line with a value it counts for nothing, but where the lines are written "
        "`Access-Control-Allow-Origin`, in this very case, which may be there once.",
    )
    EXPOSED_NAMES_END_AT_A_BAD_ONE = note(
        FIREFOX,
        "#extract-header-list-values",
        GECKO_SOURCE + "dom/fetch/InternalHeaders.cpp",
        standard="One element of `Access-Control-Expose-Headers` that is not a token makes the "
        "whole list invalid.",
        instead="A `*` before it still counts.",
    )
    REDIRECTED_PREFLIGHTS_KEEP_THE_ORIGIN = note(
        FIREFOX,
        "#concept-request-redirect-taint",
        GECKO_SOURCE + "netwerk/protocol/http/nsCORSListenerProxy.cpp",
        standard="After a redirect by a third party the origin is `null`, in a preflight too.",
        instead="The preflight still names the page's origin, and its answer has to; the request "
        "that follows says `null`.",
    )
    PREFLIGHTS_TO_THE_PAGES_ORIGIN_PASS = note(
        FIREFOX,
        "#cors-preflight-fetch-0",
        GECKO_SOURCE + "netwerk/protocol/http/nsCORSListenerProxy.cpp",
        standard="After a redirect by a third party back to the page's own origin, the answer to a "
        "preflight has to pass the CORS check like any other.",
        instead="It needs no `Access-Control-Allow-Origin`; its status and its lists count.",
    )
    DELETES_ELSEWHERE_BECOME_GET = note(
        WEBKIT,
        "#concept-http-redirect-fetch",
        WEBKIT_SOURCE + "WebKit/NetworkProcess/soup/NetworkDataTaskSoup.cpp",
        standard="Of the redirects only 303, and 301 and 302 for POST, make a request a GET.",
        instead="Any redirect of a DELETE to another origin does (in GTK's network layer, which is "
        "not Safari's).",
    )
    PREFLIGHTED_REQUESTS_STAY_SO = note(
        FIREFOX | WEBKIT,
        "#concept-http-redirect-fetch",
        GECKO_SOURCE + "netwerk/protocol/http/nsHttpChannel.cpp",
        WEBKIT_SOURCE + "WebKit/NetworkProcess/NetworkLoadChecker.cpp",
        standard="Behind a redirect a preflight is sent where the request still triggers one: a "
        "303 makes it a GET, which may need none.",
        instead="Once a preflight was sent, every request behind a redirect has one.",
    )
    REDIRECTED_PREFLIGHTS_ASK_AGAIN = note(
        FIREFOX,
        "#concept-http-redirect-fetch",
        GECKO_SOURCE + "netwerk/protocol/http/nsCORSListenerProxy.cpp",
        standard="Behind a redirect a preflight asks for the headers that the request still has.",
        instead="It asks for all that the page set, except those that this redirect has removed; "
        "where the page set any that need one, a preflight is sent.",
    )
    REDIRECTED_PREFLIGHTS_ASK_FOR_ALL = note(
        WEBKIT,
        "#concept-http-redirect-fetch",
        WEBKIT_SOURCE + "WebKit/NetworkProcess/NetworkLoadChecker.cpp",
        standard="Behind a redirect a preflight asks for the headers that the request still has.",
        instead="It asks for all that the page set, also for those that a redirect has removed: "
        "`Authorization` at another origin, `Content-Type` behind a 303.",
    )
    REFUSALS_COME_LATE = note(
        WEBKIT,
        "#concept-http-redirect-fetch",
        WEBKIT_SOURCE + "WebCore/loader/DocumentThreadableLoader.cpp",
        standard="A redirect from the page's own origin to another with `user:password@` fails at "
        "once.",
        instead="The preflight to there is sent first, and may be what fails.",
    )
    CREDENTIALS_AT_HOME_COUNT_ELSEWHERE = note(
        WEBKIT,
        "#concept-cors-check",
        WEBKIT_SOURCE + "WebCore/loader/DocumentThreadableLoader.cpp",
        standard="With `credentials: 'same-origin'` no request to another origin includes "
        "credentials.",
        instead="None does, but where the first URL is of the page's own origin, a second redirect "
        "is checked as if it did: `*` does not pass, and `Access-Control-Allow-Credentials` is "
        "needed.",
    )
    METHODS_ARE_CHECKED_BEFORE_HEADERS_ARE_READ = note(
        FIREFOX,
        "#cors-preflight-fetch-0",
        GECKO_SOURCE + "netwerk/protocol/http/nsCORSListenerProxy.cpp",
        standard="Both lists of a preflight's answer are parsed before the method is looked for.",
        instead="A method that is not allowed is reported first, and "
        "`Access-Control-Allow-Headers` is not read.",
    )
    PREFLIGHT_STATUS_IS_CHECKED_FIRST = note(
        WEBKIT,
        "#cors-preflight-fetch-0",
        WEBKIT_SOURCE + "WebCore/loader/CrossOriginAccessControl.cpp",
        standard="The CORS check of a preflight's answer comes before its status is checked.",
        instead="A status that is not 200 to 299 is reported first, a redirect's too.",
    )
    KNOWN_HEADERS_ARE_WALKED_FIRST = note(
        WEBKIT,
        "#cors-preflight-fetch-0",
        WEBKIT_SOURCE + "WebCore/platform/network/HTTPHeaderMap.h",
        standard="Unsafe names are checked in alphabetical order; pages cannot observe which one "
        "failed.",
        instead="The console names the first that is not allowed among the headers that WebKit "
        "knows, in the order in which the page set them, then among the others.",
    )
