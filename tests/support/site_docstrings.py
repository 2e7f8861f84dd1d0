"""Shows the examples of docstrings as code in the site: Griffe knows ``Examples:`` alone."""

from __future__ import annotations

import re
from typing import Any

import griffe

_HEADING = re.compile(r"^( *)Example:$", re.MULTILINE)


class Examples(griffe.Extension):
    """Gives each docstring the heading that is understood."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:  # noqa: ANN401 - Griffe's own
        """Rename the heading of an object's example.

        Args:
            obj: Module, class, function or attribute that was read.
        """
        if obj.docstring is not None:
            obj.docstring.value = _HEADING.sub(r"\1Examples:", obj.docstring.value)
