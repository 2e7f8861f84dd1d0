"""Where in a text its values stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a value is written."""

    SCALAR = "scalar"
    """A text, a number, or whatever else is replaced as a whole: an alias, a short-form tag."""
    BLOCK_MAPPING = "block mapping"
    BLOCK_LIST = "block list"
    FLOW_MAPPING = "flow mapping"
    """With braces, in YAML as in JSON."""
    FLOW_LIST = "flow list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A value in a text.

    Args:
        form: form in which it is written: a block or a flow collection, or a scalar.
        start: index of its first character, an anchor or a tag included.
        end: index behind its last one; white space and comments after it are not its own.
        members: members of a mapping, in order.
        items: items of a list, in order.
    """

    form: Form
    start: int
    end: int
    members: tuple[Member, ...] = ()
    items: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of a mapping.

    Args:
        name: key of the member.
        start: index of the key's first character.
        end: index behind the key's last one.
        value: place of the member's value.
    """

    name: str
    start: int
    end: int
    value: Part
