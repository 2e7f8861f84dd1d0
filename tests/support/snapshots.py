"""What a snapshot leaves out: what differs from one run, or one machine, to the next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PORT = re.compile(r"(?<=127\.0\.0\.1:)\d{4,5}\b")


def without_what_differs(
    *folders: str, more: Mapping[re.Pattern[str], str] | None = None
) -> Callable[..., object]:
    """Return a matcher of syrupy's that names folders and ports by a word each.

    Args:
        folders: paths of temporary folders, each written as ``FOLDER``.
        more: words for whatever else differs, by the pattern that finds it.
    """

    def matched(data: object, path: object) -> object:
        del path  # what is at every place of a value is treated alike
        if type(data) is not str:  # an enum keeps its name
            return data
        for folder in folders:
            data = data.replace(folder, "FOLDER")
        for pattern, word in (more or {}).items():
            data = pattern.sub(word, data)
        return _PORT.sub("PORT", data)

    return matched
