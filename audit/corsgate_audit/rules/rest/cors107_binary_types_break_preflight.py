"""Binary media types that make a MOCK preflight fail, because it does not ask for text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import FixSafety, FrontDoor
from corsgate_audit.rules.preflights import (
    beside,
    has_ok_status,
    mock_preflights,
    preflighted_exchanges,
    subject_of,
    undecided,
    with_bare_preflights,
    with_open_preflights,
)
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Integration, RestApi, Route, Texts

TEXT = "CONVERT_TO_TEXT"


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for MOCK preflights that would answer if it were not for the binary media types."""
    if api.binary_media_types == ():
        return
    given = {(route.path, route.method): route for route in api.routes}
    opened, bare = with_open_preflights(api), with_bare_preflights(api)
    for resource, options in mock_preflights(opened):
        route = given[options.path, options.method]
        without = dict(preflighted_exchanges(bare, resource, options))
        for asked, made in preflighted_exchanges(opened, resource, options):
            if made.verdict is None:
                yield from undecided(subject_of(route), made)
            elif not has_ok_status(made) and has_ok_status(without[asked]):
                yield _violation(api, route, made)
            break


def _violation(api: RestApi, route: Route, made: Exchange) -> Violation:
    types = ", ".join(map(repr, _resolved(api.binary_media_types)))
    lacking = " and ".join(_lacking(route.integration)) if route.integration else ""
    return Violation(
        subject=subject_of(route),
        message=f"The API's binary media types ({types}) cover the empty body of a preflight, and "
        f"the MOCK behind OPTIONS {route.path!r} does not ask for text: API Gateway answers 500 "
        f"to every preflight.{beside(api, route, made)}",
        expected=f"ContentHandling {TEXT} on the integration and on its integration responses",
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


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.SAFE,
    check=check,
)
