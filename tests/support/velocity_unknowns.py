"""Templates over what nobody knows before the call: is one judged, it is right whatever comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.gateway.velocity import no_overrides
from corsgate_audit.gateway.velocity.interpreter.errors import (
    OverriddenTwiceError,
    UndeterminedError,
)
from corsgate_audit.gateway.velocity.interpreter.evaluator import Evaluator
from corsgate_audit.gateway.velocity.interpreter.parser import parse
from corsgate_audit.gateway.velocity.interpreter.values import Later
from corsgate_audit.gateway.velocity.interpreter.variables import variables

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAPS = ("stageVariables", "context.identity", "input.params().header", "context.authorizer")
PATHS = (
    "context.requestId",
    "context.requestId.length()",
    "context.requestTimeEpoch",
    "context['domainName']",
    "context.get('apiId')",
    "context.identity.sourceIp",
    "stageVariables.mode",
    "input.params('Host')",
    "input.params('sec-fetch-mode')",
    "input.params().header.get('User-Agent')",
    "input.params().header.Referer",
    "input.params().header.containsKey('X-Forwarded-For')",
    "input.params().header.size()",
    "input.params().header.keySet()",
    "input.params().header.entrySet().size()",
    *(f"list.contains(${each})" for each in _MAPS),
    *(f"list.indexOf(${each})" for each in _MAPS),
    *(f"list.add(${each})" for each in _MAPS),
    *(f"list.equals([${each}])" for each in _MAPS),
    *(f"map.containsValue(${each})" for each in _MAPS),
    *(f"map.put('k', ${each})" for each in _MAPS),
    *(f"map.equals({{'k': ${each}}})" for each in _MAPS),
    "list.add($context.requestId)",
    "map.put('a', $context.requestId)",
    "map.get($context.requestId)",
    "origin.equals($context.requestId)",
    "context.responseOverride.header.put('X', $context.requestId)",
    "context.responseOverride.header.put('Y', $a)",
)
"""References to it, and the ways in which a template may decide by it."""

_TEXTS = ("requestId", "requestTimeEpoch", "domainName", "apiId")
_HOST = "https://app.example.com"

CALLS: tuple[dict[str, Any], ...] = (
    {
        "texts": {name: f"({name})" for name in _TEXTS},
        "identity": {},
        "stageVariables": {},
        "header": {"Host": "a", "User-Agent": "a", "X-Forwarded-For": "a", "Sec-Fetch-Mode": "a"},
    },
    {
        "texts": dict.fromkeys(_TEXTS, "0"),
        "identity": {"sourceIp": "1", "a": 1},
        "stageVariables": {"mode": "1"},
        "header": {"Host": "1", "Referer": _HOST},
    },
)
"""Two calls, in which everything is known. The first has the words that stand for texts."""


def _rendered(template: str, call: dict[str, Any] | None) -> tuple[object, object] | None:
    """Render for a call, or for what is known before any; None where it is not determined."""
    job = {
        "path": {"id": "7"},
        "querystring": {},
        "header": {"Origin": _HOST, **(call or {}).get("header", {})},
        "body": "",
        "context": {"httpMethod": "OPTIONS"},
        "overrides": no_overrides(),
    }
    if call:
        known = {"identity": call["identity"], "authorizer": call["identity"], **call["texts"]}
        job["context"] = {"httpMethod": "OPTIONS", **known}
    begun = variables(job)
    if call:
        begun["stageVariables"] = dict(call["stageVariables"])
    evaluator = Evaluator(begun)
    try:
        text = evaluator.render(parse(template))
        response = {
            name: {key: evaluator.text(each) for key, each in value.items()}
            if isinstance(value, dict)
            else evaluator.text(value)
            for name, value in begun["context"].response.items()
        }
    except (UndeterminedError, OverriddenTwiceError):
        return None
    return None if evaluator.asked else (text, response)


def _in_each_call(found: tuple[object, object]) -> list[tuple[object, object]]:
    text, response = found
    texts = (text.text, text.other) if isinstance(text, Later) else (text, text)
    return [(each, response) for each in texts]


def misjudged(templates: Iterable[str]) -> tuple[list[tuple[str, object, object]], int]:
    """Return the templates that are judged before the call, and come to something else in one.

    Args:
        templates: grown with `PATHS`.

    Returns:
        Each with what it came to before and in the call; and how many were judged.
    """
    wrong: list[tuple[str, object, object]] = []
    judged = 0
    for template in templates:
        found = _rendered(template, None)
        if found is None:
            continue
        judged += 1
        for call, before in zip(CALLS, _in_each_call(found), strict=True):
            after = _rendered(template, call)
            # With a map that is known, more can be looked at, and that may not be evaluated here.
            if after is not None and after != before:
                wrong.append((template, before, after))
    return wrong, judged
