"""The code of an auditor's functions: of what is installed here, the modules that they import.

A Lambda package of the whole audit would be some 30 MB: the terminal, templates' translators and
parsers that an account needs none of. The modules are found as Python would, from the imports in
their sources, so that nothing has to be listed and nothing can be forgotten.
"""

from __future__ import annotations

import ast
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ENTRY = "corsgate_audit.organization.entry"
"""Where the imports begin."""
_BY_PLACE = ("corsgate_audit.gateway.velocity", "corsgate_audit.rules")
"""Found by their place, and not by an import: the process for templates, and the rules."""

_OURS = frozenset({"corsgate", "corsgate_audit"})
_RUNTIME = frozenset({"boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3"})
"""What Lambda's Python has: https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html"""
_DOWNLOADING = frozenset({"httpx"})
"""What downloads functions' code."""
PARSING = frozenset({"tree_sitter", "tree_sitter_javascript", "tree_sitter_typescript"})
"""What reads functions' code in JavaScript: the only packages whose machine code is shipped."""
_NEEDS = {
    "httpx": frozenset({"anyio", "certifi", "h11", "httpcore", "idna", "typing_extensions"}),
    "jinja2": frozenset({"markupsafe"}),
}
"""What these packages import themselves."""
_ELSEWHERE = frozenset(
    {
        "aws_lambda_powertools",  # asked whether a handler's module has it
        "rich",  # paints a terminal
        "typer",  # the command line
    }
)
_NOT_OF_AN_ACCOUNT = frozenset(
    {
        "corsgate_audit.cli",
        "corsgate_audit.collect.targets",
        "corsgate_audit.fix.terraform",
        "corsgate_audit.probe",
        "corsgate_audit.serve",
    }
)
"""What is asked for only where a file, a URL or a person is."""
_DATA = frozenset({".css", ".dat", ".j2", ".js", ".json", ".md", ".toml", ".txt", ".typed"})


class Module(NamedTuple):
    """A module that is shipped.

    Args:
        name: its full name.
        path: its source.
    """

    name: str
    path: Path

    @property
    def package(self) -> str:
        """Package that its relative imports begin at."""
        is_package = self.path.name == "__init__.py"
        return self.name if is_package else self.name.rpartition(".")[0]


class Contents(NamedTuple):
    """What a package has.

    Args:
        modules: modules of corsgate.
        distributions: other packages, each whole.
    """

    modules: tuple[Module, ...]
    distributions: tuple[str, ...]


@cache
def contents(*, code: bool) -> Contents:
    """Find what the functions import.

    Args:
        code: whether they read other functions' code in JavaScript.

    Raises:
        ModuleNotFoundError: a package of the ``audit`` extra is missing.
    """
    found: dict[str, Module] = {}
    others: set[str] = set()
    waiting = [ENTRY, *_by_place()]
    while waiting:
        name = waiting.pop()
        top = name.partition(".")[0]
        if top not in _OURS:
            others.add(top)
            continue
        if name in found or _is_left_out(name):
            continue
        module = _module(name)
        if module is None:  # a name in a module, and not a module
            continue
        found[name] = module
        waiting += [name.rpartition(".")[0] or name, *_imports(module)]
    wanted = others - _RUNTIME - _ELSEWHERE - sys.stdlib_module_names
    if not code:
        wanted -= _DOWNLOADING | PARSING
    needed = {each for name in wanted for each in _NEEDS.get(name, ())}
    return Contents(tuple(found[name] for name in sorted(found)), tuple(sorted(wanted | needed)))


def _is_left_out(name: str) -> bool:
    return any(name == part or name.startswith(f"{part}.") for part in _NOT_OF_AN_ACCOUNT)


def _by_place() -> Iterator[str]:
    for package in _BY_PLACE:
        root = _folder(package)
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            yield ".".join((package, *(part for part in parts if part != "__init__")))


def _folder(package: str) -> Path:
    top, *rest = package.split(".")
    spec = find_spec(top)
    if spec is None or not spec.submodule_search_locations:
        raise _missing(top)
    return Path(next(iter(spec.submodule_search_locations))).joinpath(*rest)


def _missing(name: str) -> ModuleNotFoundError:
    install = "pip install 'corsgate[cdk,audit]'"
    return ModuleNotFoundError(
        f"the auditor's functions need {name}; install it with: {install}", name=name
    )


def _module(name: str) -> Module | None:
    """Find a module without importing it: that would import what it imports."""
    path = _folder(name)
    for source in (path / "__init__.py", path.with_suffix(".py")):
        if source.is_file():
            return Module(name, source)
    return None


def _imports(module: Module) -> Iterator[str]:
    """Name what a module imports, also when a function of it is called, or whose files it reads."""
    for node in _run(ast.parse(module.path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module.package, node)
            yield base
            yield from (f"{base}.{each.name}" for each in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "files":
            yield from (str(each.value) for each in node.args if isinstance(each, ast.Constant))


def _absolute(package: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return str(node.module)
    parts = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*parts, *([node.module] if node.module else [])])


def _run(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk through what runs: what type checkers alone read is passed over."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            yield from _run(ast.Module(node.orelse, []))
            continue
        yield node
        yield from _run(node)


def files(found: Contents) -> Iterable[tuple[Path, str]]:
    """List the files of a package: where each is, and its path there."""
    for module in found.modules:
        yield module.path, _target(module)
    for folder in sorted({module.path.parent for module in found.modules}):
        package = next(m.package for m in found.modules if m.path.parent == folder)
        for path in _data(folder):
            yield path, f"{package.replace('.', '/')}/{path.name}"
    for name in found.distributions:
        yield from _distribution(name)


def _distribution(name: str) -> Iterator[tuple[Path, str]]:
    """List the files of a package that is not ours, or the one of a module."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise _missing(name)
    origin = Path(spec.origin)
    if origin.name != "__init__.py":
        yield origin, origin.name
        return
    for path in sorted(origin.parent.rglob("*")):
        if path.is_file() and _is_shipped(path, name):
            yield path, f"{name}/{path.relative_to(origin.parent).as_posix()}"


def _target(module: Module) -> str:
    folder = module.package.replace(".", "/")
    return f"{folder}/{module.path.name}"


def _data(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if path.suffix in _DATA)


def _is_shipped(path: Path, name: str) -> bool:
    if path.suffix in {".so", ".pyd", ".dylib"}:
        # PyYAML and MarkupSafe do without theirs, which is for the machine that synthesises.
        return name in PARSING
    return path.suffix in _DATA or path.suffix == ".py"
