"""The functions of the templates beside a document that names functions, and has none itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import is_folder
from corsgate_audit.collect.reach import reach_of
from corsgate_audit.collect.template.document import read_document
from corsgate_audit.collect.template.read import is_template, read_template

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corsgate_audit.collect.reach import Reach
    from corsgate_audit.model import FunctionSettings

_SUFFIXES = frozenset({".json", ".yaml", ".yml", ".template"})


def functions_beside(target: Path, allowed: Sequence[Path] = ()) -> tuple[FunctionSettings, ...]:
    """Read the functions of the templates in the folder of a document.

    Args:
        target: path of the document.
        allowed: folders that the user names beside it, in which templates are looked for too.
    """
    if is_folder(target):
        return ()  # its templates are parts of the target
    reach = reach_of(target, allowed)
    return tuple(
        function
        for folder in (target.parent, *allowed)
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in _SUFFIXES and path != target
        for function in _functions(path, reach)
    )


def _functions(path: Path, reach: Reach) -> tuple[FunctionSettings, ...]:
    try:
        document = read_document(path, reach)
        return read_template(document).functions if is_template(document) else ()
    except TargetError:
        return ()  # what cannot be read is no template that has the function
