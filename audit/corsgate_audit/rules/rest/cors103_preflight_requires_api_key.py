"""A preflight that must carry an API key, which is a header that no browser sends with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.model import FixSafety, FrontDoor
from corsgate_audit.rules.preflights import preflighted_exchanges, resources, subject_of, undecided
from corsgate_audit.rules.rule import Rule, Undecided, Violation
from corsgate_audit.rules.sam import is_written_by_sam

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi, Route
    from corsgate_audit.rules.preflights import Resource


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for OPTIONS methods that require an API key and nothing more, which is CORS102's."""
    for resource in resources(api):
        options = resource.options
        if options is None or options.authorization != "NONE" or options.api_key_required is False:
            continue
        if is_written_by_sam(options):
            continue
        yield from _refused(api, resource, options)


def _refused(api: RestApi, resource: Resource, options: Route) -> Iterator[Violation | Undecided]:
    for _, made in preflighted_exchanges(api, resource, options):
        if made.verdict is None:
            yield from undecided(subject_of(options), made)
            return
        if not made.verdict.allowed:
            yield Violation(
                subject=subject_of(options),
                message=f"OPTIONS {options.path!r} requires an API key: a preflight never carries "
                "x-api-key, so the gateway refuses it with 403 and the browser never sends the "
                "request.",
                expected=f"ApiKeyRequired false on {OPTIONS} {options.path}",
                actual="ApiKeyRequired true",
                witness=made.witness(),
            )
            return


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.SAFE,
    check=check,
)
