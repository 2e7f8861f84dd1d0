"""Lowers Python's ``match`` into branches."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from corsgate_audit.handlers import code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.handlers.lowering.python.module import PythonModule


def match(module: PythonModule, node: ast.Match) -> Iterator[code.Statement]:
    subject = module.expression(node.subject)
    rest: list[code.Statement] = []
    for case in reversed(node.cases):
        test = _case(module, subject, case.pattern, case.guard)
        body = [*_captures(subject, case.pattern), *module.statements(case.body)]
        rest = body if test is None else [code.IfStatement(test, body, rest)]
    yield from rest


def _case(
    module: PythonModule, subject: code.Expression, pattern: ast.pattern, guard: ast.expr | None
) -> code.Expression | None:
    test: code.Expression | None
    if isinstance(pattern, ast.MatchValue):
        text = ast.unparse(pattern)
        test = code.Comparison("==", subject, module.expression(pattern.value), text)
    elif isinstance(pattern, ast.MatchSingleton):
        test = code.Comparison("==", subject, code.Const(pattern.value), ast.unparse(pattern))
    elif isinstance(pattern, ast.MatchOr):
        tests = [_case(module, subject, each, None) for each in pattern.patterns]
        test = tests[0]
        for each in tests[1:]:
            test = None if test is None or each is None else code.LogicExpression("or", test, each)
    elif isinstance(pattern, ast.MatchAs) and pattern.pattern is None:
        test = None
    else:
        test = code.OpaqueExpression(ast.unparse(pattern), [])
    if guard is None:
        return test
    return (
        module.expression(guard)
        if test is None
        else code.LogicExpression("and", test, module.expression(guard))
    )


def _captures(subject: code.Expression, pattern: ast.pattern) -> list[code.Statement]:
    """Bind what a pattern captures: the whole subject where it is one name, else unknown."""
    if isinstance(pattern, ast.MatchAs) and pattern.pattern is None and pattern.name:
        return [
            code.ExpressionStatement(code.AssignmentExpression(code.Name(pattern.name), subject))
        ]
    names = [
        name
        for each in ast.walk(pattern)
        for name in [getattr(each, "name", None) or getattr(each, "rest", None)]
        if name
    ]
    return [
        code.ExpressionStatement(
            code.AssignmentExpression(code.Name(name), code.OpaqueExpression(name, [subject]))
        )
        for name in names
    ]
