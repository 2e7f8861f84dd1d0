"""Runs statements: every path through them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers import code
from corsgate_audit.handlers.calling import Calling
from corsgate_audit.handlers.core import (
    Broken,
    Continued,
    Raised,
    Returned,
    Signal,
    any_exception,
)
from corsgate_audit.handlers.members import text_of
from corsgate_audit.handlers.names_in import loop_names
from corsgate_audit.handlers.scopes import NameScope
from corsgate_audit.handlers.values import (
    UNDEFINED,
    ClassValue,
    Closure,
    ExceptionClass,
    Known,
    Obj,
    OneOf,
    Unfollowed,
    Value,
    about,
    one_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.code import Statement

_ROUNDS = 64  # of a loop over known values


class Statements(Calling):
    """Runs statements."""

    def run(self, body: list[Statement], scope: NameScope) -> None:
        """Run statements in their order; JavaScript's functions are there from the start.

        Args:
            body: to run.
            scope: its names.
        """
        for each in body:
            if isinstance(each, code.Declaration) and each.kind == "hoisted":
                _RUN[code.Declaration](self, each, scope)
        for each in body:
            if not (isinstance(each, code.Declaration) and each.kind == "hoisted"):
                self.step()
                _RUN[type(each)](self, each, scope)

    def do(self, node: code.ExpressionStatement, scope: NameScope) -> None:
        self.evaluate(node.value, scope)

    def declare(self, node: code.Declaration, scope: NameScope) -> None:
        value = UNDEFINED if node.value is None else self.evaluate(node.value, scope)
        is_bare = node.value is None and node.kind == "function"
        if is_bare and isinstance(node.target, code.Name):
            holder = scope.function()
            if node.target.id in holder.variables:
                return  # `var x;` leaves what is there
        self.assign(node.target, value, scope, "block" if node.kind == "hoisted" else node.kind)

    def assign(self, target: code.Target, value: Value, scope: NameScope, kind: str = "") -> None:
        """Assign a value to a target.

        Args:
            target: a name, a member, or several of them.
            value: to assign.
            scope: the names.
            kind: ``block`` or ``function`` where it is declared; empty for a plain assignment.
        """
        if isinstance(target, code.Name):
            self._bind(target.id, value, scope, kind)
        elif isinstance(target, code.MemberExpression):
            of, key = self.evaluate(target.of, scope), self.evaluate(target.key, scope)
            self.set_member(of, key, value)
        elif isinstance(target, code.ListTarget):
            self._unpack(target, value, scope, kind)
        elif isinstance(target, code.DictTarget):
            self._destructure(target, value, scope, kind)
        else:
            self.assign(target.target, self._or_default(value, target, scope), scope, kind)

    def _or_default(self, value: Value, target: code.Defaulted, scope: NameScope) -> Value:
        equal = self.equals(value, UNDEFINED, "=== undefined")
        truth = self.truth(equal)
        if truth is False:
            return value
        default = self.evaluate(target.default, scope)
        if truth:
            return default
        if self.joining:
            return one_of((value, default))
        return default if self.decide(equal) else value

    def _bind(self, name: str, value: Value, scope: NameScope, kind: str) -> None:
        if kind == "block":
            holder: NameScope | None = scope
        elif kind == "function":
            holder = scope.function()
        elif self.language == "python":
            holder = self._python_holder(name, scope)
        else:
            holder = scope.holder(name) or scope.module()
        if holder is not None:
            self.set(holder.variables, name, value)

    def _python_holder(self, name: str, scope: NameScope) -> NameScope:
        own = scope.function()
        if name not in own.outer:
            return own
        outer = own.parent.holder(name) if own.parent is not None else None
        return outer or scope.module()

    def _unpack(self, target: code.ListTarget, value: Value, scope: NameScope, kind: str) -> None:
        items, rest = self.items_of(value)
        for index, (is_rest, each) in enumerate(target.items):
            if each is None:
                continue
            if is_rest:
                made: Value = self.list_of(items[index:], rest)
            elif index < len(items):
                made = items[index]
            else:
                made = (
                    UNDEFINED if rest is None else Unfollowed(f"{rest.text}[{index}]", rest.about)
                )
            self.assign(each, made, scope, kind)

    def _destructure(
        self, target: code.DictTarget, value: Value, scope: NameScope, kind: str
    ) -> None:
        value = self.split(value)
        taken: list[str] = []
        for key_node, each in target.items:
            key = self.evaluate(key_node, scope)
            self.assign(each, self.member(value, key), scope, kind)
            taken.append(str(key.value) if isinstance(key, Known) else "")
        if target.rest is not None:
            rest = Obj()
            self.merge(rest, value)
            for name in taken:
                rest.entries.pop(name, None)
            self.assign(target.rest, rest, scope, kind)

    def return_(self, node: code.ReturnStatement, scope: NameScope) -> None:
        value = UNDEFINED if node.value is None else self.evaluate(node.value, scope)
        if node.value is None and self.language == "python":
            value = Known(None)
        if self.handling.get("depth") == len(self.stack):
            self.caught = True  # the answer to an exception
        raise Returned(value, node.place)

    def if_(self, node: code.IfStatement, scope: NameScope) -> None:
        test = self.evaluate(node.test, scope)
        if self.joining and self.truth(test) is None:
            self.join(
                [
                    lambda: self.run(node.then, scope),
                    lambda: self.run(node.otherwise, scope),
                ]
            )
        else:
            self.run(node.then if self.decide(test) else node.otherwise, scope)

    def for_(self, node: code.ForStatement, scope: NameScope) -> None:
        over = self.evaluate(node.over, scope)
        items, rest = self._keys_of(over) if node.is_keys else self.items_of(over)
        inner = scope if self.language == "python" else NameScope(scope)
        kind = "" if self.language == "python" else "block"
        try:
            for each in items[:_ROUNDS]:
                self.assign(node.target, each, inner, kind)
                self._round(lambda: None, node.body, inner)
            if rest is not None or len(items) > _ROUNDS:
                unknown = rest or Unfollowed(text_of(over), about(over))
                item = Unfollowed(f"an item of {unknown.text}", unknown.about)
                self._unknown_rounds(
                    lambda: self.assign(node.target, item, inner, kind), node.body, inner
                )
        except Broken:
            return
        self.run(node.otherwise, scope)

    def _keys_of(self, over: Value) -> tuple[list[Value], Unfollowed | None]:
        if isinstance(over, Obj):
            return [Known(each) for each in over.entries], over.rest[0] if over.rest else None
        return [], Unfollowed(text_of(over), about(over))

    def _round(self, start: Callable[[], None], body: list[Statement], scope: NameScope) -> None:
        start()
        try:
            self.run(body, NameScope(scope) if self.language == "javascript" else scope)
        except Continued:
            return

    def _unknown_rounds(
        self, start: Callable[[], None], body: list[Statement], scope: NameScope
    ) -> None:
        """Follow a loop whose rounds cannot be counted: none, one, or two.

        What one round hands to the next is unknown; two rounds matter where they set different
        things.
        """
        names = loop_names(body)
        if self.joining:
            self._forget(names.carried, scope)
            self.join([lambda: None, lambda: self._round(start, body, scope)])
            return
        rounds = self.choose(3 if names.sets_several else 2)
        if rounds:
            self._forget(names.carried, scope)
        for _ in range(rounds):
            self._round(start, body, scope)

    def _forget(self, names: frozenset[str], scope: NameScope) -> None:
        for name in names:
            holder = scope.holder(name)
            old = None if holder is None else holder.variables.get(name)
            if holder is not None and not isinstance(old, Obj | Closure | ClassValue | None):
                self.set(holder.variables, name, Unfollowed(name, about(old)))

    def while_(self, node: code.WhileStatement, scope: NameScope) -> None:
        try:
            for round_ in range(_ROUNDS):
                if not (node.at_least_once and round_ == 0):
                    truth = self.truth(self.evaluate(node.test, scope))
                    if truth is False:
                        return
                    if truth is None:
                        self._unknown_rounds(lambda: None, node.body, scope)
                        return
                if round_ == _SURE_ROUNDS:
                    self._forget(loop_names(node.body).carried, scope)
                self._round(lambda: None, node.body, scope)
        except Broken:
            return

    def try_(self, node: code.TryStatement, scope: NameScope) -> None:
        try:
            if self.joining:
                self._try_joined(node, scope)
            else:
                self._try_path(node, scope)
        finally:
            self.run(node.finally_, self._inner(scope))

    def _inner(self, scope: NameScope) -> NameScope:
        return NameScope(scope) if self.language == "javascript" else scope

    def _try_joined(self, node: code.TryStatement, scope: NameScope) -> None:
        ways: list[Callable[[], None]] = [
            lambda: self.run([*node.body, *node.otherwise], self._inner(scope))
        ]
        ways += [
            lambda each=each: self._catch_somewhere(node, each, scope)  # type: ignore[misc]
            for each in node.catches
        ]
        self.join(ways)

    def _catch_somewhere(
        self, node: code.TryStatement, catch: code.CatchClause, scope: NameScope
    ) -> None:
        """Run a catch after some part of the body: whatever that has set may be set."""
        mark = len(self.trail)
        with suppress(Signal):
            self.run(node.body, self._inner(scope))
        self.smear(mark)
        self._catch(catch, any_exception(), scope)

    def _try_path(self, node: code.TryStatement, scope: NameScope) -> None:
        self.tries += bool(node.catches)
        depth = self.depth
        try:
            self.run(node.body, self._inner(scope))
        except Raised as error:
            self.tries -= bool(node.catches)
            self.depth = depth
            for each in node.catches:
                if self._catches(each, error, scope):
                    self._catch(each, error.value, scope)
                    return
            raise
        except Signal:
            self.tries -= bool(node.catches)
            raise
        self.tries -= bool(node.catches)
        self.run(node.otherwise, scope)

    def _catch(self, node: code.CatchClause, value: Value, scope: NameScope) -> None:
        inner = self._inner(scope)
        if node.target is not None:
            self.assign(node.target, value, inner, "block" if inner is not scope else "")
        before = dict(self.handling)
        self.handling = {"value": value, "depth": len(self.stack)}
        try:
            self.run(node.body, inner)
        finally:
            self.handling = before

    def _catches(self, node: code.CatchClause, error: Raised, scope: NameScope) -> bool:
        if node.classes is None:
            return True
        outcomes = [
            self.is_instance(error.value, self.evaluate(each, scope), is_any=error.is_any)
            for each in node.classes
        ]
        if any(outcomes):
            return True
        return None in outcomes and not self.choose(2)

    def raise_(self, node: code.RaiseStatement, scope: NameScope) -> None:
        if node.value is None:
            raise Raised(self.handling.get("value", any_exception()))
        value = self.evaluate(node.value, scope)
        if isinstance(value, ClassValue | ExceptionClass):  # Python: `raise NotFound`
            value = Obj(class_=value)
        if isinstance(value, OneOf):
            value = self.split(value)
        raise Raised(value)

    def switch(self, node: code.SwitchStatement, scope: NameScope) -> None:
        subject = self.evaluate(node.subject, scope)
        inner = NameScope(scope)
        if self.joining:
            self.join(
                [
                    lambda start=start: self._fall_through(node, start, inner)  # type: ignore[misc]
                    for start in range(len(node.cases))
                ]
            )
            return
        start = self._matching_case(node, subject, inner)
        if start is not None:
            self._fall_through(node, start, inner)

    def _matching_case(
        self, node: code.SwitchStatement, subject: Value, scope: NameScope
    ) -> int | None:
        default = None
        for index, (test, _) in enumerate(node.cases):
            if test is None:
                default = index
                continue
            value = self.evaluate(test, scope)
            if self.decide(self.equals(subject, value, f"{text_of(subject)} === {text_of(value)}")):
                return index
        return default

    def _fall_through(self, node: code.SwitchStatement, start: int, scope: NameScope) -> None:
        try:
            for _, body in node.cases[start:]:
                self.run(body, scope)
        except Broken:
            return

    def block(self, node: code.BlockStatement, scope: NameScope) -> None:
        self.run(node.body, NameScope(scope))

    def break_(self, _: code.BreakStatement, __: NameScope) -> None:
        raise Broken

    def continue_(self, _: code.ContinueStatement, __: NameScope) -> None:
        raise Continued

    def delete_(self, node: code.DeleteStatement, scope: NameScope) -> None:
        self.delete(node.target, scope)

    def globals_(self, node: code.GlobalStatement, scope: NameScope) -> None:
        scope.function().outer.update(node.names)

    def import_(self, node: code.ImportStatement, scope: NameScope) -> None:
        """Bind what another module has."""
        raise NotImplementedError

    def export(self, node: code.ExportStatement, scope: NameScope) -> None:
        """Note what a module exports."""
        raise NotImplementedError


_SURE_ROUNDS = 3  # rounds of `while True` that are followed with what they hand on

_RUN: dict[type, Callable[[Any, Any, NameScope], None]] = {
    code.ExpressionStatement: Statements.do,
    code.Declaration: Statements.declare,
    code.ReturnStatement: Statements.return_,
    code.IfStatement: Statements.if_,
    code.ForStatement: Statements.for_,
    code.WhileStatement: Statements.while_,
    code.TryStatement: Statements.try_,
    code.RaiseStatement: Statements.raise_,
    code.SwitchStatement: Statements.switch,
    code.BlockStatement: Statements.block,
    code.BreakStatement: Statements.break_,
    code.ContinueStatement: Statements.continue_,
    code.DeleteStatement: Statements.delete_,
    code.GlobalStatement: Statements.globals_,
    code.ImportStatement: lambda self, node, scope: self.import_(node, scope),
    code.ExportStatement: lambda self, node, scope: self.export(node, scope),
}
