"""Lowers Python's syntax tree into the small language.

Source: https://docs.python.org/3/library/ast.html
"""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers import code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LIMIT = 500_000  # bytes: a module that a person has written is smaller by two orders
_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "==",
    ast.IsNot: "!=",
}
_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class UnreadableCodeError(Exception):
    """Code that cannot be read, with the reason."""


def lower_python(path: str, source: bytes) -> code.LoweredModule:
    """Lower one module.

    Args:
        path: within the bundle.
        source: its text.

    Raises:
        UnreadableCodeError: it is no Python of this interpreter, or larger than is read.
    """
    if len(source) > _LIMIT:
        message = f"{path} has {len(source):,} bytes; at most {_LIMIT:,} are read"
        raise UnreadableCodeError(message)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the style of somebody else's code
            tree = ast.parse(source)
        return code.LoweredModule(path, "python", _Lowering(path).statements(tree.body))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        where = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        # Not the error's own text: it may quote what stands there.
        message = (
            f"{path} is not Python that this interpreter reads ({type(error).__name__}{where})"
        )
        raise UnreadableCodeError(message) from error


class _Lowering:
    """Lowers the statements and expressions of one module."""

    def __init__(self, path: str) -> None:
        self.path = path

    def place(self, node: Any) -> code.CodeLocation:  # noqa: ANN401 - ast's nodes have no common type with a line
        return code.CodeLocation(self.path, node.lineno)

    # --- Statements --------------------------------------------------------------------------

    def statements(self, body: list[ast.stmt]) -> list[code.Statement]:
        return [each for statement in body for each in self.statement(statement)]

    def statement(self, node: ast.stmt) -> Iterator[code.Statement]:
        lower = _STATEMENTS.get(type(node))
        if lower is not None:
            yield from lower(self, node)

    def do(self, node: ast.Expr) -> Iterator[code.Statement]:
        yield code.ExpressionStatement(self.expression(node.value))

    def assign(self, node: ast.Assign) -> Iterator[code.Statement]:
        value = self.expression(node.value)
        first = self.target(node.targets[0])
        yield code.ExpressionStatement(code.Assignment(first, value))
        for target in node.targets[1:]:
            again = first if isinstance(first, code.Name | code.MemberExpression) else value
            yield code.ExpressionStatement(code.Assignment(self.target(target), again))

    def ann_assign(self, node: ast.AnnAssign) -> Iterator[code.Statement]:
        if node.value is not None:
            target, value = self.target(node.target), self.expression(node.value)
            yield code.ExpressionStatement(code.Assignment(target, value))

    def aug_assign(self, node: ast.AugAssign) -> Iterator[code.Statement]:
        target = self.target(node.target)
        old, new = self.expression(_loaded(node.target)), self.expression(node.value)
        text = ast.unparse(node)
        value: code.Expression
        if isinstance(node.op, ast.BitOr):
            value = code.MergedDicts(old, new, text)
        elif isinstance(node.op, ast.Add):
            value = code.JoinedTexts([old, new], text, is_addition=True)
        else:
            value = code.OpaqueExpression(text, [old, new])
        yield code.ExpressionStatement(code.Assignment(target, value))

    def return_(self, node: ast.Return) -> Iterator[code.Statement]:
        value = None if node.value is None else self.expression(node.value)
        yield code.ReturnStatement(value, self.place(node))

    def if_(self, node: ast.If) -> Iterator[code.Statement]:
        yield code.IfStatement(
            self.expression(node.test), self.statements(node.body), self.statements(node.orelse)
        )

    def for_(self, node: ast.For | ast.AsyncFor) -> Iterator[code.Statement]:
        yield code.ForStatement(
            self.target(node.target),
            self.expression(node.iter),
            self.statements(node.body),
            self.statements(node.orelse),
        )

    def while_(self, node: ast.While) -> Iterator[code.Statement]:
        yield code.WhileStatement(self.expression(node.test), self.statements(node.body))
        yield from self.statements(node.orelse)

    def with_(self, node: ast.With | ast.AsyncWith) -> Iterator[code.Statement]:
        for item in node.items:
            entered = code.OpaqueExpression(
                ast.unparse(item.context_expr),
                [self.expression(item.context_expr)],
                may_raise=True,
            )
            if item.optional_vars is None:
                yield code.ExpressionStatement(entered)
            else:
                yield code.ExpressionStatement(
                    code.Assignment(self.target(item.optional_vars), entered)
                )
        yield from self.statements(node.body)

    def try_(self, node: ast.Try) -> Iterator[code.Statement]:
        catches = [
            code.CatchClause(
                self._classes(each.type),
                None if each.name is None else code.Name(each.name),
                self.statements(each.body),
            )
            for each in node.handlers
        ]
        yield code.TryStatement(
            self.statements(node.body),
            catches,
            self.statements(node.orelse),
            self.statements(node.finalbody),
        )

    def _classes(self, node: ast.expr | None) -> list[code.Expression] | None:
        if node is None:
            return None
        each = node.elts if isinstance(node, ast.Tuple) else [node]
        return [self.expression(item) for item in each]

    def raise_(self, node: ast.Raise) -> Iterator[code.Statement]:
        yield code.RaiseStatement(None if node.exc is None else self.expression(node.exc))

    def assert_(self, node: ast.Assert) -> Iterator[code.Statement]:
        failed: code.Expression = code.OpaqueExpression("AssertionError()", [])
        yield code.IfStatement(self.expression(node.test), [], [code.RaiseStatement(failed)])

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[code.Statement]:
        lowered = code.FunctionExpression(self.function_code(node))
        yield code.ExpressionStatement(code.Assignment(code.Name(node.name), lowered))

    def class_(self, node: ast.ClassDef) -> Iterator[code.Statement]:
        methods: list[code.LoweredFunction] = []
        fields: list[tuple[str, code.Expression, bool]] = []
        for each in node.body:
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                methods.append(self.function_code(each))
            elif isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
                fields.append((each.targets[0].id, self.expression(each.value), True))
            elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                value = code.Const(None) if each.value is None else self.expression(each.value)
                fields.append((each.target.id, value, each.value is not None))
        display = code.ClassDisplay(
            node.name,
            [self.expression(each) for each in node.bases],
            methods,
            fields,
            [self.expression(each) for each in node.decorator_list],
        )
        yield code.ExpressionStatement(code.Assignment(code.Name(node.name), display))

    def import_(self, node: ast.Import) -> Iterator[code.Statement]:
        for each in node.names:
            if each.asname is None:
                yield code.ImportStatement(each.name, [(None, each.name.split(".")[0])])
            else:
                yield code.ImportStatement(each.name, [("", each.asname)])

    def import_from(self, node: ast.ImportFrom) -> Iterator[code.Statement]:
        names: list[tuple[str | None, str]] = [(e.name, e.asname or e.name) for e in node.names]
        yield code.ImportStatement(node.module or "", names, node.level)

    def delete(self, node: ast.Delete) -> Iterator[code.Statement]:
        for each in node.targets:
            yield code.DeleteStatement(self.expression(_loaded(each)))

    def match(self, node: ast.Match) -> Iterator[code.Statement]:
        subject = self.expression(node.subject)
        rest: list[code.Statement] = []
        for case in reversed(node.cases):
            test = self._case(subject, case.pattern, case.guard)
            body = [*self._captures(subject, case.pattern), *self.statements(case.body)]
            rest = body if test is None else [code.IfStatement(test, body, rest)]
        yield from rest

    def _case(
        self, subject: code.Expression, pattern: ast.pattern, guard: ast.expr | None
    ) -> code.Expression | None:
        test: code.Expression | None
        if isinstance(pattern, ast.MatchValue):
            text = ast.unparse(pattern)
            test = code.Comparison("==", subject, self.expression(pattern.value), text)
        elif isinstance(pattern, ast.MatchSingleton):
            test = code.Comparison("==", subject, code.Const(pattern.value), ast.unparse(pattern))
        elif isinstance(pattern, ast.MatchOr):
            tests = [self._case(subject, each, None) for each in pattern.patterns]
            test = tests[0]
            for each in tests[1:]:
                test = (
                    None if test is None or each is None else code.LogicExpression("or", test, each)
                )
        elif isinstance(pattern, ast.MatchAs) and pattern.pattern is None:
            test = None
        else:
            test = code.OpaqueExpression(ast.unparse(pattern), [])
        if guard is None:
            return test
        return (
            self.expression(guard)
            if test is None
            else code.LogicExpression("and", test, self.expression(guard))
        )

    def _captures(self, subject: code.Expression, pattern: ast.pattern) -> list[code.Statement]:
        """Bind what a pattern captures: the whole subject where it is one name, else unknown."""
        if isinstance(pattern, ast.MatchAs) and pattern.pattern is None and pattern.name:
            return [code.ExpressionStatement(code.Assignment(code.Name(pattern.name), subject))]
        names = [
            name
            for each in ast.walk(pattern)
            for name in [getattr(each, "name", None) or getattr(each, "rest", None)]
            if name
        ]
        return [
            code.ExpressionStatement(
                code.Assignment(code.Name(name), code.OpaqueExpression(name, [subject]))
            )
            for name in names
        ]

    def globals_(self, node: ast.Global | ast.Nonlocal) -> Iterator[code.Statement]:
        yield code.GlobalStatement(node.names)

    def break_(self, _: ast.Break) -> Iterator[code.Statement]:
        yield code.BreakStatement()

    def continue_(self, _: ast.Continue) -> Iterator[code.Statement]:
        yield code.ContinueStatement()

    # --- Functions ---------------------------------------------------------------------------

    def function_code(self, node: _FunctionNode) -> code.LoweredFunction:
        decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
        kinds = {each.id for each in decorators if isinstance(each, ast.Name)} & set(_KINDS)
        body = [] if isinstance(node, ast.Lambda) else node.body

        def lower() -> list[code.Statement]:
            if isinstance(node, ast.Lambda):
                return [code.ReturnStatement(self.expression(node.body), self.place(node))]
            return self.statements(node.body)

        return code.LoweredFunction(
            name="lambda" if isinstance(node, ast.Lambda) else node.name,
            parameters=list(self._parameters(node.args)),
            lower=lower,
            place=self.place(node),
            language="python",
            is_async=isinstance(node, ast.AsyncFunctionDef),
            yields=lambda: any(map(_yields, body)),
            kind=_KINDS[kinds.pop()] if kinds else "plain",
            decorators=[
                self.expression(each)
                for each in decorators
                if not (isinstance(each, ast.Name) and each.id in _KINDS)
            ],
        )

    def _parameters(self, arguments: ast.arguments) -> Iterator[code.Parameter]:
        plain = [*arguments.posonlyargs, *arguments.args]
        defaults: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults))
        for each, default in zip(plain, [*defaults, *arguments.defaults], strict=True):
            yield self._parameter(each, default)
        if arguments.vararg is not None:
            yield code.Parameter(code.Name(arguments.vararg.arg), kind="rest")
        for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            yield self._parameter(each, default, "named")
        if arguments.kwarg is not None:
            yield code.Parameter(code.Name(arguments.kwarg.arg), kind="keywords")

    def _parameter(
        self, node: ast.arg, default: ast.expr | None, kind: str = "one"
    ) -> code.Parameter:
        value = None if default is None else self.expression(default)
        return code.Parameter(code.Name(node.arg), value, kind)

    # --- Targets -----------------------------------------------------------------------------

    def target(self, node: ast.expr) -> code.Target:
        if isinstance(node, ast.Name):
            return code.Name(node.id)
        if isinstance(node, ast.Tuple | ast.List):
            items: list[tuple[bool, code.Target | None]] = [
                (True, self.target(each.value))
                if isinstance(each, ast.Starred)
                else (False, self.target(each))
                for each in node.elts
            ]
            return code.ListTarget(items)
        member = self.expression(_loaded(node))
        return member if isinstance(member, code.MemberExpression) else code.Name("_")

    # --- Expressions -------------------------------------------------------------------------

    def expression(self, node: ast.expr) -> code.Expression:
        lower = _EXPRESSIONS.get(type(node))
        return self.opaque(node) if lower is None else lower(self, node)

    def opaque(self, node: ast.expr) -> code.Expression:
        parts = [self.expression(e) for e in ast.iter_child_nodes(node) if isinstance(e, ast.expr)]
        return code.OpaqueExpression(
            ast.unparse(node), parts, may_raise=isinstance(node, ast.BinOp)
        )

    def constant(self, node: ast.Constant) -> code.Expression:
        value = node.value
        if isinstance(value, str | int | float | bool | bytes) or value is None:
            return code.Const(value)
        return code.OpaqueExpression(ast.unparse(node), [])

    def name(self, node: ast.Name) -> code.Expression:
        return code.Name(node.id)

    def attribute(self, node: ast.Attribute) -> code.Expression:
        return code.MemberExpression(
            self.expression(node.value), code.Const(node.attr), is_attribute=True
        )

    def subscript(self, node: ast.Subscript) -> code.Expression:
        if isinstance(node.slice, ast.Slice):
            return self.opaque(node)
        of, key = self.expression(node.value), self.expression(node.slice)
        return code.MemberExpression(of, key, is_attribute=False)

    def dictionary(self, node: ast.Dict) -> code.Expression:
        items = [
            (None if key is None else self.expression(key), self.expression(value))
            for key, value in zip(node.keys, node.values, strict=True)
        ]
        return code.DictDisplay(items, self.place(node))

    def list_(self, node: ast.List | ast.Tuple | ast.Set) -> code.Expression:
        return code.ListDisplay([self._item(each) for each in node.elts])

    def _item(self, node: ast.expr) -> tuple[bool, code.Expression]:
        if isinstance(node, ast.Starred):
            return True, self.expression(node.value)
        return False, self.expression(node)

    def call(self, node: ast.Call) -> code.Expression:
        return code.CallExpression(
            self.expression(node.func),
            [self._item(each) for each in node.args],
            ast.unparse(node),
            self.place(node),
            [(each.arg, self.expression(each.value)) for each in node.keywords],
        )

    def compare(self, node: ast.Compare) -> code.Expression:
        left = self.expression(node.left)
        result: code.Expression | None = None
        text = ast.unparse(node)
        for operator, each in zip(node.ops, node.comparators, strict=True):
            right = self.expression(each)
            name = _OPERATORS.get(type(operator), "other")
            one = code.Comparison(name, left, right, text)
            result = one if result is None else code.LogicExpression("and", result, one)
            left = right
        return result or code.OpaqueExpression(text, [])

    def logic(self, node: ast.BoolOp) -> code.Expression:
        operator = "and" if isinstance(node.op, ast.And) else "or"
        result = self.expression(node.values[0])
        for each in node.values[1:]:
            result = code.LogicExpression(operator, result, self.expression(each))
        return result

    def unary(self, node: ast.UnaryOp) -> code.Expression:
        if isinstance(node.op, ast.Not):
            return code.NotExpression(self.expression(node.operand))
        if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            value = node.operand.value
            if isinstance(value, int | float):
                return code.Const(-value)
        return self.opaque(node)

    def choice(self, node: ast.IfExp) -> code.Expression:
        return code.ConditionalExpression(
            self.expression(node.test), self.expression(node.body), self.expression(node.orelse)
        )

    def binary(self, node: ast.BinOp) -> code.Expression:
        left, right, text = self.expression(node.left), self.expression(node.right), _text(node)
        if isinstance(node.op, ast.BitOr):
            return code.MergedDicts(left, right, text)
        if isinstance(node.op, ast.Add):
            return code.JoinedTexts([left, right], text, is_addition=True)
        return code.OpaqueExpression(text, [left, right], may_raise=True)

    def joined(self, node: ast.JoinedStr) -> code.Expression:
        parts = [
            self.expression(each.value)
            if isinstance(each, ast.FormattedValue) and each.format_spec is None
            else self.expression(each)
            for each in node.values
        ]
        return code.JoinedTexts(parts, _text(node))

    def lambda_(self, node: ast.Lambda) -> code.Expression:
        return code.FunctionExpression(self.function_code(node))

    def walrus(self, node: ast.NamedExpr) -> code.Expression:
        return code.Assignment(code.Name(node.target.id), self.expression(node.value))

    def await_(self, node: ast.Await) -> code.Expression:
        return code.AwaitExpression(self.expression(node.value))

    def comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> code.Expression:
        is_dict = isinstance(node, ast.DictComp)
        clauses = [
            (
                self.target(each.target),
                self.expression(each.iter),
                [self.expression(test) for test in each.ifs],
            )
            for each in node.generators
        ]
        value = node.value if is_dict else node.elt  # type: ignore[union-attr] # is_dict tells
        key = self.expression(node.key) if is_dict else None  # type: ignore[union-attr] # as above
        return code.Comprehension(self.expression(value), key, clauses, _text(node))


def _text(node: ast.AST) -> str:
    return ast.unparse(node)


def _loaded(node: ast.expr) -> ast.expr:
    """Return what a target stands for when it is read: the same node serves."""
    return node


def _yields(node: ast.AST) -> bool:
    """Whether a function's own statements yield, those of functions in it aside."""
    if isinstance(node, ast.Yield | ast.YieldFrom):
        return True
    if isinstance(node, _FunctionNode | ast.ClassDef):
        return False
    return any(map(_yields, ast.iter_child_nodes(node)))


_KINDS = {"staticmethod": "static", "classmethod": "class", "property": "getter"}
_STATEMENTS: dict[type[ast.stmt], Callable[[_Lowering, Any], Iterator[code.Statement]]] = {
    ast.Expr: _Lowering.do,
    ast.Assign: _Lowering.assign,
    ast.AnnAssign: _Lowering.ann_assign,
    ast.AugAssign: _Lowering.aug_assign,
    ast.Return: _Lowering.return_,
    ast.If: _Lowering.if_,
    ast.For: _Lowering.for_,
    ast.AsyncFor: _Lowering.for_,
    ast.While: _Lowering.while_,
    ast.With: _Lowering.with_,
    ast.AsyncWith: _Lowering.with_,
    ast.Try: _Lowering.try_,
    ast.TryStar: _Lowering.try_,
    ast.Raise: _Lowering.raise_,
    ast.Assert: _Lowering.assert_,
    ast.FunctionDef: _Lowering.function,
    ast.AsyncFunctionDef: _Lowering.function,
    ast.ClassDef: _Lowering.class_,
    ast.Import: _Lowering.import_,
    ast.ImportFrom: _Lowering.import_from,
    ast.Delete: _Lowering.delete,
    ast.Match: _Lowering.match,
    ast.Global: _Lowering.globals_,
    ast.Nonlocal: _Lowering.globals_,
    ast.Break: _Lowering.break_,
    ast.Continue: _Lowering.continue_,
}
_EXPRESSIONS: dict[type[ast.expr], Callable[[_Lowering, Any], code.Expression]] = {
    ast.Constant: _Lowering.constant,
    ast.Name: _Lowering.name,
    ast.Attribute: _Lowering.attribute,
    ast.Subscript: _Lowering.subscript,
    ast.Dict: _Lowering.dictionary,
    ast.List: _Lowering.list_,
    ast.Tuple: _Lowering.list_,
    ast.Set: _Lowering.list_,
    ast.Call: _Lowering.call,
    ast.Compare: _Lowering.compare,
    ast.BoolOp: _Lowering.logic,
    ast.UnaryOp: _Lowering.unary,
    ast.IfExp: _Lowering.choice,
    ast.BinOp: _Lowering.binary,
    ast.JoinedStr: _Lowering.joined,
    ast.Lambda: _Lowering.lambda_,
    ast.NamedExpr: _Lowering.walrus,
    ast.Await: _Lowering.await_,
    ast.ListComp: _Lowering.comprehension,
    ast.SetComp: _Lowering.comprehension,
    ast.GeneratorExp: _Lowering.comprehension,
    ast.DictComp: _Lowering.comprehension,
}
