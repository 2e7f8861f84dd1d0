"""Calls functions: those of the bundle, those of the language, and those that are not followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers import code, javascript_library, python_library
from corsgate_audit.handlers.core import (
    DEPTH,
    MISSING,
    Broken,
    Continued,
    Raised,
    Returned,
    Signal,
    is_function,
)
from corsgate_audit.handlers.expressions import Expressions
from corsgate_audit.handlers.members import text_of
from corsgate_audit.handlers.natives import Super
from corsgate_audit.handlers.scopes import NameScope
from corsgate_audit.handlers.values import (
    UNDEFINED,
    Arguments,
    Arr,
    Bound,
    ClassValue,
    Closure,
    EventPart,
    ExceptionClass,
    Json,
    Known,
    Native,
    Obj,
    OneOf,
    Regex,
    Test,
    Unfollowed,
    Value,
    about,
    one_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corsgate_audit.handlers.code import CodeLocation, Statement
    from corsgate_audit.handlers.python_library import Method

# Methods of things that are not followed, which change nothing that they are given.
_HARMLESS = frozenset(
    {
        "log", "info", "debug", "warn", "warning", "error", "exception", "trace", "critical",
        "print", "stringify", "dumps", "putMetric", "addMetric", "put_annotation", "put_metadata",
    }
)  # fmt: skip


class Calling(Expressions):
    """Calls functions."""

    def __init__(self, *args: Any) -> None:  # noqa: ANN401 - see Core
        super().__init__(*args)
        self.handling: dict[str, Any] = {}
        self.pending: list[list[tuple[Value, CodeLocation | None]]] = []

    def run(self, body: list[Statement], scope: NameScope) -> None:
        """Run statements."""
        raise NotImplementedError

    def call(self, function: Value, call: Arguments) -> Value:
        """Call a value.

        Args:
            function: what is called.
            call: with what.
        """
        self.step()
        function = self.split(function)
        if isinstance(function, Closure):
            return self.invoke(function, call)
        if isinstance(function, Bound):
            return self._call_bound(function, call)
        if isinstance(function, ClassValue):
            return self.instantiate(function, call)
        if isinstance(function, Native):
            return function.call(self.whole, call)
        if isinstance(function, ExceptionClass):
            return self._exception(function, call)
        if isinstance(function, OneOf):
            return one_of(self._guarded(each, call) for each in function.options)
        if isinstance(function, Obj) and isinstance(function.class_, ClassValue):
            return self._call_instance(function, call)
        if isinstance(function, Known) and self.language == "javascript" and not self.joining:
            raise Raised(Obj(class_=ExceptionClass("TypeError")))
        return self.unknown_call(call, function)

    def _guarded(self, function: Value, call: Arguments) -> Value:
        """Call one of several functions: what it throws is not what the others do."""
        try:
            return self.call(function, call)
        except Raised:
            return Unfollowed(call.text)

    def _call_bound(self, bound: Bound, call: Arguments) -> Value:
        function = bound.function
        if isinstance(function, Closure) and function.code.language == "python":
            values = [bound.receiver, *call.values]
            return self.invoke(
                function,
                Arguments(call.text, call.place, values, call.named, call.more, bound.receiver),
            )
        call.receiver = bound.receiver
        return self.call(function, call)

    def _call_instance(self, instance: Obj, call: Arguments) -> Value:
        method = self.named_member(instance, "__call__")
        return self.unknown_call(call, instance) if method is None else self.call(method, call)

    def _exception(self, function: ExceptionClass, call: Arguments) -> Value:
        made = Obj(class_=function)
        if call.values:
            made.entries["message"] = call.values[0]
            made.entries["args"] = Arr(list(call.values))
        return made

    # --- Functions of the bundle -------------------------------------------------------------

    def invoke(self, closure: Closure, call: Arguments) -> Value:
        """Run a function of the bundle.

        Args:
            closure: the function.
            call: with what.
        """
        if self.depth >= DEPTH or self.stack.count(closure.code) > _RECURSION:
            return Unfollowed(call.text, about(*call.values))
        scope = NameScope(closure.scope, is_function=True)
        self._bind_parameters(closure, call, scope)
        if closure.home is not None:
            receiver = call.receiver if call.receiver is not None else call.get(0)
            scope.variables["super"] = Super(closure.home, receiver or UNDEFINED)
        if closure.code.yields():
            return Unfollowed(call.text, about(*call.values))
        language, self.language = self.language, closure.code.language
        self.depth += 1
        self.stack.append(closure.code)
        self.pending.append([])
        try:
            self.run(closure.code.body(), scope)
            result: Value = Known(None) if closure.code.language == "python" else UNDEFINED
            place = closure.code.place
        except Returned as returned:
            result, place = returned.value, returned.place or closure.code.place
        finally:
            self.depth -= 1
            self.stack.pop()
            self.language = language
            returns = self.pending.pop()
        self.place = place
        return one_of([*(value for value, _ in returns), result]) if returns else result

    def _bind_parameters(self, closure: Closure, call: Arguments, scope: NameScope) -> None:
        is_python = closure.code.language == "python"
        if closure.code.binds_this:
            receiver = call.receiver if call.receiver is not None else closure.this
            scope.variables["this"] = UNDEFINED if receiver is None else receiver
            scope.variables["arguments"] = Arr(list(call.values), call.more)
        named = dict(call.named)
        index = 0
        for parameter in closure.code.parameters:
            target = parameter.target
            name = target.id if isinstance(target, code.Name) else None
            if parameter.kind == "rest":
                value: Value = Arr(call.values[index:], call.more)
                index = len(call.values)
            elif parameter.kind == "keywords":
                value = Obj(named, [call.more] if call.more else [])
            elif parameter.kind == "one" and index < len(call.values):
                value = call.values[index]
                index += 1
            elif name is not None and name in named:
                value = named.pop(name)
            else:
                index += 1
                value = self._not_given(parameter, call, scope, is_python=is_python)
            if not is_python and parameter.default is not None and index <= len(call.values):
                target = code.Defaulted(target, parameter.default)
            self.assign(target, value, scope, "block")

    def _not_given(
        self, parameter: code.Parameter, call: Arguments, scope: NameScope, *, is_python: bool
    ) -> Value:
        if parameter.default is not None:
            default = self.evaluate(
                parameter.default, scope if not is_python else scope.parent or scope
            )
            return default if call.more is None else one_of((default, Unfollowed(call.more.text)))
        if call.more is not None or is_python:
            name = parameter.target.id if isinstance(parameter.target, code.Name) else "argument"
            return Unfollowed(name if call.more is None else call.more.text)
        return UNDEFINED

    def instantiate(self, class_: ClassValue, call: Arguments) -> Value:
        """Make an instance of a class.

        Args:
            class_: of the bundle.
            call: with what its constructor is called.
        """
        made = Obj(class_=class_, place=call.place)
        self._initialise(class_, made, call)
        return made

    def _initialise(self, class_: ClassValue, made: Obj, call: Arguments) -> None:
        python = class_.module.code.language == "python"
        for base in class_.bases:
            if isinstance(base, ClassValue):
                self._fields(base, made)
        self._fields(class_, made)
        constructor = class_.find("__init__" if python else "constructor")
        if isinstance(constructor, Closure):
            self.call(Bound(constructor, made), call)
        elif python and (class_.is_data or _has_fields(class_)):
            self._data_fields(class_, made, call)
        elif class_.has_unknown_base:
            self.merge_unknown(made, Unfollowed(call.text, about(*call.values)))
        elif call.values:
            self.set(made.entries, "message", call.values[0])

    def _fields(self, class_: ClassValue, made: Obj) -> None:
        if class_.module.code.language != "javascript":
            return
        scope = NameScope(class_.scope, is_function=True, variables={"this": made})
        for name, node in class_.fields:
            if name not in class_.statics.entries:
                self.set(made.entries, name, self.evaluate(node, scope))  # type: ignore[arg-type] # a node

    def _data_fields(self, class_: ClassValue, made: Obj, call: Arguments) -> None:
        for index, (name, _) in enumerate(class_.fields):
            value = call.get(index, name)
            value = class_.statics.entries.get(name) if value is None else value
            self.set(made.entries, name, Unfollowed(name) if value is None else value)

    def bound(self, function: Value, receiver: Value) -> Value:
        """Return a method bound to what it is called on."""
        return Bound(function, receiver)

    def base_constructor(
        self, home: ClassValue, receiver: Value, call: Arguments, name: str
    ) -> Value:
        """Run what a class inherits from something that is not a class of the bundle, or from it.

        Args:
            home: class whose bases are asked.
            receiver: instance.
            call: with what.
            name: of the method.
        """
        for base in home.bases:
            found = base.find(name) if isinstance(base, ClassValue) else None
            if found is not None:
                return self.call(Bound(found, receiver), call)
        if isinstance(receiver, Obj) and name in {"__init__", "constructor"}:
            if home.has_unknown_base:
                self.merge_unknown(receiver, Unfollowed(call.text, about(*call.values)))
            elif call.values:
                self.set(receiver.entries, "message", call.values[0])
        return UNDEFINED

    def called_back(self, function: Value | None) -> bool:
        """Whether a function hands functions on: somebody may call one later, or never."""
        return isinstance(function, Closure)

    # --- Methods -----------------------------------------------------------------------------

    def call_member(self, receiver: Value, key: Value, call: Arguments) -> Value:
        """Call a method: the value's own, or the language's.

        Args:
            receiver: what it is called on.
            key: its name.
            call: with what.
        """
        receiver = self.split(receiver)
        if isinstance(receiver, OneOf):
            return one_of(self._member_guarded(each, key, call) for each in receiver.options)
        if not isinstance(key, Known):
            return self.call(self.member(receiver, key), call)
        name = str(key.value)
        own = None
        if not isinstance(receiver, Unfollowed | EventPart):
            own = self.named_member(receiver, name)
        if own is not None:
            call.receiver = receiver
            return self.call(own, call)
        library = python_library if self.language == "python" else javascript_library
        method: Method | None = library.method_of(receiver, name)
        if method is not None:
            return method(self.whole, receiver, call)
        if self.language == "javascript" and not self.joining and _is_nothing(receiver):
            raise Raised(Obj(class_=ExceptionClass("TypeError")))
        return self.unknown_call(call, receiver, name)

    def _member_guarded(self, receiver: Value, key: Value, call: Arguments) -> Value:
        try:
            return self.call_member(receiver, key, call)
        except Raised:
            return Unfollowed(call.text)

    # --- What is not followed ----------------------------------------------------------------

    def unknown_call(self, call: Arguments, function: Value | None = None, name: str = "") -> Value:
        """Call what is not followed: it may raise, change what it is given, and call back.

        Args:
            call: with what.
            function: that is called, or what the method is called on.
            name: of the method.
        """
        if name in _HARMLESS or (isinstance(function, Unfollowed) and function.text in _HARMLESS):
            return Unfollowed(call.text)
        values = [*call.values, *call.named.values()]
        depends = about(function, *values)
        self.may_raise()
        for each in values:
            self._hand_over(each, call, depends)
        return Unfollowed(call.text, depends)

    def _hand_over(self, value: Value, call: Arguments, depends: frozenset[str]) -> None:
        if isinstance(value, Native):
            value.handed_over(self.whole, call)
        if is_function(value):
            self._perhaps_called_back(value, call, depends)
        elif isinstance(value, Native) and value.is_callback and not self.joining:
            if self.choose(2):
                given: list[Value] = [
                    Unfollowed(call.text, depends),
                    Unfollowed(call.text, depends),
                ]
                self.call(value, Arguments(call.text, call.place, given))
        elif isinstance(value, Obj) and not isinstance(value.class_, ExceptionClass):
            self._perhaps_changed(value, call, depends, _NESTED)
        elif isinstance(value, Arr):
            self.attribute(value, "rest", Unfollowed(call.text, depends))

    def _perhaps_changed(
        self, value: Obj, call: Arguments, depends: frozenset[str], depth: int
    ) -> None:
        for each in list(value.entries.values()):
            if isinstance(each, Obj) and depth:
                self._perhaps_changed(each, call, depends, depth - 1)
            elif is_function(each) or isinstance(each, Native):
                self._hand_over(each, call, depends)
        self.merge_unknown(value, Unfollowed(call.text, depends))

    def _perhaps_called_back(self, value: Value, call: Arguments, depends: frozenset[str]) -> None:
        """Call a function that was handed over, on one path; on the other nobody does."""
        function = value.function if isinstance(value, Bound) else value
        if self.joining or not isinstance(function, Closure) or self.stack.count(function.code):
            return
        if not self.choose(2):
            return
        given: list[Value] = [
            Unfollowed(_parameter_name(each), depends) for each in function.code.parameters
        ]
        tries, self.tries = self.tries, 0  # nobody in this function catches what a callback throws
        try:
            self.call(value, Arguments(call.text, call.place, given))
        except Raised:
            self.may_leave = True
        finally:
            self.tries = tries

    # --- Ways that are joined ----------------------------------------------------------------

    def join(self, ways: Sequence[Callable[[], None]]) -> None:
        """Go several ways from the same start; afterwards a value is one of what they left.

        Args:
            ways: each runs statements.
        """
        mark = len(self.trail)
        ends: list[dict[tuple[int, Any], tuple[Any, Any, Any]]] = []
        signals: list[Signal] = []
        for way in ways:
            try:
                way()
                ends.append(self._changes(mark))
            except Signal as signal:
                signals.append(signal)
                if isinstance(signal, Returned) and self.pending:
                    self.pending[-1].append((frozen(signal.value), signal.place))
            self.undo(mark)
        if not ends and signals:
            raise self._joined_signal(signals)
        self._apply(ends)

    def _joined_signal(self, signals: list[Signal]) -> Signal:
        for each in signals:
            if isinstance(each, Returned):
                if self.pending and self.pending[-1]:
                    value, place = self.pending[-1].pop()
                    return Returned(value, place)
                return each
        loops = [each for each in signals if isinstance(each, Broken | Continued)]
        return loops[0] if loops else signals[0]

    def _changes(self, mark: int) -> dict[tuple[int, Any], tuple[Any, Any, Any]]:
        changed: dict[tuple[int, Any], tuple[Any, Any, Any]] = {}
        for container, key, _ in self.trail[mark:]:
            if isinstance(container, list):
                changed[id(container), None] = (container, None, list(container))
            elif isinstance(container, dict):
                changed[id(container), key] = (container, key, container.get(key, UNDEFINED))
            else:
                changed[id(container), key] = (container, key, getattr(container, key))
        return changed

    def _apply(self, ends: list[dict[tuple[int, Any], tuple[Any, Any, Any]]]) -> None:
        slots = {slot: entry for end in ends for slot, entry in end.items()}
        for slot, (container, key, value) in slots.items():
            values = [end[slot][2] if slot in end else _now(container, key) for end in ends]
            if isinstance(container, list):
                self.replace(container, value)
            elif isinstance(container, dict):
                merged = one_of(values) if _are_values(values) else value
                self.set(container, key, merged)
            else:
                self.attribute(container, key, value)

    def smear(self, mark: int) -> None:
        """Let every value that was changed since a mark be any that it had on the way.

        Args:
            mark: length of the trail then.
        """
        had: dict[tuple[int, Any], tuple[Any, Any, list[Any]]] = {}
        for container, key, old in self.trail[mark:]:
            slot = had.setdefault((id(container), key), (container, key, []))
            slot[2].append(UNDEFINED if old is MISSING else old)
        for container, key, values in had.values():
            values.append(_now(container, key))
            if isinstance(container, dict) and _are_values(values):
                self.set(container, key, one_of(values))

    def is_instance(self, value: Value, class_: Value, *, is_any: bool = False) -> bool | None:
        """Return whether an exception is of a class; None where that is not known.

        Args:
            value: the exception.
            class_: that is caught.
            is_any: it is an exception of which nothing is known.
        """
        if isinstance(class_, Arr):
            outcomes = [self.is_instance(value, each, is_any=is_any) for each in class_.items]
            return True if any(outcomes) else None if None in outcomes else False
        if isinstance(class_, ExceptionClass) and class_.name in {"Exception", "BaseException"}:
            return True
        if is_any or not isinstance(value, Obj):
            return None
        return _is_subclass(value.class_, class_)

    def list_of(self, items: list[Value], rest: Unfollowed | None) -> Value:
        """Return a list."""
        return Arr(items, rest)


def _is_nothing(value: Value) -> bool:
    return isinstance(value, Known) and (value.value is None or value.value is code.ABSENT)


_RECURSION = 3
_NESTED = 2


def _is_subclass(own: Value | None, wanted: Value) -> bool | None:
    if own is wanted:
        return True
    if isinstance(own, ExceptionClass):
        if isinstance(wanted, ExceptionClass):
            return python_library.is_builtin_subclass(own.name, wanted.name)
        return False if isinstance(wanted, ClassValue) else None
    if isinstance(own, ClassValue):
        outcomes = [_is_subclass(base, wanted) for base in own.bases]
        if True in outcomes:
            return True
        return None if None in outcomes else False
    return None


def _has_fields(class_: ClassValue) -> bool:
    return bool(class_.fields) and any(
        isinstance(base, Native) and base.name == "NamedTuple" for base in class_.bases
    )


def _parameter_name(parameter: code.Parameter) -> str:
    return parameter.target.id if isinstance(parameter.target, code.Name) else "argument"


def _now(container: Any, key: Any) -> Any:  # noqa: ANN401 - a slot of any sort
    if isinstance(container, list):
        return list(container)
    if isinstance(container, dict):
        return container.get(key, UNDEFINED)
    return getattr(container, key)


def _are_values(values: list[Any]) -> bool:
    kinds = (
        Known,
        Unfollowed,
        EventPart,
        Test,
        OneOf,
        Obj,
        Arr,
        Json,
        Regex,
        Closure,
        Bound,
        ClassValue,
        ExceptionClass,
        Native,
    )
    return all(isinstance(each, kinds) for each in values)


def frozen(value: Value, depth: int = 4) -> Value:
    """Return a copy that later changes do not reach.

    Args:
        value: to copy.
        depth: of what is copied in it.
    """
    if not depth:
        return value
    if isinstance(value, Obj) and not isinstance(value.class_, ExceptionClass):
        entries = {name: frozen(each, depth - 1) for name, each in value.entries.items()}
        return Obj(entries, list(value.rest), value.class_, value.place, value.by)
    if isinstance(value, Arr):
        return Arr([frozen(each, depth - 1) for each in value.items], value.rest)
    if isinstance(value, OneOf):
        return OneOf(tuple(frozen(each, depth) for each in value.options))
    return value


__all__ = ["Calling", "frozen", "text_of"]
