"""The same target with one part of it changed: what repairs are written in.

Nothing here decides what is right. A part that is not there changes nothing, so that repairs can be
made in any order and left out one by one.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from corsgate_audit.model.route import Integration, MethodResponse
from corsgate_audit.model.values import Unresolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from corsgate_audit.model.http_api import HttpApi
    from corsgate_audit.model.rest_api import GatewayResponse, RestApi
    from corsgate_audit.model.route import IntegrationResponse, Route
    from corsgate_audit.model.values import Text, Texts

REPAIR = "repair"
"""The source of a part that no source has, and that a repair has added."""

RoutedT = TypeVar("RoutedT", "RestApi", "HttpApi")
Pairs = tuple[tuple[str, "Text"], ...]


def with_route(
    api: RoutedT, path: str | None, method: str | None, change: Callable[[Route], Route]
) -> RoutedT:
    """Return an API with another route in the place of one.

    Args:
        api: API that has it.
        path: path of the route; None for all paths.
        method: method of the route; None for all methods.
        change: told the route, returns the other.
    """
    routes = api.routes
    # Compared one by one, since an API of thousands of paths is repaired path by path.
    meant = [
        at
        for at, each in enumerate(routes)
        if (path is None or each.path == path) and (method is None or each.method == method)
    ]
    changed = list(routes)
    for at in meant:
        changed[at] = change(routes[at])
    return replace(api, routes=tuple(changed))


def with_more_routes(api: RoutedT, routes: Iterable[Route]) -> RoutedT:
    """Return an API with routes that it lacks, in order of their paths and methods."""
    every = {(route.path, route.method): route for route in (*routes, *api.routes)}
    return replace(api, routes=tuple(every[key] for key in sorted(every)))


def with_integration(route: Route, **changes: object) -> Route:
    """Return a route with another integration; one without an integration stays as it is.

    Args:
        route: any.
        changes: fields of the integration.
    """
    if route.integration is None:
        return route
    return replace(route, integration=replace(route.integration, **changes))  # type: ignore[arg-type]


def with_responses(
    route: Route, change: Callable[[IntegrationResponse], IntegrationResponse]
) -> Route:
    """Return a route with other integration responses.

    Args:
        route: route of a REST API.
        change: told each of them, returns the other.
    """
    responses = route.integration.responses if route.integration else ()
    return with_integration(route, responses=tuple(map(change, responses)))


# --- Headers of a REST API's integration responses -----------------------------------------------


def with_header(
    route: Route,
    name: str,
    change: Callable[[Text | None], Text | None],
    statuses: Iterable[Text] | None = None,
) -> Route:
    """Return a route that maps a header otherwise, declares it, and has no template override it.

    Args:
        route: route of a REST API.
        name: name of the header.
        change: told the mapping expression, or None for none; returns the other, or None for none.
        statuses: statuses of the integration responses that are to change; None for all.
    """
    chosen = None if statuses is None else frozenset(statuses)

    def changed(response: IntegrationResponse) -> IntegrationResponse:
        if isinstance(response.headers, Unresolved):
            return response
        if chosen is not None and response.status_code not in chosen:
            return response
        return replace(
            response,
            headers=_with_pair(response.headers, name, change),
            templates=without_override(response.templates, name),
        )

    return declaring(with_responses(route, changed))


def _with_pair(headers: Pairs, name: str, change: Callable[[Text | None], Text | None]) -> Pairs:
    """Change one header of several; new ones go last."""
    given = [value for header, value in headers if header.lower() == name.lower()]
    new = change(given[0] if given else None)
    if new is None:
        return tuple(pair for pair in headers if pair[0].lower() != name.lower())
    if not given:
        return (*headers, (name, new))
    return tuple((each, new if each.lower() == name.lower() else old) for each, old in headers)


def without_override(templates: Pairs | Unresolved, name: str) -> Pairs | Unresolved:
    """Return response templates in which nothing overrides a header.

    Args:
        templates: templates by content type.
        name: name of the header.
    """
    if isinstance(templates, Unresolved):
        return templates
    # An expression of Velocity may hold calls, whose arguments may hold another.
    override = re.compile(
        rf"#set\(\s*\$context\.responseOverride\.header\.{re.escape(name)}\s*="
        r"(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)",
        re.IGNORECASE,
    )
    return tuple(
        (kind, override.sub("", text) if isinstance(text, str) else text)
        for kind, text in templates
    )


def declaring(route: Route) -> Route:
    """Return a route whose method responses declare every header that is mapped.

    Args:
        route: route of a REST API.
    """
    responses = route.integration.responses if route.integration else ()
    declared = {each.status_code: each for each in route.responses}
    for response in responses:
        names = response.headers if isinstance(response.headers, tuple) else ()
        given = declared.get(response.status_code)
        known = {name.lower() for name in given.headers} if given else set()
        lacking = [name for name, _ in names if name.lower() not in known]
        if lacking or given is None:
            headers = (*(given.headers if given else ()), *dict.fromkeys(lacking))
            declared[response.status_code] = MethodResponse(
                status_code=response.status_code, headers=headers
            )
    if tuple(declared.values()) == route.responses:
        return route
    return replace(route, responses=tuple(declared.values()))


# --- Lists -------------------------------------------------------------------------------------


def with_names(mapping: Text | None, names: Iterable[str]) -> Text:
    """Return the mapping expression of a list header with more names; a `*` stays beside them.

    Args:
        mapping: mapping as it is; None for no such header, and where it is not known.
        names: names that the list is to have.

    Example:
        >>> with_names("'GET'", ["PUT"])
        "'GET,PUT'"
    """
    return f"'{','.join(with_entries(listed_in(mapping), names))}'"


def listed_in(mapping: Text | None) -> tuple[str, ...]:
    """Return the names in the mapping expression of a list header; none where it is no literal."""
    text = mapping if isinstance(mapping, str) and mapping[:1] == "'" else ""
    return tuple(each.strip() for each in text.strip("'").split(",") if each.strip())


def with_entries(entries: Texts, more: Iterable[str]) -> tuple[str, ...]:
    """Return the known entries of a list, and those that it lacks; case counts."""
    given = entries if isinstance(entries, tuple) else ()
    return tuple(dict.fromkeys([*(each for each in given if isinstance(each, str)), *more]))


# --- What is not known -------------------------------------------------------------------------


def unresolved_in(part: object) -> frozenset[Unresolved]:
    """Return every value of a part of the model that is not known."""
    return frozenset(_unresolved(part))


def _unresolved(part: object) -> Iterator[Unresolved]:
    if isinstance(part, Unresolved):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from _unresolved(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _unresolved(getattr(part, field.name))


def with_gateway_response(
    api: RestApi, response_type: str, headers: Pairs, made: GatewayResponse
) -> RestApi:
    """Return an API whose gateway response of one type carries these headers.

    Args:
        api: any.
        response_type: response type of the gateway response.
        headers: headers that it is to have, in the place of those of the same names.
        made: gateway response that the API gets where it has none of this type.
    """
    given = {each.response_type: each for each in api.gateway_responses}
    old = given.get(response_type, made)
    names = {name.lower() for name, _ in headers}
    kept = old.headers if isinstance(old.headers, tuple) else ()
    given[response_type] = replace(
        old, headers=(*(pair for pair in kept if pair[0].lower() not in names), *headers)
    )
    return replace(api, gateway_responses=tuple(given[name] for name in sorted(given)))


def mock(**fields_of: object) -> Integration:
    """Return a MOCK integration that asks for text and takes no body.

    Args:
        fields_of: the others of its fields.
    """
    return Integration(
        type="MOCK",
        passthrough_behavior="NEVER",
        content_handling="CONVERT_TO_TEXT",
        **fields_of,  # type: ignore[arg-type]
    )
