"""A CORS header that an integration response maps and the method does not declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import FixSafety, FrontDoor, Unresolved
from corsgate_audit.rules.header_mappings import (
    blocked_witness,
    mapped_responses,
    named_headers,
    unread_headers,
    with_declared_headers,
    without_headers,
)
from corsgate_audit.rules.preflights import subject_of
from corsgate_audit.rules.rule import Rule, Undecided, Violation
from corsgate_audit.rules.surroundings import around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi, Text
    from corsgate_audit.rules.header_mappings import MappedResponse


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for mapped CORS headers that the method response of the same status lacks."""
    yield from unread_headers(api)
    for each in mapped_responses(api):
        names = [name for name, _ in each.cors_headers() if _is_undeclared(each, name)]
        unknown = _unknown_status(each)
        if names and unknown:
            yield Undecided(subject=subject_of(each.route), value=unknown)
        elif names:
            yield _violation(api, each, names)


def _is_undeclared(each: MappedResponse, name: str) -> bool:
    return not any(
        declared.lower() == name.lower()
        for response in each.route.responses
        if response.status_code == each.response.status_code
        for declared in response.headers
    )


def _unknown_status(each: MappedResponse) -> Unresolved | None:
    """Return a status that keeps the two from being told to belong together."""
    codes = [each.response.status_code, *(said.status_code for said in each.route.responses)]
    return next((code for code in codes if isinstance(code, Unresolved)), None)


def _violation(api: RestApi, each: MappedResponse, names: list[str]) -> Violation:
    told = named_headers(names)
    alone = around(api, each.route)
    has = next(
        (
            ", ".join(response.headers) or "no header"
            for response in each.route.responses
            if response.status_code == each.response.status_code
        ),
        "no method response of this status",
    )
    return Violation(
        subject=subject_of(each.route),
        message=f"{each.route.method} {each.route.path!r} maps {told} in its integration response "
        f"{each.status}, and its method response {each.status} does not declare "
        f"{'it' if len(names) == 1 else 'them'}: API Gateway refuses the mapping, so the "
        "deployment fails, or the header never reaches a page.",
        expected=f"method response {each.status} that declares {told}",
        actual=f"method response {each.status}: {has}" if each.route.responses else has,
        detail=f"{each.status} {told}",
        witness=blocked_witness(
            without_headers(alone, _lost), with_declared_headers(alone), each.route
        ),
    )


def _lost(each: MappedResponse, name: str, _: Text) -> bool:
    return _is_undeclared(each, name)


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.SAFE,
    check=check,
)
