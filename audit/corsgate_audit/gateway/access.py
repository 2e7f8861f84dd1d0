"""Who gets past what stands in front of a route: authorizers, IAM, API keys, required headers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate.names import API_KEY
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from corsgate_audit.gateway.received import Received
    from corsgate_audit.model import Authorizer, Route

_COOKIE = "cookie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a request does not get to its integration.

    Args:
        response_type: response type of the REST gateway response; None where nobody can tell
            whether the request is refused at all.
        note: one sentence.
        by_authorizer: an authorizer or IAM refuses it, rather than the gateway.
        unresolved: the value that would tell.
    """

    response_type: str | None
    note: str
    by_authorizer: bool = False
    unresolved: Unresolved | None = None


def refusal(route: Route, received: Received) -> Refusal | None:
    """Say why a route refuses a request; None where it lets it through.

    Credentials that the page sends along are taken for valid. A preflight carries none, whatever
    the page does: https://fetch.spec.whatwg.org/#cors-preflight-fetch

    Args:
        route: route that the request reaches.
        received: the request.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
    """
    return (
        by_authorization(route, received)
        or by_api_key(route, received)
        or by_validator(route, received)
    )


def by_authorization(route: Route, received: Received) -> Refusal | None:
    """Say why an authorizer or IAM refuses a request; see `refusal`."""
    kind = route.authorization
    if isinstance(kind, Unresolved):
        return _unknown("Whether this route requires credentials is undetermined.", kind)
    if kind == "NONE":
        return None
    if kind == "AWS_IAM":
        if received.header("authorization") is not None:
            return None
        return Refusal(
            response_type="MISSING_AUTHENTICATION_TOKEN",
            note=f"{_who(received)} is not signed, but the route requires AWS_IAM.",
            by_authorizer=True,
        )
    return _by_authorizer(route.authorizer, received, kind)


def _by_authorizer(authorizer: Authorizer | None, received: Received, kind: str) -> Refusal | None:
    if authorizer is None:
        missing = Unresolved(kind, "the authorizer of the route is not in the source")
        return _unknown("The authorizer of the route is not in the source.", missing)
    headers = authorizer.identity_headers
    if isinstance(headers, Unresolved):
        return _unknown("Which headers the authorizer reads is undetermined.", headers)
    lacking = [name for name in headers if received.header(name) is None]
    if _COOKIE in lacking and not received.is_preflight:
        return _unknown(
            "Whether the browser has the cookie that the authorizer reads is undetermined."
        )
    if lacking:
        return Refusal(
            response_type="UNAUTHORIZED",
            note=f"{_who(received)} has no {', '.join(lacking)}, but the authorizer "
            f"{authorizer.name!r} requires it.",
            by_authorizer=True,
        )
    if received.is_preflight:
        return _unknown("The authorizer receives the preflight, and its answer is undetermined.")
    return None


def by_api_key(route: Route, received: Received) -> Refusal | None:
    """Say why a request is refused for its API key; see `refusal`."""
    required = route.api_key_required
    if isinstance(required, Unresolved):
        return _unknown("Whether this route requires an API key is undetermined.", required)
    if not required or received.header(API_KEY) is not None:
        return None
    return Refusal(
        response_type="INVALID_API_KEY",
        note=f"{_who(received)} has no {API_KEY}, but the route requires an API key.",
    )


def by_validator(route: Route, received: Received) -> Refusal | None:
    """Ask the request validator: for the parameters first, then for the body.

    A page's own request is taken to have the body that the method needs; a preflight has none. It
    has the query string of the request: https://fetch.spec.whatwg.org/#cors-preflight-fetch

    Source: recorded on AWS in localstack/localstack, ``test_api_gateway_request_validator``
    """
    given = dict(received.query)
    lacking = [name for name in route.required_headers if received.header(name) is None]
    lacking += [f"query string {name}" for name in route.required_query if name not in given]
    checks = ((bool(lacking), route.validates_request), (received.is_preflight, route.needs_body))
    for applies, looks in checks:
        if applies and isinstance(looks, Unresolved):
            return _unknown("Whether this route validates its requests is undetermined.", looks)
    if lacking and route.validates_request:
        return Refusal(
            response_type="BAD_REQUEST_PARAMETERS",
            note=f"{_who(received)} has no {', '.join(lacking)}, which the route requires, and a "
            "request validator is attached.",
        )
    if received.is_preflight and route.needs_body:
        return Refusal(
            response_type="BAD_REQUEST_BODY",
            note="The preflight has no body, but the route's model requires one, and a request "
            "validator is attached.",
        )
    return None


def _unknown(note: str, unresolved: Unresolved | None = None) -> Refusal:
    return Refusal(response_type=None, note=note, by_authorizer=True, unresolved=unresolved)


def _who(received: Received) -> str:
    return "The preflight" if received.is_preflight else f"The {received.method} request"
