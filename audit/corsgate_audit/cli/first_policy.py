"""``corsgate fix --init``: a first policy, for its owner to correct."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from corsgate_audit.cli.terminal import stop, writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corsgate_audit.collect.given import Given
    from corsgate_audit.collect.live.scan import ScanOptions


def write_first_policy(
    file: Path,
    target: str | None,
    scan_options: ScanOptions | None,
    allowed: Sequence[Path],
    given: Given | None = None,
) -> None:
    """Write a policy from what is allowed today.

    Args:
        file: policy file to write; a file of that name must not exist yet.
        target: template or document; None for the AWS account of the environment.
        scan_options: accounts and regions to scan; None with a target.
        allowed: folders beside the target's own to whose files its paths may lead.
        given: values that the user gives for what the target leaves open; None for none.

    Raises:
        typer.Exit: the target cannot be read, or the file not be written.
    """
    from corsgate_audit.collect import TargetError, collect
    from corsgate_audit.fix.first_policy import first_policy

    try:
        if target is None:
            from corsgate_audit.collect.live.scan import ScanOptions, scan

            collection = scan(scan_options or ScanOptions())
        else:
            collection = collect([target], allow_paths=allowed, given=given)
        text = first_policy(collection)
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except TargetError as error:
        stop(str(error))
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror or error}; name a file that is not there")
    with writing():
        sys.stdout.write(f"wrote {file}\n")
