"""Renders what the parser has read.

The one rule of API Gateway's own: a reference that leads nowhere is an empty text, wherever it is.
It is written as nothing, equals `""` and (as `$null` is one too) `$null`, counts as true in a
condition, and is `""` as a key or an argument.

Source: localstack/localstack, `test_input_path_template_formatting`, and localstack/airspeed,
`test_formal_reference_in_an_if_condition`, `test_put_null_in_map`, `test_dict_assign_var_not_found`
(recorded on AWS). The rest is Velocity 1.7's.

Not verified on AWS: `velocity-false-in-condition` and `velocity-missing-negated`; see
`docs/aws/statements.md`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from .containers import key_of
from .dispatch import Dispatcher
from .errors import BreakError, StopError, UndeterminedError
from .headers import ReadOnly
from .operators import ARITHMETIC, are_equal, calculate, compare
from .syntax import (
    Binary,
    Break,
    Call,
    Define,
    Foreach,
    If,
    Index,
    Interpolated,
    ListLiteral,
    Literal,
    MapLiteral,
    Not,
    Property,
    Range,
    Reference,
    Set,
    Stop,
    Text,
)
from .values import Array, Definition, Entry, JsonList, Later, Loop, View, Writer, joined
from .variables import GIVEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from .syntax import Block, Expression
    from .values import Value

_STEPS = 50_000
"""Statements and values that a template may go through. Those of real APIs take some hundreds."""

_LONGEST_TEXT = 2**20
"""Characters of a text. The largest payload of API Gateway is ten times that."""

_LONGEST_RANGE = 10_000
_MISSING = ""
_Text = TypeVar("_Text", bound="str | Later")


class Evaluator:
    """Runs one template.

    Args:
        variables: names with their values; a template adds its own.
    """

    def __init__(self, variables: dict[str, Value]) -> None:
        self._variables = variables
        self._writer = Writer(self._defined_text)
        self._dispatcher = Dispatcher(self._writer.text)
        self._output: list[str | Later] = []
        self._steps = 0
        self._being_rendered: list[Block] = []
        self._statements: dict[type, Callable[..., None]] = {
            Text: lambda text: self._write(text.text),
            Reference: self._write_reference,
            Set: self._set,
            If: self._if,
            Foreach: self._foreach,
            Define: self._define,
            Stop: self._stop,
            Break: self._break,
        }
        self._expressions: dict[type, Callable[..., Value]] = {
            Literal: lambda literal: literal.value,
            Interpolated: self._interpolated,
            ListLiteral: lambda literal: [self.value(each) for each in literal.items],
            MapLiteral: self._map,
            Range: self._range,
            Not: lambda negation: not self._is_true(negation.operand),
            Binary: self._binary,
            Reference: self._reference,
        }

    @property
    def asked(self) -> tuple[str, ...]:
        """What the template asked for and nobody knows."""
        return tuple(self._dispatcher.asked)

    def text(self, value: Value) -> str:
        """Return what a value is written as."""
        return self._writer.text(value)

    def render(self, block: Block) -> str | Later:
        """Render a template.

        Args:
            block: the template, parsed.

        Returns:
            `Later` where it has written what is known at the call only.

        Raises:
            UndeterminedError: what it comes to cannot be determined here.
            OverriddenTwiceError: API Gateway fails.
        """
        # Where it stops, what was rendered until then stays.
        with suppress(StopError, BreakError):
            self._block(block)
        return joined(self._output)

    def _block(self, block: Block) -> None:
        for statement in block:
            self._step()
            self._statements[type(statement)](statement)

    def _step(self) -> None:
        self._steps += 1
        if self._steps > _STEPS:
            message = f"takes more than {_STEPS} steps"
            raise UndeterminedError(message)

    def _write(self, text: str | Later) -> None:
        self._output.append(text)

    def _within(self, block: Block) -> str | Later:
        """Render a block into a text of its own."""
        outer, self._output = self._output, []
        try:
            self._block(block)
            return _bounded(joined(self._output))
        finally:
            self._output = outer

    # --- Statements ----------------------------------------------------------------------------

    def _write_reference(self, reference: Reference) -> None:
        """Write a value. An odd number of backslashes keeps it from being one."""
        value = self._reference(reference)
        # Before what #define has named, Velocity drops the backslashes.
        is_defined = isinstance(value, Definition) and reference.backslashes % 2 == 0
        prefix = "" if is_defined else "\\" * (reference.backslashes // 2)
        if reference.backslashes % 2:
            self._write(prefix + reference.source)
            return
        self._write(prefix)
        if isinstance(value, Definition):
            value = self._defined(value)
        self._write(value if isinstance(value, Later) else _bounded(self._writer.text(value)))

    def _set(self, statement: Set) -> None:
        """Assign. Null, which only arithmetic comes to, leaves everything as it was."""
        target = statement.target
        value = (self.value if target.steps else self._read)(statement.value)
        if value is None:
            return
        if not target.steps:
            self._variables[_own(target.root)] = value
            return
        *steps, last = target.steps
        owner = self._variables.get(target.root)
        for step in steps:
            owner = None if owner is None else self._follow(owner, step)
        if owner is None:
            return
        if isinstance(last, Call):
            message = f"sets the result of the method {last.name}"
            raise UndeterminedError(message)
        is_index = isinstance(last, Index)
        key = self.value(last.key) if isinstance(last, Index) else last.name
        self._dispatcher.assign(owner, key, value, by_index=is_index)

    def _if(self, statement: If) -> None:
        for condition, block in statement.branches:
            if self._is_true(condition):
                self._block(block)
                return

    def _foreach(self, statement: Foreach) -> None:
        """Go through a list or the values of a map; what it hides comes back at its end."""
        collection = self.value(statement.items)
        items = _items(collection)
        names = (_own(statement.name), "velocityCount", "velocityHasNext", "foreach")
        before = {name: self._variables.get(name) for name in names}
        changes = self._dispatcher.changes
        for index, item in enumerate(items):
            rounds = (item, index + 1, index + 1 < len(items), Loop(index, len(items)))
            self._restore(dict(zip(names, rounds, strict=True)))
            try:
                self._block(statement.body)
            except BreakError:
                break
            if changes != self._dispatcher.changes:
                # Java goes through the list itself, and throws where that has grown or shrunk.
                changes = self._dispatcher.changes
                _check_unchanged(items, _items(collection))
        self._restore(before)

    def _restore(self, values: dict[str, Value]) -> None:
        for name, value in values.items():
            if value is None:
                self._variables.pop(name, None)
            else:
                self._variables[name] = value

    def _define(self, statement: Define) -> None:
        self._variables[_own(statement.name)] = Definition(statement.body)

    def _defined_text(self, definition: Definition) -> str:
        return str(self._settled(self._defined(definition)))

    def _defined(self, definition: Definition) -> str | Later:
        if any(definition.body is each for each in self._being_rendered):
            message = "renders a #define within itself"
            raise UndeterminedError(message)
        self._being_rendered.append(definition.body)
        try:
            return self._within(definition.body)
        except (StopError, BreakError) as error:
            message = "stops within a #define"
            raise UndeterminedError(message) from error
        finally:
            self._being_rendered.pop()

    def _stop(self, _: Stop) -> None:
        raise StopError

    def _break(self, _: Break) -> None:
        raise BreakError

    # --- Expressions ---------------------------------------------------------------------------

    def value(self, expression: Expression) -> Value:
        """Return what an expression comes to, and note where that is known at the call only.

        Args:
            expression: parsed.
        """
        return self._settled(self._read(expression))

    def _read(self, expression: Expression) -> Value:
        """Return what an expression comes to, where it is only kept, to be written later."""
        self._step()
        found = self._expressions[type(expression)](expression)
        return _bounded(found) if type(found) is str else found

    def _settled(self, value: Value) -> Value:
        """Note that something else than writing is done with a value, if only the call knows it."""
        if type(value) is not Later:
            return value
        for name in value.names:
            self._dispatcher.note(name)
        return value.text

    def _reference(self, reference: Reference) -> Value:
        """Follow a reference; where it leads nowhere, it is an empty text."""
        value = self._variables.get(reference.root)
        for step in reference.steps:
            if value is None:
                return _MISSING
            value = self._follow(value, step)
        return _MISSING if value is None else value

    def _follow(self, value: Value, step: Property | Call | Index) -> Value:
        value = self._settled(value)
        if isinstance(step, Property):
            return self._dispatcher.property(value, step.name)
        if isinstance(step, Index):
            return self._dispatcher.item(value, self.value(step.key))
        arguments = tuple(self.value(each) for each in step.arguments)
        return self._dispatcher.call(value, step.name, arguments)

    def _interpolated(self, text: Interpolated) -> str | Later:
        rendered = self._within(text.block)
        if not text.is_padded:
            return rendered
        if isinstance(rendered, Later):
            return Later(rendered.names, rendered.text[:-1], rendered.other[:-1])
        return rendered[:-1]

    def _map(self, literal: MapLiteral) -> dict[str, Value]:
        return {key_of(self.value(key)): self.value(value) for key, value in literal.pairs}

    def _range(self, ends: Range) -> list[int] | None:
        first, last = self.value(ends.first), self.value(ends.last)
        if type(first) is not int or type(last) is not int:
            return None
        if abs(last - first) >= _LONGEST_RANGE:
            message = f"goes through more than {_LONGEST_RANGE} numbers"
            raise UndeterminedError(message)
        step = 1 if last > first else -1
        return list(range(first, last + step, step))

    def _is_true(self, expression: Expression) -> bool:
        """Judge a condition: only what can be true is, and texts and numbers in it cannot be.

        A reference is true unless its value is `false`.
        """
        self._step()
        if isinstance(expression, Reference):
            return self._reference(expression) is not False
        if isinstance(expression, Literal):
            return expression.value is True
        if isinstance(expression, Not):
            return not self._is_true(expression.operand)
        if isinstance(expression, Binary) and expression.operator not in ARITHMETIC:
            return self._binary(expression) is True
        # Velocity judges it without looking at it: a method within is not called.
        return False

    def _binary(self, operation: Binary) -> Value:
        operator, left, right = operation.operator, operation.left, operation.right
        if operator == "&&":
            return self._is_true(left) and self._is_true(right)
        if operator == "||":
            return self._is_true(left) or self._is_true(right)
        first, second = self.value(left), self.value(right)
        if operator in {"==", "!="}:
            return are_equal(first, second, self._writer) == (operator == "==")
        if operator in {"<", "<=", ">", ">="}:
            return compare(operator, first, second)
        return calculate(operator, first, second, self._writer)


def _own(name: str) -> str:
    """Return the name of a variable that a template may have for itself."""
    if name in GIVEN:
        message = f"replaces ${name}, which is API Gateway's"
        raise UndeterminedError(message)
    return name


def _bounded(text: _Text) -> _Text:
    length = len(text.text if isinstance(text, Later) else text)
    if length > _LONGEST_TEXT:
        message = f"makes a text of more than {_LONGEST_TEXT} characters"
        raise UndeterminedError(message)
    return text


def _check_unchanged(before: list[Value], after: list[Value]) -> None:
    if len(before) != len(after) or not all(map(_is_same, before, after)):
        message = "changes what #foreach goes through"
        raise UndeterminedError(message)


def _is_same(before: Value, after: Value) -> bool:
    """Compare by identity; the pairs of a map are made anew."""
    return before is after or (isinstance(before, Entry) and before == after)


def _items(collection: Value) -> list[Value]:
    """Return what `#foreach` goes through; Velocity passes over what cannot be."""
    if type(collection) in {list, JsonList, Array}:
        return [*collection]
    if isinstance(collection, View):
        return collection.items
    if type(collection) is dict or type(collection) is ReadOnly:
        return [*collection.values()]
    if collection is None or type(collection) in {str, bool, int, float}:
        return []
    message = "goes through what #foreach is not evaluated over here"
    raise UndeterminedError(message)
