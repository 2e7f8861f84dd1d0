"""Calls of functions: those that evaluate their arguments themselves, and those that read files.

Source: https://developer.hashicorp.com/terraform/language/functions
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.terraform.hcl.functions import CARRIES_UNKNOWN, FUNCTIONS
from corsgate_audit.collect.terraform.hcl.syntax import parse_template, source
from corsgate_audit.collect.terraform.hcl.values import (
    EvaluationError,
    Unknown,
    shown,
    unknown_in,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tree_sitter import Node

    from corsgate_audit.collect.terraform.hcl.evaluating import Evaluating
    from corsgate_audit.collect.terraform.hcl.values import Value

_OF_TEXTS: Final = frozenset(
    {"replace", "split", "trim", "trimprefix", "trimsuffix", "regex", "substr", "lower", "element"}
)
_NAMESPACE = "core::"


def call(evaluator: Evaluating, node: Node) -> Value:
    """Evaluate a call.

    Args:
        evaluator: evaluates the arguments.
        node: node of type ``function_call``.

    Raises:
        EvaluationError: Terraform would refuse it.
    """
    name = source(node.named_children[0]).removeprefix(_NAMESPACE)
    listed = next((each for each in node.named_children if each.type == "function_arguments"), None)
    nodes = [each for each in listed.named_children if each.type == "expression"] if listed else []
    written = shown(source(node))
    if name in _LAZY:
        return _LAZY[name](evaluator, nodes, written)
    arguments = [evaluator.of(each) for each in nodes]
    if listed is not None and any(each.type == "ellipsis" for each in listed.named_children):
        last = arguments.pop()
        if not isinstance(last, list):
            return Unknown(written, last.reason if isinstance(last, Unknown) else "no list")
        arguments += last
    return _applied(evaluator, name, arguments, written)


def _applied(evaluator: Evaluating, name: str, arguments: list[Value], written: str) -> Value:
    holes = evaluator.run.holes
    if name not in CARRIES_UNKNOWN:
        missing = unknown_in(arguments, holes)
        if missing is not None:
            made = Unknown(written, missing.reason)
            # A part of a resource's attribute leads to the resource: replace(api.endpoint, …).
            is_part = name in _OF_TEXTS
            return replace(missing, expression=written) if is_part else made
    reading = _READING.get(name)
    function = FUNCTIONS.get(name)
    try:
        if reading is not None:
            return reading(evaluator, *arguments)
        if function is not None:
            return function(holes, *arguments)
    except (TypeError, ValueError, AttributeError, LookupError, OverflowError) as error:
        message = f"{name}() does not take these arguments"
        raise EvaluationError(message) from error
    return Unknown(written, f"{name}() is not evaluated here")


def _try(evaluator: Evaluating, nodes: Sequence[Node], written: str) -> Value:
    """Return the first that Terraform would not refuse."""
    for each in nodes:
        try:
            return evaluator.of(each)
        except EvaluationError:
            continue
    message = f"no expression of {written} is valid"
    raise EvaluationError(message)


def _can(evaluator: Evaluating, nodes: Sequence[Node], _: str) -> Value:
    try:
        value = evaluator.of(nodes[0])
    except EvaluationError:
        return False
    return value if isinstance(value, Unknown) else True


def _coalesce(evaluator: Evaluating, nodes: Sequence[Node], written: str) -> Value:
    """Return the first that is neither null nor empty; of one that is not known nobody knows."""
    for each in nodes:
        value = evaluator.of(each)
        if isinstance(value, Unknown):
            return value if value.address else Unknown(written, value.reason)
        if value is not None and value != "":
            return value
    message = "all of its arguments are null or empty"
    raise EvaluationError(message)


_LAZY: Final[Mapping[str, Callable[[Evaluating, Sequence[Node], str], Value]]] = {
    "try": _try,
    "can": _can,
    "coalesce": _coalesce,
}


def _file(evaluator: Evaluating, path: str) -> Value:
    return evaluator.run.files.text(path)


def _templatefile(evaluator: Evaluating, path: Value, values: Value) -> Value:
    """Render a file; what is unknown in its variables is so in the text."""
    if isinstance(path, Unknown):
        return path
    if not isinstance(values, dict):
        reason = values.reason if isinstance(values, Unknown) else "its variables are no object"
        return Unknown(f"templatefile({shown(str(path))!r}, …)", reason)
    text = evaluator.run.files.text(str(path))
    return text if isinstance(text, Unknown) else render(evaluator, text, str(path), values)


def _templatestring(evaluator: Evaluating, text: Value, values: Value) -> Value:
    if isinstance(text, Unknown) or not isinstance(values, dict):
        return Unknown("templatestring(…)", "its arguments are not known")
    return render(evaluator, str(text), "templatestring", values)


def render(evaluator: Evaluating, text: str, name: str, values: Mapping[str, Value]) -> Value:
    """Render the text of a template.

    Args:
        evaluator: evaluates what is interpolated.
        text: template.
        name: name of its file, for people.
        values: its variables.

    Raises:
        EvaluationError: it is not valid.
    """
    try:
        template = parse_template(text, Path(name))
    except TargetError as error:
        message = str(error)
        raise EvaluationError(message) from error
    return evaluator.template(template, values)


def _fileexists(evaluator: Evaluating, path: str) -> Value:
    return evaluator.run.files.exists(path)


def _fileset(evaluator: Evaluating, folder: str, pattern: str) -> Value:
    return evaluator.run.files.names(folder, pattern)


def _filebase64(evaluator: Evaluating, path: str) -> Value:
    text = evaluator.run.files.text(path)
    return text if isinstance(text, Unknown) else base64.b64encode(text.encode()).decode()


def _hash_of(algorithm: str, *, as_base64: bool = False) -> Callable[[Evaluating, str], Value]:
    def work(evaluator: Evaluating, path: str) -> Value:
        text = evaluator.run.files.text(path)
        if isinstance(text, Unknown):
            return text
        made = hashlib.new(algorithm, text.encode(), usedforsecurity=False)
        return base64.b64encode(made.digest()).decode() if as_base64 else made.hexdigest()

    return work


_READING: Final[Mapping[str, Callable[..., Value]]] = {
    "file": _file,
    "templatefile": _templatefile,
    "templatestring": _templatestring,
    "fileexists": _fileexists,
    "fileset": _fileset,
    "filebase64": _filebase64,
    "filemd5": _hash_of("md5"),
    "filesha1": _hash_of("sha1"),
    "filesha256": _hash_of("sha256"),
    "filebase64sha256": _hash_of("sha256", as_base64=True),
}
