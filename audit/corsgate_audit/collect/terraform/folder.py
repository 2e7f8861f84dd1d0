"""Reads a folder of ``*.tf`` files: a root module with those that it calls."""

from __future__ import annotations

import os
import posixpath
import re
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.terraform.declared import Declared
from corsgate_audit.collect.terraform.hcl.code import ARCHIVE
from corsgate_audit.collect.terraform.hcl.configuration import (
    SUFFIXES,
    installed_modules,
    local_calls,
)
from corsgate_audit.collect.terraform.hcl.declared import ConfiguredLinks, ConfiguredPositions
from corsgate_audit.collect.terraform.hcl.evaluating import Run
from corsgate_audit.collect.terraform.hcl.files import ModuleFiles
from corsgate_audit.collect.terraform.hcl.modules import Loader, Module
from corsgate_audit.collect.terraform.hcl.variables import given_variables
from corsgate_audit.collect.terraform.read import SERVICE, read_declared
from corsgate_audit.model import Collection, Coverage, CoverageState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from corsgate_audit.collect.reach import Reach

_MARK: Final = re.compile(
    rb"aws(?:cc)?_(?:api_?gateway|lambda_function_url|lambda_url|cloudfront)|apigateway"
)


def is_terraform(path: Path) -> bool:
    """Whether a file is one of Terraform's own.

    Args:
        path: path of the file.
    """
    return path.name.endswith(SUFFIXES)


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
    arguments = given_variables(folder, reach.given, reach, run)
    root = Module(loader, loader.configuration(folder), arguments=arguments)
    archives = [each for each in root.data_sources() if each.block.labels[0] == ARCHIVE]
    links = ConfiguredLinks(run.holes, archives)
    for instance in root.resources():
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
    return Collection(apis=read.apis, coverage=tuple(dict.fromkeys(coverage)))


def root_modules(folders: Sequence[Path], reach: Reach) -> list[Path]:
    """Return the folders whose modules no other of the folders calls.

    Args:
        folders: folders with files of Terraform's own.
        reach: what the target may lead to.
    """
    called: set[str] = set()
    for folder in folders:
        try:
            called |= {posixpath.normpath(folder / each) for each in local_calls(folder, reach)}
        except TargetError:
            continue  # it is read as a root module, and says there what is wrong
    return [each for each in folders if posixpath.normpath(each) not in called]


def _unread(folder: Path, loader: Loader) -> Iterator[Coverage]:
    """Name the modules and files that are not there, or not read."""
    for address, reason in sorted(loader.problems.items()):
        yield Coverage(
            service=SERVICE,
            resource=f"{folder}{os.sep}#{address}",
            state=CoverageState.UNRESOLVED,
            reason=reason,
        )
    for configuration in loader.configurations():
        for path, reason in configuration.unread.items():
            yield Coverage(
                service=SERVICE, resource=path, state=CoverageState.FAILED, reason=reason
            )


def declares_front_door(folder: Path, reach: Reach) -> bool:
    """Whether the text of a module names an API or a distribution, valid or not.

    Args:
        folder: folder of the module.
        reach: what the target may lead to.
    """
    for path in sorted(folder.iterdir()):
        if is_terraform(path):
            try:
                if _MARK.search(reach.read(path)):
                    return True
            except TargetError:
                return True  # nobody knows what is in it
    return False


def folder_of(path: Path) -> Path:
    """Return the root module that a file is a part of.

    Args:
        path: a file of Terraform's own.

    Raises:
        TargetError: it does not exist.
    """
    if not path.is_file():
        message = f"{str(path)!r}: no such file or folder"
        raise TargetError(message)
    return path.parent
