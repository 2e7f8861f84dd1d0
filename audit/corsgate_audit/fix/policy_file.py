"""A policy in a TOML file, with everything that is wrong in it, line by line."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

from corsgate import CorsPolicy, PolicyError
from corsgate.policy import FIELDS
from corsgate_audit.origins.hosts import spans_owners

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ORIGINS = "allow_origins"
_SOMETHING = ["https://app.example.com"]
_key = re.compile(r"\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*=").match
_place = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$").search


class PolicyFileError(ValueError):
    """A policy file is no good.

    Attributes:
        problems: all of them, a sentence each, with the file and the line.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def read_policy(path: Path) -> CorsPolicy:
    """Read a policy.

    Args:
        path: path of a TOML file with the fields of `CorsPolicy` at its top level.

    Raises:
        PolicyFileError: it cannot be read, is no TOML, or no policy; with all problems at once.

    Example:
        >>> read_policy(Path("policy.toml")).allow_origins
        ('https://app.example.com',)
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        message = f"{path}: cannot be read: {error.strerror or error}"
        raise PolicyFileError([message]) from error
    except UnicodeDecodeError as error:
        message = f"{path}: not UTF-8 text: {error.reason} at byte {error.start:,}"
        raise PolicyFileError([message]) from error
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyFileError([_located(path, text, str(error))]) from error
    problems = list(_unknown(path, text, found))
    policy = _built(path, text, found, problems)
    if problems or policy is None:
        raise PolicyFileError(sorted(problems, key=_line_number))
    return policy


def _line_number(problem: str) -> int:
    found = re.search(r":(\d+): ", problem)
    return int(found[1]) if found else 0


def _located(path: Path, text: str, message: str) -> str:
    """Put the line of TOML's error where all others have it."""
    place = _place(message)
    if place is None:
        return f"{path}: not valid TOML: {message}"
    line = place[1] or len(text.splitlines())
    return f"{path}:{line}: not valid TOML: {message[: place.start()]}"


def _unknown(path: Path, text: str, found: dict[str, Any]) -> Iterator[str]:
    for name in found:
        if name not in FIELDS:
            yield (
                f"{path}:{_line(text, name)}: {name!r} is no field of a policy; the fields are "
                f"{', '.join(FIELDS)}"
            )
    if _ORIGINS not in found:
        yield (
            f"{path}:1: {_ORIGINS} is missing; name at least one, "
            f'{_ORIGINS} = ["https://app.example.com"], or ["*"] for all'
        )


def _built(path: Path, text: str, found: dict[str, Any], problems: list[str]) -> CorsPolicy | None:
    """Build the policy; its problems go to those that are known."""
    known = {name: value for name, value in found.items() if name in FIELDS}
    # The other fields are looked at even if there are no origins.
    try:
        policy = CorsPolicy(**{_ORIGINS: _SOMETHING, **known})
        policy.check_public_suffixes(spans_owners)
    except PolicyError as error:
        problems += [
            f"{path}:{_line(text, each.field, each.value)}: {each.message}"
            for each in error.problems
        ]
        return None
    return policy


def _line(text: str, name: str, value: object = None) -> int:
    """Return the line of a field, or of one value in its list."""
    lines = text.splitlines()
    start = next((at for at, line in enumerate(lines) if (key := _key(line)) and key[1] == name), 0)
    spellings = (json.dumps(value, ensure_ascii=False, default=str), f"'{value}'")
    for at in range(start, len(lines)):
        key = _key(lines[at])
        if at > start and key and key[1] in FIELDS:
            break
        if any(each in lines[at] for each in spellings):
            return at + 1
    return start + 1
