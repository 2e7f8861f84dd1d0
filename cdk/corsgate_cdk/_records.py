"""What one construct notes on another, in the construct tree.

Not in a table of ours: Python's half of a construct may be gone and made anew between two calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from constructs import IConstruct

_PREFIX = "corsgate:"


def note(construct: IConstruct, name: str, text: str) -> None:
    """Note something on a construct.

    Args:
        construct: construct that it is about.
        name: name of the note; a construct can have several under one name.
        text: text of the note.
    """
    construct.node.add_metadata(f"{_PREFIX}{name}", text)


def notes(construct: IConstruct, name: str) -> list[str]:
    """Return what is noted on a construct under a name, in the order of the notes.

    Args:
        construct: construct that it is about.
        name: name of the notes.
    """
    return [
        str(entry.data) for entry in construct.node.metadata if entry.type == f"{_PREFIX}{name}"
    ]
