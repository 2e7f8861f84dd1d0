"""What is no sentence of a CORS check and is pasted as one: network errors, statuses, gateway logs.

Patterns are searched for in `Plain.text`: lower case, without quotation marks.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from corsgate_audit.symptoms.sentences import (
    CHROME,
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
        cause: slug that it names by itself; "" for none.
        weak: whether it counts only where nothing else is there.
    """

    browser: str | None
    error: str
    pattern: re.Pattern[str]
    cause: str = ""
    weak: bool = False


def _sign(
    browser: str | None, error: str, pattern: str, cause: str = "", *, weak: bool = False
) -> Sign:
    return Sign(browser, error, re.compile(pattern), cause, weak)


_ALONE = (
    r"(?:^|(?:typeerror|axioserror|\berror|in promise\)|\[error\]|unhandled promise rejection)"
    r" ?:? ?(?:typeerror:? ?)?(?:error:? ?)?)"
)
"""Before a sentence that only counts as the message of an error, or as all there is."""

_END = r"(?=$| ?[.!)}\]]| at | \(|,| stack| code:| name:| config)"
_AWS_HOST = r"[\w.-]*(?:\.execute-api\.|\.lambda-url\.|\.cloudfront\.net|\.amazonaws\.com)"
_VERB = r"\b(?:get|head|post|put|patch|delete)"

SIGNS: tuple[Sign, ...] = (
    # The developer tools of Chrome print the status of a blocked response behind its error.
    _sign(CHROME, HTTP_ERROR, r"net::err_failed (?P<status>[1-5]\d\d)\b"),
    _sign(CHROME, HTTP_ERROR, r"net::err_aborted (?P<status>[45]\d\d)\b"),
    _sign(None, HTTP_ERROR, r"\boptions https?://\S{1,2000} (?P<status>[3-5]\d\d)\b"),
    _sign(CHROME, HTTP_ERROR, rf"{_VERB} https?://{_AWS_HOST}\S{{0,2000}} (?P<status>[45]\d\d) \("),
    _sign(None, HTTP_ERROR, r"\bpreflight:? (?P<status>[3-5]\d\d)\b"),
    _sign(None, HTTP_ERROR, r"\bthe response had http status code (?P<status>[3-5]\d\d)"),
    _sign(
        None,
        HTTP_ERROR,
        r"websocket connection to wss?://\S{1,2000} failed: error during websocket handshake: "
        r"unexpected response code: (?P<status>\d\d\d)",
    ),
    _sign(
        CHROME, NETWORK_FAILURE, r"websocket connection to wss?://\S{1,2000} failed", "unreachable"
    ),
    _sign(
        FIREFOX,
        NETWORK_FAILURE,
        r"firefox can.?t establish a connection to the server at",
        "unreachable",
    ),
    _sign(
        None,
        NETWORK_FAILURE,
        r"(?:net::)?\berr_(?:name_not_resolved|connection_(?:refused|reset|closed|timed_out|aborted)"
        r"|address_unreachable|internet_disconnected|network_changed|timed_out|empty_response"
        r"|cert_\w+|ssl_\w+|tunnel_connection_failed|proxy_connection_failed|invalid_http_response"
        r"|http2_protocol_error|quic_protocol_error|socket_not_connected|response_headers_too_big"
        r"|content_length_mismatch|incomplete_chunked_encoding)\b",
        "unreachable",
    ),
    _sign(CHROME, NETWORK_FAILURE, r"net::err_blocked_by_client", "unreachable"),
    _sign(CHROME, NETWORK_FAILURE, r"net::err_failed\b", weak=True),
    _sign(
        SAFARI,
        NETWORK_FAILURE,
        r"a server with the specified hostname could not be found",
        "unreachable",
    ),
    _sign(SAFARI, NETWORK_FAILURE, r"could not connect to the server", "unreachable"),
    _sign(SAFARI, NETWORK_FAILURE, r"the network connection was lost", "unreachable"),
    _sign(SAFARI, NETWORK_FAILURE, r"the certificate for this server is invalid", "unreachable"),
    _sign(CHROME, NETWORK_FAILURE, rf"{_ALONE}failed to fetch{_END}", weak=True),
    _sign(SAFARI, NETWORK_FAILURE, rf"{_ALONE}load failed{_END}", weak=True),
    _sign(FIREFOX, NETWORK_FAILURE, r"networkerror when attempting to fetch resource", weak=True),
    _sign(None, NETWORK_FAILURE, rf"{_ALONE}(?:message:? )?network ?error{_END}", weak=True),
    _sign(None, NETWORK_FAILURE, r"\berr_network\b", weak=True),
    _sign(
        None,
        NETWORK_FAILURE,
        r"\bhttp failure response for (?:https?://\S{1,2000}|\(unknown url\)): 0 unknown error",
        weak=True,
    ),
    _sign(SAFARI, UNSPECIFIED, r"due to access control checks", weak=True),
    _sign(CHROME, UNSPECIFIED, r"blocked by cors(?: policy)?", weak=True),
    _sign(FIREFOX, UNSPECIFIED, r"cross-origin request blocked", weak=True),
    _sign(CHROME, UNSPECIFIED, r"provisional headers are shown", weak=True),
    _sign(CHROME, UNSPECIFIED, r"\bcors ?(?:-|_)?(?: policy)? ?error\b", weak=True),
    _sign(CHROME, UNSPECIFIED, r"cross-origin read blocking \(corb\) blocked", "blocked"),
    _sign(
        CHROME,
        UNSPECIFIED,
        r"response was blocked by (?:corb|orb)\b|net::err_blocked_by_orb",
        "blocked",
    ),
    _sign(FIREFOX, UNSPECIFIED, r"ns_error_dom_bad_uri|opaqueresponseblocking", weak=True),
    # Execution logs: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    _sign(
        None,
        GATEWAY_ERROR,
        r"statuscode should be an integer which (?:is )?defined in request template",
        "mock-broken",
    ),
    _sign(None, GATEWAY_ERROR, r"unable to transform request", "mock-broken"),
    _sign(None, GATEWAY_ERROR, r"unable to parse statuscode", "mock-broken"),
    _sign(None, GATEWAY_ERROR, r"malformed lambda proxy response", "function-failed"),
    _sign(None, GATEWAY_ERROR, r"lambda execution failed with status", "function-failed"),
    _sign(None, GATEWAY_ERROR, r"invalid permissions on lambda function", "function-failed"),
    _sign(
        None,
        GATEWAY_ERROR,
        r"endpoint response body before transformations:.{0,200}errormessage",
        "function-failed",
    ),
    _sign(
        None,
        GATEWAY_ERROR,
        r"no match for output mapping and no default output mapping",
        "mock-broken",
    ),
    _sign(
        None, GATEWAY_ERROR, r"output mapping refers to an invalid method response", "mock-broken"
    ),
    _sign(None, GATEWAY_ERROR, r"execution failed due to a timeout error", "integration-timeout"),
    _sign(
        None,
        GATEWAY_ERROR,
        r"execution failed due to a network error communicating with endpoint",
        "upstream-down",
    ),
    _sign(
        None,
        GATEWAY_ERROR,
        r"user: anonymous is not authorized to perform: execute-api:invoke",
        "waf-or-resource-policy",
    ),
    _sign(
        None,
        GATEWAY_ERROR,
        r"failed due to internal error and the api gateway integration",
        "function-failed",
    ),
)
