"""One job of the worker: a template, its request, and what it comes to."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .errors import OverriddenTwiceError, UndeterminedError
from .evaluator import Evaluator
from .parser import parse
from .searching import search
from .values import Later
from .variables import Context, HeaderOverrides, header_value, variables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .syntax import Block
    from .values import Value


def run(job: Mapping[str, Any]) -> dict[str, Any]:
    """Render one template, or apply one regular expression.

    Args:
        job: ``template``, and what `variables.variables` reads of the request; or what
            `searching.search` reads.

    Returns:
        ``text`` and ``overrides``, and where the text holds what is known at the call only, the
        names of that in ``later`` and the text with something else in its places in ``other``; or
        ``asked``, the variables that the template asked for and that nobody knows; or
        ``undetermined``, what else keeps the outcome from being determined; or ``failed``, why API
        Gateway answers with an error of its own.
    """
    if "way" in job:
        return search(job)
    begun = variables(job)
    context = begun["context"]
    evaluator = Evaluator(begun)
    try:
        text = evaluator.render(_parsed(job["template"]))
        result: dict[str, Any] = {"overrides": _overrides(context, evaluator)}
        if isinstance(text, Later):
            result |= {"text": text.text, "other": text.other, "later": [*text.names]}
        else:
            result["text"] = text
    except UndeterminedError as error:
        result = {"undetermined": str(error)}
    except OverriddenTwiceError as error:
        result = {"failed": str(error)}
    except (RecursionError, MemoryError) as error:
        result = {"undetermined": f"takes more than there is here ({type(error).__name__})"}
    # An unknown value may have been taken for missing on the way: whatever came of it counts for
    # nothing.
    return {"asked": [*evaluator.asked]} if evaluator.asked else result


@lru_cache(maxsize=256)
def _parsed(template: str) -> Block:
    """Keep what is parsed: one template answers many requests."""
    return parse(template)


def _overrides(context: Context, evaluator: Evaluator) -> dict[str, Any]:
    sides = {"request": context.request, "response": context.response}
    return {name: _plain(overrides, evaluator) for name, overrides in sides.items()}


def _plain(value: Value, evaluator: Evaluator, depth: int = 0) -> Any:  # noqa: ANN401 - JSON
    """Return a value as JSON can carry it from one template to the next; a header is a text."""
    if depth > _DEEPEST:
        message = "overrides with a value that nests too deep"
        raise UndeterminedError(message)
    if type(value) is HeaderOverrides:
        return {name: header_value(evaluator.text(each)) for name, each in value.items()}
    if isinstance(value, dict):
        return {key: _plain(each, evaluator, depth + 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each, evaluator, depth + 1) for each in value]
    is_plain = value is None or type(value) in {str, bool, int, float}
    return value if is_plain else evaluator.text(value)


_DEEPEST = 30
