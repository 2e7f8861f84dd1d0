"""What facts show: the conditions of the table of causes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_HEADERS, ALLOW_ORIGIN
from corsgate_audit.browser import CorsError
from corsgate_audit.probe.facts import FRONTS
from corsgate_audit.probe.values import Server

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.probe.facts import Facts

_OK = range(200, 300)
_REDIRECTS = range(300, 400)
_NO_CONTENT = 204
_UNAUTHORIZED = 401
_NO_SUCH_METHOD = {405, 501}
NO_PERMISSION = {
    CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
    CorsError.PREFLIGHT_INVALID_STATUS,
}
OTHER_ORIGIN = {
    CorsError.PREFLIGHT_ALLOW_ORIGIN_MISMATCH,
    CorsError.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE,
    CorsError.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES,
    CorsError.ALLOW_ORIGIN_MISMATCH,
    CorsError.INVALID_ALLOW_ORIGIN_VALUE,
    CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES,
}
NO_CREDENTIALS = {
    CorsError.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED,
    CorsError.PREFLIGHT_INVALID_ALLOW_CREDENTIALS,
    CorsError.WILDCARD_ORIGIN_NOT_ALLOWED,
    CorsError.INVALID_ALLOW_CREDENTIALS,
}


def preflight_says(text: str) -> Callable[[Facts], bool]:
    """Return whether an answer to a preflight begins with a text."""
    return lambda facts: facts.is_preflight and facts.heard.body.startswith(text)


def fails_with(*errors: CorsError) -> Callable[[Facts], bool]:
    """Return whether the verdict is one of some errors."""
    return lambda facts: facts.error in errors


def sends_response_headers(facts: Facts) -> bool:
    """Whether the page itself sends headers that belong into responses."""
    return facts.error is not None and bool(facts.named)


def is_redirected_without_headers(facts: Facts) -> bool:
    """Whether a redirect of the request carries no permission."""
    return (
        not facts.is_preflight
        and facts.heard.status in _REDIRECTS
        and bool(facts.heard.header("location"))
        and facts.error is CorsError.MISSING_ALLOW_ORIGIN_HEADER
    )


def is_sam_local(facts: Facts) -> bool:
    """Flask answers OPTIONS itself, with Allow and HTML; SAM CLI turns that off.

    Source: https://github.com/aws/aws-sam-cli, samcli/local/apigw/local_apigw_service.py
    """
    missing = facts.error in {*NO_PERMISSION, CorsError.MISSING_ALLOW_ORIGIN_HEADER}
    heard = facts.heard
    is_json = heard.header("content-type").startswith("application/json")
    quiet = heard.status in _OK or "Missing Authentication Token" in heard.body
    here = facts.host in {"localhost", "127.0.0.1", "::1"}
    return (
        missing
        and here
        and is_json
        and quiet
        and facts.server is Server.FLASK
        and not heard.header("allow")
    )


def is_control_plane(facts: Facts) -> bool:
    """Whether an AWS service answers that is no API of the caller's.

    The signs: its error types, or a preflight that allows the SDKs' own headers.
    """
    if facts.error is None or facts.server is Server.FUNCTION_URL:
        return False
    heard = facts.heard
    own = heard.header("x-amz-apigw-id") or heard.header("apigw-requestid")
    allowed = heard.header(ALLOW_HEADERS).lower()
    signed = "x-amz-content-sha256" in allowed and "x-amz-user-agent" in allowed
    return facts.aws_error == "InvalidAPICallException" or (
        signed and not own and bool(heard.header("x-amzn-requestid"))
    )


def is_cached_for_another(facts: Facts) -> bool:
    """Whether a cache answers with the origin of another page."""
    return facts.error in OTHER_ORIGIN and facts.is_cached


def is_cached_without_headers(facts: Facts) -> bool:
    """Whether a cache answers with what it stored for a request without ``Origin``."""
    missing = facts.error is CorsError.MISSING_ALLOW_ORIGIN_HEADER
    past = facts.elsewhere.header(ALLOW_ORIGIN) if facts.elsewhere else ""
    return missing and facts.is_cached and bool(past)


def has_two_writers(facts: Facts) -> bool:
    """Whether the header holds several values."""
    several = {
        CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES,
        CorsError.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES,
    }
    return facts.error in several


def leaves_origin_out(facts: Facts) -> bool:
    """An HTTP API that has CORS answers OPTIONS with 204 whoever asks.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
    """
    missing = facts.error is CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER
    return missing and facts.server is Server.HTTP_API and facts.heard.status == _NO_CONTENT


def front_rejects_preflight(facts: Facts) -> bool:
    """Whether something in front answers the preflight with an error of its own."""
    return rejects_preflight(facts) and facts.certain and facts.server in FRONTS


def asks_preflight_to_authenticate(facts: Facts) -> bool:
    """Whether the preflight gets 401."""
    return rejects_preflight(facts) and facts.heard.status == _UNAUTHORIZED


def rejects_preflight(facts: Facts) -> bool:
    """Whether the preflight gets a status that is not ok."""
    return facts.is_preflight and facts.error is not None and facts.heard.status not in _OK


def is_never_sent(facts: Facts) -> bool:
    """Whether the browser refuses the request before anything is sent."""
    return facts.verdict is not None and not facts.verdict.allowed and facts.error is None


def serves_no_such_method(facts: Facts) -> bool:
    """Whether the server has no such method."""
    return not facts.is_preflight and facts.heard.status in _NO_SUCH_METHOD


def fails_without_headers(facts: Facts) -> bool:
    """Whether the request itself fails, unreadably."""
    missing = facts.error is CorsError.MISSING_ALLOW_ORIGIN_HEADER
    return missing and facts.heard.status not in _OK
