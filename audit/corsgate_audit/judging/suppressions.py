"""Suppressions: findings that somebody accepts, with a reason and, if they will, an end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from corsgate_audit.rules.registry import UnknownRuleError, rule_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corsgate_audit.model import Finding

PLACES = ("account", "region", "api", "path", "method")
"""What a suppression can be narrowed to; ``*`` stands for any text."""

_KEYS = ("rule", "reason", "expires", "fingerprint", *PLACES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """What somebody accepts.

    Args:
        name: name in messages: its file and number.
        rule: the rule's id.
        reason: why it is accepted.
        expires: the last day on which it is; None for good.
        fingerprint: fingerprint of the one finding that is meant; None for all that the rest
            matches.
        places: ``(name, pattern)``, of `PLACES`.
        source: file that it stands in, beside what it accepts; None for any.
        lines: numbers of that file's lines whose findings are meant; None for all.
        logical_id: logical id of the resource in whose Metadata it stands; None for none.
    """

    name: str
    rule: str
    reason: str
    expires: date | None = None
    fingerprint: str | None = None
    places: tuple[tuple[str, str], ...] = ()
    source: str | None = None
    lines: frozenset[int] | None = None
    logical_id: str | None = None

    def __str__(self) -> str:
        """Return how messages call it."""
        narrowed = "".join(f", {name} {pattern!r}" for name, pattern in self.places)
        return f"{self.name} ({self.rule}{narrowed})"

    def matches(self, finding: Finding) -> bool:
        """Whether a finding is meant; a finding that lacks what is asked for is not.

        Args:
            finding: any.
        """
        fingerprints = {None, finding.fingerprint, finding.fingerprint_v2}
        if finding.rule != self.rule or self.fingerprint not in fingerprints:
            return False
        return self._stands_beside(finding) and all(
            fnmatchcase(getattr(finding.resource, name) or "", _glob(pattern))
            for name, pattern in self.places
        )

    def _stands_beside(self, finding: Finding) -> bool:
        evidence = finding.evidence
        if self.source not in {None, evidence.source}:
            return False
        if self.lines is not None:
            return evidence.line in self.lines
        pointed = evidence.pointer.removeprefix("/Resources/").partition("/")[0]
        return self.logical_id in {None, pointed, finding.resource.logical_id}

    def expired(self, today: date) -> bool:
        """Whether its last day is over.

        Args:
            today: date where the audit runs.
        """
        return self.expires is not None and self.expires < today


def _glob(pattern: str) -> str:
    # fnmatch also knows ? and [...]: letters like any other in a path.
    return pattern.replace("[", "[[]").replace("?", "[?]")


def read_suppression(  # noqa: PLR0913 - where it stands is one fact, and said in three
    value: object,
    name: str,
    problems: list[str],
    *,
    source: str | None = None,
    lines: frozenset[int] | None = None,
    logical_id: str | None = None,
) -> Suppression | None:
    """Read one suppression of a configuration, or of a source.

    Args:
        value: table as TOML has it.
        name: name in messages: its file and number.
        problems: problems to which every problem is added.
        source: see `Suppression`.
        lines: see `Suppression`.
        logical_id: see `Suppression`.

    Returns:
        None where there are problems.
    """
    if not isinstance(value, dict):
        problems.append(f"{name} is {value!r}; write a table, with rule and reason")
        return None
    found = [f"{name}: {problem}" for problem in _problems(value)]
    problems.extend(found)
    if found:
        return None
    return Suppression(
        name=name,
        rule=rule_named(value["rule"]).id,
        reason=value["reason"].strip(),
        expires=value.get("expires"),
        fingerprint=value.get("fingerprint"),
        places=tuple((each, value[each]) for each in PLACES if each in value),
        source=source,
        lines=lines,
        logical_id=logical_id,
    )


def _problems(value: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(value.keys() - set(_KEYS)):
        yield f"{key!r} is not a key; use one of {', '.join(_KEYS)}"
    yield from _rule_problems(value.get("rule"))
    reason = value.get("reason")
    if not isinstance(reason, str) or not reason.strip():
        yield f"reason is {reason!r}; write why this is accepted"
    expires = value.get("expires")
    # A datetime is a date to isinstance, and would not compare with one.
    if expires is not None and (not isinstance(expires, date) or isinstance(expires, datetime)):
        yield f"expires is {expires!r}; write a date without quotes, such as 2026-12-31"
    for key in ("fingerprint", *PLACES):
        if not isinstance(value.get(key, ""), str):
            yield f"{key} is {value[key]!r}; write a string"


def _rule_problems(rule: object) -> Iterator[str]:
    if not isinstance(rule, str):
        yield f"rule is {rule!r}; name one by its id, such as 'CORS110'"
        return
    try:
        rule_named(rule)
    except UnknownRuleError as error:
        yield str(error)
