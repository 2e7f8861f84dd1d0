"""An API that answers every page with that page's own origin, which allows them all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.gateway.mappings import is_literal
from corsgate_audit.model import Severity, UndeterminedError, Unresolved, unknown_in
from corsgate_audit.rules.allowed_origins import grant, with_rest_granted
from corsgate_audit.rules.header_mappings import MappedResponse, mapped_responses
from corsgate_audit.rules.known_origins import is_quoted
from corsgate_audit.rules.origin_values import static_values, templates
from corsgate_audit.rules.preflight_repairs import as_preflight, at_subject, letting_in
from corsgate_audit.rules.preflights import resources, without_barriers
from corsgate_audit.rules.requests import ANOTHER_ORIGIN
from corsgate_audit.rules.rule import Rule, Subject, Violation, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpResponse
    from corsgate_audit.model import Door, RestApi, Route
    from corsgate_audit.rules.allowed_origins import Grant
    from corsgate_audit.rules.wanted import Wanted

_PROXIES = frozenset({"AWS_PROXY", "HTTP_PROXY"})
_OF_REQUESTS = "$context.requestOverride."  # what the backend receives, and no page
_OVERRIDES = "verride"  # $context.responseOverride, which is all that writes headers in a template


class _Answering(NamedTuple):
    """A method that answers pages, or their preflights.

    Args:
        route: Method as the API has it.
        asked: The same method in `api`.
        users: Methods that pages request.
        api: Whole API, with other rules' faults fixed.
    """

    route: Route
    asked: Route
    users: tuple[Route, ...]
    api: RestApi

    @property
    def subject(self) -> Subject:
        """The method."""
        return subject_of(self.route)


def subjects(api: RestApi) -> Iterator[MappedResponse | _Answering]:
    """List the integration responses for what is not known, then the methods that answer pages."""
    yield from mapped_responses(api)
    bare = without_barriers(api)
    given = {(route.path, route.method): route for route in api.routes}
    for resource in resources(bare):
        options = resource.options
        groups = (
            ((route, (route,)) for route in resource.routes)
            if options is None
            else [(options, resource.routes)]
        )
        for asked, users in groups:
            yield _Answering(given[asked.path, asked.method], asked, users, bare)


def check(_: RestApi, answering: MappedResponse | _Answering) -> Violation | None:
    """Look for preflights and answers that name whatever page asks."""
    if isinstance(answering, MappedResponse):
        _may_reflect(answering)
        return None
    for user in answering.users:
        if _may_name_pages(answering.asked) or _may_name_pages(user):
            found = _granted(answering.api, user)
            if found is None and answering.asked is not user and _may_name_pages(answering.asked):
                alone = replace(answering.api, routes=(answering.asked, user))
                granted = with_rest_granted(alone, (user,), answering.subject)
                found = _granted(granted, user)
            if found is not None:
                return _violation(answering.route, user, found)
    return None


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


def _granted(api: Door, route: Route) -> tuple[Grant, bool] | None:
    """Return how any other origin is allowed by its name, and whether with credentials."""
    for credentials in (True, False):
        found = grant(api, (route,), ANOTHER_ORIGIN, credentials=credentials)
        if found is not None:
            answers = (found.witness.response, found.witness.preflight)
            return (found, credentials) if any(map(_names_other_origin, answers)) else None
    return None


def _names_other_origin(response: HttpResponse | None) -> bool:
    headers = response.headers if response else ()
    return any(
        (name.lower(), value) == (ALLOW_ORIGIN.lower(), ANOTHER_ORIGIN) for name, value in headers
    )


def _violation(answering: Route, route: Route, found: tuple[Grant, bool]) -> Violation:
    proof, credentials = found
    told = "with the cookies of the visitor" if credentials else "without cookies"
    return Violation(
        message=f"{answering.method} {answering.path!r} sends every page its own origin back, so "
        f"any page on the web can use {route.method} {route.path!r}, {told}. Compare the origin "
        "with a list of your pages.",
        expected="the origins of your own pages, compared with ==",
        actual=f"{ALLOW_ORIGIN}: {ANOTHER_ORIGIN} for a page of {ANOTHER_ORIGIN}",
        detail="credentials" if credentials else "",
        witness=proof.witness,
        confidence=proof.confidence,
        severity=Severity.CRITICAL if credentials else None,
    )


def _may_reflect(each: MappedResponse) -> None:
    """Make sure that no mapping and no template may reflect the origin without anybody's knowing.

    Raises:
        UndeterminedError: some are not known.
    """
    origins = [value for name, value in each.headers if name.lower() == ALLOW_ORIGIN.lower()]
    values: list[object] = [value for value in origins if not is_quoted(value)]
    values.append(each.response.headers)
    request = each.route.integration.request_templates if each.route.integration else ()
    for source in (each.response.templates, request):
        values += [source] if isinstance(source, Unresolved) else dict(source).values()
    unknown = [each for each in unknown_in(*values) if not _sets_no_header(each)]
    if unknown:
        raise UndeterminedError(*unknown)


def repair(api: RestApi, violation: Violation, wanted: Wanted) -> RestApi:
    """Let in the pages that the API names, and no others."""

    def changed(route: Route) -> Route:
        if route.integration and route.integration.function_policy is not None:
            return as_preflight(api, route, wanted)
        return letting_in(route, wanted.origins(route, star=False))

    return at_subject(api, violation, changed)


def _sets_no_header(template: Unresolved) -> bool:
    """Whether a template with holes, such as the name of a table, overrides no header.

    A mapping expression with holes is no template: what its literal parts say decides nothing.
    """
    is_template = template.literal.lstrip()[:1] in {"{", "[", "#", "<"}
    return is_template and _OVERRIDES not in template.literal.replace(_OF_REQUESTS, "")


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
    about=ALLOW_ORIGIN,
)
