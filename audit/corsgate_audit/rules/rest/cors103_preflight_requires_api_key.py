"""A preflight that must carry an API key, which is a header that no browser sends with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.rules.preflight_repairs import at_subject, opened
from corsgate_audit.rules.preflights import Preflight, preflights
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.sam import is_written_by_sam
from corsgate_audit.rules.wording import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: RestApi) -> Iterator[Preflight]:
    """List the OPTIONS methods that require an API key and nothing more, which is CORS102's."""
    for preflight in preflights(api):
        options = preflight.options
        needs_key_alone = options.authorization == "NONE" and options.api_key_required is not False
        if needs_key_alone and not is_written_by_sam(options):
            yield preflight


def check(_: RestApi, preflight: Preflight) -> Violation | None:
    """Ask for each method until a preflight is refused."""
    options = preflight.options
    for _route, made in preflight.exchanges():
        verdict = made.known_preflight()
        if verdict is None:
            return None
        if not verdict.allowed:
            setting = named("ApiKeyRequired", options.location)
            return Violation(
                message=f"OPTIONS {options.path!r} requires an API key, but a preflight never "
                "carries x-api-key, so the gateway rejects it with 403 and the browser blocks "
                f"the request. Set {setting} false on OPTIONS.",
                expected=f"{setting} false on {OPTIONS} {options.path}",
                actual=f"{setting} true",
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
