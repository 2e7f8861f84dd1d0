"""Response headers as REST APIs write them: names with mapping expressions.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html

Not verified on AWS: `mock-missing-header` and those that begin with `mock-mapped-`; see
`docs/aws/statements.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate.names import CORS_RESPONSE_HEADERS
from corsgate_audit.gateway.velocity.interpreter.headers import is_added
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corsgate_audit.gateway.received import Received
    from corsgate_audit.model import Text

_REQUEST = "method.request."
_CONTEXT = "context."
_STAGE_VARIABLES = "stageVariables."
_INTEGRATION = "integration.response."
EXPRESSIONS = (_REQUEST, _CONTEXT, _STAGE_VARIABLES, _INTEGRATION)
"""What a mapping expression that is no fixed value starts with."""
_DECIDING = CORS_RESPONSE_HEADERS | {"location"}
"""The response headers that a browser's verdict depends on, lower-case."""

_LATER = "its value is known only when the API is called"
NO_EXPRESSION = (
    "not a mapping expression: API Gateway rejects it; enclose a fixed value in single quotes"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """Headers with their values.

    Args:
        headers: headers whose value is known.
        unresolved: the values of headers that a verdict depends on and that are not known.
        from_backend: the names of such headers whose value the backend sends.
    """

    headers: tuple[tuple[str, str], ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    from_backend: tuple[str, ...] = ()


def map_headers(
    headers: Iterable[tuple[str, Text]] | Unresolved,
    received: Received,
    *,
    path: Mapping[str, str],
    calls_backend: bool = False,
) -> Mapped:
    """Give each header its value; one without a value is left out.

    Args:
        headers: ``(name, mapping expression)``.
        received: the request that is answered.
        path: values of the path's variables.
        calls_backend: whether a backend has answered, whose headers can be mapped.
    """
    if isinstance(headers, Unresolved):
        return Mapped(unresolved=(headers,))
    found: list[tuple[str, str]] = []
    unresolved: list[Unresolved] = []
    from_backend: list[str] = []
    for name, expression in headers:
        deciding = name.lower() in _DECIDING
        if calls_backend and isinstance(expression, str) and expression.startswith(_INTEGRATION):
            from_backend += [name] * deciding
            continue
        value = _value(expression, received, path)
        if isinstance(value, Unresolved):
            unresolved += [value] * deciding
        elif value is not None:
            found.append((name, value))
    return Mapped(
        headers=tuple(found), unresolved=tuple(unresolved), from_backend=tuple(from_backend)
    )


def _value(expression: Text, received: Received, path: Mapping[str, str]) -> Text | None:
    if isinstance(expression, Unresolved):
        return expression
    if is_literal(expression):
        return expression[1:-1]
    if expression.startswith(_REQUEST):
        return _of_request(expression.removeprefix(_REQUEST), received, path)
    if expression.startswith(_INTEGRATION):
        return None  # a MOCK and the gateway's own errors have no response behind them
    return _of_call(expression, received)


def is_literal(expression: str) -> bool:
    """Whether a mapping expression is a fixed value.

    Example:
        >>> is_literal("'*'"), is_literal("method.request.header.Origin")
        (True, False)
    """
    return len(expression) > 1 and expression[0] == expression[-1] == "'"


def _of_request(selector: str, received: Received, path: Mapping[str, str]) -> Text | None:
    place, _, name = selector.partition(".")
    if place in {"header", "multivalueheader"}:
        found = received.header(name)
        given = frozenset(each.lower() for each, _ in received.headers)
        if found is None and is_added(name.lower(), given):
            return Unresolved(_REQUEST + selector, _LATER)
        return found
    if place in {"querystring", "multivaluequerystring"}:
        return dict(received.query).get(name)
    if place == "path":
        return path.get(name)
    return Unresolved(_REQUEST + selector, _LATER)


def _of_call(expression: str, received: Received) -> Text:
    known = {
        "context.httpMethod": received.method,
        "context.stage": received.stage,
        **{f"{_STAGE_VARIABLES}{name}": value for name, value in received.stage_variables},
    }
    if known.get(expression):
        return known[expression]
    if expression.startswith((_CONTEXT, _STAGE_VARIABLES)):
        return Unresolved(expression, _LATER)
    return Unresolved(expression, NO_EXPRESSION)
