"""A file's text with other content, and as little else changed as can be."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.template.document import parse_document
from corsgate_audit.fix.text.json_parts import json_parts
from corsgate_audit.fix.text.splicing import Splicer, same, spliced
from corsgate_audit.fix.text.styles import style_of
from corsgate_audit.fix.text.yaml_parts import yaml_parts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class RewriteError(Exception):
    """A text cannot be changed so that it says what it should; the message says why."""


_NOTHING: Mapping[str, str] = MappingProxyType({})


class Rewriter:
    """Changes one text, again and again from the same beginning.

    Args:
        text: JSON or YAML.
        path: path of the file that the text stands in.
        content: content of the text, as `parse_document` reads it.
    """

    def __init__(self, text: str, path: Path, content: dict[str, object]) -> None:
        self._text, self._path, self._content = text, path, content
        self._is_json = _is_json(text)
        self._root = json_parts(text) if self._is_json else yaml_parts(text)
        self._style = style_of(text, self._root)

    def rewritten(
        self, after: dict[str, object], renamed: Mapping[str, str] = _NOTHING, *, check: bool = True
    ) -> str:
        """Return the text so that it says something else.

        What does not change keeps every character: comments, order, quotes, tags and indentation.

        Args:
            after: what it shall say. New members go behind the one that they follow.
            renamed: new names of keys by the old ones.
            check: read the result again; only a text that is never written can do without.

        Raises:
            RewriteError: the change cannot be written in place, such as one to a value that other
                places share through an alias.
        """
        splicer = Splicer(self._text, self._style, is_json=self._is_json, renamed=renamed)
        changed = spliced(self._text, list(splicer.splices(self._root, self._content, after)))
        if check:
            self._check(changed, after)
        return changed

    def _check(self, changed: str, after: dict[str, object]) -> None:
        try:
            found = parse_document(changed, self._path).content
        except TargetError as error:
            message = f"the change cannot be written into this text in place: {error}"
            raise RewriteError(message) from error
        if not same(found, after):
            message = (
                "the change would reach other places too, through an alias or an anchor of YAML"
            )
            raise RewriteError(message)


def rewrite(text: str, path: Path, after: dict[str, object]) -> str:
    r"""Return a text so that it says something else; see `Rewriter`.

    Args:
        text: JSON or YAML.
        path: path of the file that the text stands in.
        after: content that the new text shall have.

    Raises:
        RewriteError: the change cannot be written in place.
        TargetError: the text is neither JSON nor YAML.

    Example:
        >>> rewrite("A: 1  # one\nB: 2\n", Path("x.yaml"), {"A": 3, "B": 2})
        'A: 3  # one\nB: 2\n'
    """
    return Rewriter(text, path, parse_document(text, path).content).rewritten(after)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
