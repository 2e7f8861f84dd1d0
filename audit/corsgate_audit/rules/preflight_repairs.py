"""Repairs of the ``OPTIONS`` methods of REST APIs, and of the headers that methods map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate import CorsPolicy
from corsgate.names import (
    ALLOW_CREDENTIALS,
    ALLOW_HEADERS,
    ALLOW_METHODS,
    ALLOW_ORIGIN,
    OPTIONS,
    VARY,
)
from corsgate_audit.browser import CorsError
from corsgate_audit.model import GatewayResponse, IntegrationResponse, Route, Unresolved
from corsgate_audit.model.editing import (
    REPAIR,
    declaring,
    listed_in,
    mock,
    with_entries,
    with_gateway_response,
    with_header,
    with_integration,
    with_more_routes,
    with_names,
    with_responses,
    with_route,
    without_override,
)
from corsgate_audit.rules.origin_values import literal, static_values
from corsgate_audit.rules.preflights import (
    Preflight,
    Resource,
    first_that_passes,
    narrowed,
    resources,
)
from corsgate_audit.rules.requests import known_headers
from corsgate_audit.rules.wanted import leave_for, named_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Location, RestApi, Text
    from corsgate_audit.model.editing import Pairs
    from corsgate_audit.rules.rule import Violation
    from corsgate_audit.rules.wanted import Wanted

_JSON = "application/json"
_CONTENT_TYPE = "content-type"


# --- The method at fault -------------------------------------------------------------------------


def at_subject(api: RestApi, violation: Violation, change: Callable[[Route], Route]) -> RestApi:
    """Return an API with the method changed that a violation is about.

    Args:
        api: API that stays as it is: a copy is returned.
        violation: Violation whose subject has a path and a method.
        change: Function of the method that returns the changed one.
    """
    at = violation.subject
    return api if at is None else with_route(api, at.path, at.method, change)


def served_by(api: RestApi, path: str | None) -> tuple[Route, ...]:
    """Return the methods, all but ``OPTIONS``, whose preflights the ``OPTIONS`` of a path answers.

    Args:
        api: API with the method.
        path: Path of the ``OPTIONS`` method; None for none.
    """
    if path is not None and "{" in path:  # it may answer for paths below, or for others like it
        return next((each.routes for each in resources(api) if each.path == path), ())
    return tuple(each for each in api.routes if each.path == path and each.method != OPTIONS)


def asking(options: Route, routes: tuple[Route, ...], api: RestApi) -> Preflight:
    """Return a preflight as rules judge it.

    Args:
        options: ``OPTIONS`` method.
        routes: Methods that it answers for.
        api: API with all of them.
    """
    alone = narrowed(api, Resource(path=options.path, options=options, routes=routes))
    return Preflight(options, options, routes, alone)


# --- What an OPTIONS method needs ----------------------------------------------------------------


def opened(route: Route) -> Route:
    """Return a method that asks for no credentials."""
    return replace(route, authorization="NONE", authorizer=None, api_key_required=False)


def methods_of(routes: Iterable[Route], wanted: Wanted) -> list[str]:
    """Return the methods that a preflight has to list; with a policy, those that it allows.

    Args:
        routes: Methods that the preflight answers for.
        wanted: Policy, or the origins of today, that the target is to allow.
    """
    named = [route.method for route in routes if route.method != "ANY"]
    if wanted.policy is None or "*" in wanted.policy.allow_methods:
        return sorted(set(named))
    return sorted(set(named) & {*wanted.policy.allow_methods, "GET", "HEAD", "POST"})


def needed_by(routes: Iterable[Route], wanted: Wanted) -> list[str]:
    """Return the request headers without which routes refuse, and those of the policy.

    Args:
        routes: Methods that the preflight answers for.
        wanted: Policy, or the origins of today, that the target is to allow.
    """
    needed = {name for route in routes for name in known_headers(route)}
    policy = wanted.policy.allow_headers if wanted.policy else ()
    return sorted(needed | {name for name in policy if name != "*"})


def headers_of(routes: Iterable[Route], wanted: Wanted) -> list[str]:
    """Return the request headers that a preflight written anew has to list: with JSON's, too.

    Args:
        routes: Methods that the preflight answers for.
        wanted: Policy, or the origins of today, that the target is to allow.
    """
    json = () if wanted.policy else (_CONTENT_TYPE,)
    return sorted({*needed_by(routes, wanted), *json})


def listing(route: Route, name: str, names: Iterable[str]) -> Route:
    """Return an ``OPTIONS`` method whose list of methods or headers has these names, too.

    Args:
        route: ``OPTIONS`` method.
        name: Access-Control-Allow-Methods or Access-Control-Allow-Headers.
        names: Methods or headers to be listed.
    """
    names = list(names)
    return with_header(route, name, lambda old: with_names(old, names))


def letting_in(route: Route, origins: tuple[str, ...], *, credentials: bool | None = None) -> Route:
    """Return a method that lets in these origins and no others.

    Args:
        route: Method with integration responses.
        origins: Allowed origins, at least one.
        credentials: Whether they may send cookies; None for as it is.
    """
    leave = leave_for(origins, credentials=bool(credentials))
    mapped = {name.lower() for name, _ in leave.headers} | {ALLOW_ORIGIN.lower()}
    dropped = mapped | ({ALLOW_CREDENTIALS.lower()} if credentials is False else set())

    def changed(response: IntegrationResponse) -> IntegrationResponse:
        if isinstance(response.headers, Unresolved):
            return response
        kept = tuple(pair for pair in response.headers if pair[0].lower() not in dropped)
        templates = without_override(response.templates, ALLOW_ORIGIN)
        return replace(
            response,
            headers=(*leave.headers, *kept),
            templates=((_JSON, leave.template),) if leave.template else templates,
        )

    made = declaring(with_responses(route, changed))
    return _declaring_origin(made) if leave.template else made


def saying(route: Route, model: IntegrationResponse) -> Route:
    """Return a preflight that lets in whom another one lets in.

    Args:
        route: ``OPTIONS`` method that is changed.
        model: Integration response of another preflight.
    """
    deciding = {ALLOW_ORIGIN.lower(), ALLOW_CREDENTIALS.lower(), VARY.lower()}

    def changed(response: IntegrationResponse) -> IntegrationResponse:
        if isinstance(response.headers, Unresolved) or isinstance(model.headers, Unresolved):
            return response
        kept = tuple(pair for pair in response.headers if pair[0].lower() not in deciding)
        taken = tuple(pair for pair in model.headers if pair[0].lower() in deciding)
        return replace(response, headers=(*taken, *kept), templates=model.templates)

    return _declaring_origin(declaring(with_responses(route, changed)))


def _declaring_origin(route: Route) -> Route:
    """Declare the header that a template sets."""
    responses = tuple(
        replace(each, headers=with_entries(each.headers, [ALLOW_ORIGIN]))
        for each in route.responses
    )
    return replace(route, responses=responses)


def with_preflight(
    api: RestApi, path: str, routes: tuple[Route, ...], location: Location, wanted: Wanted
) -> RestApi:
    """Return an API with an ``OPTIONS`` method that answers for others.

    Args:
        api: API without an ``OPTIONS`` method there.
        path: Path that gets the method.
        routes: Methods that it is to answer for.
        location: Line of the method that takes its place today.
        wanted: Policy, or the origins of today, that the target is to allow.
    """
    integration = mock(
        request_templates=((_JSON, '{"statusCode": 204}'),),
        responses=(fresh_answer(routes, wanted),),
    )
    added = replace(location, source=REPAIR)
    made = Route(path=path, method=OPTIONS, integration=integration, location=added)
    origins = wanted.origins(*(each for each in routes if named_by(each)))
    return with_more_routes(
        api, [letting_in(made, origins, credentials=wanted.allows_credentials() or None)]
    )


def fresh_answer(routes: tuple[Route, ...], wanted: Wanted) -> IntegrationResponse:
    """Return what a preflight answers, but for the origin: the methods and headers.

    Args:
        routes: Methods that it answers for.
        wanted: Policy, or the origins of today, that the target is to allow.
    """
    lists = (
        (ALLOW_METHODS, methods_of(routes, wanted)),
        (ALLOW_HEADERS, headers_of(routes, wanted)),
    )
    headers = tuple((name, f"'{','.join(names)}'") for name, names in lists if names)
    return IntegrationResponse(
        status_code="204", headers=headers, content_handling="CONVERT_TO_TEXT"
    )


def fresh_list(old: Text | None, names: Iterable[str]) -> Text:
    """Return a list header's mapping with the tokens that it holds today and these.

    Args:
        old: Mapping of today; None for none.
        names: Tokens that it is to have.
    """
    tokens = [each for each in listed_in(old) if each.replace("-", "").isalnum()]
    return f"'{','.join(dict.fromkeys([*tokens, *names]))}'"


# --- What answers behind a preflight, and the gateway's own errors -------------------------------


def as_preflight(api: RestApi, route: Route, wanted: Wanted) -> Route:
    """Return a method whose answers let in the pages that its preflight lets in.

    Args:
        api: API with the method and its preflight.
        route: Method with integration responses, or with a function that has a policy.
        wanted: Policy, or the origins of today, that the target is to allow.
    """
    options = next((each.options for each in resources(api) if route in each.routes), None)
    integration = options.integration if options else None
    credentials = wanted.allows_credentials() or bool(
        integration and "'true'" in static_values(integration, ALLOW_CREDENTIALS)
    )
    origins = wanted.origins(options, route, star=not credentials)
    if route.integration and route.integration.function_policy is not None:
        policy = CorsPolicy(
            allow_origins=origins,
            allow_methods=[route.method] if route.method != "ANY" else [],
            allow_headers=known_headers(route),
            allow_credentials=credentials,
            dangerously_allow_insecure_origins=True,
            dangerously_allow_public_suffixes=True,
        )
        return with_integration(route, function_policy=policy.to_json())
    return letting_in(route, origins, credentials=credentials)


def with_readable_errors(api: RestApi, types: Iterable[str], wanted: Wanted) -> RestApi:
    """Return an API whose gateway responses of some types pages can read.

    Args:
        api: API that stays as it is: a copy is returned.
        types: Response types: ``DEFAULT_4XX`` …
        wanted: Policy, or the origins of today; several origins take one value in a gateway
            response, so that the first of them gets the error.
    """
    for response_type in types:
        leave = leave_for(wanted.origins()[:1], credentials=wanted.allows_credentials())
        made = GatewayResponse(response_type=response_type, location=api.location)
        api = with_gateway_response(api, response_type, leave.headers, made)
    return api


# --- Values --------------------------------------------------------------------------------------


def with_origin(
    api: RestApi, violation: Violation, wanted: Wanted, value: str, better: str | None = None
) -> RestApi:
    """Return an API in which a method names another origin.

    Args:
        api: API that names it, in a mapping expression or in a template.
        violation: Violation about the method.
        wanted: Policy, or the origins of today, that the target is to allow.
        value: Origin in the spelling of the source.
        better: Origin that was meant; None for what is wanted.
    """

    def changed(route: Route) -> Route:
        if route.integration is None:
            return route
        meant = (better,) if better and wanted.policy is None else None
        origins = meant or wanted.origins(route, star=False)
        if value in map(literal, static_values(route.integration)):
            return letting_in(route, origins)
        return comparing_with(route, value, origins[0])

    return at_subject(api, violation, changed)


def comparing_with(route: Route, value: str, origin: str) -> Route:
    """Return a method whose templates compare with another origin.

    Args:
        route: Method with mapping templates.
        value: Origin on the other side of the comparison today.
        origin: Origin that takes its place.
    """

    def changed(templates: Pairs | Unresolved) -> Pairs | Unresolved:
        if isinstance(templates, Unresolved):
            return templates
        return tuple((kind, _renamed(text, value, origin)) for kind, text in templates)

    made = with_responses(route, lambda each: replace(each, templates=changed(each.templates)))
    asked = route.integration.request_templates if route.integration else ()
    return with_integration(made, request_templates=changed(asked))


def _renamed(text: Text, value: str, origin: str) -> Text:
    if isinstance(text, Unresolved):
        return text
    return text.replace(f'"{value}"', f'"{origin}"').replace(f"'{value}'", f"'{origin}'")


def asked_with_method(preflight: Preflight, request: BrowserRequest) -> Exchange:
    """Ask for a header; that the method is listed, which a browser looks at first, is granted.

    Args:
        preflight: Preflight that answers.
        request: Request of the page, whose header is in doubt.
    """
    made = first_that_passes(preflight.api, preflight.asked, request)
    if not made.verdict or made.verdict.error != _METHOD_REFUSED:
        return made
    options = listing(preflight.asked, ALLOW_METHODS, [request.method])
    api = with_route(preflight.api, options.path, options.method, lambda _: options)
    return first_that_passes(api, options, request)


_METHOD_REFUSED = CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE
