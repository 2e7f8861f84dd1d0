"""CloudFormation's intrinsic functions, one function each.

Each takes the resolver, the function's argument as the template has it, and the whole as people
read it. What cannot be evaluated is an `Unresolved`.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corsgate_audit.collect.template.include import TRANSFORM, transform
from corsgate_audit.collect.template.splitting import split_text
from corsgate_audit.collect.template.values import LATER, compose
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corsgate_audit.collect.template.stack import Resolving

    Function = Callable[[Resolving, object, str], object]

_HOLE = re.compile(r"\$\{([^{}]*)\}")
_MAP_LEVELS = 2


def _malformed(written: str) -> Unresolved:
    """Say that a function's arguments are not what CloudFormation documents."""
    return Unresolved(written, "the function's arguments are not as CloudFormation documents them")


def _ref(resolver: Resolving, argument: object, written: str) -> object:
    name = resolver.resolve(argument)
    return resolver.reference(name, written) if isinstance(name, str) else _malformed(written)


def _get_att(resolver: Resolving, argument: object, written: str) -> object:
    parts = argument.split(".", 1) if isinstance(argument, str) else argument
    parts = resolver.resolve(parts)
    if not isinstance(parts, list) or not parts or not all(isinstance(p, str) for p in parts):
        return _malformed(written)
    name, *attribute = parts
    return resolver.attribute(name, ".".join(attribute), written)


def _sub(resolver: Resolving, argument: object, written: str) -> object:
    template, given = argument, {}
    if isinstance(argument, list) and len(argument) == 2:  # noqa: PLR2004 - text and its variables
        template, given = argument
    template = resolver.resolve(template)
    if not isinstance(template, str) or not isinstance(given, dict):
        return template if isinstance(template, Unresolved) else _malformed(written)
    pieces = _HOLE.split(template)  # texts at even places, the names in between at odd ones
    # Each name once: of one that holds another twice, and so on, there would be endlessly many.
    holes = {name: _hole(resolver, name, given) for name in dict.fromkeys(pieces[1::2])}
    parts = [holes[piece] if place % 2 else piece for place, piece in enumerate(pieces)]
    return compose([part for part in parts if part != ""], written)


def _hole(resolver: Resolving, name: str, given: Mapping[str, object]) -> object:
    """Resolve a ``${name}``; ``${!name}`` stands for the text ``${name}``."""
    if name.startswith("!"):
        return f"${{{name[1:]}}}"
    name = name.strip()
    if name in given:
        return resolver.resolve(given[name])
    logical_id, dot, attribute = name.partition(".")
    if dot:
        return resolver.attribute(logical_id, attribute, f"!GetAtt {name}")
    return resolver.reference(name, f"!Ref {name}")


def _join(resolver: Resolving, argument: object, written: str) -> object:
    if not isinstance(argument, list) or len(argument) != 2:  # noqa: PLR2004 - delimiter and list
        return _malformed(written)
    delimiter, values = resolver.resolve(argument[0]), resolver.resolve(argument[1])
    if isinstance(values, Unresolved):
        return Unresolved(written, values.reason)
    if not isinstance(delimiter, str) or not isinstance(values, list):
        return _malformed(written)
    parts = [part for value in values for part in (delimiter, value)][1:]
    return compose(parts, written)


def _split(resolver: Resolving, argument: object, written: str) -> object:
    if not isinstance(argument, list) or len(argument) != 2:  # noqa: PLR2004 - delimiter and text
        return _malformed(written)
    delimiter, text = resolver.resolve(argument[0]), resolver.resolve(argument[1])
    if isinstance(text, Unresolved):
        return Unresolved(written, text.reason)
    if not isinstance(delimiter, str) or not delimiter:
        return _malformed(written)
    return split_text(text, delimiter, written)


def _select(resolver: Resolving, argument: object, written: str) -> object:
    if not isinstance(argument, list) or len(argument) != 2:  # noqa: PLR2004 - index and list
        return _malformed(written)
    index, values = resolver.resolve(argument[0]), resolver.resolve(argument[1])
    for part in (index, values):
        if isinstance(part, Unresolved):
            return Unresolved(written, part.reason)
    places = (
        {str(place): value for place, value in enumerate(values)}
        if isinstance(values, list)
        else {}
    )
    return places.get(str(index), _malformed(written))


def _find_in_map(resolver: Resolving, argument: object, written: str) -> object:
    path = resolver.resolve(argument)
    if not isinstance(path, list) or len(path) <= _MAP_LEVELS:
        return _malformed(written)
    value: object = resolver.scope.section("Mappings")
    for key in path[: _MAP_LEVELS + 1]:
        if not isinstance(key, str | int):
            return Unresolved(written, key.reason if isinstance(key, Unresolved) else LATER)
        if not isinstance(value, dict) or str(key) not in value:
            return _map_default(path, key, written)
        value = value[str(key)]
    return resolver.resolve(value)


def _map_default(path: list[object], key: object, written: str) -> object:
    """Take the default of a map without a key.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-findinmap-enhancements.html
    """
    last = path[-1]
    if isinstance(last, dict) and "DefaultValue" in last:
        return last["DefaultValue"]
    return Unresolved(written, f"the map has no key {key!r}")


def _if(resolver: Resolving, argument: object, written: str) -> object:
    if not isinstance(argument, list) or len(argument) != 3:  # noqa: PLR2004 - name, then, else
        return _malformed(written)
    name, *branches = argument
    holds = resolver.condition(str(name))
    if isinstance(holds, bool):
        return resolver.resolve(branches[0 if holds else 1])
    then, otherwise = (resolver.resolve(branch) for branch in branches)
    return then if then == otherwise else Unresolved(written, holds.reason)


def _import_value(resolver: Resolving, argument: object, written: str) -> object:
    name = resolver.resolve(argument)
    if not isinstance(name, str):
        return Unresolved(written, "an export of another stack")
    return resolver.scope.exported(name, written)


def _stack_output(_: Resolving, __: object, written: str) -> object:
    return Unresolved(written, "an export of another stack")


def _later(_: Resolving, __: object, written: str) -> object:
    return Unresolved(written, LATER)


FUNCTIONS: Mapping[str, Function] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Split": _split,
    "Fn::Select": _select,
    "Fn::FindInMap": _find_in_map,
    "Fn::If": _if,
    "Fn::ImportValue": _import_value,
    "Fn::GetAZs": _later,
    "Fn::GetStackOutput": _stack_output,
    TRANSFORM: transform,
}
