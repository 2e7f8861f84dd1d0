"""What is new, gone and unchanged since the run before, by fingerprint v2.

What is not found again is gone only where the place was seen. A finding of a place that could not
be read is neither gone nor there: it is handed on to the next run, which can tell.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_V2 = "corsgate/v2"
_V1 = "corsgate/v1"


class Mark(NamedTuple):
    """What is known of a finding of another run: enough to say which it is.

    Args:
        fingerprint: second version.
        first: first version, which is part of its id in Security Hub.
        rule: id of the rule.
        severity: severity by name.
        account: account that it was found in.
        region: region; None for CloudFront.
        api: name of the API.
        path: path, if it is about one.
        method: method, if it is about one.
    """

    fingerprint: str
    first: str
    rule: str
    severity: str
    account: str | None
    region: str | None
    api: str | None
    path: str | None
    method: str | None


def mark_of(finding: dict[str, Any]) -> Mark:
    """Return the mark of a finding of the JSON report."""
    resource, prints = finding["resource"], finding["fingerprints"]
    names = ("account", "region", "api", "path", "method")
    where = [resource[name] for name in names]
    return Mark(prints[_V2], prints[_V1], finding["rule"], finding["severity"], *where)


@dataclass(slots=True)
class Difference:
    """Counts down what the run before has found.

    Args:
        before: marks of the run before.
    """

    left: Counter[bytes] = field(default_factory=Counter)
    unchanged: int = 0
    new: int = 0

    @classmethod
    def since(cls, before: Iterable[Mark]) -> Difference:
        """Begin with what the run before has found."""
        return cls(left=Counter(bytes.fromhex(each.fingerprint) for each in before))

    def is_new(self, mark: Mark) -> bool:
        """Count a finding, and say whether the run before does not have it."""
        print_ = bytes.fromhex(mark.fingerprint)
        if self.left[print_] > 0:
            self.left[print_] -= 1
            self.unchanged += 1
            return False
        self.new += 1
        return True

    def missing(self, before: Iterable[Mark]) -> Iterator[Mark]:
        """Yield what the run before has and this one has not.

        Args:
            before: marks of the run before, once more.
        """
        for mark in before:
            print_ = bytes.fromhex(mark.fingerprint)
            if self.left[print_] > 0:
                self.left[print_] -= 1
                yield mark


def marks_in(findings: Iterable[bytes], unknown: Iterable[dict[str, Any]]) -> Iterator[Mark]:
    """Yield the marks of a run.

    Args:
        findings: lines of its findings.
        unknown: marks that it has handed on.
    """
    for line in findings:
        yield mark_of(json.loads(line))
    for each in unknown:
        yield Mark(**each)
