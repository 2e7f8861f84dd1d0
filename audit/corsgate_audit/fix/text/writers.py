"""Values as text, in the style of the file that they are put into."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.fix.text.styles import Style

_WORD = r"(?:[A-Za-z0-9_./$+*~-]|:(?=[A-Za-z0-9_/:]))+"
_PLAIN = re.compile(rf"(?![-*~:]){_WORD}(?: {_WORD})*")
_TEXT = "tag:yaml.org,2002:str"
_resolver = Resolver()


class JsonWriter:
    """Writes JSON.

    Args:
        style: style of the file that the values are put into.
    """

    def __init__(self, style: Style) -> None:
        self._style = style

    def key(self, name: str) -> str:
        """Write a member's name."""
        return json.dumps(name, ensure_ascii=False)

    def flow(self, value: object, margin: str, *, wide: bool) -> str:
        """Write a value.

        Args:
            value: plain value to write.
            margin: indentation of the line on which the value begins.
            wide: whether the value gets lines of its own.
        """
        unit = self._style.unit
        if not (wide and unit):
            return json.dumps(value, ensure_ascii=False)
        lines = json.dumps(value, ensure_ascii=False, indent=unit).split("\n")
        return f"{self._style.newline}{margin}".join(lines)


class YamlWriter:
    """Writes YAML, for CloudFormation's reader (YAML 1.1) as for any other.

    Args:
        style: style of the file that the values are put into.
    """

    def __init__(self, style: Style) -> None:
        self._style = style

    def key(self, name: str) -> str:
        """Write a member's name."""
        return scalar(name)

    def flow(self, value: object, margin: str, *, wide: bool) -> str:  # noqa: ARG002 - see JsonWriter
        """Write a value on one line, with braces."""
        return self._inline(value) or self._braces(value)

    def _braces(self, value: object) -> str:
        if isinstance(value, dict):
            pairs = (f"{scalar(name)}: {self._flow(each)}" for name, each in value.items())
            return f"{{{', '.join(pairs)}}}"
        items = value if isinstance(value, list) else []
        return f"[{', '.join(map(self._flow, items))}]"

    def _flow(self, value: object) -> str:
        # A colon ends a plain text here for older readers.
        if isinstance(value, str) and ":" in value and "'" not in value:
            return f"'{value}'"
        return self._inline(value) or self._braces(value)

    def _inline(self, value: object) -> str | None:
        """Write what fits behind a key; None for what takes lines of its own."""
        if isinstance(value, dict):
            return (self._short_form(value) if value else "{}") or None
        if isinstance(value, list):
            return None if value else "[]"
        return scalar(value)

    def _short_form(self, value: dict[str, object]) -> str | None:
        """Write an intrinsic function as a tag, if it can be and the file does so."""
        if not self._style.short_forms or len(value) != 1:
            return None
        (name, argument), *_ = value.items()
        if name in {"Ref", "Fn::Sub", "Fn::ImportValue"} and isinstance(argument, str):
            return f"!{name.removeprefix('Fn::')} {scalar(argument)}"
        if name != "Fn::GetAtt" or not isinstance(argument, list):
            return None
        texts = [each for each in argument if isinstance(each, str)]
        return f"!GetAtt {'.'.join(texts)}" if len(texts) == len(argument) == 2 else None  # noqa: PLR2004 - resource and attribute

    def member(self, name: str, value: object, indent: int) -> list[str]:
        """Write a member of a block mapping.

        Args:
            name: its key.
            value: plain.
            indent: column of the key.

        Returns:
            Its lines, without their ends.
        """
        margin = " " * indent
        inline = self._inline(value)
        if inline is not None:
            return [f"{margin}{scalar(name)}: {inline}"]
        return [f"{margin}{scalar(name)}:", *self.below(value, indent)]

    def below(self, value: object, indent: int) -> list[str]:
        """Write what stands on lines of its own below a key.

        Args:
            value: a mapping or a list, not empty.
            indent: column of the key.
        """
        offset = self._style.list_offset if isinstance(value, list) else self._style.step
        return list(self.block(value, indent + offset))

    def block(self, value: object, indent: int) -> Iterator[str]:
        """Write a mapping or a list.

        Args:
            value: not empty.
            indent: column in which it stands.
        """
        if isinstance(value, dict):
            for name, each in value.items():
                yield from self.member(name, each, indent)
        elif isinstance(value, list):
            for each in value:
                yield from self.item(each, indent)

    def item(self, value: object, indent: int) -> Iterator[str]:
        """Write an item of a block list.

        Args:
            value: plain.
            indent: column of the dash.
        """
        margin = " " * indent
        inline = self._inline(value)
        if inline is not None:
            yield f"{margin}- {inline}"
            return
        first, *others = self.block(value, indent + 2)
        yield f"{margin}- {first.strip()}"
        yield from others


def scalar(value: object) -> str:
    r"""Write a scalar so that YAML 1.1 and 1.2 read the same.

    A text with single quotes, such as a mapping expression of API Gateway, is put between double
    ones.

    Example:
        >>> scalar("'*'"), scalar("204"), scalar("MOCK"), scalar(True)
        ('"\'*\'"', "'204'", 'MOCK', 'true')
    """
    if not isinstance(value, str):
        return json.dumps(value)
    if _is_plain(value):
        return value
    if "'" in value or not value.isprintable():
        return json.dumps(value, ensure_ascii=False)
    return f"'{value}'"


def _is_plain(text: str) -> bool:
    is_safe = _PLAIN.fullmatch(text) is not None
    return is_safe and bool(_resolver.resolve(ScalarNode, text, (True, False)) == _TEXT)
