"""An API that answers every page with that page's own origin, which allows them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.gateway.mappings import is_literal
from corsgate_audit.model import FixSafety, FrontDoor, Severity, Unresolved
from corsgate_audit.rules.allowed_origins import grant
from corsgate_audit.rules.header_mappings import mapped_responses
from corsgate_audit.rules.origin_values import static_values, templates
from corsgate_audit.rules.preflights import resources, subject_of, with_bare_preflights
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpResponse
    from corsgate_audit.model import RestApi, Route
    from corsgate_audit.rules.allowed_origins import Grant

_PROXIES = frozenset({"AWS_PROXY", "HTTP_PROXY"})
_OVERRIDES = "verride"  # $context.responseOverride, which is all that writes headers in a template
_STRANGER = "https://stranger.example"


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for preflights and answers that name whatever page asks."""
    yield from _unread(api)
    bare = with_bare_preflights(api)
    given = {(route.path, route.method): route for route in api.routes}
    seen: set[tuple[str, str]] = set()
    for resource in resources(bare):
        for route in resource.routes:
            answering = resource.options or route
            key = (answering.path, answering.method)
            if key in seen or not (_may_name_pages(answering) or _may_name_pages(route)):
                continue
            found = _granted(bare, route)
            if found is not None:
                seen.add(key)
                yield _violation(given[key], given[route.path, route.method], found)


def _may_name_pages(route: Route) -> bool:
    """Whether an answer of a route could name the page that asks; only then it is worth asking.

    A function that is handed everything, and whose policy nobody knows, is taken to say what its
    preflight says: by itself it names nobody.
    """
    integration = route.integration
    if integration is None:
        return True
    if integration.type in _PROXIES:
        return integration.function_policy is not None
    values = [*static_values(integration)]
    return (
        not all(isinstance(value, str) and is_literal(value) for value in values)
        or any(_OVERRIDES in template for template in templates(integration))
        or any(isinstance(each.headers, Unresolved) for each in integration.responses)
    )


def _granted(api: RestApi, route: Route) -> tuple[Grant, bool] | None:
    """Return how a stranger's page gets in by its own name, and whether with credentials."""
    for credentials in (True, False):
        found = grant(api, (route,), _STRANGER, credentials=credentials)
        if found is not None:
            answers = (found.witness.response, found.witness.preflight)
            return (found, credentials) if any(map(_names_stranger, answers)) else None
    return None


def _names_stranger(response: HttpResponse | None) -> bool:
    headers = response.headers if response else ()
    return any(
        (name.lower(), value) == (ALLOW_ORIGIN.lower(), _STRANGER) for name, value in headers
    )


def _violation(answering: Route, route: Route, found: tuple[Grant, bool]) -> Violation:
    proof, credentials = found
    told = "with the cookies of whoever looks at it" if credentials else "without cookies"
    return Violation(
        subject=subject_of(answering),
        message=f"{answering.method} {answering.path!r} answers every page with the page's own "
        f"origin: any page of the web may use {route.method} {route.path!r}, {told}.",
        expected="the origins of your own pages, compared with ==",
        actual=f"{ALLOW_ORIGIN}: {_STRANGER} for a page of {_STRANGER}",
        detail="credentials" if credentials else "",
        witness=proof.witness,
        confidence=proof.confidence,
        severity=Severity.CRITICAL if credentials else None,
    )


def _unread(api: RestApi) -> Iterator[Undecided]:
    """Yield mappings and templates that nobody can read, and that may reflect the origin."""
    for each in mapped_responses(api):
        values = [value for name, value in each.headers if name.lower() == ALLOW_ORIGIN.lower()]
        rendered = each.response.templates
        values += [each.response.headers] if isinstance(each.response.headers, Unresolved) else []
        for source in (
            rendered,
            each.route.integration and each.route.integration.request_templates,
        ):
            values += [source] if isinstance(source, Unresolved) else dict(source or ()).values()
        for value in values:
            if isinstance(value, Unresolved):
                yield Undecided(subject=subject_of(each.route), value=value)


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.MANUAL,
    check=check,
)
