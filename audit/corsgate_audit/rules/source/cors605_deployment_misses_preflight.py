"""A deployment that may be made before the preflights or the error responses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.gateway import exchange
from corsgate_audit.model import Confidence
from corsgate_audit.rules.error_defaults import falling_back
from corsgate_audit.rules.gateway_answers import error_witness
from corsgate_audit.rules.preflights import first_that_passes, narrowed, resources, shows_cors
from corsgate_audit.rules.requests import PAGE, preflighted_request
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.wording import named, source_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.model import (
        Deployment,
        GatewayResponse,
        Location,
        RestApi,
        Route,
        Witness,
    )
    from corsgate_audit.rules.wanted import Wanted

_SHOWN = 3


def subjects(api: RestApi) -> Iterator[Deployment]:
    """List the deployments of the API's own template."""
    for deployment in api.deployments:
        if deployment.location.source == api.location.source:
            yield deployment


def check(api: RestApi, deployment: Deployment) -> Violation | None:
    """Look for one that does not wait for OPTIONS methods, or for error responses."""
    elsewhere = {None, api.location.logical_id, *deployment.after}

    def is_missed(location: Location) -> bool:
        return location.logical_id not in elsewhere and location.source == api.location.source

    options = [each for each in api.routes if each.method == OPTIONS and is_missed(each.location)]
    # With the header or without: once another rule has it added, the deployment has to wait too.
    errors = [each for each in api.gateway_responses if is_missed(each.location)]
    meant = errors if shows_cors(api) else []
    return _violation(api, deployment, options, meant) if options or meant else None


def _violation(
    api: RestApi, deployment: Deployment, options: list[Route], errors: list[GatewayResponse]
) -> Violation:
    missed = [each.location for each in options] + [each.location for each in errors]
    names = [str(each.logical_id) for each in missed]
    told = _listed(names)
    served = [f"preflights of {_listed([repr(each.path) for each in options])}"] * bool(options)
    served += [f"error response {_listed([each.response_type for each in errors])}"] * bool(errors)
    source, setting = source_of(deployment.location), named("DependsOn", deployment.location)
    return Violation(
        message=f"The deployment {deployment.location.logical_id!r} does not depend on {told}: if "
        f"{source} creates it first, the stage serves no {' and no '.join(served)}, and the "
        f"browser blocks the requests. Add them to {setting}.",
        expected=f"{setting}: {told}",
        actual=f"no {setting} and no reference to it",
        detail=" ".join(sorted(names)),
        witness=_without(api, options[0]) if options else _unreadable_error(api, errors[0]),
        confidence=Confidence.LIKELY,
    )


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _unreadable_error(api: RestApi, response: GatewayResponse) -> Witness:
    """Return the exchange with a stage whose deployment came before an error response."""
    left = tuple(each for each in api.gateway_responses if each != response)
    error = next(iter(falling_back(response.response_type)), response.response_type)
    return error_witness(replace(api, gateway_responses=left), error, None)


def _without(api: RestApi, options: Route) -> Witness | None:
    """Return the exchange with a stage whose deployment came first."""
    for resource in resources(api):
        if resource.options != options:
            continue
        whole = narrowed(api, resource)
        left = replace(whole, routes=tuple(each for each in whole.routes if each != options))
        for request in _asked(resource.routes):
            origin = first_that_passes(whole, options, request).request.origin
            made = exchange(left, replace(request, origin=origin))
            if made.verdict is not None and not made.verdict.allowed:
                return made.witness()
    return None


def _asked(routes: tuple[Route, ...]) -> Iterator[BrowserRequest]:
    for route in routes:
        yield from filter(None, [preflighted_request(route, PAGE)])


def repair(api: RestApi, violation: Violation, _: Wanted) -> RestApi:
    """Have the deployment wait."""
    at, names = violation.subject, violation.detail.split()
    deployments = tuple(
        replace(each, after=tuple(sorted({*each.after, *names})))
        if at and each.location == at.location
        else each
        for each in api.deployments
    )
    return replace(api, deployments=deployments)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
    needs_all_paths=True,
)
