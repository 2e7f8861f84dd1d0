"""Evaluates expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers import code
from corsgate_audit.handlers.comparing import Comparing
from corsgate_audit.handlers.core import Raised, Signal
from corsgate_audit.handlers.members import text_of
from corsgate_audit.handlers.scopes import NameScope
from corsgate_audit.handlers.values import (
    FALSE,
    NOTHING,
    TRUE,
    UNDEFINED,
    Arguments,
    Arr,
    ClassValue,
    Closure,
    EventPart,
    ExceptionClass,
    Getter,
    Json,
    Known,
    ModuleValue,
    Native,
    Obj,
    OneOf,
    Regex,
    Test,
    Unfollowed,
    Value,
    about,
    known,
    one_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CHAINED = frozenset({"then", "catch", "finally"})
_LONGEST = 100_000  # characters of a text that is put together


class Expressions(Comparing):
    """Evaluates expressions."""

    def evaluate(self, node: code.Expression, scope: NameScope) -> Value:
        """Evaluate an expression.

        Args:
            node: to evaluate.
            scope: its names.
        """
        return _EVALUATE[type(node)](self, node, scope)

    def const(self, node: code.Const, _: NameScope) -> Value:
        return Known(node.value)

    def name(self, node: code.Name, scope: NameScope) -> Value:
        found = self.lookup(node.id, scope)
        return self.builtin(node.id) if found is None else found

    def builtin(self, name: str) -> Value:
        """Return what a name stands for that the code does not define."""
        raise NotImplementedError

    def member_of(self, node: code.MemberExpression, scope: NameScope) -> Value:
        of = self._narrowed(node.of, scope)
        if node.is_optional and _is_nothing(of):
            return UNDEFINED
        key = self.evaluate(node.key, scope)
        if _is_nothing(of) and not isinstance(of, OneOf):
            return self.nothing_has(of, key)
        return self.member(of, key, is_attribute=node.is_attribute)

    def nothing_has(self, of: Value, key: Value) -> Value:
        """Read a member of nothing: the language raises."""
        if self.joining:
            return Unfollowed(f"{text_of(of)}.{text_of(key)}")
        name = "AttributeError" if self.language == "python" else "TypeError"
        raise Raised(Obj(class_=ExceptionClass(name)))

    def _narrowed(self, node: code.Expression, scope: NameScope) -> Value:
        """Evaluate what is about to be used; a variable keeps the value that was chosen."""
        value = self.evaluate(node, scope)
        if not isinstance(value, OneOf) or self.joining:
            return value
        value = self.split(value)
        if isinstance(node, code.Name):
            holder = scope.holder(node.id)
            if holder is not None and node.id in holder.variables:
                self.set(holder.variables, node.id, value)
        return value

    def dictionary(self, node: code.DictDisplay, scope: NameScope) -> Value:
        made = Obj(place=node.place)
        for index, (key, item) in enumerate(node.items):
            value = self.evaluate(item, scope)
            if key is None:
                self.merge(made, value)
                continue
            if index in node.getters:
                value = Getter(value)
            self.set_member(made, self.evaluate(key, scope), value)
        return made

    def list_(self, node: code.ListDisplay, scope: NameScope) -> Value:
        made = Arr()
        for is_spread, item in node.items:
            value = self.evaluate(item, scope)
            if is_spread:
                items, rest = self.items_of(value)
                made.items.extend(items)
                made.rest = rest or made.rest
            else:
                made.items.append(value)
        return made

    def items_of(self, value: Value) -> tuple[list[Value], Unfollowed | None]:
        """Return the items of something that can be iterated, and what may follow them."""
        value = self.split(value)
        if isinstance(value, Arr):
            return list(value.items), value.rest
        if isinstance(value, Obj):
            names: list[Value] = [Known(each) for each in value.entries]
            return names, value.rest[0] if value.rest else None
        if isinstance(value, Known) and isinstance(value.value, str):
            return [Known(each) for each in value.value[:1000]], None
        if isinstance(value, ClassValue):
            statics = [self.member(value, Known(name)) for name in value.statics.entries]
            return list(statics), None
        return [], Unfollowed(text_of(value), about(value))

    def call_of(self, node: code.CallExpression, scope: NameScope) -> Value:
        self.step()
        if (
            self.language == "javascript"
            and isinstance(node.function, code.MemberExpression)
            and isinstance(node.function.key, code.Const)
            and node.function.key.value in _CHAINED
        ):
            return self._chained(node, node.function, str(node.function.key.value), scope)
        return self._plain_call(node, scope)

    def _plain_call(self, node: code.CallExpression, scope: NameScope) -> Value:
        receiver: Value | None = None
        if isinstance(node.function, code.MemberExpression):
            receiver = self._narrowed(node.function.of, scope)
            if node.function.is_optional and _is_nothing(receiver):
                return UNDEFINED
            key = self.evaluate(node.function.key, scope)
            call = self._arguments(node, scope, receiver)
            return self.call_member(receiver, key, call)
        function = self._narrowed(node.function, scope)
        if node.is_optional and _is_nothing(function):
            return UNDEFINED
        return self.call(function, self._arguments(node, scope, receiver))

    def call_member(self, receiver: Value, key: Value, call: Arguments) -> Value:
        """Call a method."""
        raise NotImplementedError

    def _arguments(
        self, node: code.CallExpression, scope: NameScope, receiver: Value | None
    ) -> Arguments:
        call = Arguments(node.text, node.place, receiver=receiver, is_new=node.is_new)
        for is_spread, argument in node.arguments:
            value = self.evaluate(argument, scope)
            if is_spread:
                items, rest = self.items_of(value)
                call.values.extend(items)
                call.more = rest or call.more
            else:
                call.values.append(value)
        for name, argument in node.keywords:
            value = self.evaluate(argument, scope)
            if name is not None:
                call.named[name] = value
            elif isinstance(value, Obj) and not value.rest:
                call.named.update(value.entries)
            else:
                call.more = Unfollowed(text_of(value), about(value))
        return call

    def _chained(
        self, node: code.CallExpression, member: code.MemberExpression, name: str, scope: NameScope
    ) -> Value:
        """Follow a promise: what was thrown before is what ``catch`` is called with."""
        settled, error = self._settled(member.of, scope)
        if isinstance(settled, Obj | Native) and self.named_member(settled, name) is not None:
            return self.call_member(settled, Known(name), self._arguments(node, scope, settled))
        call = self._arguments(node, scope, None)
        on_value, on_error = (None, call.get(0)) if name == "catch" else (call.get(0), call.get(1))
        if name == "finally":
            if on_value is not None:
                self.call(on_value, Arguments(call.text, call.place))
            on_value = None
        if error is not None:
            if on_error is None:
                raise error
            return self.call(on_error, Arguments(call.text, call.place, [error.value]))
        if on_value is None:
            return settled
        return self.call(on_value, Arguments(call.text, call.place, [settled]))

    def _settled(self, node: code.Expression, scope: NameScope) -> tuple[Value, Raised | None]:
        self.tries += 1
        try:
            value = self.evaluate(node, scope)
            if isinstance(value, Unfollowed):
                self.may_raise()
        except Raised as error:
            return UNDEFINED, error
        else:
            return value, None
        finally:
            self.tries -= 1

    def compare(self, node: code.Comparison, scope: NameScope) -> Value:
        left, right = self.evaluate(node.left, scope), self.evaluate(node.right, scope)
        return self.compared(node.operator, left, right, node.text)

    def logic(self, node: code.LogicExpression, scope: NameScope) -> Value:
        left = self._narrowed(node.left, scope)
        if self.joining and self._takes_right(node.operator, left) is None:
            return one_of((left, self._attempt(node.right, scope)))
        return self.evaluate(node.right, scope) if self._goes_right(node.operator, left) else left

    def _takes_right(self, operator: str, left: Value) -> bool | None:
        if operator == "??":
            return _nothingness(left, self)
        truth = self.truth(left)
        return truth if truth is None else truth is (operator == "and")

    def _goes_right(self, operator: str, left: Value) -> bool:
        if operator != "??":
            return self.decide(left) is (operator == "and")
        nothing = _nothingness(left, self)
        if nothing is None:
            nothing = not self.decide(left)
        return nothing

    def _attempt(self, node: code.Expression, scope: NameScope) -> Value:
        """Evaluate what perhaps is not evaluated at all."""
        try:
            return self.evaluate(node, scope)
        except Signal:
            return Unfollowed("…")

    def not_(self, node: code.NotExpression, scope: NameScope) -> Value:
        value = self.evaluate(node.of, scope)
        truth = self.truth(value)
        if truth is not None:
            return known(not truth)
        if isinstance(value, Test):
            return Test(
                value.text,
                value.about,
                value.subject,
                value.operator,
                value.values,
                not value.negated,
            )
        if self.joining:
            return Test(f"not {text_of(value)}", about(value))
        return known(not self.decide(value))

    def choice(self, node: code.ConditionalExpression, scope: NameScope) -> Value:
        test = self.evaluate(node.test, scope)
        if self.joining and self.truth(test) is None:
            return one_of((self._attempt(node.then, scope), self._attempt(node.otherwise, scope)))
        return self.evaluate(node.then if self.decide(test) else node.otherwise, scope)

    def joined(self, node: code.JoinedTexts, scope: NameScope) -> Value:
        parts = [self.evaluate(each, scope) for each in node.parts]
        if node.is_addition:
            return self._added(parts, node.text)
        texts = [_as_text(each, self.language) for each in parts]
        if all(each is not None for each in texts):
            return Known("".join(map(str, texts))[:_LONGEST])
        if len(parts) == 1 and isinstance(parts[0], EventPart):
            return parts[0]  # the same text
        return Unfollowed(node.text, about(*parts), is_text=True)

    def _added(self, parts: list[Value], text: str) -> Value:
        left, right = parts
        if isinstance(left, OneOf) or isinstance(right, OneOf):
            options = [self._added([a, b], text) for a in _options(left) for b in _options(right)]
            return one_of(options)
        if isinstance(left, Known) and isinstance(right, Known):
            return self._sum(left, right, text)
        if isinstance(left, Arr) and isinstance(right, Arr):
            return Arr([*left.items, *right.items], left.rest or right.rest)
        return Unfollowed(text, about(left, right), is_text=True)

    def _sum(self, left: Known, right: Known, text: str) -> Value:
        a, b = left.value, right.value
        if isinstance(a, str) and isinstance(b, str):
            return Known((a + b)[:_LONGEST])
        if isinstance(a, int | float) and isinstance(b, int | float):
            return Known(a + b)
        if self.language == "javascript" and (isinstance(a, str) or isinstance(b, str)):
            return Known(f"{_as_text(left, 'javascript')}{_as_text(right, 'javascript')}")
        return Unfollowed(text)

    def merged(self, node: code.MergedDicts, scope: NameScope) -> Value:
        left, right = self.evaluate(node.left, scope), self.evaluate(node.right, scope)
        if not isinstance(left, Obj):
            return Unfollowed(node.text, about(left, right))
        made = Obj(dict(left.entries), list(left.rest), None, left.place)
        self.merge(made, right)
        return made

    def function(self, node: code.FunctionExpression, scope: NameScope) -> Value:
        closure: Value = Closure(node.code, scope, self.module_of(scope), self.this_of(scope))
        return self.decorated(closure, node.code, scope)

    def decorated(self, function: Value, of: code.LoweredFunction, scope: NameScope) -> Value:
        """Apply Python's decorators, the innermost first."""
        for each in reversed(of.decorators):
            decorator = self.evaluate(each, scope)
            call = Arguments(f"@{text_of(decorator)}", of.place, [function])
            function = self.call(decorator, call)
        return function

    def module_of(self, scope: NameScope) -> Any:  # noqa: ANN401 - see Modules
        """Return the module that a scope belongs to."""
        raise NotImplementedError

    def this_of(self, scope: NameScope) -> Value | None:
        """Return JavaScript's ``this``."""
        return self.lookup("this", scope) if self.language == "javascript" else None

    def class_(self, node: code.ClassDisplay, scope: NameScope) -> Value:
        module = self.module_of(scope)
        bases = tuple(self.evaluate(each, scope) for each in node.bases)
        decorators = [self.evaluate(each, scope) for each in node.decorators]
        made = ClassValue(node.name, bases, {}, Obj(), [], NameScope(scope), module)
        made.is_data = any(getattr(each, "name", "") == "dataclass" for each in decorators)
        made.scope.variables[node.name] = made
        for method in node.methods:
            closure = Closure(method, made.scope, module, home=made)
            outcome = self.decorated(closure, method, made.scope)
            if isinstance(outcome, Closure):
                made.methods[method.name] = outcome
                if method.kind == "static" and self.language == "javascript":
                    made.statics.entries[method.name] = outcome
            else:
                made.statics.entries[method.name] = outcome
        for name, value, is_static in node.fields:
            if is_static:
                made.statics.entries[name] = self.evaluate(value, made.scope)
            made.fields.append((name, value))
        return made

    def assigned(self, node: code.Assignment, scope: NameScope) -> Value:
        value = self.evaluate(node.value, scope)
        self.assign(node.target, value, scope)
        return value

    def assign(self, target: code.Target, value: Value, scope: NameScope, kind: str = "") -> None:
        """Assign a value to a target."""
        raise NotImplementedError

    def sequence(self, node: code.SequenceExpression, scope: NameScope) -> Value:
        value: Value = UNDEFINED
        for each in node.items:
            value = self.evaluate(each, scope)
        return value

    def awaited(self, node: code.AwaitExpression, scope: NameScope) -> Value:
        value = self.evaluate(node.of, scope)
        if isinstance(value, Unfollowed):
            self.may_raise()
        return value

    def comprehension(self, node: code.Comprehension, scope: NameScope) -> Value:
        if node.key is None:
            made = Arr()
            for inner in self._rounds(node.clauses, NameScope(scope), made):
                made.items.append(self.evaluate(node.value, inner))
            return made
        dictionary = Obj()
        rest = Arr()
        for inner in self._rounds(node.clauses, NameScope(scope), rest):
            key, value = self.evaluate(node.key, inner), self.evaluate(node.value, inner)
            self.set_member(dictionary, key, value)
        if rest.rest is not None:
            self.merge_unknown(dictionary, Unfollowed(node.text, about(rest.rest)))
        return dictionary

    def _rounds(
        self,
        clauses: list[tuple[code.Target, code.Expression, list[code.Expression]]],
        scope: NameScope,
        made: Arr,
    ) -> Iterator[NameScope]:
        """Yield the scope of each round; note in `made` that there may be more of them."""
        if not clauses:
            yield scope
            return
        (target, over, tests), *others = clauses
        items, rest = self.items_of(self.evaluate(over, scope))
        if rest is not None:
            made.rest = Unfollowed(f"… for … in {rest.text}", rest.about)
        for item in items:
            self.step()
            self.assign(target, item, scope, "block")
            if self._passes(tests, scope, made):
                yield from self._rounds(others, scope, made)

    def _passes(self, tests: list[code.Expression], scope: NameScope, made: Arr) -> bool:
        for test in tests:
            value = self.evaluate(test, scope)
            if self.joining and self.truth(value) is None:
                made.rest = Unfollowed(text_of(value), about(value))
            elif not self.decide(value):
                return False
        return True

    def type_of(self, node: code.TypeofExpression, scope: NameScope) -> Value:
        value = self.evaluate(node.of, scope)
        name = _type_name(value)
        return Unfollowed(f"typeof {text_of(value)}") if name is None else Known(name)

    def pattern(self, node: code.RegexLiteral, _: NameScope) -> Value:
        return Regex(node.source, node.flags)

    def removal(self, node: code.DeleteExpression, scope: NameScope) -> Value:
        self.delete(node.target, scope)
        return TRUE

    def opaque(self, node: code.OpaqueExpression, scope: NameScope) -> Value:
        parts = [self.evaluate(each, scope) for each in node.parts]
        if node.may_raise:
            self.may_raise()
        return Unfollowed(node.text, about(*parts))


def _is_nothing(value: Value) -> bool:
    return isinstance(value, Known) and (value.value is None or value.value is code.ABSENT)


def _nothingness(value: Value, core: Expressions) -> bool | None:
    """Whether ``??`` goes to its right; None where that is not known."""
    if isinstance(value, Known):
        return _is_nothing(value)
    if isinstance(value, OneOf):
        found = {_nothingness(each, core) for each in value.options}
        return found.pop() if len(found) == 1 else None
    if isinstance(value, Unfollowed):
        return False if value.is_text else None
    if isinstance(value, EventPart):
        truth = core.truth(value)
        return truth if truth is None else not truth
    return False


def _options(value: Value) -> tuple[Value, ...]:
    return value.options if isinstance(value, OneOf) else (value,)


def _as_text(value: Value, language: str) -> str | None:
    if not isinstance(value, Known):
        return None
    if language == "javascript":
        words: dict[object, str] = {True: "true", False: "false", None: "null"}
        if value.value is code.ABSENT:
            return "undefined"
        if isinstance(value.value, bool) or value.value is None:
            return words[value.value]
        if isinstance(value.value, float) and value.value.is_integer():
            return str(int(value.value))
    return str(value.value)


def _type_name(value: Value) -> str | None:
    if isinstance(value, Known):
        if value.value is code.ABSENT:
            return "undefined"
        kinds: dict[type, str] = {str: "string", bool: "boolean", int: "number", float: "number"}
        return kinds.get(type(value.value), "object")
    if isinstance(value, Obj | Arr | Regex):
        return "object"
    if isinstance(value, Closure | ClassValue | ExceptionClass):
        return "function"
    if isinstance(value, Json):
        return "string"
    return None


_EVALUATE: dict[type, Callable[[Expressions, Any, NameScope], Value]] = {
    code.Const: Expressions.const,
    code.Name: Expressions.name,
    code.MemberExpression: Expressions.member_of,
    code.DictDisplay: Expressions.dictionary,
    code.ListDisplay: Expressions.list_,
    code.CallExpression: Expressions.call_of,
    code.Comparison: Expressions.compare,
    code.LogicExpression: Expressions.logic,
    code.NotExpression: Expressions.not_,
    code.ConditionalExpression: Expressions.choice,
    code.JoinedTexts: Expressions.joined,
    code.MergedDicts: Expressions.merged,
    code.FunctionExpression: Expressions.function,
    code.ClassDisplay: Expressions.class_,
    code.Assignment: Expressions.assigned,
    code.SequenceExpression: Expressions.sequence,
    code.AwaitExpression: Expressions.awaited,
    code.Comprehension: Expressions.comprehension,
    code.TypeofExpression: Expressions.type_of,
    code.RegexLiteral: Expressions.pattern,
    code.DeleteExpression: Expressions.removal,
    code.OpaqueExpression: Expressions.opaque,
}
__all__ = ["FALSE", "NOTHING", "TRUE", "Expressions", "ModuleValue"]
