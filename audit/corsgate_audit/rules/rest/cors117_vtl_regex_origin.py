"""A template that compares the request's origin loosely, and so lets look-alikes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.model import Severity, all_known, known
from corsgate_audit.origins.bypasses import ATTACKER
from corsgate_audit.origins.lookalikes import look_alikes
from corsgate_audit.rules.allowed_origins import grant, with_rest_granted
from corsgate_audit.rules.origin_guesses import guessed_origins
from corsgate_audit.rules.origin_values import mentions_origin, templates
from corsgate_audit.rules.preflight_repairs import at_subject, letting_in
from corsgate_audit.rules.preflights import (
    Preflight,
    preflights,
    without_barriers,
)
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Door, Integration, RestApi, Route
    from corsgate_audit.origins.bypasses import Slip
    from corsgate_audit.rules.allowed_origins import Grant
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: RestApi) -> Iterator[Preflight]:
    """List the preflights with an integration."""
    for preflight in preflights(api, without_barriers(api)):
        if preflight.options.integration is not None:
            yield preflight


def check(_: RestApi, preflight: Preflight) -> Violation | None:
    """Look for templates that let in an origin that resembles one of theirs."""
    integration = preflight.options.integration
    if integration is None:
        return None
    if any(map(mentions_origin, templates(integration))):
        found = list(_let_in(preflight.api, integration, preflight.routes))
        if not found:
            granted = with_rest_granted(preflight.api, preflight.routes, preflight.subject)
            found = list(_let_in(granted, integration, preflight.routes))
        if found:
            return _violation(preflight.options, found)
    for source in (integration.request_templates, *(e.templates for e in integration.responses)):
        all_known(tuple(text for _, text in known(source)))
    return None


def _let_in(
    api: Door, integration: Integration, routes: tuple[Route, ...]
) -> Iterator[tuple[Slip, Grant, bool]]:
    """Yield each slip with the exchange that shows it, and whether it is with credentials."""
    if _granted(api, routes, f"https://{ATTACKER}"):
        return  # everybody is let in: that is another fault
    seen: set[str] = set()
    for page in dict.fromkeys(guessed_origins(integration)):
        if not _granted(api, routes, page):
            continue
        for slip, origin in look_alikes(page):
            if slip.name not in seen and (found := _granted(api, routes, origin)):
                seen.add(slip.name)
                yield slip, *found


def _granted(api: Door, routes: tuple[Route, ...], origin: str) -> tuple[Grant, bool] | None:
    for credentials in (True, False):
        found = grant(api, routes, origin, credentials=credentials)
        if found is not None:
            return found, credentials
    return None


def _violation(options: Route, found: list[tuple[Slip, Grant, bool]]) -> Violation:
    _, proof, _ = found[0]
    credentials = any(each for _, _, each in found)
    told = "with the cookies of the visitor" if credentials else "without cookies"
    origins = ", ".join(each.witness.request.origin for _, each, _ in found)
    slips = "; ".join(slip.says for slip, _, _ in found)
    return Violation(
        message=f"{options.method} {options.path!r} compares the origin loosely: {slips}. This "
        f"allows pages at {origins}, {told}, so an attacker who registers such a domain can read "
        "the API.",
        expected="complete origins compared with ==",
        actual=f"a template that allows {proof.witness.request.origin}",
        detail=" ".join(slip.name for slip, _, _ in found),
        witness=proof.witness,
        confidence=proof.confidence,
        severity=None if credentials else Severity.MEDIUM,
    )


def repair(api: RestApi, violation: Violation, wanted: Wanted) -> RestApi:
    """Compare the origins whole."""
    return at_subject(
        api, violation, lambda route: letting_in(route, wanted.origins(route, star=False))
    )


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
    about=ALLOW_ORIGIN,
)
