"""One finding in full: what, where, the exchange that proves it, the fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import preflight_request
from corsgate_audit.model import Severity
from corsgate_audit.report.exchange_words import some_browsers
from corsgate_audit.report.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpResponse
    from corsgate_audit.model import Finding, Witness

STYLES = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
_CORS = "access-control-"


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
    construct = finding.evidence.construct
    written_by = f" ({construct})" if construct else ""
    return f"{_file_or_arn(finding)} {finding.evidence.pointer}{written_by}"


def line_of(finding: Finding) -> str:
    """Return where a finding was read, as far as an editor or the CDK's user needs it.

    An ARN, or a file with its line and the path of the construct that wrote it.
    """
    return "  ".join(filter(None, (_file_or_arn(finding), finding.evidence.construct)))


def _file_or_arn(finding: Finding) -> str:
    evidence = finding.evidence
    line = f":{evidence.line}" if evidence.line else ""
    return finding.resource.arn or evidence.source + line


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
