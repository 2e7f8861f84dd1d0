"""The response headers that a REST API's integrations map: where each stands, and what it says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ALLOW_ORIGIN, CORS_RESPONSE_HEADERS, OPTIONS
from corsgate_audit.gateway import exchange
from corsgate_audit.gateway.mappings import EXPRESSIONS, is_literal
from corsgate_audit.model import Unresolved
from corsgate_audit.model.editing import declaring
from corsgate_audit.rules.preflights import (
    candidate_origins,
    resources,
    without_barriers,
)
from corsgate_audit.rules.requests import page_request, preflighted_request
from corsgate_audit.rules.rule import Subject, subject_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.model import IntegrationResponse, RestApi, Route, Text, Witness

Pairs = tuple[tuple[str, "Text"], ...]


class MappedResponse(NamedTuple):
    """An integration response, and the method that it is of."""

    route: Route
    response: IntegrationResponse

    @property
    def subject(self) -> Subject:
        """The method."""
        return subject_of(self.route)

    @property
    def headers(self) -> Pairs:
        """The headers that it maps; none where they could not be resolved as a whole."""
        return self.response.headers if isinstance(self.response.headers, tuple) else ()

    @property
    def status(self) -> str:
        """Its status, for people."""
        status = self.response.status_code
        return status.expression if isinstance(status, Unresolved) else status

    def cors_headers(self) -> Pairs:
        """Return those that a browser's verdict depends on."""
        return tuple(pair for pair in self.headers if pair[0].lower() in CORS_RESPONSE_HEADERS)


def mapped_responses(api: RestApi) -> Iterator[MappedResponse]:
    """Yield every integration response that is used: a proxy integration has none.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html
    """
    for route in api.routes:
        integration = route.integration
        if integration is not None and not str(integration.type).endswith("_PROXY"):
            for response in integration.responses:
                yield MappedResponse(route, response)


def is_expression(value: str) -> bool:
    """Whether API Gateway takes a text as a mapping expression.

    Example:
        >>> is_expression("'*'"), is_expression("*"), is_expression("context.requestId")
        (True, False, True)

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html
    """
    return is_literal(value) or value.startswith(EXPRESSIONS)


def with_mappings(api: RestApi, change: Callable[[str, Text], Text]) -> RestApi:
    """Return the API as if headers were mapped otherwise.

    Args:
        api: API that stays as it is: a copy is returned.
        change: Function of a header's name and its mapping that returns the new mapping.
    """
    return replace(api, routes=tuple(_changed(route, change) for route in api.routes))


def _changed(route: Route, change: Callable[[str, Text], Text]) -> Route:
    if route.integration is None:
        return route
    responses = tuple(
        replace(response, headers=tuple((name, change(name, value)) for name, value in headers))
        for response in route.integration.responses
        for headers in (MappedResponse(route, response).headers,)
    )
    return replace(route, integration=replace(route.integration, responses=responses))


def without_headers(api: RestApi, drop: Callable[[MappedResponse, str, Text], bool]) -> RestApi:
    """Return the API as if some headers were not mapped.

    Args:
        api: API that stays as it is: a copy is returned.
        drop: Function of the response, a header's name and its mapping: whether the header goes.
    """
    return replace(api, routes=tuple(_route_without(route, drop) for route in api.routes))


def _route_without(route: Route, drop: Callable[[MappedResponse, str, Text], bool]) -> Route:
    if route.integration is None:
        return route
    responses = tuple(
        replace(response, headers=_kept(MappedResponse(route, response), drop))
        for response in route.integration.responses
    )
    return replace(route, integration=replace(route.integration, responses=responses))


def _kept(
    each: MappedResponse, drop: Callable[[MappedResponse, str, Text], bool]
) -> Pairs | Unresolved:
    if isinstance(each.response.headers, Unresolved):
        return each.response.headers
    return tuple(pair for pair in each.headers if not drop(each, *pair))


def with_declared_headers(api: RestApi) -> RestApi:
    """Return the API as if every method declared each header that it maps."""
    return replace(api, routes=tuple(map(declaring, api.routes)))


def blocked_witness(broken: RestApi, fixed: RestApi, route: Route) -> Witness | None:
    """Return an exchange in which a page is kept from a method by one fault; None where none is.

    Args:
        broken: API as a page meets it.
        fixed: API without that fault: what blocks a page there too is another one.
        route: Method of a page's request, or the ``OPTIONS`` method that answers for others.
    """
    origin = candidate_origins(fixed, route)[0]
    broken, fixed = without_barriers(broken), without_barriers(fixed)
    for user in _users(broken, route):
        for request in _asked(user, origin):
            made = exchange(broken, request)
            if made.verdict is None or made.verdict.allowed:
                continue
            other = exchange(fixed, request).verdict
            if other is None or other.error != made.verdict.error:
                return made.witness()
    return None


def _users(api: RestApi, route: Route) -> tuple[Route, ...]:
    if route.method != OPTIONS:
        return tuple(
            each for each in api.routes if (each.path, each.method) == (route.path, route.method)
        )
    return next((each.routes for each in resources(api) if each.path == route.path), ())


def _asked(route: Route, origin: str) -> Iterator[BrowserRequest]:
    request = preflighted_request(route, origin)
    if request is not None:
        yield request
    yield page_request(route, origin, body=False)


def named_headers(names: Iterator[str] | list[str]) -> str:
    """Name headers once each, that of the allowed origin first: it matters most."""
    return ", ".join(sorted(dict.fromkeys(names), key=lambda name: (name != ALLOW_ORIGIN, name)))
