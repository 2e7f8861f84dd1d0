"""A preflight that must carry credentials, which no browser ever sends with one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.gateway import Layer
from corsgate_audit.model import FixSafety, FrontDoor, Unresolved
from corsgate_audit.rules.preflights import preflighted_exchanges, resources, subject_of, undecided
from corsgate_audit.rules.rule import Rule, Undecided, Violation
from corsgate_audit.rules.sam import is_written_by_sam

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route
    from corsgate_audit.rules.preflights import Resource


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for OPTIONS methods with an authorization type other than NONE."""
    for resource in resources(api):
        options = resource.options
        if options is None or options.authorization == "NONE" or is_written_by_sam(options):
            continue
        yield from _refused(api, resource, options)


def _refused(api: RestApi, resource: Resource, options: Route) -> Iterator[Violation | Undecided]:
    for _, made in preflighted_exchanges(api, resource, options):
        if made.verdict is None:
            yield from undecided(subject_of(options), made)
            yield from _only_the_authorizer_knows(options, made)
            return
        if not made.verdict.allowed:
            key = " and an API key" * (options.api_key_required is True)
            yield Violation(
                subject=subject_of(options),
                message=f"OPTIONS {options.path!r} requires authorization "
                f"({options.authorization}){key}: a preflight never carries credentials, so the "
                "gateway refuses it and the browser never sends the request.",
                expected=f"AuthorizationType NONE on {OPTIONS} {options.path}",
                actual=f"AuthorizationType {options.authorization}"
                + ", ApiKeyRequired true" * bool(key),
                detail=str(options.authorization),
                witness=made.witness(),
                fix=RULE.fix if _is_mock(options) else replace(RULE.fix, safety=FixSafety.UNSAFE),
            )
            return


def _only_the_authorizer_knows(options: Route, made: Exchange) -> Iterator[Undecided]:
    """Yield that an authorizer which reads no header is asked, and may let preflights pass."""
    answer = made.preflight_answer
    if answer and answer.layer is Layer.AUTHORIZER and not answer.unresolved:
        name = options.authorizer.name if options.authorizer else options.authorization
        expression = name.expression if isinstance(name, Unresolved) else name
        reason = "only the authorizer knows what it answers to a preflight"
        yield Undecided(subject=subject_of(options), value=Unresolved(expression, reason))


def _is_mock(options: Route) -> bool:
    """Whether opening the method runs no code of the owner's."""
    return options.integration is not None and options.integration.type == "MOCK"


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.SAFE,
    check=check,
)
