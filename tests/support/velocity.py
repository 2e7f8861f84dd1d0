"""A MOCK preflight's response template, run by airspeed-ext as API Gateway would run it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import airspeed

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEMPLATES: dict[str, airspeed.Template] = {}


@dataclass(frozen=True)
class _Input:
    """``$input`` of a mapping template; a map's ``get`` of what it lacks is null, as in Java."""

    headers: Mapping[str, str]
    query: Mapping[str, str]

    def params(self) -> dict[str, dict[str, str]]:
        return {"path": {}, "querystring": dict(self.query), "header": dict(self.headers)}


@dataclass(frozen=True)
class Rendered:
    """What a response template leads to.

    Args:
        body: of the response.
        overrides: header values by name.
    """

    body: str
    overrides: dict[str, str] = field(default_factory=dict)


def run(
    template: str, headers: Mapping[str, str], query: Mapping[str, str] | None = None
) -> Rendered:
    """Run a response template for one request.

    Args:
        template: Velocity.
        headers: of the request, in the case in which they were sent.
        query: of the request.
    """
    overrides: dict[str, str] = {}
    namespace: dict[str, Any] = {
        "input": _Input(headers, query or {}),
        "context": {"responseOverride": {"header": overrides}},
    }
    compiled = _TEMPLATES.setdefault(template, airspeed.Template(template))
    return Rendered(compiled.merge(namespace), overrides)


def preflight_answer(
    method: Mapping[str, Any], headers: Mapping[str, str], query: Mapping[str, str] | None = None
) -> tuple[int, dict[str, str], str]:
    """Answer a preflight by the properties of a MOCK method.

    Args:
        method: as `corsgate.render.mock_preflight` returns it.
        headers: of the request, in the case in which they were sent.
        query: of the request.

    Returns:
        Status, headers and body.
    """
    (response,) = method["Integration"]["IntegrationResponses"]
    prefix = "method.response.header."
    static = {
        name.removeprefix(prefix): value[1:-1]
        for name, value in response["ResponseParameters"].items()
    }
    template = response.get("ResponseTemplates", {}).get("application/json", "")
    rendered = run(template, headers, query)
    return int(response["StatusCode"]), {**static, **rendered.overrides}, rendered.body
