"""Reads targets into the model: templates, OpenAPI documents, ``cdk.out``, a live account.

All of it is input and output; what is read is judged elsewhere. What could not be read is in the
collection's coverage, and never left out in silence.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corsgate_audit.collect.budget import Budget
from corsgate_audit.collect.errors import NoTemplateError, NothingToReadError, TargetError
from corsgate_audit.collect.files import is_file
from corsgate_audit.collect.reach import missing_folders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.collect.given import Given
    from corsgate_audit.collect.live.scan import ScanOptions
    from corsgate_audit.model import Collection

__all__ = ["NothingToReadError", "TargetError", "collect"]


def collect(
    targets: Sequence[str],
    options: ScanOptions | None = None,
    allow_paths: Sequence[Path] = (),
    given: Given | None = None,
    budget: Budget | None = None,
) -> Collection:
    """Read everything that the targets name.

    Args:
        targets: paths of templates, of OpenAPI documents, of ``*.tf``, of folders with them, of
            ``cdk.out``.
            None of them: AWS.
        options: accounts and regions of AWS to scan; None for those of the environment.
        allow_paths: folders beside the target's own to whose files the paths in it may lead.
        given: values for what the targets leave open; None for none.
        budget: budget of the run; None for the usual one.

    Returns:
        The APIs, and what of each target was and was not seen.

    Raises:
        NothingToReadError: some targets describe no API, and the others could be read.
        TargetError: a target cannot be read at all, or there is no account; one line for all.

    Example:
        >>> collect(["cdk.out"]).apis[0].name
        'items'
    """
    if not targets:
        return _collect_live(options)
    # Here, since an account takes none of what reads templates.
    from corsgate_audit.collect.targets import merge, nothing_in, read_target  # noqa: PLC0415

    budget = budget or Budget()
    read, problems = [], [f"{folder!r} is not a folder" for folder in missing_folders(allow_paths)]
    empty: list[str] = []
    for target in _once(targets):
        try:
            read.append(read_target(target, allow_paths, budget, given))
        except NoTemplateError as error:
            empty.append(str(error))
            read.append(nothing_in(target, str(error)))
        except TargetError as error:
            problems.append(str(error))
    if problems:
        raise TargetError("; ".join((*problems, *empty)))
    if empty:
        raise NothingToReadError("; ".join(empty), merge(read))
    return merge(read)


def _once(targets: Sequence[str]) -> list[str]:
    """Return the targets, of files of one Terraform module the first: each stands for all."""
    from corsgate_audit.collect.terraform.files import is_terraform  # noqa: PLC0415 - as above

    modules: set[Path] = set()
    once = []
    for target in targets:
        path = Path(target)
        if is_terraform(path):
            if path.parent in modules and is_file(path):
                continue
            modules.add(path.parent)
        once.append(target)
    return once


def _collect_live(options: ScanOptions | None) -> Collection:
    """Read accounts."""
    # Here, since boto3 takes longer to import than a template takes to read.
    from corsgate_audit.collect.live.scan import ScanOptions, scan  # noqa: PLC0415

    return scan(options or ScanOptions())
