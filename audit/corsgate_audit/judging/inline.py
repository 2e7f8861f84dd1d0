"""Suppressions that stand beside what they accept: comments of a source, Metadata of a template.

``# corsgate: ignore CORS106 until 2027-01-01: the partner's page sends no header`` accepts the
findings of the line that it stands on; on a line of its own those of the line below, and of what is
indented below that. A finding may be at the line of the resource that all of this belongs to. JSON
has no comments: there, and in the CDK, a resource's Metadata says it.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from corsgate_audit.judging.suppressions import Suppression, read_suppression

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

METADATA = "corsgate"
_FORM = "# corsgate: ignore CORS106 until 2027-01-01: the reason"
_IN_METADATA = '{"ignore": [{"rule": "CORS106", "until": "2027-01-01", "reason": "…"}]}'
_comment = re.compile(r"(?:^|\s)(?:#|//)\s*corsgate\s*:\s*(.*)$").search
_ignore = re.compile(
    r"ignore\s+(?P<rules>[\w-]+(?:\s*,\s*[\w-]+)*)(?:\s+until\s+(?P<until>\S+?))?\s*:\s*(?P<reason>\S.*)"
).fullmatch


def suppressions_in_comments(source: str, text: str, problems: list[str]) -> list[Suppression]:
    """Read the suppressions in the comments of a file.

    Args:
        source: path of the file, as findings have it.
        text: its text.
        problems: list to which every problem is added, with its line.
    """
    if METADATA not in text:
        return []
    lines = text.splitlines()
    found: list[Suppression] = []
    for number, line in enumerate(lines, start=1):
        comment = _comment(line)
        if comment is None:
            continue
        name = f"{source}:{number}"
        parts = _ignore(comment[1].strip())
        if parts is None:
            problems.append(f"{name}: {comment[0].strip()!r} is not a suppression; write {_FORM}")
            continue
        alone = not line[: comment.start()].strip()
        within = _meant(lines, *(_block(lines, number) if alone else (number, number)))
        for rule in re.split(r"\s*,\s*", parts["rules"]):
            value = _table(rule, parts["until"], parts["reason"])
            read = read_suppression(value, name, problems, source=source, lines=within)
            found += [read] if read is not None else []
    return found


def suppressions_in_metadata(
    source: str, document: Mapping[str, Any], problems: list[str]
) -> list[Suppression]:
    """Read the suppressions in the Metadata of a template's resources.

    Args:
        source: path of the template, as findings have it.
        document: the template.
        problems: list to which every problem is added, with the resource.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html
    """
    found: list[Suppression] = []
    for logical_id, entry in _entries(document):
        name = f"{source}#{logical_id}"
        values = entry.get("ignore") if isinstance(entry, dict) else None
        if not isinstance(values, list):
            problems.append(f"{name}: Metadata {METADATA} is {entry!r}; write {_IN_METADATA}")
            continue
        for value in values:
            table = value
            if isinstance(value, dict):
                rest = {key: each for key, each in value.items() if key != "until"}
                table = rest | _until(value.get("until"))
            read = read_suppression(table, name, problems, source=source, logical_id=logical_id)
            found += [read] if read is not None else []
    return found


def _entries(document: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    resources = document.get("Resources")
    for logical_id, resource in (resources if isinstance(resources, dict) else {}).items():
        metadata = resource.get("Metadata") if isinstance(resource, dict) else None
        if isinstance(metadata, dict) and METADATA in metadata:
            yield str(logical_id), metadata[METADATA]


def _table(rule: str, until: str | None, reason: str) -> dict[str, object]:
    return {"rule": rule, "reason": reason} | _until(until)


def _until(value: object) -> dict[str, object]:
    """Return the last day as a suppression of the configuration has it; a wrong one as it is."""
    if value is None or isinstance(value, date):
        return {} if value is None else {"expires": value}
    try:
        return {"expires": date.fromisoformat(str(value))}
    except ValueError:
        return {"expires": value}


def _meant(lines: Sequence[str], first: int, last: int) -> frozenset[int]:
    """Return the numbers of some lines, and of the lines that they are indented below."""
    depth, above = _depth(lines[first - 1]), set()
    for at in range(first - 2, -1, -1):
        if not _is_passed_over(lines[at]) and _depth(lines[at]) < depth:
            depth = _depth(lines[at])
            above.add(at + 1)
    return frozenset((*range(first, last + 1), *above))


def _block(lines: Sequence[str], number: int) -> tuple[int, int]:
    """Return the first and the last line of what stands below a comment, and is indented below it.

    Args:
        lines: lines of the file.
        number: number of the comment's line, counted from 1.
    """
    start = next(
        (at for at in range(number, len(lines)) if not _is_passed_over(lines[at])), len(lines)
    )
    if start == len(lines):
        return number, number
    depth = _depth(lines[start])
    end = start
    for at in range(start + 1, len(lines)):
        if lines[at].strip() and _depth(lines[at]) <= depth:
            break
        end = at if lines[at].strip() else end
    return start + 1, end + 1


def _is_passed_over(line: str) -> bool:
    text = line.strip()
    return not text or text.startswith(("#", "//"))


def _depth(line: str) -> int:
    """Return the column of what a line says; an item of a list is indented by its dash."""
    return len(line) - len(line.lstrip(" "))
