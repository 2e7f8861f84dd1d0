"""Finds the blueprints that an application registers, in its own file and in those of its folder.

Source: https://aws.github.io/chalice/topics/blueprints.html
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import is_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corsgate_audit.collect.reach import Reach

_MOST_IMPORTS: Final = 8
"""Files through which the import of a name is followed."""


@dataclass(frozen=True, slots=True)
class Module:
    """A file of an application.

    Args:
        path: path of the file.
        tree: its syntax.
    """

    path: Path
    tree: ast.Module


@dataclass(frozen=True, slots=True)
class Registered:
    """A call of ``register_blueprint``.

    Args:
        line: line of the call.
        module: file that has the blueprint; None where it was not found.
        name: name of the blueprint in that file.
        prefix: expression of ``url_prefix``; None where there is none.
    """

    line: int
    module: Module | None
    name: str
    prefix: ast.expr | None


def parsed(path: Path, reach: Reach) -> Module:
    """Parse a file.

    Args:
        path: path of the file.
        reach: what the target may lead to.

    Raises:
        TargetError: it cannot be read, or is not valid Python.
    """
    try:
        return Module(path, ast.parse(reach.read(path)))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        message = f"{str(path)!r}: not valid Python"
        raise TargetError(message) from error


def registered_blueprints(app: Module, reach: Reach) -> Iterator[Registered]:
    """Yield the blueprints of an application: ``app.register_blueprint(bp, url_prefix="/v1")``.

    Args:
        app: file of the application.
        reach: what the target may lead to.
    """
    finder = _Finder(app.path.parent, reach)
    for node in ast.walk(app.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr != "register_blueprint":
            continue
        keywords = {each.arg: each.value for each in node.keywords}
        given = dict(zip(("blueprint", "name_prefix", "url_prefix"), node.args, strict=False))
        blueprint = given.get("blueprint", keywords.get("blueprint"))
        prefix = given.get("url_prefix", keywords.get("url_prefix"))
        is_none = isinstance(prefix, ast.Constant) and prefix.value is None
        module, name = finder.find(blueprint, app)
        # What **options hold is known only when the program runs.
        is_open = None in keywords
        found = None if is_open else module
        yield Registered(node.lineno, found, name, None if is_none else prefix)


def blueprints_in(tree: ast.Module) -> frozenset[str]:
    """Return the names that a file binds to a blueprint: ``bp = Blueprint(__name__)``."""
    return frozenset(
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and _makes_blueprint(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    )


def _makes_blueprint(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and (
        ast.unparse(value.func).rpartition(".")[2] == "Blueprint"
    )


class _Finder:
    """Follows imports within the folder of an application.

    Args:
        root: the folder.
        reach: what the target may lead to.
    """

    def __init__(self, root: Path, reach: Reach) -> None:
        self._root = root
        self._reach = reach

    def find(self, node: ast.expr | None, module: Module) -> tuple[Module | None, str]:
        """Return the file that makes a blueprint, and its name there."""
        if isinstance(node, ast.Name):
            return self._named(node.id, module, _MOST_IMPORTS)
        if isinstance(node, ast.Attribute):
            within = self._imported_module(ast.unparse(node.value), module)
            return self._named(node.attr, within, _MOST_IMPORTS) if within else (None, node.attr)
        return None, ""

    def _named(self, name: str, module: Module, left: int) -> tuple[Module | None, str]:
        if name in blueprints_in(module.tree):
            return module, name
        for node in module.tree.body:
            for alias in node.names if isinstance(node, ast.ImportFrom) else ():
                if (alias.asname or alias.name) == name and left:
                    assert isinstance(node, ast.ImportFrom)  # noqa: S101 - as the loop says
                    within = self._module(node.module or "", node.level, module)
                    if within is not None:
                        return self._named(alias.name, within, left - 1)
        return None, name

    def _imported_module(self, name: str, module: Module) -> Module | None:
        for node in module.tree.body:
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            for alias in node.names:
                if (alias.asname or alias.name) != name:
                    continue
                above = node.module if isinstance(node, ast.ImportFrom) else None
                level = node.level if isinstance(node, ast.ImportFrom) else 0
                dotted = f"{above}.{alias.name}" if above else alias.name
                return self._module(dotted, level, module)
        return None

    def _module(self, dotted: str, level: int, importing: Module) -> Module | None:
        """Return a file of the application by the name of its module; None where it has none."""
        folder = self._root
        if level:
            parents = importing.path.parents
            folder = parents[min(level, len(parents)) - 1]
        base = folder.joinpath(*filter(None, dotted.split(".")))
        for path in (base.with_name(f"{base.name}.py"), base / "__init__.py"):
            if is_file(path) and self._reach.allows(path):
                try:
                    return parsed(path, self._reach)
                except TargetError:
                    return None
        return None
