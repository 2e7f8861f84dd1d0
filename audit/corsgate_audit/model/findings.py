"""What an audit finds: faults, each with its proof."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from corsgate_audit.browser.engines import blocked_in, verdicts

if TYPE_CHECKING:
    from corsgate_audit.browser import BrowserRequest, HttpResponse, Verdict


class Severity(IntEnum):
    """How much a finding matters; compares in this order."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    def __str__(self) -> str:
        """Return the name as reports and options write it."""
        return self.name.lower()


class Kind(StrEnum):
    """What sort of harm a finding is about."""

    SECURITY = "security"
    BROKEN = "broken"
    HYGIENE = "hygiene"
    COVERAGE = "coverage"


class Confidence(StrEnum):
    """How sure a finding is."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRef:
    """What a finding is about."""

    type: str
    api: str | None = None
    stage: str | None = None
    path: str | None = None
    method: str | None = None
    logical_id: str | None = None
    arn: str | None = None
    account: str | None = None
    region: str | None = None

    @property
    def place(self) -> str:
        """The method and the path, as far as it has them; empty for the API as a whole.

        Example:
            >>> ResourceRef(type="x", method="PUT", path="/items").place
            'PUT /items'
        """
        return " ".join(filter(None, (self.method, self.path)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the source holds and what it should hold.

    Args:
        line: line of the source, counted from 1, where it has lines. Left out of comparisons: it
            moves with everything that is written above it.
        construct: the path of the CDK construct that wrote it, where one did.
    """

    source: str
    pointer: str
    expected: str
    actual: str
    line: int | None = field(default=None, compare=False)
    construct: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """The exchange that proves a finding. An answer that was never sent is None.

    Args:
        layer: layer that decides the last answer, as `corsgate_audit.gateway.Layer` names it; empty
            where no gateway was asked.
    """

    request: BrowserRequest
    preflight: HttpResponse | None = None
    response: HttpResponse | None = None
    verdict: Verdict
    layer: str = field(default="", compare=False, repr=False)

    def verdicts(self) -> dict[str, Verdict]:
        """Judge the exchange as each engine does; one that needs another answer is left out."""
        return verdicts(self.request, preflight=self.preflight, response=self.response)

    def blocked_in(self) -> tuple[str, ...]:
        """Return the engines that block it, of ``chromium``, ``firefox`` and ``webkit``."""
        return blocked_in(self.verdicts())

    def console(self, engine: str | None = None) -> str | None:
        """Return what a browser's console says of it.

        Args:
            engine: engine of the browser; None for the first that blocks it.

        Returns:
            None where that browser, or every one, lets it pass.
        """
        judged = self.verdicts()
        blocked = [each for each in blocked_in(judged) if engine in {None, each}]
        return judged[blocked[0]].console or None if blocked else None


class FixSafety(StrEnum):
    """Whether a fix can be applied without a person's judgement."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """How to fix it.

    Args:
        needs_policy: fields that an owner's policy has to have for `corsgate fix` to do it; None
            where it takes no policy.
    """

    safety: FixSafety
    summary: str
    patch: str | None = None
    needs_policy: str | None = None

    @property
    def label(self) -> str:
        """What `corsgate fix` does with it, for people."""
        if self.needs_policy is None:
            return str(self.safety)
        return f"{self.safety}, with a policy: {self.needs_policy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One of the places where a line of the source has the effect that a finding is about.

    Args:
        path: None for the API as a whole.
        method: None for the API as a whole.
        pointer: as in `Evidence`.
    """

    path: str | None
    method: str | None
    pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault, with its proof.

    Args:
        rule: ``CORSnnn``; once released it never changes its meaning.
        browser_symptom: the console sentence that a developer sees; None where a browser shows
            nothing (an over-permission).
        after: ids of the rules whose findings have to be fixed before the witness' exchange
            happens; empty where it happens today.
        occurrences: all places of which this is the finding, itself the first; empty for itself
            alone.
        fingerprint: stable across runs and re-deployments.
        fingerprint_v2: the same, with the file: other files have other findings.
    """

    rule: str
    slug: str
    severity: Severity
    kind: Kind
    confidence: Confidence
    resource: ResourceRef
    message: str
    evidence: Evidence
    witness: Witness | None = None
    browser_symptom: str | None = None
    fix: Fix | None = None
    after: tuple[str, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    fingerprint: str
    fingerprint_v2: str = ""

    @property
    def own_occurrence(self) -> Occurrence:
        """The place that the finding itself names."""
        return Occurrence(
            path=self.resource.path, method=self.resource.method, pointer=self.evidence.pointer
        )
