"""Evaluates functions and classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.names import module_of
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.data import Obj
from corsgate_audit.handlers.values.definitions import ClassValue, Closure, NameScope
from corsgate_audit.handlers.values.describing import text_of

if TYPE_CHECKING:
    from corsgate_audit.handlers import code
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


def function(interpreter: Interpreter, node: code.FunctionExpression, scope: NameScope) -> Value:
    closure: Value = Closure(
        node.code, scope, module_of(interpreter, scope), this_of(interpreter, scope)
    )
    return decorated(interpreter, closure, node.code, scope)


def decorated(
    interpreter: Interpreter, function: Value, of: code.LoweredFunction, scope: NameScope
) -> Value:
    """Apply Python's decorators, the innermost first."""
    for each in reversed(of.decorators):
        decorator = interpreter.evaluate(each, scope)
        call = Arguments(f"@{text_of(decorator)}", of.place, [function])
        function = interpreter.call(decorator, call)
    return function


def this_of(interpreter: Interpreter, scope: NameScope) -> Value | None:
    """Return JavaScript's ``this``."""
    return interpreter.lookup("this", scope) if interpreter.language == "javascript" else None


def class_(interpreter: Interpreter, node: code.ClassDisplay, scope: NameScope) -> Value:
    module = module_of(interpreter, scope)
    bases = tuple(interpreter.evaluate(each, scope) for each in node.bases)
    decorators = [interpreter.evaluate(each, scope) for each in node.decorators]
    made = ClassValue(node.name, bases, {}, Obj(), [], NameScope(scope), module)
    made.is_data = any(getattr(each, "name", "") == "dataclass" for each in decorators)
    made.scope.variables[node.name] = made
    for method in node.methods:
        closure = Closure(method, made.scope, module, home=made)
        outcome = decorated(interpreter, closure, method, made.scope)
        if isinstance(outcome, Closure):
            made.methods[method.name] = outcome
            if method.kind == "static" and interpreter.language == "javascript":
                made.statics.entries[method.name] = outcome
        else:
            made.statics.entries[method.name] = outcome
    for name, value, is_static in node.fields:
        if is_static:
            made.statics.entries[name] = interpreter.evaluate(value, made.scope)
        made.fields.append((name, value))
    return made
