"""The report for people: by API, each finding with its exchange and its fix, then the coverage."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from corsgate_audit.browser import preflight_request
from corsgate_audit.judging.judged import api_name
from corsgate_audit.model import Severity
from corsgate_audit.report.exchange_words import some_browsers
from corsgate_audit.report.lines import Line
from corsgate_audit.rules.rule import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.browser import HttpResponse
    from corsgate_audit.judging.judged import Accepted, ApiJudgement, Judgement, Notice
    from corsgate_audit.model import Coverage, Finding, Witness

STYLES = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
_CORS = "access-control-"


def text_report(judgement: Judgement) -> Iterator[Line]:
    """Return the whole report.

    Args:
        judgement: all that the audit found.
    """
    for judged in judgement.apis:
        yield from _api(judged)
    yield from _accepted(judgement)
    yield from _coverage(judgement)
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


def _api(judged: ApiJudgement) -> Iterator[Line]:
    api = judged.api
    location = api.location
    place = location.arn or f"{location.source}#{location.logical_id or location.pointer}"
    yield Line(f"{api.label} {api_name(api)}", style="bold")
    yield Line(place, indent=2, style="dim")
    if not judged.findings:
        yield Line("no findings", indent=2, style="green")
    for finding in judged.findings:
        yield Line()
        yield from finding_lines(finding)
    yield Line()


def finding_lines(finding: Finding) -> Iterator[Line]:
    """Show one finding: what, where, the exchange that proves it, the fix.

    Args:
        finding: finding of an audit.
    """
    resource = finding.resource
    where = f"  {resource.place}" if resource.place else ""
    yield Line(
        f"{finding.severity} {finding.rule} {finding.slug}{where}",
        indent=2,
        style=STYLES[finding.severity],
    )
    yield Line(finding.message, indent=4)
    yield from _labelled("expected", finding.evidence.expected)
    yield from _labelled("found", finding.evidence.actual)
    yield from _labelled("at", place_of(finding))
    if finding.witness:
        yield from witness_lines(finding.witness, finding.browser_symptom)
    if finding.fix:
        yield from _labelled("fix", f"({finding.fix.label}) {finding.fix.summary}")


def place_of(finding: Finding) -> str:
    """Return where a finding was read: a template's path or an ARN, the line, the pointer.

    What the CDK wrote has the path of its construct, too.
    """
    evidence = finding.evidence
    line = f":{evidence.line}" if evidence.line else ""
    written_by = f" ({evidence.construct})" if evidence.construct else ""
    return f"{finding.resource.arn or evidence.source + line} {evidence.pointer}{written_by}"


def witness_lines(witness: Witness, symptom: str | None) -> Iterator[Line]:
    """Show the exchange in short: what the page asks, what is answered, what the browser says.

    Args:
        witness: exchange of a finding.
        symptom: what the browser's console says of it; None where it says nothing.
    """
    request = witness.request
    cookies = ", with credentials" * (request.credentials == "include")
    names = ", ".join(name for name, _ in request.headers)
    yield from _labelled(
        "page",
        f"{request.method} {request.url} from {request.origin}{cookies}"
        + f", with {names}" * bool(names),
    )
    if preflight_request(request) is not None:
        yield from _labelled("preflight", _answer(witness.preflight))
    if witness.response is not None:
        yield from _labelled("answer", _answer(witness.response))
    yield from _labelled("browser", symptom or witness.verdict.explanation)
    yield from _labelled("only in", some_browsers(witness.blocked_in()))


def _answer(response: HttpResponse | None) -> str:
    if response is None:
        return "none"
    headers = [f"{name}: {value}" for name, value in response.headers if _CORS in name.lower()]
    return f"{response.status}; {'; '.join(headers) or 'no CORS headers'}"


def _labelled(label: str, text: str) -> Iterator[Line]:
    """Show a value under its name; nothing where there is none."""
    if text:
        yield Line(text, indent=4, label=label)


def _accepted(judgement: Judgement) -> Iterator[Line]:
    if judgement.accepted:
        yield Line(f"Accepted ({len(judgement.accepted)})", style="bold")
        for each in judgement.accepted:
            yield Line(accepted_text(each), indent=2)
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
    seen = [part for part in judgement.coverage if not part.incomplete]
    if judgement.incomplete:
        yield Line(f"NOT SCANNED ({len(judgement.incomplete)})", style="bold yellow")
        yield from _parts(judgement.incomplete)
        yield Line()
    if seen:
        yield Line(f"Scanned or skipped ({len(seen)})", style="bold")
        yield from _parts(seen)
        yield Line()


def _parts(parts: Iterable[Coverage]) -> Iterator[Line]:
    for part in parts:
        yield Line(coverage_text(part), indent=2)


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
    yield Line(f"Judged {apis}" + (f"; checks: {said}." if said else "."))
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
