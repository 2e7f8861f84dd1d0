"""What is no sentence of a CORS check and is pasted as one: network errors and statuses.

Patterns are searched for in `Plain.text`: lower case, without quotation marks.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from corsgate_audit.browser import CorsError
from corsgate_audit.symptoms.sentences import (
    CHROME,
    EDGE,
    FIREFOX,
    GATEWAY_ERROR,
    HTTP_ERROR,
    NETWORK_FAILURE,
    SAFARI,
    UNSPECIFIED,
)


class Sign(NamedTuple):
    """One pattern.

    Args:
        browser: browser that writes it; None where several do.
        error: one of the names that the contract has beside CorsError's.
        pattern: pattern with the group ``status`` where it has one.
        causes: slugs that it names by itself, the likeliest first; none for most.
        weak: whether it counts only where nothing else is there.
    """

    browser: str | None
    error: str
    pattern: re.Pattern[str]
    causes: tuple[str, ...] = ()
    weak: bool = False


def sign(browser: str | None, error: str, pattern: str, *causes: str, weak: bool = False) -> Sign:
    """Return a sign.

    Args:
        browser: browser that writes it; None where several do.
        error: one of the names that the contract has beside CorsError's.
        pattern: pattern that is looked for in `Plain.text`.
        causes: slugs that it names by itself, the likeliest first.
        weak: whether it counts only where nothing else is there.
    """
    return Sign(browser, error, re.compile(pattern), causes, weak)


_ALONE = (
    r"(?:^|(?:\b\w{0,40}error|in promise\)|\[(?:network )?error\]|unhandled promise rejection)"
    r" ?:? ?(?:typeerror:? ?)?(?:error:? ?)?)"
)
"""Before a sentence that only counts as the message of an error, or as all there is."""

_END = r"(?=$| ?[.!)}\]]| at | \(|,| stack| code:| name:| config)"
_AWS_HOST = r"[\w.-]*(?:\.execute-api\.|\.lambda-url\.|\.cloudfront\.net|\.amazonaws\.com)"

SIGNS: tuple[Sign, ...] = (
    # The developer tools of Chrome print the status of a blocked response behind its error.
    sign(CHROME, HTTP_ERROR, r"net::err_failed (?P<status>[1-5]\d\d)\b"),
    sign(
        CHROME,
        HTTP_ERROR,
        rf"https?://{_AWS_HOST}\S{{0,2000}} net::err_aborted (?P<status>[45]\d\d)\b",
    ),
    sign(None, HTTP_ERROR, r"\boptions https?://\S{1,2000} (?P<status>[3-5]\d\d)\b"),
    sign(CHROME, HTTP_ERROR, rf"https?://{_AWS_HOST}\S{{0,2000}} (?P<status>[45]\d\d)(?= \()"),
    sign(
        CHROME,
        HTTP_ERROR,
        r"the server responded with a status of (?P<status>[45]\d\d)\b"
        rf"(?=.{{0,300}}?{_AWS_HOST})",
    ),
    sign(None, HTTP_ERROR, r"\bresponse not successful: received status code (?P<status>[45]\d\d)"),
    # The network panel of Chrome: a row of its table, and the headers of a request.
    sign(CHROME, HTTP_ERROR, r"\b(?P<status>[3-5]\d\d) preflight\b"),
    sign(
        CHROME,
        HTTP_ERROR,
        r"\brequest method:? ?options\b.{0,80}?\bstatus code:? ?(?P<status>[3-5]\d\d)\b",
    ),
    sign(
        CHROME,
        HTTP_ERROR,
        rf"\brequest url:? ?https?://{_AWS_HOST}.{{0,2000}}?"
        r"\bstatus code:? ?(?P<status>[45]\d\d)\b",
    ),
    # Of S3, of Spring and of Starlette: bodies of answers to a preflight.
    sign(
        None,
        GATEWAY_ERROR,
        r"cors is not enabled for this bucket",
        "preflight-without-headers",
    ),
    sign(
        None,
        GATEWAY_ERROR,
        r"\bthis cors request is not allowed\b|\binvalid cors request\b",
        "origin-not-allowed",
        "method-not-allowed",
        "headers-not-allowed",
    ),
    sign(None, GATEWAY_ERROR, r"\bdisallowed cors origin\b", "origin-not-allowed"),
    sign(None, GATEWAY_ERROR, r"\bdisallowed cors method\b", "method-not-allowed"),
    sign(None, GATEWAY_ERROR, r"\bdisallowed cors headers\b", "headers-not-allowed"),
    # The page can read these: CORS does not hide them.
    sign(None, HTTP_ERROR, r"\brequest failed with status code (?P<status>[45]\d\d)\b"),
    sign(
        None,
        HTTP_ERROR,
        r"\bhttp failure response for https?://\S{1,2000}: (?P<status>[45]\d\d)\b",
    ),
    sign(None, HTTP_ERROR, r"\bpreflight:? (?P<status>[3-5]\d\d)\b"),
    sign(None, HTTP_ERROR, r"\bthe response had http status code (?P<status>[3-5]\d\d)"),
    sign(
        None,
        HTTP_ERROR,
        r"websocket connection to wss?://\S{1,2000} failed: error during websocket handshake: "
        r"unexpected response code: (?P<status>\d\d\d)",
    ),
    sign(
        CHROME, NETWORK_FAILURE, r"websocket connection to wss?://\S{1,2000} failed", "unreachable"
    ),
    sign(
        FIREFOX,
        NETWORK_FAILURE,
        r"firefox can.?t establish a connection to the server at",
        "unreachable",
    ),
    sign(
        None,
        NETWORK_FAILURE,
        r"(?:net::)?\berr_(?:name_not_resolved|connection_(?:refused|reset|closed|timed_out|aborted)"
        r"|address_unreachable|internet_disconnected|network_changed|timed_out|empty_response"
        r"|cert_\w+|ssl_\w+|tunnel_connection_failed|proxy_connection_failed|invalid_http_response"
        r"|http2_protocol_error|quic_protocol_error|socket_not_connected|response_headers_too_big"
        r"|content_length_mismatch|incomplete_chunked_encoding)\b",
        "unreachable",
    ),
    sign(CHROME, NETWORK_FAILURE, r"net::err_blocked_by_client", "unreachable"),
    sign(CHROME, NETWORK_FAILURE, r"net::err_failed\b", weak=True),
    sign(
        SAFARI,
        NETWORK_FAILURE,
        r"a server with the specified hostname could not be found",
        "unreachable",
    ),
    sign(SAFARI, NETWORK_FAILURE, r"could not connect to the server", "unreachable"),
    sign(SAFARI, NETWORK_FAILURE, r"the network connection was lost", "unreachable"),
    sign(SAFARI, NETWORK_FAILURE, r"the certificate for this server is invalid", "unreachable"),
    sign(
        CHROME, NETWORK_FAILURE, rf"(?:{_ALONE}|[.>] )failed to fetch(?:{_END}| when )", weak=True
    ),
    sign(SAFARI, NETWORK_FAILURE, rf"{_ALONE}load failed{_END}", weak=True),
    sign(FIREFOX, NETWORK_FAILURE, r"networkerror when attempting to fetch resource", weak=True),
    sign(
        None,
        NETWORK_FAILURE,
        rf"{_ALONE}(?:message:? )?network ?error(?:{_END}| https?:| /)",
        weak=True,
    ),
    sign(None, NETWORK_FAILURE, r"\berr_network\b", weak=True),
    sign(
        None,
        NETWORK_FAILURE,
        r"\bhttp failure response for (?:https?://\S{1,2000}|\(unknown url\)): 0 unknown error",
        weak=True,
    ),
    sign(
        None,
        NETWORK_FAILURE,
        r"\bstatus: ?0, ?statustext: ?(?:unknown )?error|\bstatustext: ?unknown error\b",
        weak=True,
    ),
    sign(None, NETWORK_FAILURE, r"\bprogressevent \{ ?istrusted: true\b", weak=True),
    # Dart, superagent, tus, socket.io, Amplify and the AWS SDK, and a request that does not wait.
    sign(None, NETWORK_FAILURE, r"\bxmlhttprequest error(?=[.,]|$)|\bxhr poll error\b", weak=True),
    sign(None, NETWORK_FAILURE, r"\bthe xmlhttprequest onerror callback was called\b", weak=True),
    sign(
        None,
        NETWORK_FAILURE,
        r"request has been terminated possible causes: the network is offline, origin is not "
        r"allowed by access-control-allow-origin",
    ),
    sign(
        None,
        NETWORK_FAILURE,
        r"\btus: failed to \w{1,20} upload, caused by \[object progressevent\]",
        weak=True,
    ),
    sign(
        None,
        NETWORK_FAILURE,
        r"\bnetworkerror: a network error has occurred|\bnetworkingerror: network failure"
        r"|failed to execute send on xmlhttprequest: failed to load",
        weak=True,
    ),
    # The page's own Content-Security-Policy: nothing is sent.
    sign(
        None,
        UNSPECIFIED,
        r"refused to connect (?:to \S{1,2000} )?because it (?:violates the (?:documents|following)"
        r" content security policy|does not appear in the connect-src)"
        r"|connecting to \S{1,2000} violates the following content security policy directive"
        r"|blocked the loading of a resource \(connect-src\)",
        "never-sent",
    ),
    # https://github.com/facebook/react-native, Libraries/Network/fetch.js, by whatwg-fetch
    sign(
        None,
        NETWORK_FAILURE,
        rf"{_ALONE}network request failed(?:{_END}| https?:)",
        "unreachable",
        weak=True,
    ),
    # https://searchfox.org/mozilla-central/source/xpcom/base/ErrorList.py
    sign(
        FIREFOX,
        NETWORK_FAILURE,
        r"\bns_error_(?:unknown_host|connection_refused|net_(?:timeout|reset|interrupt|"
        r"inadequate_security)|unknown_proxy_host|proxy_\w+|dom_network_err|offline)\b",
        "unreachable",
    ),
    # Internet Explorer and the first Edge: 0x80070005 is "access is denied".
    sign(EDGE, UNSPECIFIED, r"\bxmlhttprequest: network error 0x80070005", weak=True),
    sign(EDGE, NETWORK_FAILURE, r"\bxmlhttprequest: network error 0x", weak=True),
    sign(SAFARI, UNSPECIFIED, r"due to access control checks", weak=True),
    sign(CHROME, UNSPECIFIED, r"blocked by cors(?: policy)?", weak=True),
    sign(FIREFOX, UNSPECIFIED, r"cross-origin request blocked", weak=True),
    sign(
        CHROME,
        UNSPECIFIED,
        r"response to preflight request doesn?.?t pass access control check$",
        *("preflight-without-headers", "options-rejected", "no-options-method"),
        weak=True,
    ),
    sign(
        None,
        UNSPECIFIED,
        r"may not have the appropriate access-control-origin settings",
        weak=True,
    ),
    # How people say it themselves.
    sign(
        None,
        CorsError.MISSING_ALLOW_ORIGIN_HEADER.value,
        r"\baccess-control-allow-origin(?: response)?(?: header)?(?: is)? (?:missing|not (?:present"
        r"|found|set))\b|\b(?:missing|no) access-control-allow-origin(?: response)? header\b",
        weak=True,
    ),
    sign(CHROME, UNSPECIFIED, r"provisional headers are shown", weak=True),
    # Developer tools speak the user's language, other than Chrome's console.
    sign(
        CHROME,
        UNSPECIFIED,
        r"\bcors ?(?:-|_)?(?: policy)? ?(?:error\b|fehler\b|エラー|错误|錯誤)"
        r"|\b(?:erreur|error de|erro de|errore) cors\b",
        weak=True,
    ),
    sign(CHROME, UNSPECIFIED, r"cross-origin read blocking \(corb\) blocked", "blocked"),
    sign(
        CHROME,
        UNSPECIFIED,
        r"response was blocked by (?:corb|orb)\b|net::err_blocked_by_orb",
        "blocked",
    ),
    sign(FIREFOX, UNSPECIFIED, r"ns_error_dom_bad_uri|opaqueresponseblocking", weak=True),
)
