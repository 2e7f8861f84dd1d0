"""Terraform's functions with regular expressions, matched by RE2, whose language Terraform has.

RE2 takes time in proportion to the text, whatever the pattern; Python's ``re`` does not, and a
pattern is of whoever wrote the configuration. Source:
https://developer.hashicorp.com/terraform/language/functions/regex
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from corsgate_audit.collect.terraform.hcl.values import (
    MAX_SIZE,
    EvaluationError,
    Unknown,
    bounded,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.collect.terraform.hcl.values import Holes, Value

_MOST_MEMORY: Final = 2**20
"""Bytes of a compiled pattern: ``((a{99}){99}){99}`` is short."""
_LONGEST: Final = 100_000
"""Characters of a text that a pattern is applied to."""
_GO_REFERENCE: Final = re.compile(r"\$(?:(\$)|(\w+)|\{(\w+)\})", re.ASCII)
"""``$1``, ``${name}`` and ``$$``: https://pkg.go.dev/regexp#Regexp.Expand."""


def regex(_: Holes, pattern: str, text: str) -> Value:
    """Return the first match.

    Args:
        pattern: regular expression.
        text: text that it is applied to.

    Returns:
        The text of the match; where the pattern has groups, a list of theirs or, of named ones, a
        map.

    Raises:
        EvaluationError: the pattern is not valid, or nothing matches.
    """
    found = next(_matches(pattern, text), None)
    if found is None:
        message = f"regex() finds no match for {shown(pattern)!r}"
        raise EvaluationError(message)
    return _captured(found)


def regexall(_: Holes, pattern: str, text: str) -> Value:
    """Return all matches, each as `regex` does.

    Args:
        pattern: regular expression.
        text: text that it is applied to.

    Raises:
        EvaluationError: the pattern is not valid, or matches too often.
    """
    found = [_captured(each) for each in islice(_matches(pattern, text), MAX_SIZE + 1)]
    if len(found) > MAX_SIZE:
        message = f"more than {MAX_SIZE:,} values"
        raise EvaluationError(message)
    return found


def replace(_: Holes, text: str, old: str, new: str) -> Value:
    """Replace a part of a text; between slashes it is a regular expression.

    Args:
        text: the text.
        old: what is replaced.
        new: what stands there then.

    Raises:
        EvaluationError: the regular expression is not valid.

    Source: https://developer.hashicorp.com/terraform/language/functions/replace
    """
    if not (len(old) > 1 and old.startswith("/") and old.endswith("/")):
        return bounded(str(text).replace(old, new)) if old else str(text)
    made, at = [], 0
    for found in _matches(old[1:-1], text):
        made += [text[at : found.start()], _expanded(new, found)]
        at = found.end()
        if len(made) > MAX_SIZE:
            return Unknown("replace(…)", f"more than {MAX_SIZE:,} matches")
    return bounded("".join((*made, text[at:])))


def _matches(pattern: str, text: str) -> Iterator[Any]:
    if len(text) > _LONGEST:
        message = f"the text has more than {_LONGEST:,} characters"
        raise EvaluationError(message)
    return iter(_compiled(pattern).finditer(text))


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:  # noqa: ANN401 - RE2 has no types
    import re2  # noqa: PLC0415 - of the extra terraform, which the parser needs too

    options = re2.Options()
    options.max_mem, options.log_errors = _MOST_MEMORY, False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        message = f"the regular expression {shown(pattern)!r} is not valid, or too large"
        raise EvaluationError(message) from error


def _captured(found: Any) -> Value:  # noqa: ANN401 - as above
    named = found.re.groupindex
    if not found.re.groups:
        return found.group()
    if named and len(named) != found.re.groups:
        message = "regex() takes a pattern whose groups all have names, or none"
        raise EvaluationError(message)
    return dict(found.groupdict()) if named else list(found.groups())


def _expanded(new: str, found: Any) -> str:  # noqa: ANN401 - as above
    """Write what a replacement stands for; a group that is not there stands for nothing."""

    def written(reference: re.Match[str]) -> str:
        if reference.group(1):
            return "$"
        name = reference.group(2) or reference.group(3)
        if name.isdigit():
            number = int(name[:9])
            return (found.group(number) or "") if number <= found.re.groups else ""
        return (found.group(name) or "") if name in found.re.groupindex else ""

    return _GO_REFERENCE.sub(written, new)
