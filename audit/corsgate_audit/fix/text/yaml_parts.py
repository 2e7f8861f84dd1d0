"""Where the values of a YAML text stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from corsgate_audit.collect.template.yaml_text import compose
from corsgate_audit.fix.text.parts import Form, Member, Part

if TYPE_CHECKING:
    from yaml.nodes import Node

# What may stand between a key, or the item before, and an alias.
_alias = re.compile(r"(?:\s|#[^\n]*|[-:,\[])*(\*[^\s,\[\]{}]+)").match
_KEEPS = re.compile(r"[|>][0-9]?\+")


def yaml_parts(text: str) -> Part:
    """Find the values of a text.

    Args:
        text: valid YAML, a mapping at the top.
    """
    return _Walk(text).part(compose(text), 0)


class _Walk:
    """Walks the nodes of one text; a node that is met again is met through an alias."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._met: set[int] = set()

    def part(self, node: Node, after: int) -> Part:
        """Find a node's place.

        Args:
            node: node of the parsed text.
            after: index where what stands before the node ends.
        """
        if id(node) in self._met:
            return self._alias(after)
        self._met.add(id(node))
        start = node.start_mark.index
        if isinstance(node, ScalarNode):
            return Part(form=Form.SCALAR, start=start, end=self._scalar_end(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, start)
        return self._list(node, start)

    def _alias(self, after: int) -> Part:
        found = _alias(self._text, after)
        start, end = found.span(1) if found else (after, after)
        return Part(form=Form.SCALAR, start=start, end=end)

    def _scalar_end(self, node: ScalarNode) -> int:
        end: int = node.end_mark.index
        if node.style not in {"|", ">"}:
            return end
        # A block scalar ends, for the parser, where the next key begins.
        start: int = node.start_mark.index
        whole = self._text[start:end]
        keeps = _KEEPS.search(whole.splitlines()[0])
        return start + len(whole if keeps else whole.rstrip())

    def _mapping(self, node: MappingNode, start: int) -> Part:
        members: list[Member] = []
        for key, value in node.value:
            end = key.end_mark.index
            member = Member(
                name=str(key.value),
                start=key.start_mark.index,
                end=end,
                value=self.part(value, end),
            )
            members.append(member)
        if node.flow_style:
            end, form = node.end_mark.index, Form.FLOW_MAPPING
        else:
            end, form = members[-1].value.end, Form.BLOCK_MAPPING
        if _is_tagged(node):
            return Part(form=Form.SCALAR, start=start, end=end)
        return Part(form=form, start=start, end=end, members=tuple(members))

    def _list(self, node: SequenceNode, start: int) -> Part:
        items: list[Part] = []
        for item in node.value:
            items.append(self.part(item, items[-1].end if items else start))
        if node.flow_style:
            end, form = node.end_mark.index, Form.FLOW_LIST
        else:
            end, form = items[-1].end, Form.BLOCK_LIST
        if _is_tagged(node):
            return Part(form=Form.SCALAR, start=start, end=end)
        return Part(form=form, start=start, end=end, items=tuple(items))


def _is_tagged(node: Node) -> bool:
    """Whether a node stands for an intrinsic function: its content has another shape."""
    return str(node.tag).startswith("!") and str(node.tag) != "!"
