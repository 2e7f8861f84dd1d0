"""Mapping templates, rendered within bounds.

A template is parsed and evaluated by `velocity.interpreter`, in a process that has nothing to give.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from corsgate_audit.gateway.velocity.process import ask
from corsgate_audit.model import Unresolved

_LINE = 80


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a template came to.

    Args:
        text: text that the template rendered.
        overrides: values of ``$context.requestOverride`` and ``$context.responseOverride`` after
            it.
        later: variables in the text that are known at the call only.
        other: the text with something else in the place of those variables; empty where there are
            none.
    """

    text: str
    overrides: dict[str, Any] = field(default_factory=dict)
    later: tuple[str, ...] = ()
    other: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """A template at which API Gateway fails, by its documentation.

    Args:
        reason: one line.
    """

    reason: str


def no_overrides() -> dict[str, Any]:
    """Return the overrides before the first template."""
    return {
        "request": {"header": {}, "path": {}, "querystring": {}},
        "response": {"header": {}},
    }


def render(template: str, job: dict[str, Any]) -> Rendered | Failed | Unresolved:
    """Render a mapping template.

    Args:
        template: Velocity.
        job: see `velocity.interpreter.run.run`.

    Returns:
        `Unresolved` where the outcome depends on what nobody knows before the call, or where the
        template goes beyond what is evaluated here. An error of the interpreter is one of these: it
        is not API Gateway's.
    """
    answer = json.loads(_rendered(json.dumps({**job, "template": template}, sort_keys=True)))
    if "undetermined" in answer:
        return Unresolved(shown(template), f"the template {answer['undetermined']}")
    if "asked" in answer:
        names = ", ".join(answer["asked"])
        return Unresolved(shown(template), f"the template asks for {names}, which is not known")
    if "failed" in answer:
        return Failed(answer["failed"])
    later, other = answer.get("later", ()), answer.get("other", "")
    return Rendered(answer["text"], answer["overrides"], tuple(later), other)


def python_finds(way: str, expression: str, text: str) -> bool:
    """Return whether a regular expression of Python's is found in a text.

    It may be anybody's, and never end: it is applied where templates are rendered, within their
    time. One that is wrong, or takes longer, finds nothing.

    Args:
        way: ``match`` or ``search``.
        expression: regular expression in Python's syntax.
        text: text to look in.
    """
    job = {"way": way, "template": expression, "text": text}
    return bool(json.loads(_rendered(json.dumps(job))).get("found"))


def shown(template: str) -> str:
    """Write a template for people, on one line and no longer than that.

    Args:
        template: Velocity.
    """
    line = " ".join(template.split())
    return line if len(line) <= _LINE else f"{line[: _LINE - 1]}…"


@lru_cache(maxsize=16384)
def _rendered(line: str) -> str:
    """Have a job done, once."""
    return ask(line)
