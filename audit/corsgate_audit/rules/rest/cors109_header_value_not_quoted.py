"""A CORS header whose mapping is neither a text in single quotes nor an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import CORS_RESPONSE_HEADERS
from corsgate_audit.model import FixSafety, FrontDoor, Unresolved
from corsgate_audit.rules.header_mappings import (
    blocked_witness,
    is_expression,
    mapped_responses,
    named_headers,
    unread_headers,
    with_mappings,
    without_headers,
)
from corsgate_audit.rules.preflights import subject_of
from corsgate_audit.rules.rule import Rule, Subject, Undecided, Violation
from corsgate_audit.rules.surroundings import around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import GatewayResponse, RestApi, Text, Witness
    from corsgate_audit.rules.header_mappings import MappedResponse, Pairs


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for mappings that API Gateway refuses: on methods, then on gateway responses."""
    yield from unread_headers(api)
    for each in mapped_responses(api):
        subject, where = subject_of(each.route), f"{each.route.method} {each.route.path!r}"
        yield from _unknown(subject, each.cors_headers())
        if _refused(each.cors_headers()):
            alone = around(api, each.route)
            broken, meant = without_headers(alone, _is_refused), with_mappings(alone, _meant)
            witness = blocked_witness(broken, meant, each.route)
            where = f"{where} in its integration response {each.status}"
            yield _violation(subject, where, each.cors_headers(), witness)
    for response in api.gateway_responses:
        yield from _of_gateway(response)


def _of_gateway(response: GatewayResponse) -> Iterator[Violation | Undecided]:
    subject = Subject(location=response.location)
    if isinstance(response.headers, Unresolved):
        yield Undecided(subject=subject, value=response.headers)
        return
    headers = tuple(pair for pair in response.headers if pair[0].lower() in CORS_RESPONSE_HEADERS)
    yield from _unknown(subject, headers)
    if _refused(headers):
        where = f"The gateway response {response.response_type}"
        yield _violation(subject, where, headers, None)


def _unknown(subject: Subject, headers: Pairs) -> Iterator[Undecided]:
    for _, mapping in headers:
        if isinstance(mapping, Unresolved):
            yield Undecided(subject=subject, value=mapping)


def _refused(headers: Pairs) -> dict[str, str]:
    return {
        name: mapping
        for name, mapping in headers
        if isinstance(mapping, str) and not is_expression(mapping)
    }


def _is_refused(_: MappedResponse, name: str, mapping: Text) -> bool:
    return bool(_refused(((name, mapping),)))


def _meant(name: str, mapping: Text) -> Text:
    refused = _refused(((name, mapping),))
    return _quoted(refused[name]) if refused else mapping


def _violation(subject: Subject, where: str, headers: Pairs, witness: Witness | None) -> Violation:
    refused = _refused(headers)
    names = named_headers(list(refused))
    values = ", ".join(f"{name}: {refused[name]}" for name in names.split(", "))
    return Violation(
        subject=subject,
        message=f"{where} maps {values}, which is neither a text in single quotes nor a mapping "
        "expression: API Gateway refuses it, and the deployment fails.",
        expected=", ".join(f"{name}: {_quoted(refused[name])}" for name in names.split(", ")),
        actual=values,
        detail=names,
        witness=witness,
    )


def _quoted(value: str) -> str:
    """Return what was meant: the text without the quotes that it has, in single ones."""
    text = value.strip().strip("'\"")
    return f"'{text}'"


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.SAFE,
    check=check,
)
