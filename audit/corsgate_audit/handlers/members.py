"""Reads and writes members: ``a.b``, ``a[b]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.code import Const, MemberExpression, Name
from corsgate_audit.handlers.core import Core, Raised
from corsgate_audit.handlers.values import (
    FALSE,
    NOTHING,
    UNDEFINED,
    Arguments,
    Arr,
    Bound,
    ClassValue,
    Closure,
    EventPart,
    ExceptionClass,
    Getter,
    Json,
    Known,
    Live,
    ModuleValue,
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
    from corsgate_audit.handlers.code import CodeLocation, Expression
    from corsgate_audit.handlers.scopes import NameScope


class Members(Core):
    """Reads and writes members."""

    # --- Reading -----------------------------------------------------------------------------

    def member(self, of: Value, key: Value, *, is_attribute: bool = True) -> Value:
        """Read a member.

        Args:
            of: what it is read from.
            key: its name or index.
            is_attribute: ``a.b`` and not ``a[b]``, where the language tells them apart.
        """
        of, key = self.split(of), self.split(key)
        if isinstance(of, OneOf):
            return one_of(self.member(each, key, is_attribute=is_attribute) for each in of.options)
        if isinstance(key, OneOf):
            return one_of(self.member(of, each, is_attribute=is_attribute) for each in key.options)
        if not isinstance(key, Known):
            return self._by_unknown(of, key)
        if isinstance(of, Arr):
            return self._item(of, key.value)
        name = _name(key.value)
        found = self.named_member(of, name, is_attribute=is_attribute)
        return self._missing(of, name, is_attribute=is_attribute) if found is None else found

    def named_member(self, of: Value, name: str, *, is_attribute: bool = True) -> Value | None:
        """Return a member by its name; None where there is none."""
        if isinstance(of, Obj):
            return self._of_object(of, name, is_attribute=is_attribute)
        if isinstance(of, EventPart):
            return self._of_request(of, name)
        if isinstance(of, Unfollowed):
            self.may_raise()
            return Unfollowed(f"{of.text}.{name}", of.about)
        if isinstance(of, ModuleValue):
            return self._of_module(of, name)
        if isinstance(of, ClassValue):
            return self._of_class(of, name)
        if isinstance(of, Closure):
            return None if of.properties is None else of.properties.entries.get(name)
        if isinstance(of, Native):
            return of.member(self.whole, name)
        if isinstance(of, Known) and isinstance(of.value, str) and name == "length":
            return Known(len(of.value))
        return None

    def _by_unknown(self, of: Value, key: Value) -> Value:
        """Read what an unknown key names: any of the entries, each by a path of its own."""
        text = f"{text_of(of)}[{text_of(key)}]"
        if isinstance(of, Obj) and of.entries and len(of.entries) <= _CASES:
            return self._any_entry(of, key, text)
        if isinstance(of, Arr) and of.items and of.rest is None and len(of.items) <= _CASES:
            return one_of([*of.items, Unfollowed(text, about(key))])
        return Unfollowed(text, about(of, key))

    def _any_entry(self, of: Obj, key: Value, text: str) -> Value:
        if self.joining:
            return one_of([*of.entries.values(), Unfollowed(text, about(key))])
        for name in list(of.entries):
            if self.decide(self.equals(key, Known(name), text)):
                return self.opened(of.entries[name], of)
        if of.rest:
            return Unfollowed(text, about(key))
        return self._missing(of, text, is_attribute=False)

    def equals(self, left: Value, right: Value, text: str) -> Value:
        """Compare two values."""
        raise NotImplementedError

    def _item(self, of: Arr, key: object) -> Value:
        if isinstance(key, int) and -len(of.items) <= key < len(of.items):
            if of.rest is not None and key < 0:
                return Unfollowed(f"[{key}]", about(of))
            return of.items[key]
        if key == "length" and of.rest is None:
            return Known(len(of.items))
        if of.rest is not None:
            return Unfollowed(f"{of.rest.text}[{key}]", of.rest.about)
        if isinstance(key, int) and self.language == "python":
            raise Raised(Obj(class_=ExceptionClass("IndexError")))
        return UNDEFINED

    def _of_object(self, of: Obj, name: str, *, is_attribute: bool) -> Value | None:
        if (self.language != "python" or not is_attribute or of.class_ is not None) and (
            name in of.entries
        ):
            return self.opened(of.entries[name], of)
        if isinstance(of.class_, ClassValue):
            found = of.class_.find(name)
            if found is not None:
                return self._of_instance(found, of)
            if of.class_.has_unknown_base:
                return Unfollowed(f"{of.class_.name}.{name}")
        if of.rest and not (self.language == "python" and is_attribute and of.class_ is None):
            return Unfollowed(f"{of.rest[-1].text}.{name}", of.rest[-1].about)
        return None

    def _of_instance(self, found: Value, of: Obj) -> Value:
        if not isinstance(found, Closure):
            return found
        if found.code.kind == "getter":
            return self.call(Bound(found, of), Arguments(found.code.name, found.code.place))
        return found if found.code.kind == "static" else Bound(found, of)

    def _of_class(self, of: ClassValue, name: str) -> Value | None:
        if name in {"__name__", "name"} and of.find(name) is None:
            return Known(of.name)
        found = of.find(name)
        if isinstance(found, Closure) and found.code.kind == "class":
            return Bound(found, of)
        if found is None and of.has_unknown_base:
            return Unfollowed(f"{of.name}.{name}")
        if found is not None and name not in of.methods and self._is_enum(of):
            return Obj({"value": found, "name": Known(name)}, class_=of)
        return found

    def _is_enum(self, of: ClassValue) -> bool:
        return any(isinstance(base, Native) and base.name == "Enum" for base in of.bases)

    def _of_module(self, of: ModuleValue, name: str) -> Value | None:
        return self.lookup(name, of.module.scope) or self.submodule(of, name)

    def submodule(self, of: ModuleValue, name: str) -> Value | None:
        """Return a module within a package."""
        raise NotImplementedError

    def lookup(self, name: str, scope: NameScope) -> Value | None:
        """Return what a name stands for."""
        raise NotImplementedError

    def _of_request(self, of: EventPart, name: str) -> Value:
        path = (*of.path, name)
        if of.subject is not None and name == "length":
            return Unfollowed(f"{of.text}.length", about(of))
        return EventPart(path)

    def _missing(self, of: Value, name: str, *, is_attribute: bool) -> Value:
        """Return or raise what the language does for what is not there."""
        if self.language == "python":
            if isinstance(of, Obj | Known | Arr) and not is_attribute:
                raise Raised(Obj(class_=ExceptionClass("KeyError")))
            return Unfollowed(f"{text_of(of)}.{name}", about(of))
        if isinstance(of, Known) and (of is UNDEFINED or of is NOTHING or of.value is None):
            raise Raised(Obj(class_=ExceptionClass("TypeError")))
        if isinstance(of, Obj | Arr):
            return UNDEFINED
        return Unfollowed(f"{text_of(of)}.{name}", about(of))

    def opened(self, value: Value, of: Value) -> Value:
        """Return an entry's value: what a getter computes, what another module holds."""
        if isinstance(value, Getter):
            call = Arguments("getter", _place_of(value.function, self), receiver=of)
            return self.call(value.function, call)
        if isinstance(value, Live):
            return self.lookup(value.name, value.scope) or UNDEFINED
        return value

    # --- Writing -----------------------------------------------------------------------------

    def set_member(self, of: Value, key: Value, value: Value) -> None:
        """Write a member."""
        if isinstance(of, OneOf):
            for each in of.options:
                self._write_maybe(each, key, value)
            return
        key = self.split(key)
        if isinstance(of, Obj):
            self._write(of, key, value)
        elif isinstance(of, Arr):
            self._write_item(of, key, value)
        elif isinstance(of, Closure) and isinstance(key, Known):
            if of.properties is None:
                self.attribute(of, "properties", Obj())
            if of.properties is not None:
                self.set(of.properties.entries, _name(key.value), value)
        elif isinstance(of, ClassValue) and isinstance(key, Known):
            self.set(of.statics.entries, _name(key.value), value)
        elif isinstance(of, Native) and isinstance(key, Known):
            of.set(self.whole, _name(key.value), value)

    def _write(self, of: Obj, key: Value, value: Value) -> None:
        if isinstance(key, Known):
            self.set(of.entries, _name(key.value), value)
        elif isinstance(key, OneOf):
            for each in key.options:
                self._write_maybe(of, each, value)
        else:
            self.merge_unknown(of, Unfollowed(f"[{text_of(key)}]", about(key)))

    def _write_maybe(self, of: Value, key: Value, value: Value) -> None:
        """Write a member that is perhaps not written."""
        if isinstance(of, Obj) and isinstance(key, Known):
            name = _name(key.value)
            old = of.entries.get(name, UNDEFINED)
            self.set(of.entries, name, one_of((old, value)))
        elif isinstance(of, Obj):
            self.merge_unknown(of, Unfollowed(f"[{text_of(key)}]", about(key)))

    def _write_item(self, of: Arr, key: Value, value: Value) -> None:
        index = key.value if isinstance(key, Known) else None
        if isinstance(index, int) and 0 <= index < len(of.items):
            self.replace(of.items, [*of.items[:index], value, *of.items[index + 1 :]])
        elif isinstance(index, int) and index == len(of.items):
            self.replace(of.items, [*of.items, value])
        else:
            self.attribute(of, "rest", Unfollowed("[…]", about(value)))

    def merge_unknown(self, of: Obj, other: Unfollowed) -> None:
        """Merge in a dictionary that is not known: it may override every entry."""
        for name, old in list(of.entries.items()):
            if not isinstance(old, Closure | Bound | Getter | Live | Native):
                self.set(of.entries, name, one_of((old, Unfollowed(other.text, other.about))))
        self.attribute(of, "rest", [*of.rest, other])

    def merge(self, of: Obj, other: Value) -> None:
        """Merge a value into a dictionary, as ``{...a, ...b}`` and ``update`` do."""
        other = self.split(other)
        if isinstance(other, Obj):
            for unknown in other.rest:
                self.merge_unknown(of, unknown)
            for name, value in other.entries.items():
                self.set(of.entries, name, self.opened(value, other))
        elif isinstance(other, OneOf):
            for each in other.options:
                self._merge_maybe(of, each)
        elif isinstance(other, EventPart | Unfollowed | Test | Native | ModuleValue):
            self.merge_unknown(of, Unfollowed(text_of(other), about(other)))
        elif isinstance(other, Arr) and other.rest is None:
            for index, value in enumerate(other.items):
                self.set(of.entries, str(index), value)

    def _merge_maybe(self, of: Obj, other: Value) -> None:
        if isinstance(other, Obj):
            for name, value in other.entries.items():
                self._write_maybe(of, Known(name), value)
            for unknown in other.rest:
                self.merge_unknown(of, unknown)
        elif not isinstance(other, Known):
            self.merge_unknown(of, Unfollowed(text_of(other), about(other)))

    def delete(self, node: Expression, scope: NameScope) -> None:
        """Delete a member."""
        if not isinstance(node, MemberExpression):
            return
        of, key = self.evaluate(node.of, scope), self.evaluate(node.key, scope)
        if isinstance(of, Obj) and isinstance(key, Known):
            self.remove(of.entries, _name(key.value))
        elif isinstance(of, Obj):
            self.merge_unknown(of, Unfollowed(f"[{text_of(key)}]"))


_CASES = 40


def _name(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _place_of(function: Value, core: Core) -> CodeLocation:
    return function.code.place if isinstance(function, Closure) else core.place or core.entry


def text_of(value: Value) -> str:
    """Return a value for people."""
    if isinstance(value, Known):
        return repr(value.value)
    if isinstance(value, Unfollowed | EventPart | Test):
        return value.text
    if isinstance(value, Obj):
        return "{…}"
    if isinstance(value, Arr):
        return "[…]"
    if isinstance(value, Regex):
        return f"/{value.source}/"
    if isinstance(value, Json):
        return f"JSON of {text_of(value.of)}"
    if isinstance(value, OneOf):
        return " or ".join(dict.fromkeys(map(text_of, value.options)))
    if isinstance(value, Closure):
        return value.code.name
    return getattr(value, "name", "value")


def named(node: Expression) -> str | None:
    """Return the name of a variable or of a member."""
    if isinstance(node, Name):
        return node.id
    if isinstance(node, MemberExpression) and isinstance(node.key, Const):
        return str(node.key.value)
    return None


__all__ = ["FALSE", "Members", "named", "text_of"]
