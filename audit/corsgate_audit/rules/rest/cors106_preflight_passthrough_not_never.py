"""A MOCK preflight that takes its status from the caller's body where no template matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import FixSafety, FrontDoor, Unresolved
from corsgate_audit.rules.configured import listed, whole
from corsgate_audit.rules.preflights import mock_preflights, subject_of
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Integration, RestApi

_NEVER = "NEVER"


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for MOCK preflights that let a body through; all of an API's are one finding."""
    open_ones = []
    for _, options in mock_preflights(api):
        integration = options.integration
        passing = _passes_bodies(integration) if integration else False
        if isinstance(passing, Unresolved):
            yield Undecided(subject=subject_of(options), value=passing)
        elif passing:
            open_ones.append(options)
    if open_ones:
        behaviors = {
            str(each.integration and each.integration.passthrough_behavior): None
            for each in open_ones
        }
        yield Violation(
            subject=whole(api),
            message=f"The MOCK behind {listed(open_ones)} passes on the body of a request whose "
            "content type no request template matches, and reads the status code from it: who "
            "calls it with another content type chooses the answer, or gets 500 in place of 415.",
            expected=f"PassthroughBehavior {_NEVER}",
            actual=f"PassthroughBehavior {' and '.join(behaviors)}",
        )


def _passes_bodies(integration: Integration) -> bool | Unresolved:
    """Whether some request has no template and gets through all the same."""
    behavior, templates = integration.passthrough_behavior, integration.request_templates
    if behavior == _NEVER:
        return False
    for value in (behavior, templates):
        if isinstance(value, Unresolved):
            return value
    if behavior == "WHEN_NO_TEMPLATES":
        return not templates
    return "$default" not in dict(templates if isinstance(templates, tuple) else ())


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.SAFE,
    check=check,
)
