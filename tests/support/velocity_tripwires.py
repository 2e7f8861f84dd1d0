"""Objects that notice whatever Python does to them, for templates to reach for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from corsgate_audit.gateway.velocity import no_overrides, process
from corsgate_audit.gateway.velocity.interpreter.errors import (
    OverriddenTwiceError,
    UndeterminedError,
)
from corsgate_audit.gateway.velocity.interpreter.evaluator import Evaluator
from corsgate_audit.gateway.velocity.interpreter.parser import parse
from corsgate_audit.gateway.velocity.interpreter.variables import variables
from support.velocity_templates import BEGUN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SECRET = "corsgate-tripwire-secret"  # noqa: S105 - what must never be printed
fired: list[str] = []

NAMES = (
    "__class__",
    "__globals__",
    "__init__",
    "__dict__",
    "__getattribute__",
    "func_globals",
    "gi_frame",
    "format",
    "format_map",
    "join",
    "items",
    "pop",
    "update",
    "asked",
    "secret",
    "path",
    "mro",
)
"""Names that Python's objects have, and Java's have not."""

_OWNERS = ("trap", "list", "map", "origin", "map.trap", "util", "context", "stageVariables")
PATHS = (
    *(f"{owner}.{name}" for owner in _OWNERS for name in NAMES),
    "trap",
    "trap()",
    "trap[0]",
    "trap.secret()",
    "map.trap",
    "list[3]",
    "function('x')",
    "util.urlEncode.__globals__",
    "util.parseJson($trap)",
    "input.params($trap)",
    "context.get('__class__')",
    "stageVariables.asked.clear()",
    "origin.format($util)",
    "origin.join($list)",
    "origin.replaceAll($trap, $trap)",
    "list.contains($trap)",
    "map.put('t', $trap)",
    "context.responseOverride.header.put('X', $trap)",
)
"""References with which the fuzzer tries to get out."""


def _fire(name: str) -> Callable[..., NoReturn]:
    def fire(*_: object, **__: object) -> NoReturn:
        fired.append(name)
        message = f"{name}: {SECRET}"
        raise AssertionError(message)

    return fire


class Tripwire:
    """Fires at whatever is done to it, but for the question for its type."""

    secret = SECRET

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - like any attribute
        """Fire, unless it is what `isinstance` asks for."""
        if name == "__class__":
            return Tripwire
        return _fire(name)()

    __call__ = _fire("__call__")
    __contains__ = _fire("__contains__")
    __eq__ = _fire("__eq__")
    __format__ = _fire("__format__")
    __getitem__ = _fire("__getitem__")
    __hash__ = _fire("__hash__")
    __iter__ = _fire("__iter__")
    __len__ = _fire("__len__")
    __repr__ = _fire("__repr__")
    __str__ = _fire("__str__")


def over_tripwires(template: str) -> str:
    """Render a template whose variables are tripwires, too; return what a report would say.

    Args:
        template: any.
    """
    job = {
        "path": {"id": "7"},
        "querystring": {},
        "header": {"Origin": "https://app.example.com"},
        "body": "",
        "context": {"httpMethod": "OPTIONS"},
        "overrides": no_overrides(),
    }
    trap = Tripwire()
    begun = variables(job) | {"trap": trap, "function": _fire("function")}
    evaluator = Evaluator(begun)
    traps = "#set($map.trap = $trap)#set($ignored = $list.add($trap))"
    text = f"{BEGUN}{traps}{template.removeprefix(BEGUN)}"
    try:
        return f"{evaluator.render(parse(text))}{''.join(evaluator.asked)}"
    except (UndeterminedError, OverriddenTwiceError) as error:
        return str(error)


def in_the_process(template: str) -> str:
    """Render a template in the process that renders; return its answer.

    Args:
        template: any.
    """
    job = {
        "template": template,
        "path": {},
        "querystring": {},
        "header": {},
        "body": "",
        "context": {"stage": "prod"},
        "overrides": no_overrides(),
    }
    return process.ask(json.dumps(job))


def reached(templates: Iterable[str]) -> tuple[list[str], int]:
    """Return which tripwires fired, and how often the process was ended.

    Args:
        templates: hostile ones.
    """
    fired.clear()
    ended = 0
    for template in templates:
        said = over_tripwires(template)
        if SECRET in said:
            fired.append("the secret was printed")
        answer = in_the_process(template)
        ended += any(reason in answer for reason in ("reached beyond", "ended the process"))
    return [*fired], ended
