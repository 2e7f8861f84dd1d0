"""What a fix changes in a template's content: values at places, and names of resources."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from corsgate_audit.fix.repairs import UnfixableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corsgate_audit.model import ResourceRef

ABSENT: Final = object()
"""The value of what is taken away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One value at one place.

    Args:
        names: keys that lead to the place, from the outermost; an item of a list by its index.
        value: plain value to set; `ABSENT` takes the place's value away.
        behind: key of the member that a new one follows; None to add it last.
        keeps: whether it only keeps what would go with another assignment; one that changes the
            same place counts in its stead.
    """

    names: tuple[str, ...]
    value: Any
    behind: str | None = None
    keeps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change of a template, as people would speak of it.

    Args:
        api: name of the API that it is about, for people.
        home: names that lead to that API in the file.
        summary: what changes.
        resource: what it is about.
        sets: what is written where.
        renames: new logical ids by the old ones.
        parts: logical ids of what is added or changed of the API, and that a deployment waits for.
        reasons: why it is not safe.
    """

    api: str
    home: tuple[str, ...]
    summary: str
    resource: ResourceRef
    sets: tuple[Assignment, ...] = ()
    renames: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, ...] = ()
    reasons: tuple[str, ...] = field(default=(), compare=False)

    def because(self, reasons: Iterable[str]) -> Edit:
        """Return the edit with what speaks against it.

        Args:
            reasons: a sentence each without a final period; none where it is safe.
        """
        return replace(self, reasons=tuple(dict.fromkeys((*self.reasons, *reasons))))


def value_at(content: object, names: Iterable[str]) -> Any:  # noqa: ANN401 - any JSON
    """Return the value at a place; `ABSENT` where there is none.

    Args:
        content: content of a file, as plain values.
        names: keys that lead to the place, from the outermost; an item of a list by its index.
    """
    found: Any = content
    for name in names:
        if isinstance(found, list) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        elif isinstance(found, dict) and name in found:
            found = found[name]
        else:
            return ABSENT
    return found


def applied(content: Mapping[str, Any], edits: Iterable[Edit]) -> dict[str, Any]:
    """Return a file's content with edits made.

    Args:
        content: stays as it is.
        edits: edits in the order in which they are made.

    Raises:
        UnfixableError: a place is within what is no mapping: an intrinsic function.
    """
    # YAML's aliases share values; what is changed is changed in one place.
    new: dict[str, Any] = deepcopy_unshared(content)
    every = list(edits)
    sets = [assignment for edit in every for assignment in edit.sets]
    for assignment in sorted(sets, key=lambda each: not each.keeps):
        _assign(new, assignment)
    for edit in every:
        for old, name in edit.renames:
            new = renamed(new, old, name)
    return new


def deepcopy_unshared(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Copy a value; what two places share is two values in the copy."""
    if isinstance(value, dict):
        return {name: deepcopy_unshared(each) for name, each in value.items()}
    if isinstance(value, list):
        return [deepcopy_unshared(each) for each in value]
    return value


def _assign(content: dict[str, Any], assignment: Assignment) -> None:
    *way, last = assignment.names
    holder: Any = content
    for name in way:
        if isinstance(holder, list):
            holder = holder[int(name)]
            continue
        if holder.get(name) is None:
            holder[name] = {}
        holder = holder[name]
        if not isinstance(holder, dict | list) or _is_intrinsic(holder):
            message = (
                f"{'/'.join(way)} is written with an intrinsic function, which no fix can look into"
            )
            raise UnfixableError(message)
    if assignment.value is ABSENT:
        holder.pop(last, None)
    elif isinstance(holder, list):
        holder[int(last)] = deepcopy(assignment.value)
    else:
        _put(holder, last, deepcopy(assignment.value), assignment.behind)


def _is_intrinsic(value: object) -> bool:
    return (
        isinstance(value, dict)
        and len(value) == 1
        and next(iter(value)).startswith(("Fn::", "Ref"))
    )


def _put(holder: dict[str, Any], name: str, value: object, behind: str | None) -> None:
    if name in holder or behind not in holder:
        holder[name] = value
        return
    items = list(holder.items())
    at = list(holder).index(str(behind)) + 1
    holder.clear()
    holder.update([*items[:at], (name, value), *items[at:]])


# --- Logical ids ---------------------------------------------------------------------------------


def renamed(content: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """Return a template in which a resource has another logical id, with all that refer to it.

    Args:
        content: content of the template.
        old: present logical id of the resource.
        new: logical id that it gets.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
    """
    result: dict[str, Any] = _pointing(content, old, new)
    section = result["Resources"]
    result["Resources"] = {new if name == old else name: body for name, body in section.items()}
    return result


def _pointing(value: Any, old: str, new: str) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [_pointing(each, old, new) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: _reference(name, each, old, new) for name, each in value.items()}


def _reference(name: str, value: Any, old: str, new: str) -> Any:  # noqa: ANN401 - any JSON
    if name == "Ref" and value == old:
        return new
    if name == "DependsOn":
        named = [new if each == old else each for each in _listed(value)]
        return named if isinstance(value, list) else named[0]
    if name == "Fn::GetAtt":
        return _attribute(value, old, new)
    if name == "Fn::Sub" and isinstance(value, str):
        return _substituted(value, old, new)
    if name == "Fn::Sub" and isinstance(value, list) and value:
        return [_substituted(str(value[0]), old, new), *_pointing(value[1:], old, new)]
    return _pointing(value, old, new)


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


def _attribute(value: Any, old: str, new: str) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list) and value[:1] == [old]:
        return [new, *value[1:]]
    if isinstance(value, str) and value.startswith(f"{old}."):
        return new + value.removeprefix(old)
    return value


def _substituted(text: str, old: str, new: str) -> str:
    return re.sub(rf"\$\{{{re.escape(old)}(?=[.}}])", f"${{{new}", text)
