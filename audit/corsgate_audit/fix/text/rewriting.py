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


def rewrite(
    text: str,
    path: Path,
    before: dict[str, object],
    after: dict[str, object],
    renamed: Mapping[str, str] = _NOTHING,
) -> str:
    r"""Return a text that says something else.

    What does not change keeps every character: comments, order, quotes, tags and indentation.

    Args:
        text: JSON or YAML.
        path: of the file that it is for.
        before: what it says, as `parse_document` reads it.
        after: what it shall say. New members go behind the one that they follow.
        renamed: new names of keys by the old ones.

    Raises:
        RewriteError: the change cannot be written in place, such as one to a value that other
            places share through an alias.

    Example:
        >>> rewrite("A: 1  # one\nB: 2\n", Path("x.yaml"), {"A": 1, "B": 2}, {"A": 3, "B": 2})
        'A: 3  # one\nB: 2\n'
    """
    is_json = _is_json(text)
    root = json_parts(text) if is_json else yaml_parts(text)
    splicer = Splicer(text, style_of(text, root), is_json=is_json, renamed=renamed)
    changed = spliced(text, list(splicer.splices(root, before, after)))
    try:
        found = parse_document(changed, path).content
    except TargetError as error:
        message = f"the change cannot be written into this text in place: {error}"
        raise RewriteError(message) from error
    if not same(found, after):
        message = "the change would reach other places too, through an alias or an anchor of YAML"
        raise RewriteError(message)
    return changed


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
