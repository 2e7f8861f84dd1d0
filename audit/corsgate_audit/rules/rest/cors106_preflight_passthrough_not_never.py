"""A MOCK preflight that takes its status from the caller's body where no template matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import FixSafety, Route, Unknowns, known
from corsgate_audit.rules.configured import routes_named
from corsgate_audit.rules.preflights import mock_preflights
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Integration, RestApi

_NEVER = "NEVER"


def subjects(api: RestApi) -> Iterator[RestApi]:
    """List the API as a whole: all of its preflights are one finding."""
    yield api


def check(_: RestApi, api: RestApi) -> Violation | None:
    """Look for MOCK preflights that let a body through."""
    unknown = Unknowns()
    open_ones: list[Route] = []
    for preflight in mock_preflights(api):
        integration = preflight.options.integration
        with unknown.about(preflight.options):
            if integration and _passes_bodies(integration):
                open_ones.append(preflight.options)
    if not open_ones:
        unknown.name_them()
        return None
    behaviors = {
        str(each.integration and each.integration.passthrough_behavior): None for each in open_ones
    }
    return Violation(
        message=f"The MOCK behind {routes_named(open_ones)} passes through the body of a request "
        "whose content type matches no request template, and reads the status code from it: a "
        "caller with another content type chooses the status, or gets 500 in place of 415. Set "
        "PassthroughBehavior NEVER.",
        expected=f"PassthroughBehavior {_NEVER}",
        actual=f"PassthroughBehavior {' and '.join(behaviors)}",
    )


def _passes_bodies(integration: Integration) -> bool:
    """Whether some request has no template and gets through all the same."""
    if integration.passthrough_behavior == _NEVER:
        return False
    behavior = known(integration.passthrough_behavior)
    templates = known(integration.request_templates)
    return not templates if behavior == "WHEN_NO_TEMPLATES" else "$default" not in dict(templates)


RULE = Rule.of_file(
    __file__,
    safety=FixSafety.SAFE,
    subjects=subjects,
    check=check,
)
