"""The difference between two texts, as ``git apply`` takes it."""

from __future__ import annotations

import difflib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CONTEXT = 3
_NO_END = "\\ No newline at end of file\n"


def git_patch(path: Path, before: str, after: str, remarks: Iterable[str] = ()) -> str:
    """Return a patch; empty where the texts are equal.

    Args:
        path: path of the file. The patch names it relative to the working folder, in which it is to
            be applied.
        before: the file's text, with its line ends.
        after: the text that replaces it.
        remarks: what its readers have to know, a line each; git passes over what stands first.

    Source: https://git-scm.com/docs/diff-format#generate_patch_text_with_p
    """
    name = os.path.relpath(path).replace(os.sep, "/")
    end = "\t" if " " in name else ""  # ends a name with spaces, as git does itself
    lines = difflib.unified_diff(
        _lines(before),
        _lines(after),
        f"{_quoted('a/' + name)}{end}",
        f"{_quoted('b/' + name)}{end}",
        n=_CONTEXT,
    )
    body = "".join(line if line.endswith("\n") else f"{line}\n{_NO_END}" for line in lines)
    if not body:
        return ""
    head = "".join(f"{' '.join(each.split())}\n" for each in remarks)
    return f"{head}diff --git {_quoted('a/' + name)} {_quoted('b/' + name)}\n{body}"


def changed_lines(before: str, after: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines that go and those that come, without their ends.

    Args:
        before: a text.
        after: another one.
    """
    # difflib looks at every line; most changes are in one place of a long file.
    old, new = _lines(before), _lines(after)
    head = _shared(old, new)
    old, new = old[head:], new[head:]
    tail = _shared(old[::-1], new[::-1])
    old, new = old[: len(old) - tail], new[: len(new) - tail]
    lines = list(difflib.ndiff(old, new, None, None))
    return _starting("- ", lines), _starting("+ ", lines)


def _shared(one: list[str], other: list[str]) -> int:
    """Return with how many equal lines two texts begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def _starting(sign: str, lines: list[str]) -> tuple[str, ...]:
    return tuple(line[2:].rstrip("\r\n") for line in lines if line.startswith(sign))


def _lines(text: str) -> list[str]:
    """Split at line feeds alone, as git does; not at the other ends that Python knows."""
    parts = text.split("\n")
    lines = [f"{part}\n" for part in parts[:-1]]
    return [*lines, parts[-1]] if parts[-1] else lines


def _quoted(name: str) -> str:
    """Quote a path with characters that would end it."""
    if name.isprintable() and '"' not in name and "\\" not in name:
        return name
    escaped = "".join(
        f"\\{byte:03o}" if byte < 0x20 or byte in b'"\\\x7f' else chr(byte)  # noqa: PLR2004 - control characters
        for byte in name.encode()
    )
    return f'"{escaped}"'
