"""``format`` and ``formatlist``.

Source: https://developer.hashicorp.com/terraform/language/functions/format
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from corsgate_audit.collect.terraform.hcl.operators import number
from corsgate_audit.collect.terraform.hcl.values import (
    EvaluationError,
    Unknown,
    text_of,
)

if TYPE_CHECKING:
    from corsgate_audit.collect.terraform.hcl.values import Holes, Value

_VERB = re.compile(r"%(?:%|([0 +-]{0,3})([0-9]{0,3})(?:\.([0-9]{1,3}))?([a-zA-Z]))")


def format_text(holes: Holes, pattern: Value, *values: Value) -> Value:
    """Put values into a pattern.

    Args:
        holes: unknown parts of texts.
        pattern: text with ``%s``, ``%d`` and the like.
        values: values in their order.

    Raises:
        EvaluationError: there are fewer or more values than verbs, or a verb, a flag or a width
            is not evaluated here.
    """
    if isinstance(pattern, Unknown):
        return pattern
    if "%" in _VERB.sub("", str(pattern)):
        message = f"{pattern!r} has a verb that is not evaluated here"
        raise EvaluationError(message)
    pending = list(values)

    def put(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        if not pending:
            message = "there are fewer values than places"
            raise EvaluationError(message)
        return _written(holes, match, pending.pop(0))

    written = _VERB.sub(put, str(pattern))
    if pending:
        message = "there are more values than places"
        raise EvaluationError(message)
    return written


def _written(holes: Holes, match: re.Match[str], value: Value) -> str:
    flags, width, digits, verb = match[1], match[2], match[3], match[4]
    if set(flags) & {"+", " "} or (digits and verb != "f"):
        message = f"{match[0]} is not evaluated here"
        raise EvaluationError(message)
    if isinstance(value, Unknown):
        return holes.mark(value)
    if verb in "sv" and not (isinstance(value, list | dict) or value is None):
        text = text_of(value, holes, "an argument")
    elif verb == "d":
        text = str(int(number(value)))
    elif verb == "f":
        text = f"{float(number(value)):.{digits or 6}f}"
    elif verb in "qv":
        text = json.dumps(value, ensure_ascii=False)
    else:
        message = f"%{verb} is not evaluated here"
        raise EvaluationError(message)
    size = int(width or 0)
    if "-" in flags:
        return text.ljust(size)
    return text.zfill(size) if "0" in flags else text.rjust(size)


def format_list(holes: Holes, pattern: Value, *values: Value) -> Value:
    """Put the items of lists into a pattern, one text for each.

    Args:
        holes: unknown parts of texts.
        pattern: as for `format_text`.
        values: lists of the same length, and single values that all texts share.
    """
    unknown = next((each for each in (pattern, *values) if isinstance(each, Unknown)), None)
    if unknown is not None:
        return unknown
    count = max((len(each) for each in values if isinstance(each, list)), default=1)
    return [
        format_text(
            holes, pattern, *(each[row] if isinstance(each, list) else each for each in values)
        )
        for row in range(count)
    ]
