"""A function that no permission of its template lets the front door invoke."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.gateway import exchange
from corsgate_audit.model import Confidence, FunctionUrl, Severity
from corsgate_audit.model.editing import with_integration
from corsgate_audit.rules.preflights import candidate_origins, shows_cors
from corsgate_audit.rules.requests import known_headers, page_request
from corsgate_audit.rules.rule import Rule, Subject, Violation
from corsgate_audit.rules.wording import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi, RestApi, Route
    from corsgate_audit.rules.wanted import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpermitted:
    """A function that may not be invoked, and a route that it answers.

    Args:
        function: logical id of the function.
        route: first route, in order, that it answers.
        subject: front door as a whole, at the place of that route.
    """

    function: str
    route: Route
    subject: Subject


def subjects(api: RestApi | HttpApi | FunctionUrl) -> Iterator[Unpermitted]:
    """List the functions without a permission, each once."""
    seen: set[str] = set()
    for route in sorted(api.routes, key=lambda each: each.method == OPTIONS):
        function = route.integration.unpermitted if route.integration else None
        if function is not None and function not in seen:
            seen.add(function)
            subject = Subject(location=route.location)
            yield Unpermitted(function=function, route=route, subject=subject)


def check(api: RestApi | HttpApi | FunctionUrl, unpermitted: Unpermitted) -> Violation:
    """Show what a page gets in place of the function's answer."""
    is_url = isinstance(api, FunctionUrl)
    function, route = unpermitted.function, unpermitted.route
    request = page_request(
        replace(route, method="GET") if route.method == OPTIONS else route,
        candidate_origins(api)[0],
        headers=known_headers(route),
        body=False,
    )
    who = "everybody" if is_url else "API Gateway"
    action = "lambda:InvokeFunctionUrl" if is_url else "lambda:InvokeFunction"
    kind, template = (named(each, api.location) for each in ("AWS::Lambda::Permission", "template"))
    return Violation(
        message=f"No {kind} of the {template} allows {who} to invoke {function!r}, "
        f"so the front door answers {'403' if is_url else '500'} in its place and the page never "
        f"gets its response. Add the permission {action}.",
        expected=f"a permission {action} on {function}",
        actual=f"no permission for it in the {template}",
        detail=function,
        witness=exchange(api, request).witness(),
        severity=None if shows_cors(api) else Severity.INFO,
        confidence=Confidence.LIKELY,
    )


def repair(
    api: RestApi | HttpApi | FunctionUrl, violation: Violation, _: Wanted
) -> RestApi | HttpApi | FunctionUrl:
    """Give the front door the permission."""
    if isinstance(api, FunctionUrl):
        return replace(api, integration=replace(api.integration, unpermitted=None))
    routes = tuple(
        with_integration(route, unpermitted=None)
        if route.integration and route.integration.unpermitted == violation.detail
        else route
        for route in api.routes
    )
    return replace(api, routes=routes)


RULE = Rule.of_file(__file__, subjects=subjects, check=check, repair=repair)
