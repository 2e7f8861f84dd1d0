"""A CORS header whose mapping is neither a text in single quotes nor an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import CORS_RESPONSE_HEADERS
from corsgate_audit.model import FixSafety, GatewayResponse, all_known, known
from corsgate_audit.rules.header_mappings import (
    blocked_witness,
    is_expression,
    mapped_responses,
    named_headers,
    with_mappings,
    without_headers,
)
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.surroundings import around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi, Text, Witness
    from corsgate_audit.rules.header_mappings import MappedResponse, Pairs


def subjects(api: RestApi) -> Iterator[MappedResponse | GatewayResponse]:
    """List what maps headers: the integration responses, then the gateway responses."""
    yield from mapped_responses(api)
    yield from api.gateway_responses


def check(api: RestApi, each: MappedResponse | GatewayResponse) -> Violation | None:
    """Look for mappings that API Gateway refuses."""
    if isinstance(each, GatewayResponse):
        every = known(each.headers)
        headers = tuple(pair for pair in every if pair[0].lower() in CORS_RESPONSE_HEADERS)
        where, witness = f"The gateway response {each.response_type}", None
    else:
        known(each.response.headers)
        headers = each.cors_headers()
        where = f"{each.route.method} {each.route.path!r} in its integration response {each.status}"
        witness = _witness(api, each) if _refused(headers) else None
    if _refused(headers):
        return _violation(where, headers, witness)
    all_known(tuple(mapping for _, mapping in headers))
    return None


def _witness(api: RestApi, each: MappedResponse) -> Witness | None:
    alone = around(api, each.route)
    broken, meant = without_headers(alone, _is_refused), with_mappings(alone, _meant)
    return blocked_witness(broken, meant, each.route)


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


def _violation(where: str, headers: Pairs, witness: Witness | None) -> Violation:
    refused = _refused(headers)
    names = named_headers(list(refused))
    values = ", ".join(f"{name}: {refused[name]}" for name in names.split(", "))
    return Violation(
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
    safety=FixSafety.SAFE,
    subjects=subjects,
    check=check,
)
