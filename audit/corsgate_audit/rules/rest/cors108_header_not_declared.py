"""A CORS header that an integration response maps and the method does not declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import all_known, known
from corsgate_audit.model.editing import declaring
from corsgate_audit.rules.header_mappings import (
    blocked_witness,
    mapped_responses,
    named_headers,
    with_declared_headers,
    without_headers,
)
from corsgate_audit.rules.preflight_repairs import at_subject
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.surroundings import around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi, Text
    from corsgate_audit.rules.header_mappings import MappedResponse
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: RestApi) -> Iterator[MappedResponse]:
    """List the integration responses."""
    return mapped_responses(api)


def check(api: RestApi, each: MappedResponse) -> Violation | None:
    """Look for mapped CORS headers that the method response of the same status lacks."""
    known(each.response.headers)
    names = [name for name, _ in each.cors_headers() if _is_undeclared(each, name)]
    if not names:
        return None
    # Without all statuses it is not determined which responses belong together.
    all_known((each.response.status_code, *(said.status_code for said in each.route.responses)))
    return _violation(api, each, names)


def _is_undeclared(each: MappedResponse, name: str) -> bool:
    return not any(
        declared.lower() == name.lower()
        for response in each.route.responses
        if response.status_code == each.response.status_code
        for declared in response.headers
    )


def _violation(api: RestApi, each: MappedResponse, names: list[str]) -> Violation:
    told = named_headers(names)
    alone = around(api, each.route)
    has = next(
        (
            ", ".join(response.headers) or "no header"
            for response in each.route.responses
            if response.status_code == each.response.status_code
        ),
        "no method response with this status",
    )
    return Violation(
        message=f"{each.route.method} {each.route.path!r} maps {told} in its integration response "
        f"{each.status}, but its method response {each.status} does not declare "
        f"{'it' if len(names) == 1 else 'them'}: API Gateway rejects the mapping, or drops the "
        f"header. Declare {'it' if len(names) == 1 else 'them'} in the method response.",
        expected=f"method response {each.status} that declares {told}",
        actual=f"method response {each.status}: {has}" if each.route.responses else has,
        detail=f"{each.status} {told}",
        witness=blocked_witness(
            without_headers(alone, _lost), with_declared_headers(alone), each.route
        ),
    )


def _lost(each: MappedResponse, name: str, _: Text) -> bool:
    return _is_undeclared(each, name)


def repair(api: RestApi, violation: Violation, _: Wanted) -> RestApi:
    """Declare what is mapped."""
    return at_subject(api, violation, declaring)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
