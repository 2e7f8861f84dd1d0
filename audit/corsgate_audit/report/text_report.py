"""The report for people at a terminal: causes first, each with its places, then what was seen.

One API fits a screen: the exchange that proves a finding is shown when it is asked for, by
`explained_report`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from corsgate_audit.judging.judged import api_name
from corsgate_audit.model import CoverageState, FixSafety, Severity
from corsgate_audit.report.exchange_words import some_browsers
from corsgate_audit.report.finding_lines import STYLES, finding_lines, line_of
from corsgate_audit.report.lines import Line
from corsgate_audit.rules.rule import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corsgate_audit.judging.judged import Accepted, ApiJudgement, Judgement, Notice
    from corsgate_audit.model import Coverage, Finding

_COLUMN = 11
"""Where texts begin: behind the longest severity and two blanks."""
_INDENT = 2
_PLACES = 5
_NAMES = 3
_FIXABLE_WITH = {FixSafety.SAFE: (), FixSafety.UNSAFE: ("--unsafe",)}
_BLOCKED_BY_CORS = "has been blocked by CORS policy: "


def text_report(judgement: Judgement) -> Iterator[Line]:
    """Return the report: each cause once, with the places where it was found.

    Args:
        judgement: all that the audit found.
    """
    several = len(judgement.apis) > 1
    for findings in _by_cause(judgement.findings):
        yield from _cause(findings, several=several)
        yield Line()
    yield from _without_findings(judgement)
    yield from _accepted(judgement)
    yield from _coverage(judgement)
    yield from _summary(judgement)
    yield from _next(judgement)


def explained_report(judgement: Judgement, findings: Sequence[Finding]) -> Iterator[Line]:
    """Return findings in full, each with the exchange that proves it.

    Args:
        judgement: all that the audit found.
        findings: findings of it that are to be explained.
    """
    for finding in findings:
        yield from finding_lines(finding)
        yield Line()
    yield from _summary(judgement)


def concise_report(judgement: Judgement) -> Iterator[Line]:
    """Return a line for each finding, as compilers and linters write them, and what was not seen.

    Args:
        judgement: all that the audit found.
    """
    for finding in judgement.findings:
        evidence, resource = finding.evidence, finding.resource
        place = resource.arn or f"{evidence.source}:{evidence.line or 1}"
        where = f" {resource.place}" if resource.place else ""
        yield Line(
            f"{place}: {finding.severity} {finding.rule}{where}: {finding.message}",
            style=STYLES[finding.severity],
        )
    for notice in judgement.notices:
        yield Line(notice_text(notice), style=STYLES[notice.severity])
    for part in judgement.incomplete:
        yield Line(f"{part.resource}: not scanned ({part.reason or part.state})", style="yellow")
    yield from _summary(judgement)


def _by_cause(findings: Iterable[Finding]) -> list[list[Finding]]:
    causes: dict[tuple[Severity, str], list[Finding]] = {}
    for each in findings:
        causes.setdefault((each.severity, each.rule), []).append(each)
    return list(causes.values())


def _cause(findings: Sequence[Finding], *, several: bool) -> Iterator[Line]:
    """Show what findings of one rule have in common by the first, and where the others are."""
    first, *others = findings
    yield Line(
        f"{first.rule} {first.slug}{_fixable(first)}",
        style="bold",
        label=str(first.severity),
        label_style=STYLES[first.severity],
        label_width=_COLUMN,
    )
    yield Line(_where(first, several=several), indent=_COLUMN, style="cyan")
    yield Line(first.message, indent=_COLUMN)
    yield from _labelled("found", first.evidence.actual)
    yield from _browser(first)
    label = "also"
    for each in others[:_PLACES]:
        found = each.evidence.actual
        unlike = f"  {found}" if found != first.evidence.actual else ""
        yield _labelled_line(label, _where(each, several=several) + unlike)
        label = ""
    if more := max(len(others) - _PLACES, 0):
        yield _labelled_line("", f"and {more} more: add --explain {first.rule}")


def _where(finding: Finding, *, several: bool) -> str:
    """Return what a finding is about, and where that was read.

    Args:
        finding: finding of an audit.
        several: whether more than one API was judged, so that its name is needed.
    """
    resource = finding.resource
    api = resource.api if several or not resource.place else None
    return "  ".join(filter(None, (api, resource.place, line_of(finding))))


def _browser(finding: Finding) -> Iterator[Line]:
    """Show in one line what the browser says, without the address that stands above."""
    witness = finding.witness
    if witness is None:
        return
    if finding.browser_symptom:
        sentence = finding.browser_symptom
        yield from _labelled("console", sentence.partition(_BLOCKED_BY_CORS)[2] or sentence)
    else:
        yield from _labelled("browser", witness.verdict.explanation)
    yield from _labelled("only in", some_browsers(witness.blocked_in()))


def _fixable(finding: Finding) -> str:
    """Return behind a cause what `corsgate fix` needs for it; nothing where it writes no fix."""
    fix = finding.fix
    if fix is None or fix.safety not in _FIXABLE_WITH:
        return ""
    needed = (*_FIXABLE_WITH[fix.safety], *(("--policy",) if fix.needs_policy else ()))
    return "  (fixable" + f" with {' and '.join(needed)}" * bool(needed) + ")"


def _safety(finding: Finding) -> FixSafety:
    return finding.fix.safety if finding.fix else FixSafety.MANUAL


def _labelled(label: str, text: str) -> Iterator[Line]:
    """Show a value under its name; nothing where there is none."""
    if text:
        yield _labelled_line(label, text)


def _labelled_line(label: str, text: str) -> Line:
    if not label:
        return Line(text, indent=_COLUMN)
    return Line(text, indent=_INDENT, label=label, label_width=_COLUMN - _INDENT)


def _without_findings(judgement: Judgement) -> Iterator[Line]:
    """Name what was judged and has no finding: that is news too."""
    for undetermined, style in ((False, "bold green"), (True, "bold yellow")):
        named = [
            f"{judged.api.label} {api_name(judged.api)}" + ", not all determined" * undetermined
            for judged in judgement.apis
            if not judged.findings and _is_undetermined(judged) is undetermined
        ]
        if named:
            yield Line(
                _some(named, _PLACES),
                label="no finding",
                label_style=style,
                label_width=_COLUMN,
            )
            yield Line()


def _is_undetermined(judged: ApiJudgement) -> bool:
    return any(outcome is Outcome.COULD_NOT_TELL for _, outcome in judged.outcomes)


def _some(names: Sequence[str], most: int) -> str:
    """Name some, and count the others.

    Example:
        >>> _some(["a", "b", "c"], 2)
        'a, b and 1 more'
    """
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def _accepted(judgement: Judgement) -> Iterator[Line]:
    if judgement.accepted:
        yield Line(f"Accepted ({len(judgement.accepted)})", style="bold")
        for each in judgement.accepted:
            yield Line(accepted_text(each), indent=_INDENT)
        yield Line()
    for notice in judgement.notices:
        yield Line(notice_text(notice), style=STYLES[notice.severity])
    if judgement.notices:
        yield Line()


def accepted_text(accepted: Accepted) -> str:
    """Return in one line which finding is accepted, by what, and why."""
    finding, resource = accepted.finding, accepted.finding.resource
    where = f" {resource.place}" if resource.place else ""
    named = f"{finding.severity} {finding.rule}{where} of {resource.api}"
    return f"{named} ({accepted.by}): {accepted.reason}"


def notice_text(notice: Notice) -> str:
    """Return a notice in one line."""
    return f"{notice.severity} {notice.rule} {notice.message}"


def _coverage(judgement: Judgement) -> Iterator[Line]:
    """Show every part that is missing, and what was left out on purpose by its reason."""
    if judgement.incomplete:
        yield Line(f"NOT SCANNED ({len(judgement.incomplete)})", style="bold yellow")
        for part in judgement.incomplete:
            yield Line(coverage_text(part), indent=_INDENT)
        yield Line()
    reasons: dict[tuple[CoverageState, str], list[str]] = {}
    for part in judgement.coverage:
        if not part.incomplete and part.state is not CoverageState.SCANNED:
            name = part.resource.rpartition("#")[2]
            reasons.setdefault((part.state, part.reason or ""), []).append(name)
    for (state, reason), names in reasons.items():
        text = _some(names, _NAMES) + f": {reason}" * bool(reason)
        yield Line(text, style="dim", label=str(state).replace("_", " "), label_width=_COLUMN)
    if reasons:
        yield Line()


def coverage_text(part: Coverage) -> str:
    """Return in one line whether a part was seen, and why not."""
    owner = " ".join(filter(None, (part.account, part.region)))
    place = f"{part.service} {part.resource}" + f" ({owner})" * bool(owner)
    return f"{part.state} {place}" + (f": {part.reason}" if part.reason else "")


def _summary(judgement: Judgement) -> Iterator[Line]:
    counts = judgement.outcomes
    said = ", ".join(
        f"{counts[outcome]} {outcome.replace('_', ' ')}" for outcome in Outcome if counts[outcome]
    )
    apis = f"{len(judgement.apis)} API{'s' * (len(judgement.apis) != 1)}"
    yield Line(f"Judged {apis}" + (f"; checks: {said}." if said else "."), style="dim")
    yield Line(findings_sentence(judgement), style="bold")


def findings_sentence(judgement: Judgement) -> str:
    """Return how many findings there are, of which severity, and whether all was seen."""
    counts = Counter(finding.severity for finding in judgement.findings)
    total = len(judgement.findings)
    listed = ", ".join(
        f"{counts[severity]} {severity}" for severity in reversed(Severity) if counts[severity]
    )
    found = f"{total} finding{'s' * (total != 1)}" + f" ({listed})" * bool(total)
    found += f", {len(judgement.accepted)} accepted" * bool(judgement.accepted)
    missing = len(judgement.incomplete)
    if not missing:
        return f"{found}. Everything that was expected was scanned."
    parts = f"{missing} part{'s' * (missing != 1)}"
    return f"{found}. INCOMPLETE: {parts} could not be scanned or determined."


def _next(judgement: Judgement) -> Iterator[Line]:
    """Say what to run: for the fixes, and for the proof that the causes leave out."""
    fixable = Counter(_safety(each) for each in judgement.findings)
    written, unsafe = fixable[FixSafety.SAFE], fixable[FixSafety.UNSAFE]
    policy = sum(1 for each in judgement.findings if each.fix and each.fix.needs_policy)
    if written or unsafe:
        only = f", {unsafe} only with --unsafe" * bool(unsafe)
        only += f", {policy} only with --policy" * bool(policy)
        yield Line(f"corsgate fix writes {written + unsafe} of the fixes{only}.")
    proven = [each for each in judgement.findings if each.witness is not None]
    if proven:
        yield Line(f"Add --explain {proven[0].rule} to see the exchange that proves it.")
