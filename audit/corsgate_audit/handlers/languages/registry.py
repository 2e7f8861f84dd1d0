"""What each language brings, by language."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.handlers.languages.javascript import conversions
from corsgate_audit.handlers.languages.javascript import globals as globals_
from corsgate_audit.handlers.languages.javascript import methods as script_methods
from corsgate_audit.handlers.languages.javascript import operators as script_operators
from corsgate_audit.handlers.languages.python import functions, methods, modules, operators

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from corsgate_audit.handlers.code import Language
    from corsgate_audit.handlers.interpreter.natives import Method
    from corsgate_audit.handlers.values.value import Value


class LanguageLibrary(NamedTuple):
    """What a language brings without a package being installed.

    Args:
        builtin: function that returns what a name stands for without being imported; None for any
            other.
        module: function that returns a module of the standard library by its name; None for any
            other.
        method_of: function that returns a method of a value by its name; None where the language
            has none.
        operate: function that applies an operator to values; None where its result is not
            determined. Raises `Raised` where the language does.
        equal: function that returns whether two values are equal, or with ``is_strict`` the same;
            None where that is not determined.
        text: function that returns the text that a value becomes. Raises `NotDeterminedError`.
    """

    builtin: Callable[[str], Value | None]
    module: Callable[[str], Value | None]
    method_of: Callable[[Value, str], Method | None]
    operate: Callable[[str, Sequence[Value]], Value | None]
    equal: Callable[[Value, Value, bool], bool | None]
    text: Callable[[Value], str]


LANGUAGES: Mapping[Language, LanguageLibrary] = {
    "python": LanguageLibrary(
        functions.builtin,
        modules.module,
        methods.method_of,
        operators.operate,
        operators.equal,
        operators.text_of,
    ),
    "javascript": LanguageLibrary(
        globals_.builtin,
        globals_.module,
        script_methods.method_of,
        script_operators.operate,
        script_operators.equal,
        conversions.text_of,
    ),
}
