"""Binary media types that make a MOCK preflight fail, because it does not ask for text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model.editing import with_integration, with_responses
from corsgate_audit.rules.preflight_repairs import at_subject
from corsgate_audit.rules.preflights import (
    Preflight,
    has_ok_status,
    mock_preflights,
    without_barriers,
)
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.wording import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Integration, RestApi, Route, Texts
    from corsgate_audit.rules.wanted import Wanted

TEXT = "CONVERT_TO_TEXT"


def subjects(api: RestApi) -> Iterator[Preflight]:
    """List the MOCK preflights of an API with binary media types."""
    return iter(()) if api.binary_media_types == () else mock_preflights(api, _with_own_types(api))


def _with_own_types(api: RestApi) -> RestApi:
    return replace(without_barriers(api), binary_media_types=api.binary_media_types)


def check(api: RestApi, preflight: Preflight) -> Violation | None:
    """Look for a preflight that would answer if it were not for the binary media types."""
    for asked, made in preflight.exchanges():
        verdict = made.known_preflight()
        bare = preflight._replace(api=replace(preflight.api, binary_media_types=()))
        if verdict and not has_ok_status(made) and has_ok_status(dict(bare.exchanges())[asked]):
            return _violation(api, preflight.options, made)
        break  # the body of every preflight is empty alike
    return None


def _violation(api: RestApi, route: Route, made: Exchange) -> Violation:
    types = ", ".join(map(repr, _resolved(api.binary_media_types)))
    lacking = " and ".join(_lacking(route.integration)) if route.integration else ""
    setting = named("ContentHandling", route.location)
    return Violation(
        message=f"The API's binary media types ({types}) apply to the empty body of a preflight, "
        f"and the MOCK behind OPTIONS {route.path!r} does not convert it to text, so API Gateway "
        "answers every preflight with 500 and the browser blocks the request. Set "
        f"{setting} {TEXT}.",
        expected=f"{setting} {TEXT} on the integration and on its integration responses",
        actual=f"no {TEXT} on {lacking}",
        detail=types,
        witness=made.witness(),
    )


def _resolved(values: Texts) -> tuple[str, ...]:
    texts = values if isinstance(values, tuple) else ()
    return tuple(sorted(value for value in texts if isinstance(value, str)))


def _lacking(integration: Integration) -> Iterator[str]:
    if integration.content_handling != TEXT:
        yield "the integration"
    for response in integration.responses:
        if response.content_handling != TEXT:
            yield f"integration response {response.status_code}"


def repair(api: RestApi, violation: Violation, _: Wanted) -> RestApi:
    """Ask for text, of the request and of every answer."""
    return at_subject(api, violation, _asking_for_text)


def _asking_for_text(options: Route) -> Route:
    asked = with_responses(options, lambda each: replace(each, content_handling=TEXT))
    return with_integration(asked, content_handling=TEXT)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
