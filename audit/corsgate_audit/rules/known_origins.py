"""Settings and preflights whose origins are known only when the stack is deployed.

Which page they allow nobody can tell; which methods and headers such a page may use, everybody can.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN, OPTIONS
from corsgate_audit.model import (
    CorsConfiguration,
    FunctionUrl,
    HttpApi,
    Unresolved,
    unknown_in,
)
from corsgate_audit.model.editing import declaring
from corsgate_audit.rules.requests import PAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.model import IntegrationResponse, RestApi, Route, Text

_overridden = re.compile(r"responseOverride\.header\.([\w-]+)", re.IGNORECASE).findall


def with_known_origins(api: RestApi) -> RestApi:
    """Return an API whose preflights name `PAGE` where they name an origin that is not known.

    Args:
        api: API whose preflights are tried.
    """
    return replace(api, routes=tuple(_with_page(route, _is_unknown) for route in api.routes))


def with_quoted_origins(api: RestApi) -> RestApi:
    """Return an API whose preflights name `PAGE` where they name some origin, whichever it is.

    Args:
        api: API whose preflights are tried.
    """
    return replace(api, routes=tuple(_with_page(route, is_quoted) for route in api.routes))


def is_quoted(mapping: Text) -> bool:
    r"""Whether a mapping expression is a text, though what it says is not known.

    Example:
        >>> is_quoted(Unresolved("!Sub \"'${Origin}'\"", "no default", literal="'  '"))
        True
    """
    if not isinstance(mapping, Unresolved):
        return False
    literal = mapping.literal
    return len(literal) > 1 and literal[0] == literal[-1] == "'"


def _is_unknown(mapping: Text) -> bool:
    return isinstance(mapping, Unresolved)


def _with_page(route: Route, is_replaced: Callable[[Text], bool]) -> Route:
    if route.method != OPTIONS or route.integration is None:
        return route
    responses = tuple(
        _naming_page(response, is_replaced) for response in route.integration.responses
    )
    tried = replace(route, integration=replace(route.integration, responses=responses))
    # A header that a template overrides need not be declared.
    return tried if responses == route.integration.responses else declaring(tried)


def _naming_page(
    response: IntegrationResponse, is_replaced: Callable[[Text], bool]
) -> IntegrationResponse:
    if isinstance(response.headers, Unresolved):
        return response
    headers = tuple(
        (name, f"'{PAGE}'")
        if name.lower() == ALLOW_ORIGIN.lower() and is_replaced(value)
        else (name, value)
        for name, value in response.headers
    )
    templates = response.templates
    if isinstance(templates, Unresolved) or not any(_selects(value) for _, value in templates):
        return replace(response, headers=headers)
    # What such a template does for an origin that it lists; nothing else of it is a header.
    without = tuple((name, "" if _selects(value) else value) for name, value in templates)
    given = tuple(each for each in headers if each[0].lower() != ALLOW_ORIGIN.lower())
    page = (ALLOW_ORIGIN, f"'{PAGE}'")
    return replace(response, headers=(*given, page), templates=without)


def _selects(template: Text) -> bool:
    """Whether a template allows origins of which some are not known, and sets no other header."""
    overridden = _overridden(template.literal) if isinstance(template, Unresolved) else []
    return bool(overridden) and {name.lower() for name in overridden} == {ALLOW_ORIGIN.lower()}


def allowing_page(api: HttpApi | FunctionUrl) -> HttpApi | FunctionUrl:
    """Return an API whose settings name `PAGE` where their origin is not known, or they have none.

    That they have none is a fault of its own, and hides none of methods and headers.

    Args:
        api: Front door whose preflights are tried.
    """
    cors = api.cors
    if not isinstance(cors, CorsConfiguration):
        return api
    if cors.allow_origins and not unknown_in(cors.allow_origins):
        return api
    entries = cors.allow_origins if isinstance(cors.allow_origins, tuple) else ()
    known = tuple(each for each in entries if isinstance(each, str))
    return replace(api, cors=replace(cors, allow_origins=(*known, PAGE)))
