"""Functions that only compute: texts, lists, maps, encodings.

Source: https://developer.hashicorp.com/terraform/language/functions
"""

from __future__ import annotations

import base64
import itertools
import json
import math
import posixpath
import urllib.parse
from typing import TYPE_CHECKING, Any, Final

from corsgate_audit.collect.terraform.hcl.encodings import (
    base64decode,
    hash_of,
    jsondecode,
    jsonencode,
    yamldecode,
)
from corsgate_audit.collect.terraform.hcl.formatting import format_list, format_text
from corsgate_audit.collect.terraform.hcl.operators import number, plain
from corsgate_audit.collect.terraform.hcl.regular_expressions import regex, regexall, replace
from corsgate_audit.collect.terraform.hcl.values import (
    MAX_SIZE,
    EvaluationError,
    Holes,
    SetOf,
    Unknown,
    is_marked,
    text_of,
    unknown_in,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from corsgate_audit.collect.terraform.hcl.values import Value

_Function = "Callable[..., Value]"


def as_set(values: Iterable[Value], holes: Holes) -> Value:
    """Make a set; one that holds what is not known is not known.

    Args:
        values: its values.
        holes: unknown parts of texts.
    """
    items = list(values)
    missing = unknown_in(items, holes)
    if missing is not None:
        return missing
    unique = {json.dumps(each, sort_keys=True): each for each in items}
    return SetOf(unique[key] for key in sorted(unique))


def _listed(value: Value) -> list[Any]:
    if isinstance(value, list):
        return value
    message = "a list is expected here"
    raise EvaluationError(message)


def _texts(holes: Holes, values: Value) -> list[str]:
    return [text_of(each, holes, "an item") for each in _listed(values)]


def _join(holes: Holes, separator: str, *lists: Value) -> Value:
    unknown = next((each for each in lists if isinstance(each, Unknown)), None)
    if unknown is not None:
        return holes.mark(unknown)
    return str(separator).join(itertools.chain(*(_texts(holes, each) for each in lists)))


def _concat(_: Holes, *lists: Value) -> Value:
    unknown = next((each for each in lists if isinstance(each, Unknown)), None)
    return unknown or [item for each in lists for item in _listed(each)]


def _merge(_: Holes, *maps: Value) -> Value:
    made: dict[str, Value] = {}
    for each in maps:
        if isinstance(each, Unknown):
            return each
        if each is not None and not isinstance(each, dict):
            message = "merge() takes maps"
            raise EvaluationError(message)
        made.update(each or {})
    return made


def _lookup(_: Holes, given: Value, key: Value, *default: Value) -> Value:
    if isinstance(given, Unknown):
        return given
    if isinstance(key, Unknown) or is_marked(key):
        return key if isinstance(key, Unknown) else Unknown(str(given), "the key is not known")
    if not isinstance(given, dict):
        message = "lookup() takes a map"
        raise EvaluationError(message)
    if str(key) in given:
        return given[str(key)]
    if default:
        return default[0]
    message = f"there is no {key!r} in it"
    raise EvaluationError(message)


def _element(_: Holes, items: Value, index: Value) -> Value:
    if isinstance(items, Unknown) or isinstance(index, Unknown):
        return items if isinstance(items, Unknown) else index
    return _listed(items)[int(number(index)) % len(_listed(items))]


def _length(_: Holes, value: Value) -> Value:
    if isinstance(value, Unknown):
        return value
    if is_marked(value):
        return Unknown("length(…)", "the text is known only in part")
    return len(value)  # type: ignore[arg-type]  # a number raises, and is refused


def _keys(_: Holes, value: Value) -> Value:
    return value if isinstance(value, Unknown) else sorted(value)  # type: ignore[call-overload]


def _values(_: Holes, value: Value) -> Value:
    if isinstance(value, Unknown):
        return value
    return [value[key] for key in sorted(value)]  # type: ignore[call-overload,index]


def _flatten(_: Holes, value: Value) -> Value:
    made: list[Value] = []
    pending = list(reversed(_listed(value)))
    while pending:
        each = pending.pop()
        if isinstance(each, Unknown) and not each.address:
            return each  # it may be a list
        if isinstance(each, list):
            pending.extend(reversed(each))
        else:
            made.append(each)
        if len(made) + len(pending) > MAX_SIZE:
            message = f"more than {MAX_SIZE:,} values"
            raise EvaluationError(message)
    return made


def _distinct(holes: Holes, value: Value) -> Value:
    missing = unknown_in(value, holes)
    if missing is not None:
        return missing
    return list({json.dumps(each, sort_keys=True): each for each in _listed(value)}.values())


def _compact(_: Holes, value: Value) -> Value:
    items = _listed(value)
    unknown = next((each for each in items if isinstance(each, Unknown) and not each.address), None)
    return unknown or [each for each in items if each not in (None, "")]


def _zipmap(_: Holes, keys: Value, values: Value) -> Value:
    pairs = zip(_listed(keys), _listed(values), strict=True)
    return {str(key): value for key, value in pairs}


def _setproduct(holes: Holes, *sets: Value) -> Value:
    sizes = [len(_listed(each)) for each in sets]
    if math.prod(sizes) * len(sizes) > MAX_SIZE:
        message = f"more than {MAX_SIZE:,} values"
        raise EvaluationError(message)
    made = [list(each) for each in itertools.product(*(_listed(each) for each in sets))]
    return as_set(made, holes) if all(isinstance(each, SetOf) for each in sets) else made


def _range(_: Holes, *arguments: Value) -> Value:
    limits = [int(number(each)) for each in arguments]
    made = range(*limits)
    if len(made) > MAX_SIZE:
        message = f"more than {MAX_SIZE:,} values"
        raise EvaluationError(message)
    return list(made)


def _tolist(_: Holes, value: Value) -> Value:
    return value if isinstance(value, Unknown) else list(_listed(value))


def _tomap(_: Holes, value: Value) -> Value:
    return value if isinstance(value, Unknown) else dict(value)  # type: ignore[call-overload]


def _toset(holes: Holes, value: Value) -> Value:
    return value if isinstance(value, Unknown) else as_set(_listed(value), holes)


def _tostring(holes: Holes, value: Value) -> Value:
    if value is None or isinstance(value, Unknown):
        return value
    return text_of(value, holes, "tostring(…)")


def _substr(_: Holes, text: str, start: Value, length: Value) -> Value:
    begin, count = int(number(start)), int(number(length))
    begin = begin if begin >= 0 else max(len(text) + begin, 0)
    return text[begin:] if count < 0 else text[begin : begin + count]


def _sum(_: Holes, values: Value) -> Value:
    return plain(sum(number(each) for each in _listed(values)))


def _one(_: Holes, values: Value) -> Value:
    if isinstance(values, Unknown):
        return values
    items = _listed(values)
    if len(items) > 1:
        message = "one() takes a list of one value"
        raise EvaluationError(message)
    return items[0] if items else None


def _coalescelist(_: Holes, *lists: Value) -> Value:
    for each in lists:
        if isinstance(each, Unknown) or each:
            return each
    message = "all of its lists are empty"
    raise EvaluationError(message)


def _slice(_: Holes, items: Value, start: Value, end: Value) -> Value:
    return _listed(items)[int(number(start)) : int(number(end))]


def _chunklist(_: Holes, items: Value, size: Value) -> Value:
    given, step = _listed(items), int(number(size)) or len(_listed(items)) or 1
    return [given[at : at + step] for at in range(0, len(given), step)]


def _sets(work: Callable[[set[str], set[str]], set[str]]) -> Callable[..., Value]:
    def of(holes: Holes, first: Value, *others: Value) -> Value:
        made = {json.dumps(each, sort_keys=True) for each in _listed(first)}
        for each in others:
            made = work(made, {json.dumps(item, sort_keys=True) for item in _listed(each)})
        return as_set([json.loads(each) for each in made], holes)

    return of


def _same(_: Holes, value: Value) -> Value:
    return value


def _text(work: Callable[[str], Value]) -> Callable[[Holes, str], Value]:
    return lambda _, text: work(text)


FUNCTIONS: Final[Mapping[str, Callable[..., Value]]] = {
    "abs": lambda _, value: abs(number(value)),
    "abspath": _same,
    "alltrue": lambda _, values: all(each in (True, "true") for each in values),
    "anytrue": lambda _, values: any(each in (True, "true") for each in values),
    "base64decode": base64decode,
    "base64encode": _text(lambda text: base64.b64encode(text.encode()).decode()),
    "base64sha256": hash_of("sha256", as_base64=True),
    "basename": _text(posixpath.basename),
    "ceil": lambda _, value: math.ceil(number(value)),
    "chomp": _text(lambda text: text.rstrip("\r\n")),
    "chunklist": _chunklist,
    "coalescelist": _coalescelist,
    "compact": _compact,
    "concat": _concat,
    "contains": lambda _, items, wanted: wanted in items,
    "dirname": _text(lambda text: posixpath.dirname(text) or "."),
    "distinct": _distinct,
    "element": _element,
    "endswith": lambda _, text, end: text.endswith(end),
    "flatten": _flatten,
    "floor": lambda _, value: math.floor(number(value)),
    "format": format_text,
    "formatlist": format_list,
    "indent": lambda _, depth, text: text.replace("\n", "\n" + " " * min(int(depth), 1_000)),
    "index": lambda _, items, wanted: items.index(wanted),
    "join": _join,
    "jsondecode": jsondecode,
    "jsonencode": jsonencode,
    "keys": _keys,
    "length": _length,
    "lookup": _lookup,
    "lower": _text(str.lower),
    "max": lambda _, *values: max(map(number, values)),
    "md5": hash_of("md5"),
    "merge": _merge,
    "min": lambda _, *values: min(map(number, values)),
    "nonsensitive": _same,
    "one": _one,
    "parseint": lambda _, text, base: int(str(text)[:60], int(base)),
    "pow": lambda _, base, power: plain(float(number(base)) ** float(number(power))),
    "range": _range,
    "regex": regex,
    "regexall": regexall,
    "replace": replace,
    "reverse": lambda _, items: list(reversed(_listed(items))),
    "sensitive": _same,
    "setintersection": _sets(lambda first, second: first & second),
    "setproduct": _setproduct,
    "setsubtract": _sets(lambda first, second: first - second),
    "setunion": _sets(lambda first, second: first | second),
    "sha1": hash_of("sha1"),
    "sha256": hash_of("sha256"),
    "slice": _slice,
    "sort": lambda _, items: sorted(map(str, _listed(items))),
    "split": lambda _, separator, text: text.split(separator) if separator else list(text),
    "startswith": lambda _, text, start: text.startswith(start),
    "strcontains": lambda _, text, part: part in text,
    "strrev": _text(lambda text: text[::-1]),
    "substr": _substr,
    "sum": _sum,
    "title": _text(str.title),
    "tobool": lambda _, value: {"true": True, "false": False}[str(value).lower()],
    "tolist": _tolist,
    "tomap": _tomap,
    "tonumber": lambda _, value: None if value is None else number(value),
    "toset": _toset,
    "tostring": _tostring,
    "trim": lambda _, text, marks: text.strip(marks),
    "trimprefix": lambda _, text, start: text.removeprefix(start),
    "trimspace": _text(str.strip),
    "trimsuffix": lambda _, text, end: text.removesuffix(end),
    "upper": _text(str.upper),
    "urlencode": _text(urllib.parse.quote_plus),
    "values": _values,
    "yamldecode": yamldecode,
    "yamlencode": jsonencode,
    "zipmap": _zipmap,
}
"""YAML holds JSON, so that what ``yamlencode`` writes may be written as JSON."""

CARRIES_UNKNOWN: Final = frozenset(
    {
        "chunklist",
        "coalescelist",
        "compact",
        "concat",
        "distinct",
        "element",
        "flatten",
        "format",
        "formatlist",
        "join",
        "jsondecode",
        "jsonencode",
        "keys",
        "length",
        "lookup",
        "merge",
        "nonsensitive",
        "one",
        "reverse",
        "sensitive",
        "setproduct",
        "slice",
        "templatefile",
        "templatestring",
        "tolist",
        "tomap",
        "toset",
        "tostring",
        "trimspace",
        "values",
        "yamldecode",
        "yamlencode",
    }
)
"""Those that pass on what is not known in a part of their arguments, and are right about the rest.

Of all others the result is not known where an argument is not.
"""
