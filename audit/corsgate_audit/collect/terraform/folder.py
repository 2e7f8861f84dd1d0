"""Reads a folder of ``*.tf`` files: a root module with those that it calls."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.terraform.declared import Declared
from corsgate_audit.collect.terraform.files import declares_front_door
from corsgate_audit.collect.terraform.hcl.code import ARCHIVE, OBJECTS, Packed
from corsgate_audit.collect.terraform.hcl.configuration import (
    installed_modules,
    local_calls,
)
from corsgate_audit.collect.terraform.hcl.declared import ConfiguredLinks, ConfiguredPositions
from corsgate_audit.collect.terraform.hcl.evaluating import Run
from corsgate_audit.collect.terraform.hcl.files import ModuleFiles
from corsgate_audit.collect.terraform.hcl.modules import Loader, Module
from corsgate_audit.collect.terraform.hcl.syntax import source
from corsgate_audit.collect.terraform.hcl.variables import given_variables
from corsgate_audit.collect.terraform.read import READ, SERVICE, read_declared
from corsgate_audit.model import Collection, Coverage, CoverageState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from corsgate_audit.collect.reach import Reach


def read_modules(folders: Sequence[Path], target: Path, reach: Reach) -> list[Collection]:
    """Read the root modules among folders with files of Terraform's own.

    Args:
        folders: the folders.
        target: folder that is the target: what is wrong there is an error.
        reach: what the target may lead to, and the values that the user gives.

    Raises:
        TargetError: the target itself is not valid, or the extra is not installed.
    """
    return [_read_module(folder, target, reach) for folder in root_modules(folders, reach)]


def _read_module(folder: Path, target: Path, reach: Reach) -> Collection:
    try:
        return read_root_module(folder, reach)
    except TargetError as error:
        if folder == target:
            raise
        is_marked = declares_front_door(folder, reach)
        state = CoverageState.FAILED if is_marked else CoverageState.SKIPPED
        unread = Coverage(service=SERVICE, resource=str(folder), state=state, reason=str(error))
        return Collection(coverage=(unread,))


def read_root_module(folder: Path, reach: Reach) -> Collection:
    """Read a root module.

    Args:
        folder: folder of the module.
        reach: what the target may lead to, and the values that the user gives.

    Raises:
        TargetError: a file is not valid, or the extra is not installed.
    """
    run = Run(ModuleFiles(folder, reach), reach.budget)
    installed = installed_modules(folder, reach)
    loader = Loader(reach, run, installed, folder, reach.given.workspace)
    configuration = loader.configuration(folder)
    sensitive = {
        name
        for name, block in configuration.variables.items()
        if "sensitive" in block.attributes and source(block.attributes["sensitive"].node) != "false"
    }
    arguments = given_variables(folder, reach.given, reach, run, sensitive)
    root = Module(loader, configuration, arguments=arguments)
    packed = Packed(list(root.data_sources({ARCHIVE})), list(root.resources(OBJECTS)))
    links = ConfiguredLinks(run.holes, packed)
    for instance in root.resources(READ):
        links.add(instance)
    declared = Declared(
        path=folder / "main.tf",
        planned=list(links.planned.values()),
        links=links,
        positions=ConfiguredPositions(links.instances),
        reach=reach,
    )
    read = read_declared(declared, str(folder))
    coverage = (*read.coverage, *_unread(folder, loader), *reach.left_out())
    return Collection(
        apis=read.apis,
        coverage=tuple(dict.fromkeys(coverage)),
        functions=read.functions,
        texts={str(path): data for path, data in loader.texts()},
    )


def root_modules(folders: Sequence[Path], reach: Reach) -> list[Path]:
    """Return the folders whose modules no other of the folders calls.

    Args:
        folders: folders with files of Terraform's own.
        reach: what the target may lead to.
    """
    calls: dict[str, set[str]] = {}
    for folder in folders:
        own = posixpath.normpath(folder)
        calls[own] = set()
        try:
            sources = local_calls(folder, reach)
        except TargetError:
            continue  # it is read as a root module, and says there what is wrong
        calls[own] = {posixpath.normpath(folder / each) for each in sources} - {own}
    called = {each for found in calls.values() for each in found}
    reached: set[str] = set()
    roots = []
    # Those that call each other in a circle come last: one of them stands for all.
    for folder in sorted(folders, key=lambda each: posixpath.normpath(each) in called):
        own = posixpath.normpath(folder)
        if own in called and own in reached:
            continue
        roots.append(folder)
        waiting = [own]
        while waiting:
            more = calls.get(waiting.pop(), set()) - reached
            reached |= more
            waiting += more
    return sorted(roots)


def _unread(folder: Path, loader: Loader) -> Iterator[Coverage]:
    """Name the modules and files that are not there, or not read."""
    for address, reason in sorted(loader.problems.items()):
        yield Coverage(
            service=SERVICE,
            resource=f"{folder}#{address}",
            state=CoverageState.UNRESOLVED,
            reason=reason,
        )
    for address, reason in sorted(loader.passed_over.items()):
        yield Coverage(
            service=SERVICE,
            resource=f"{folder}#{address}",
            state=CoverageState.SKIPPED,
            reason=f"by its name it declares no front door; {reason}",
        )
