"""A preflight that must carry credentials, which no browser ever sends with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.rules.preflight_repairs import at_subject, opened
from corsgate_audit.rules.preflights import Preflight, only_the_authorizer_knows, preflights
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.sam import is_written_by_sam
from corsgate_audit.rules.wording import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: RestApi) -> Iterator[Preflight]:
    """List the OPTIONS methods with an authorization type other than NONE."""
    for preflight in preflights(api):
        options = preflight.options
        if options.authorization != "NONE" and not is_written_by_sam(options):
            yield preflight


def check(_: RestApi, preflight: Preflight) -> Violation | None:
    """Ask for each method until a preflight is refused."""
    options = preflight.options
    for _route, made in preflight.exchanges():
        verdict = made.known_preflight()
        if verdict is None:
            only_the_authorizer_knows(options, made)
            return None
        if not verdict.allowed:
            setting = named("AuthorizationType", options.location)
            key = " and an API key" * (options.api_key_required is True)
            return Violation(
                message=f"OPTIONS {options.path!r} requires authorization "
                f"({options.authorization}){key}, but a preflight never carries credentials, so "
                "the gateway rejects it and the browser blocks the request. Set "
                f"{setting} NONE on OPTIONS.",
                expected=f"{setting} NONE on {OPTIONS} {options.path}",
                actual=f"{setting} {options.authorization}"
                + f", {named('ApiKeyRequired', options.location)} true" * bool(key),
                detail=str(options.authorization),
                witness=made.witness(),
            )
    return None


def repair(api: RestApi, violation: Violation, _: Wanted) -> RestApi:
    """Let preflights through without credentials."""
    return at_subject(api, violation, opened)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
