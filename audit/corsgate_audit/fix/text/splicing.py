"""From what a file says to what it shall say: the splices in between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from corsgate_audit.fix.text.parts import Form
from corsgate_audit.fix.text.styles import column
from corsgate_audit.fix.text.writers import JsonWriter, YamlWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corsgate_audit.fix.text.parts import Member, Part
    from corsgate_audit.fix.text.styles import Style

_blank_line = re.compile(r"\n[ \t]*\r?\n").search


@dataclass(frozen=True, slots=True)
class Splice:
    """A piece of a text and what comes in its place.

    Args:
        start: index of its first character.
        end: index behind its last one.
        text: text that takes its place.
    """

    start: int
    end: int
    text: str


def spliced(text: str, splices: Sequence[Splice]) -> str:
    """Put all splices into a text.

    Args:
        text: text that the splices were made for.
        splices: replacements that do not overlap. Those at one place are put in in the order given.
    """
    pieces, at = [], 0
    for splice in sorted(splices, key=lambda each: (each.start, each.end)):
        pieces += [text[at : splice.start], splice.text]
        at = splice.end
    return "".join([*pieces, text[at:]])


def same(one: object, other: object) -> bool:
    """Whether two plain values are equal; true is not 1, and the order of members is nothing."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


class Splicer:
    """Finds the splices for one text.

    Args:
        text: text of the file.
        style: style that the file is written in.
        is_json: whether the text is JSON, rather than YAML.
        renamed: new names of keys by the old ones, wherever both fit.
    """

    def __init__(
        self, text: str, style: Style, *, is_json: bool, renamed: Mapping[str, str]
    ) -> None:
        self._text, self._style, self._renamed = text, style, renamed
        self._yaml = YamlWriter(style)
        self._flow: JsonWriter | YamlWriter = JsonWriter(style) if is_json else self._yaml

    def splices(self, part: Part, before: object, after: object) -> Iterator[Splice]:
        """Yield what turns one value into another.

        Args:
            part: place of the value in the text.
            before: value that stands there.
            after: value that shall stand there.
        """
        if same(before, after):
            return
        if part.members and isinstance(before, dict) and isinstance(after, dict) and after:
            yield from self._members(part, before, after)
        elif (
            part.items
            and isinstance(before, list)
            and isinstance(after, list)
            and self._grows(before, after)
        ):
            for item, old, new in zip(part.items, before, after, strict=False):
                yield from self.splices(item, old, new)
            yield from self._appended(part, after[len(before) :])
        else:
            yield Splice(part.start, part.end, self._in_place(part, after))

    def _grows(self, before: list[object], after: list[object]) -> bool:
        return len(before) <= len(after)

    def _in_place(self, part: Part, value: object) -> str:
        """Write a value that begins where another one did."""
        is_block = part.form in {Form.BLOCK_MAPPING, Form.BLOCK_LIST}
        if is_block and value and isinstance(value, dict | list):
            indent = column(self._text, part.start)
            return self._style.newline.join(self._yaml.block(value, indent)).lstrip(" ")
        return self._flow.flow(value, self._margin(part.start), wide=self._is_wide(part))

    # --- Members of mappings -----------------------------------------------------------------

    def _members(
        self, part: Part, before: dict[str, object], after: dict[str, object]
    ) -> Iterator[Splice]:
        new_name = {name: self._new_name(name, before, after) for name in before}
        known = {new_name[name]: name for name in before if new_name[name] in after}
        gone = [each for each in part.members if new_name[each.name] not in after]
        if gone and (not known or not self._can_remove(part, gone)):
            yield Splice(part.start, part.end, self._in_place(part, after))
            return
        for member in part.members:
            if member not in gone:
                name = new_name[member.name]
                if name != member.name:
                    yield Splice(member.start, member.end, self._flow.key(name))
                yield from self._changed(part, member, before[member.name], after[name])
        yield from self._removed(part, gone)
        yield from self._added(part, known, after)

    def _new_name(
        self, name: str, before: Mapping[str, object], after: Mapping[str, object]
    ) -> str:
        new = self._renamed.get(name, name)
        return name if name in after or new in before else new

    def _changed(self, part: Part, member: Member, old: object, new: object) -> Iterator[Splice]:
        if part.form is Form.FLOW_MAPPING or self._stays_in_form(member.value, old, new):
            yield from self.splices(member.value, old, new)
            return
        # From one line to lines below the key, or the other way round.
        start = self._text.index(":", member.end) + 1
        lines = self._yaml.member(member.name, new, column(self._text, member.start))
        _, _, behind = lines[0].partition(f"{self._yaml.key(member.name)}:")
        yield Splice(start, member.value.end, self._style.newline.join([behind, *lines[1:]]))

    def _stays_in_form(self, value: Part, old: object, new: object) -> bool:
        if same(old, new):
            return True
        if value.form in {Form.FLOW_LIST, Form.FLOW_MAPPING}:
            return bool(value.members or value.items) or not new
        is_block = value.form in {Form.BLOCK_LIST, Form.BLOCK_MAPPING}
        if not is_block:
            return (
                not isinstance(new, dict | list)
                and value.start < value.end
                and self._is_on_one_line(value)
            )
        fits = dict if value.form is Form.BLOCK_MAPPING else list
        return isinstance(new, fits) and bool(new)

    def _is_on_one_line(self, value: Part) -> bool:
        return "\n" not in self._text[value.start : value.end]

    def _can_remove(self, part: Part, gone: Sequence[Member]) -> bool:
        """Whether members of a block stand on lines that hold nothing else."""
        if part.form is Form.FLOW_MAPPING:
            return True
        return all(
            not self._text[self._line_start(each.start) : each.start].strip() for each in gone
        )

    def _removed(self, part: Part, gone: Sequence[Member]) -> Iterator[Splice]:
        if part.form is Form.BLOCK_MAPPING:
            for member in gone:
                yield Splice(self._line_start(member.start), self._line_end(member.value.end), "")
            return
        kept_before: Member | None = None
        first_gone: Member | None = None
        for member in part.members:
            if member in gone:
                first_gone = first_gone or member
                if kept_before:
                    yield Splice(kept_before.value.end, member.value.end, "")
                    kept_before = member
            else:
                if first_gone and kept_before is None:
                    yield Splice(first_gone.start, member.start, "")
                kept_before = member

    def _added(
        self, part: Part, known: Mapping[str, str], after: dict[str, object]
    ) -> Iterator[Splice]:
        """Add each new member behind the one that it follows."""
        places = {member.name: member for member in part.members}
        last_known = [places[known[name]] for name in after if name in known][-1]
        anchor: Member | None = None
        pending: dict[int, tuple[Member, list[str]]] = {}
        for name, value in after.items():
            if name in known:
                anchor = places[known[name]]
                continue
            behind = anchor or last_known
            _, written = pending.setdefault(behind.start, (behind, []))
            written.append(self._member_text(part, name, value))
        for behind, written in pending.values():
            yield self._insertion(part, behind.value.end, written)

    def _member_text(self, part: Part, name: str, value: object) -> str:
        first = part.members[0].start
        if part.form is Form.BLOCK_MAPPING:
            lines = self._yaml.member(name, value, column(self._text, first))
            blank = self._style.newline if self._has_blank_lines(part) else ""
            return blank + "".join(f"{line}{self._style.newline}" for line in lines)
        margin = self._margin(first)
        return f"{self._flow.key(name)}: {self._flow.flow(value, margin, wide=self._is_wide(part))}"

    def _has_blank_lines(self, part: Part) -> bool:
        """Whether an empty line stands between most members."""
        gaps = [self._text[one.value.end : other.start] for one, other in pairwise(part.members)]
        return 2 * sum(bool(_blank_line(gap)) for gap in gaps) > len(gaps)

    # --- Items of lists ----------------------------------------------------------------------

    def _appended(self, part: Part, items: Sequence[object]) -> Iterator[Splice]:
        if not items:
            return
        if part.form is Form.BLOCK_LIST:
            indent = column(self._text, part.start)
            lines = [line for each in items for line in self._yaml.item(each, indent)]
            written = ["".join(f"{line}{self._style.newline}" for line in lines)]
        else:
            margin = self._margin(part.items[0].start)
            wide = self._is_wide(part)
            written = [self._flow.flow(each, margin, wide=wide) for each in items]
        yield self._insertion(part, part.items[-1].end, written)

    # --- Lines -------------------------------------------------------------------------------

    def _insertion(self, part: Part, behind: int, written: Sequence[str]) -> Splice:
        if part.form in {Form.FLOW_MAPPING, Form.FLOW_LIST}:
            first = (part.members or part.items)[0].start
            between = (
                f",{self._style.newline}{self._margin(first)}" if self._is_wide(part) else ", "
            )
            return Splice(behind, behind, "".join(between + each for each in written))
        end = self._line_end(behind)
        text = "".join(written)
        if end == len(self._text) and not self._text.endswith("\n"):
            # A file without an end of its last line stays one.
            return Splice(end, end, self._style.newline + text.removesuffix(self._style.newline))
        return Splice(end, end, text)

    def _is_wide(self, part: Part) -> bool:
        """Whether what stands between braces is spread over lines."""
        children = part.members or part.items
        first = children[0].start if children else part.end
        return "\n" in self._text[part.start : first]

    def _margin(self, at: int) -> str:
        """Return what the line of a character is indented by."""
        line = self._text[self._line_start(at) : at]
        return line[: len(line) - len(line.lstrip())]

    def _line_start(self, at: int) -> int:
        return self._text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        """Return the beginning of the next line."""
        # A block scalar's last line break can be a part of it.
        if at and self._text[at - 1] == "\n":
            return at
        found = self._text.find("\n", at)
        return len(self._text) if found < 0 else found + 1
