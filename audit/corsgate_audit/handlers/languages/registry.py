"""What each language brings, by language."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.handlers.languages.javascript import globals as globals_
from corsgate_audit.handlers.languages.javascript import methods as script_methods
from corsgate_audit.handlers.languages.python import functions, methods, modules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
    """

    builtin: Callable[[str], Value | None]
    module: Callable[[str], Value | None]
    method_of: Callable[[Value, str], Method | None]


LANGUAGES: Mapping[Language, LanguageLibrary] = {
    "python": LanguageLibrary(functions.builtin, modules.module, methods.method_of),
    "javascript": LanguageLibrary(globals_.builtin, globals_.module, script_methods.method_of),
}
