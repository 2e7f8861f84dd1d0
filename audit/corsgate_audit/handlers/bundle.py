"""The files of a function, as bytes, and which of them a module's name means."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from corsgate_audit.handlers.code.functions import UnreadableCodeError
from corsgate_audit.handlers.values.data import Known, Unfollowed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.handlers.values.value import Value

DATA = ".json"
"""Suffix of what a script can load beside code."""
SCRIPTS = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx")
_SEARCHED = 60 * 2**20  # bytes of code in which a text is searched
_LAYERS = ("python", "nodejs", "nodejs/node_modules")
_RESERVED = re.compile(r"(AWS_|LAMBDA_|_X_AMZN|_HANDLER|TZ$|PATH$|LANG$|NODE_|PYTHON)")


@dataclass(frozen=True, slots=True)
class Environment:
    """A function's environment variables.

    Args:
        variables: Values by name; None for a value that is not known.
        is_complete: Whether a name that is not listed is not set. Lambda's own are never listed.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """

    variables: Mapping[str, str | None] = field(default_factory=dict)
    is_complete: bool = True

    def value(self, name: str) -> Value | None:
        """Return a variable's value; None where it is not set."""
        text = self.variables.get(name)
        if text is not None:
            return Known(text)
        if name in self.variables or not self.is_complete or _RESERVED.match(name):
            return Unfollowed(f"environment variable {name}", is_text=name in self.variables)
        return None


class CodeFiles(Mapping[str, bytes]):
    """Files of code that are read when they are asked for."""

    is_complete = True
    """Whether all of them are listed; others are there only for who asks for them by their path."""


@dataclass(frozen=True)
class Bundle:
    """The files of a function.

    Args:
        files: Contents by path within the function's folder, with forward slashes. Nothing of them
            is ever run or imported.
    """

    files: Mapping[str, bytes]

    def mentions(self, text: bytes) -> bool:
        """Whether any of the files has a text; also where one cannot be read, which may have it.

        Args:
            text: Text in lower case.
        """
        if isinstance(self.files, CodeFiles) and not self.files.is_complete:
            return True
        left = _SEARCHED
        for each in self.files:
            try:
                content = self.files[each]
            except UnreadableCodeError:
                return True
            left -= len(content)
            if left < 0 or text in content.lower():
                return True
        return False

    def python_module(self, name: str, importer: str = "", level: int = 0) -> str | None:
        """Return the file that an ``import`` means.

        Args:
            name: Dotted name; empty for the package itself.
            importer: Path of the importing file.
            level: Number of leading dots.
        """
        path = name.replace(".", "/")
        if level:
            folder = posixpath.dirname(importer)
            for _ in range(level - 1):
                folder = posixpath.dirname(folder)
            return self._python_file(posixpath.join(folder, path) if path else folder)
        roots = ["", *_LAYERS[:1]]
        return next(filter(None, (self._python_file(posixpath.join(r, path)) for r in roots)), None)

    def _python_file(self, path: str) -> str | None:
        path = posixpath.normpath(path) if path else ""
        for each in (f"{path}.py", posixpath.join(path, "__init__.py")):
            if each in self.files:
                return each
        return None

    def has_python_package(self, name: str, importer: str = "", level: int = 0) -> bool:
        """Whether a folder without ``__init__.py`` is meant: a namespace package."""
        if level:
            folder = posixpath.dirname(importer)
            for _ in range(level - 1):
                folder = posixpath.dirname(folder)
        else:
            folder = ""
        prefix = posixpath.join(folder, name.replace(".", "/")) + "/"
        return any(each.startswith(prefix) and each.endswith(".py") for each in self.files)

    def script(self, specifier: str, importer: str = "") -> str | None:
        """Return the file that a ``require`` or ``import`` of JavaScript means.

        Args:
            specifier: Text between the quotes of the import.
            importer: Path of the importing file.

        Source: https://nodejs.org/api/modules.html#all-together
        """
        if specifier.startswith("."):
            joined = posixpath.join(posixpath.dirname(importer), specifier)
            names = [posixpath.normpath(joined)]
        elif specifier.startswith("/opt/"):
            names = [specifier.removeprefix("/opt/")]
        else:
            names = list(self._aliased(specifier))
        found = (self.script_file(each) or self._data_file(each) for each in names)
        return next(filter(None, found), None)

    def _data_file(self, path: str) -> str | None:
        """Return the JSON file of a path, with its suffix or without."""
        name = path if path.endswith(DATA) else f"{path}{DATA}"
        return name if name in self.files else None

    def script_file(self, path: str) -> str | None:
        """Return the file of a path without its suffix, or of a folder."""
        path = "" if path == "." else path
        if path in self.files and path.endswith(SCRIPTS):
            return path
        stem, suffix = posixpath.splitext(path)
        bases = [path, *([stem] if suffix in {".js", ".mjs", ".cjs", ".jsx"} else [])]
        candidates = [f"{base}{suffix}" for base in bases for suffix in SCRIPTS]
        candidates += [posixpath.join(path, f"index{suffix}") for suffix in SCRIPTS]
        return next((each for each in candidates if each in self.files), None)

    def _aliased(self, specifier: str) -> Iterator[str]:
        """Yield what a name may stand for by tsconfig's ``paths`` and ``baseUrl``."""
        for pattern, targets in self._aliases:
            prefix, star, suffix = pattern.partition("*")
            if star:
                if specifier.startswith(prefix) and specifier.endswith(suffix):
                    middle = specifier[len(prefix) : len(specifier) - len(suffix)]
                    yield from (each.replace("*", middle) for each in targets)
            elif specifier == pattern:
                yield from targets

    @cached_property
    def _aliases(self) -> list[tuple[str, list[str]]]:
        found: list[tuple[str, list[str]]] = []
        for path in self.files:
            if re.fullmatch(r"tsconfig(\.\w+)*\.json", posixpath.basename(path)):
                with suppress(UnreadableCodeError):  # a module behind an alias is then named
                    found += _paths(path, self.files[path])
        return found


def _paths(path: str, content: bytes) -> Iterator[tuple[str, list[str]]]:
    """Yield the aliases of one tsconfig, which is JSON with comments.

    Source: https://www.typescriptlang.org/tsconfig/#paths
    """
    text = content[:100_000].decode("utf-8", "replace")
    # What is not closed goes on to the end, so that nothing is looked at twice.
    closed = r'("(?:\\.|[^"\\])*+(?:"|\\?\Z))|//[^\n]*|/\*.*?(?:\*/|\Z)'
    text = re.sub(closed, r"\1", text, flags=re.DOTALL)
    text = re.sub(r",(\s*[}\]])", r"\1", text)
    try:
        options = json.loads(text).get("compilerOptions", {})
        base = posixpath.join(posixpath.dirname(path), options.get("baseUrl", "."))
        aliases = options.get("paths", {}).items()
    except (ValueError, AttributeError, TypeError, RecursionError):
        return  # a module behind an alias is then not followed, and named
    for pattern, targets in aliases:
        yield pattern, [posixpath.normpath(posixpath.join(base, each)) for each in targets]
    if "baseUrl" in options:
        yield "*", [posixpath.normpath(posixpath.join(base, "*"))]
