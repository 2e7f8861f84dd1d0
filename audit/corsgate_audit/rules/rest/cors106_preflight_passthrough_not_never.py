"""A MOCK preflight that takes its status from the caller's body where no template matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import known
from corsgate_audit.model.editing import with_integration
from corsgate_audit.rules.configured import routes_named
from corsgate_audit.rules.preflight_repairs import at_subject
from corsgate_audit.rules.preflights import mock_preflights
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.sam import is_written_by_sam
from corsgate_audit.rules.wording import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Integration, RestApi, Route
    from corsgate_audit.rules.wanted import Wanted

_NEVER = "NEVER"


def subjects(api: RestApi) -> Iterator[Route]:
    """List the preflights that API Gateway answers itself.

    SAM writes those of its setting ``Cors`` by itself, and has no setting for what they do with
    a body.
    """
    for preflight in mock_preflights(api):
        if not is_written_by_sam(preflight.options):
            yield preflight.options


def check(_: RestApi, options: Route) -> Violation | None:
    """Look for one that lets a body through."""
    integration = options.integration
    if integration is None or not _passes_bodies(integration):
        return None
    setting = named("PassthroughBehavior", options.location)
    return Violation(
        message=f"The MOCK behind {routes_named([options])} passes on the body of a request whose "
        "content type no request template matches, and reads the status code from it: who "
        "calls it with another content type chooses the answer, or gets 500 in place of 415.",
        expected=f"{setting} {_NEVER}",
        actual=f"{setting} {integration.passthrough_behavior}",
    )


def _passes_bodies(integration: Integration) -> bool:
    """Whether some request has no template and gets through all the same."""
    if integration.passthrough_behavior == _NEVER:
        return False
    behavior = known(integration.passthrough_behavior)
    templates = known(integration.request_templates)
    return not templates if behavior == "WHEN_NO_TEMPLATES" else "$default" not in dict(templates)


def repair(api: RestApi, violation: Violation, _: Wanted) -> RestApi:
    """Take no body but what the templates are for."""
    return at_subject(
        api, violation, lambda route: with_integration(route, passthrough_behavior=_NEVER)
    )


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
