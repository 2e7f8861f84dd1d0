"""Parses ``*.tf.json`` files: the same blocks and attributes, written as JSON.

Source: https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NoReturn

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.template.positions import JsonPositions
from corsgate_audit.collect.terraform.hcl.syntax import (
    Block,
    parse,
    parse_expression,
    parse_template,
    source,
)
from corsgate_audit.collect.terraform.hcl.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corsgate_audit.collect.terraform.hcl.syntax import Expression

_LABELS: Final = {"resource": 2, "data": 2, "module": 1, "variable": 1, "output": 1, "locals": 0}
"""Labels of the blocks that are read."""
_COMMENT: Final = "//"
_OF_ATTRIBUTES: Final = frozenset({"module", "variable", "output", "locals"})
"""Blocks whose objects are values, and no blocks within them."""
_VALUES: Final = frozenset(
    {
        "for_each",
        "keepers",
        "mappings",
        "request_models",
        "request_parameters",
        "request_templates",
        "response_models",
        "response_parameters",
        "response_templates",
        "stage_variables",
        "tags",
        "triggers",
        "variables",
        "vars",
    }
)
"""Arguments of the AWS provider whose objects are maps. JSON does not tell a map from a block."""
_BLOCK_AFTER_ALL: Final = frozenset({("aws_apigatewayv2_integration", "response_parameters")})
_CLOUD_CONTROL: Final = "awscc_"
"""This provider has no blocks: all of its objects are values."""
_DYNAMIC: Final = "dynamic"
_REFERENCES: Final = frozenset({"depends_on", "iterator"})
"""Strings in these are expressions, and no templates."""
_DEEPEST: Final = 12
"""Blocks within each other: AWS's go to six."""
_DEEPEST_VALUE: Final = 100
_TOO_DEEP: Final = f"nested more than {_DEEPEST_VALUE} levels deep"


def parse_json(data: bytes, path: Path) -> Block:
    """Parse a file in JSON syntax.

    Args:
        data: content of the file.
        path: path of the file.

    Returns:
        As `corsgate_audit.collect.terraform.hcl.syntax.parse` returns.

    Raises:
        TargetError: it is not valid, or the extra is not installed.
    """
    parse(b"", path)  # says what to install before it says what is wrong
    try:
        text = data.decode("utf-8-sig")
        content = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        why = f": {error}" if isinstance(error, _NotAllowedError) else ""
        message = f"{str(path)!r}: not valid JSON{why}"
        raise TargetError(message) from error
    try:
        return _top(content, _File(path, JsonPositions(text)))
    except RecursionError as error:  # the decoder's, which is asked for a position
        message = f"{str(path)!r}: {_TOO_DEEP}"
        raise TargetError(message) from error


def _top(content: object, file: _File) -> Block:
    made = Block("", (), file.path, 1)
    for _, names, top in _objects(content, ()):
        for kind, value in top.items():
            if kind in _LABELS:
                made.blocks.extend(file.blocks(kind, value, (*names, kind)))
    return made


class _NotAllowedError(ValueError):
    """JSON that Terraform would read otherwise than Python does."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        message = f"an object has {twice[:60]!r} twice; write the blocks in a list"
        raise _NotAllowedError(message)
    return made


def _refuse(name: str) -> NoReturn:
    message = f"{name} is no number of JSON's"
    raise _NotAllowedError(message)


Labelled = tuple[tuple[str, ...], tuple[str, ...], dict[str, object]]
"""Labels, names that lead there, and the content of a block."""


def _objects(value: object, names: tuple[str, ...], labels: int = 0) -> Iterator[Labelled]:
    """Yield the objects at a number of labels: at each level a list may stand for several."""
    items = value if isinstance(value, list) else [value]
    for index, each in enumerate(items):
        at = (*names, str(index)) if isinstance(value, list) else names
        if not isinstance(each, dict):
            continue
        if not labels:
            yield (), at, each
            continue
        for label, inner in each.items():
            if label != _COMMENT:
                for more, place, content in _objects(inner, (*at, label), labels - 1):
                    yield (label, *more), place, content


@dataclass(frozen=True, slots=True)
class _File:
    """What all blocks of a file share.

    Args:
        path: path of the file.
        positions: lines of its members.
    """

    path: Path
    positions: JsonPositions

    def blocks(self, kind: str, value: object, names: tuple[str, ...]) -> Iterator[Block]:
        """Yield the blocks of one type at the top of a file."""
        for labels, at, content in _objects(value, names, _LABELS[kind]):
            yield self._block(kind, labels, content, at, resource=labels[0] if labels else kind)

    def _block(  # noqa: PLR0913 - what a block is, and where
        self,
        kind: str,
        labels: tuple[str, ...],
        content: dict[str, object],
        names: tuple[str, ...],
        *,
        resource: str,
        depth: int = 0,
    ) -> Block:
        made = Block(kind, labels, self.path, self.positions.line(*names) or 1)
        for name, value in content.items():
            if name == _COMMENT:
                continue
            at = (*names, name)
            if name == _DYNAMIC and kind not in _OF_ATTRIBUTES:
                found = _objects(value, at, 1)
            elif depth < _DEEPEST and self._is_block(kind, resource, name, value):
                found = _objects(value, at)
            else:
                made.attributes[name] = self._expression(kind, name, value)
                continue
            made.blocks.extend(
                self._block(name, each, inner, place, resource=resource, depth=depth + 1)
                for each, place, inner in found
            )
        return made

    def _is_block(self, kind: str, resource: str, name: str, value: object) -> bool:
        """Whether a member is a block, or several; a value everywhere else."""
        if kind in _OF_ATTRIBUTES or resource.startswith(_CLOUD_CONTROL):
            return False
        if kind == _DYNAMIC:
            return name == "content"
        if name in _VALUES and (resource, name) not in _BLOCK_AFTER_ALL:
            return False
        items = value if isinstance(value, list) else [value]
        return bool(items) and all(isinstance(each, dict) for each in items)

    def _expression(self, kind: str, name: str, value: object) -> Expression:
        is_reference = name in _REFERENCES or (kind, name) == ("variable", "type")
        written = self._references(value) if is_reference else self._written(value)
        try:
            return parse_expression(written, self.path)
        except TargetError as error:
            message = f"{str(self.path)!r}: the value of {name!r} is not a valid expression"
            raise TargetError(message) from error

    def _references(self, value: object) -> str:
        if isinstance(value, list):
            return f"[{', '.join(map(str, value))}]"
        return str(value)

    def _written(self, value: object, depth: int = 0) -> str:
        """Write a value as an expression of Terraform's language."""
        if depth > _DEEPEST_VALUE:
            message = f"{str(self.path)!r}: {_TOO_DEEP}"
            raise TargetError(message)
        if isinstance(value, str):
            return self._template(value)
        if isinstance(value, list):
            return f"[{', '.join(self._written(each, depth + 1) for each in value)}]"
        if isinstance(value, dict):
            members = (
                f"{self._template(name)} = {self._written(each, depth + 1)}"
                for name, each in value.items()
            )
            return "{" + ", ".join(members) + "}"
        return json.dumps(value)

    def _template(self, text: str) -> str:
        """Quote a template: its expressions stay as they are."""
        if "${" not in text and "%{" not in text:
            return f'"{_escaped(text)}"'
        text = text.replace("\r\n", "\n")
        try:
            node = parse_template(text, self.path).node
        except TargetError as error:
            message = f"{str(self.path)!r}: {shown(text)!r} is not a valid template"
            raise TargetError(message) from error
        while node.type != "heredoc_template":
            node = node.named_children[0]
        data, start = source(node).encode(), node.start_byte
        at = data.index(b"\n") + 1
        end = at + len(text.encode())
        made = []
        for each in node.children:
            if each.type in ("template_interpolation", "template_directive"):
                made += [_escaped(data[at : each.start_byte - start].decode()), source(each)]
                at = each.end_byte - start
        return f'"{"".join(made)}{_escaped(data[at:end].decode())}"'


def _escaped(text: str) -> str:
    r"""Write a text between quotes. JSON's escapes are the language's but for ``\b`` and ``\f``."""
    # Half a pair of surrogates is the replacement character, as Go reads it.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    made = json.dumps(text, ensure_ascii=False)[1:-1]
    return made.replace("\\b", "\\u0008").replace("\\f", "\\u000c")
