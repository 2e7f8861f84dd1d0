"""Modules as they are called: their variables, locals, resources and outputs.

Everything is evaluated when somebody asks for it, once; a value in terms of itself is unknown.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.reach import OUTSIDE
from corsgate_audit.collect.terraform.hcl.configuration import Configuration, read_configuration
from corsgate_audit.collect.terraform.hcl.evaluator import Evaluator
from corsgate_audit.collect.terraform.hcl.instances import Instance, instances_of
from corsgate_audit.collect.terraform.hcl.types import convert
from corsgate_audit.collect.terraform.hcl.values import EvaluationError, Unknown, shown
from corsgate_audit.collect.terraform.known_modules import declares_no_front_door, known_module

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping
    from pathlib import Path

    from corsgate_audit.collect.reach import Reach
    from corsgate_audit.collect.terraform.hcl.evaluating import Run
    from corsgate_audit.collect.terraform.hcl.syntax import Block, Expression
    from corsgate_audit.collect.terraform.hcl.values import Value

_DEEPEST: Final = 20
"""Modules in each other."""
_NO_DEFAULT: Final = (
    "the variable has no default, and no *.auto.tfvars or terraform.tfvars sets it; give it with "
    "--var or --var-file"
)
_META: Final = frozenset({"source", "version", "count", "for_each", "providers", "depends_on"})


@dataclass(slots=True)
class Loader:
    """Finds and reads the modules of a configuration, each folder once.

    Args:
        reach: what the target may lead to.
        run: what all expressions share.
        installed: folders of the modules that ``terraform init`` has put there.
        root: folder of the root module.
        workspace: name of the workspace.
    """

    reach: Reach
    run: Run
    installed: Mapping[str, Path]
    root: Path
    workspace: str = "default"
    problems: dict[str, str] = field(default_factory=dict)
    """Why a module is not there, by the address of its call."""
    passed_over: dict[str, str] = field(default_factory=dict)
    """The same for modules that declare no front door."""
    _read: dict[Path, Configuration] = field(default_factory=dict)

    def configuration(self, folder: Path) -> Configuration:
        """Read a module's files.

        Args:
            folder: folder of the module.

        Raises:
            TargetError: they are not valid.
        """
        if folder not in self._read:
            self._read[folder] = read_configuration(folder, self.reach)
        return self._read[folder]

    def texts(self) -> Iterator[tuple[Path, bytes]]:
        """Yield the files of all modules that were read, with their contents."""
        for each in self._read.values():
            yield from each.texts.items()


@dataclass(frozen=True, slots=True)
class Group:
    """Names below a name: ``var``, ``local``, the resources of a type.

    Args:
        address: name of the group.
        find: what returns a member.
    """

    address: str
    find: Callable[[str], Value]

    def attribute(self, name: str) -> Value:
        """Return a member."""
        return self.find(name)


@dataclass(slots=True, eq=False)
class Module:
    """One module as it is called.

    Args:
        loader: what all modules share.
        configuration: what its files declare.
        address: ``module.shop["eu"]``; empty for the root.
        key: names of the calls that lead to it: ``shop.api``.
        path: path from the root module's folder to its own.
        arguments: what evaluates each value that the call gives.
        depth: modules around it.
        called_at: places of the calls that lead to it: ``main.tf:3``.
    """

    loader: Loader
    configuration: Configuration
    address: str = ""
    key: str = ""
    path: str = "."
    arguments: Mapping[str, Callable[[], Value]] = field(default_factory=dict)
    depth: int = 0
    called_at: str = ""
    _once: dict[tuple[str, str], Value] = field(default_factory=dict)

    @property
    def evaluator(self) -> Evaluator:
        """What evaluates the module's expressions."""
        return Evaluator(self.loader.run, self)

    def lookup(self, name: str) -> Value:
        """See `corsgate_audit.collect.terraform.hcl.evaluating.Names`."""
        groups: Mapping[str, Callable[[str], Value]] = {
            "var": self._variable,
            "local": self._local,
            "module": lambda call: self._within(f"module.{call}", self._call, call),
            "data": lambda kind: Group(f"data.{kind}", self._of_type(kind, "data")),
            "path": _fixed("path", {"module": self.path, "root": ".", "cwd": "."}),
            "terraform": _fixed(
                "terraform", dict.fromkeys(("workspace", "env"), self.loader.workspace)
            ),
        }
        return Group(name, groups.get(name) or self._of_type(name, "resource"))

    def _within(self, expression: str, work: Callable[[str], Value], name: str) -> Value:
        """Evaluate something once; what is defined in terms of itself is unknown."""
        key = (expression.partition(".")[0], expression)
        if key not in self._once:
            self._once[key] = Unknown(expression, f"{expression} is defined in terms of itself")
            self._once[key] = work(name)
        return self._once[key]

    def _variable(self, name: str) -> Value:
        return self._within(f"var.{name}", self._evaluated_variable, name)

    def _evaluated_variable(self, name: str) -> Value:
        declared = self.configuration.variables.get(name)
        if declared is None:
            return Unknown(f"var.{name}", "the module declares no such variable")
        expression = f"var.{name}" if not self.address else f"{self.address} {name}"
        value: Value
        if name in self.arguments:
            value = self.arguments[name]()
            if value is None and "default" in declared.attributes:
                # null stands for the default where the variable is not nullable; a value elsewhere.
                nullable = declared.attributes.get("nullable")
                if nullable is not None and self.evaluator.value(nullable) is False:
                    value = self.evaluator.value(declared.attributes["default"])
        elif "default" in declared.attributes:
            value = self.evaluator.value(declared.attributes["default"])
        else:
            return Unknown(f"var.{name}", _NO_DEFAULT)
        kind = declared.attributes.get("type")
        if kind is None:
            return value
        try:
            return convert(self.evaluator, kind.node, value)
        except EvaluationError as error:
            return Unknown(expression, f"the value does not fit the variable's type: {error}")

    def _local(self, name: str) -> Value:
        if name not in self.configuration.locals:
            return Unknown(f"local.{name}", "the module declares no such local value")
        expression = self.configuration.locals[name]
        return self._within(f"local.{name}", lambda _: self.evaluator.value(expression), name)

    def _of_type(self, kind: str, mode: str) -> Callable[[str], Value]:
        declared = self.configuration.data if mode == "data" else self.configuration.resources

        def find(name: str) -> Value:
            prefix = "data." if mode == "data" else ""
            expression = f"{prefix}{kind}.{name}"
            block = declared.get((kind, name))
            if block is None:
                return Unknown(expression, f"the module declares no {expression}")
            return self._within(expression, lambda _: instances_of(self, block), name)

        return find

    def resources(self, kinds: Container[str]) -> Iterator[Instance]:
        """Yield the resources of some types, of the module and of those that it calls.

        Args:
            kinds: types of the resources: of the others, as of most, nobody asks.
        """
        yield from self._declared("resource", kinds)

    def data_sources(self, kinds: Container[str]) -> Iterator[Instance]:
        """Yield the data sources of some types, of the module and of those that it calls.

        Args:
            kinds: types of the data sources.
        """
        yield from self._declared("data", kinds)

    def _declared(self, mode: str, kinds: Container[str]) -> Iterator[Instance]:
        own = self.configuration.data if mode == "data" else self.configuration.resources
        for kind, name in own:
            if kind in kinds:
                yield from _instances(self._of_type(kind, mode)(name))
        for name in self.configuration.calls:
            for child in _modules(self._within(f"module.{name}", self._call, name)):
                yield from child._declared(mode, kinds)  # noqa: SLF001 - a module of its own kind

    def attribute(self, name: str) -> Value:
        """Evaluate an output."""
        expression = f"{self.address}.{name}"
        output = self.configuration.outputs.get(name)
        if output is None:
            return Unknown(expression, "the module has no such output")
        return self._within(f"output.{name}", lambda _: self.evaluator.value(output), name)

    def _call(self, name: str) -> Value:
        block = self.configuration.calls.get(name)
        if block is None:
            return Unknown(f"module.{name}", "no such module is called")
        address = f"{self.address}.module.{name}" if self.address else f"module.{name}"
        key = f"{self.key}.{name}" if self.key else name
        found = self._folder(block, key)
        if isinstance(found, str):
            configuration, path = known_module(self._source(block), block), self.path
            if configuration is None:
                self._note(block, address, found)
                return Unknown(f"module.{name}", found)
        else:
            folder, path = found
            try:
                configuration = self.loader.configuration(folder)
            except TargetError as error:
                self.loader.problems[address] = str(error)
                return Unknown(f"module.{name}", "its files are not valid")
        before = f"{self.called_at}, " if self.called_at else ""
        made = Module(
            self.loader,
            configuration,
            address,
            key,
            path,
            depth=self.depth + 1,
            called_at=f"{before}module.{name} at {block.path}:{block.line}",
        )
        return instances_of(self, block, lambda at, inner: _called(made, block, at, inner))

    def _source(self, block: Block) -> str:
        given = block.attributes.get("source")
        value = None if given is None else self.evaluator.value(given)
        return str(value) if isinstance(value, str) else ""

    def _note(self, block: Block, address: str, why: str) -> None:
        """Note a module that is not there; one that makes no front door is not missed."""
        passed_over = declares_no_front_door(self._source(block))
        (self.loader.passed_over if passed_over else self.loader.problems)[address] = why

    def _folder(self, block: Block, key: str) -> tuple[Path, str] | str:
        """Find the folder of a module that is called; a sentence where it is not there."""
        where = self._source(block)
        if not where:
            return "its source is not a string"
        if self.depth >= _DEEPEST:
            return f"more than {_DEEPEST} modules in each other"
        is_local = where.startswith(("./", "../")) or where in (".", "..")
        if is_local:
            path = posixpath.normpath(posixpath.join(self.path, where))
            folder = self.loader.root / path
        elif key in self.loader.installed:
            folder = self.loader.installed[key]
            path = folder.relative_to(self.loader.root).as_posix()
        else:
            return f"the module {shown(where)!r} is not in .terraform/modules: run `terraform init`"
        folder = type(folder)(posixpath.normpath(folder))
        if not self.loader.reach.allows(folder):
            self.loader.reach.leave_out(str(folder), OUTSIDE)
            return f"the module {shown(where)!r} is outside the folder of the target"
        return (folder, path) if folder.is_dir() else f"the module {shown(where)!r} does not exist"


def _fixed(name: str, values: Mapping[str, str]) -> Callable[[str], Value]:
    """Return what finds one of a few values by name."""
    return lambda key: values.get(key, Unknown(f"{name}.{key}", "Terraform has no such value"))


def _called(module: Module, block: Block, address: str, evaluator: Evaluator) -> Module:
    """Give a module its arguments; they are evaluated where it is called."""

    def later(expression: Expression) -> Callable[[], Value]:
        return lambda: evaluator.value(expression)

    arguments = {
        name: later(expression)
        for name, expression in block.attributes.items()
        if name not in _META
    }
    return replace(module, address=address, arguments=arguments, _once={})


def _instances(value: Value) -> Iterator[Instance]:
    yield from (each for each in _items(value) if isinstance(each, Instance))


def _modules(value: Value) -> Iterator[Module]:
    yield from (each for each in _items(value) if isinstance(each, Module))


def _items(value: Value) -> list[Value]:
    """List the instances of a block: one, a list, or the values of a map."""
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else [value]
