"""What tells the application of a Chalice project from other Python files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.files import is_file

if TYPE_CHECKING:
    from pathlib import Path

CONFIG: Final = (".chalice", "config.json")


def is_chalice(path: Path) -> bool:
    """Whether a file is the application of a Chalice project.

    Args:
        path: path of the file.
    """
    return path.name == "app.py" and is_file(path.parent.joinpath(*CONFIG))
