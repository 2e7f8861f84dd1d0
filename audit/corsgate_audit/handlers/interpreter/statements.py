"""Runs statements: every path through them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers import code
from corsgate_audit.handlers.interpreter.exceptions import raise_, try_
from corsgate_audit.handlers.interpreter.imports import export, import_
from corsgate_audit.handlers.interpreter.loops import for_, while_
from corsgate_audit.handlers.interpreter.signals import Broken, Continued, Returned
from corsgate_audit.handlers.interpreter.writing import delete
from corsgate_audit.handlers.values.data import UNDEFINED, Known
from corsgate_audit.handlers.values.definitions import NameScope
from corsgate_audit.handlers.values.describing import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.code.nodes import Statement
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


def run(interpreter: Interpreter, body: list[Statement], scope: NameScope) -> None:
    """Run statements in their order; JavaScript's functions are there from the start."""
    for each in body:
        if isinstance(each, code.Declaration) and each.kind == "hoisted":
            _RUN[code.Declaration](interpreter, each, scope)
    for each in body:
        if not (isinstance(each, code.Declaration) and each.kind == "hoisted"):
            interpreter.step()
            _RUN[type(each)](interpreter, each, scope)


def do(interpreter: Interpreter, node: code.ExpressionStatement, scope: NameScope) -> None:
    interpreter.evaluate(node.value, scope)


def declare(interpreter: Interpreter, node: code.Declaration, scope: NameScope) -> None:
    value = UNDEFINED if node.value is None else interpreter.evaluate(node.value, scope)
    is_bare = node.value is None and node.kind == "function"
    if is_bare and isinstance(node.target, code.Name):
        holder = scope.function()
        if node.target.id in holder.variables:
            return  # `var x;` leaves what is there
    interpreter.assign(node.target, value, scope, "block" if node.kind == "hoisted" else node.kind)


def return_(interpreter: Interpreter, node: code.ReturnStatement, scope: NameScope) -> None:
    value = UNDEFINED if node.value is None else interpreter.evaluate(node.value, scope)
    if node.value is None and interpreter.language == "python":
        value = Known(None)
    if interpreter.handling.get("depth") == len(interpreter.stack):
        interpreter.caught = True  # the answer to an exception
    raise Returned(value, node.place)


def if_(interpreter: Interpreter, node: code.IfStatement, scope: NameScope) -> None:
    test = interpreter.evaluate(node.test, scope)
    if interpreter.joining and interpreter.truth(test) is None:
        interpreter.join(
            [
                lambda: interpreter.run(node.then, scope),
                lambda: interpreter.run(node.otherwise, scope),
            ]
        )
    else:
        interpreter.run(node.then if interpreter.decide(test) else node.otherwise, scope)


def switch(interpreter: Interpreter, node: code.SwitchStatement, scope: NameScope) -> None:
    subject = interpreter.evaluate(node.subject, scope)
    inner = NameScope(scope)
    if interpreter.joining:
        interpreter.join(
            [
                lambda start=start: _fall_through(interpreter, node, start, inner)  # type: ignore[misc]
                for start in range(len(node.cases))
            ]
        )
        return
    start = _matching_case(interpreter, node, subject, inner)
    if start is not None:
        _fall_through(interpreter, node, start, inner)


def _matching_case(
    interpreter: Interpreter, node: code.SwitchStatement, subject: Value, scope: NameScope
) -> int | None:
    default = None
    for index, (test, _) in enumerate(node.cases):
        if test is None:
            default = index
            continue
        value = interpreter.evaluate(test, scope)
        if interpreter.decide(
            interpreter.equals(subject, value, f"{text_of(subject)} === {text_of(value)}")
        ):
            return index
    return default


def _fall_through(
    interpreter: Interpreter, node: code.SwitchStatement, start: int, scope: NameScope
) -> None:
    try:
        for _, body in node.cases[start:]:
            interpreter.run(body, scope)
    except Broken:
        return


def block(interpreter: Interpreter, node: code.BlockStatement, scope: NameScope) -> None:
    interpreter.run(node.body, NameScope(scope))


def break_(_: Interpreter, __: code.BreakStatement, ___: NameScope) -> None:
    raise Broken


def continue_(_: Interpreter, __: code.ContinueStatement, ___: NameScope) -> None:
    raise Continued


def delete_(interpreter: Interpreter, node: code.DeleteStatement, scope: NameScope) -> None:
    delete(interpreter, node.target, scope)


def globals_(_: Interpreter, node: code.GlobalStatement, scope: NameScope) -> None:
    scope.function().outer.update(node.names)


_RUN: dict[type, Callable[[Any, Any, NameScope], None]] = {
    code.ExpressionStatement: do,
    code.Declaration: declare,
    code.ReturnStatement: return_,
    code.IfStatement: if_,
    code.ForStatement: for_,
    code.WhileStatement: while_,
    code.TryStatement: try_,
    code.RaiseStatement: raise_,
    code.SwitchStatement: switch,
    code.BlockStatement: block,
    code.BreakStatement: break_,
    code.ContinueStatement: continue_,
    code.DeleteStatement: delete_,
    code.GlobalStatement: globals_,
    code.ImportStatement: import_,
    code.ExportStatement: export,
}
