"""The report for CI servers: JUnit's XML, a suite for each API and one for what was not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from corsgate_audit.judging.judged import api_name
from corsgate_audit.report.finding_lines import finding_lines
from corsgate_audit.report.lines import plain, printable
from corsgate_audit.rules.rule import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.judging.judged import ApiJudgement, Judgement
    from corsgate_audit.model import Coverage, Finding

_SKIPPED = {
    # And without a finding that counts.
    Outcome.FAILED: "accepted, by a suppression or the baseline",
    Outcome.NOT_APPLICABLE: "not applicable to this front door",
    Outcome.COULD_NOT_TELL: "undetermined; the suite 'coverage' says why",
}


def junit_report(judgement: Judgement) -> str:
    """Return the report as JUnit's XML, with a newline at its end.

    A finding is a failure; a part that could not be seen is an error; a rule that finds nothing is
    a case that passes, so that a suite shows what was asked.

    Args:
        judgement: all that the audit found.

    Source: https://github.com/testmoapp/junitxml (there is no official schema)
    """
    root = ET.Element("testsuites", {"name": "corsgate audit"})
    for judged in judgement.apis:
        _suite(root, f"{judged.api.label} {api_name(judged.api)}", _cases(judged))
    _suite(root, "coverage", map(_part, judgement.coverage))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root)
    # ASCII, with references for the rest: right however standard output is encoded.
    text: bytes = ET.tostring(root, encoding="us-ascii", xml_declaration=True)
    return text.decode() + "\n"


def _suite(root: ET.Element, name: str, cases: Iterable[ET.Element]) -> None:
    suite = ET.SubElement(root, "testsuite", {"name": printable(name)})
    suite.extend(cases)
    counted = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    suite.set("tests", str(len(suite)))
    for attribute, element in counted.items():
        suite.set(attribute, str(len(suite.findall(f"testcase/{element}"))))
    for case in suite:
        case.set("classname", printable(name))


def _cases(judged: ApiJudgement) -> Iterator[ET.Element]:
    yield from map(_failure, judged.findings)
    found = {finding.rule for finding in judged.findings}
    for rule, outcome in judged.outcomes:
        if rule in found:
            continue
        case = ET.Element("testcase", {"name": rule})
        if outcome in _SKIPPED:
            ET.SubElement(case, "skipped", {"message": _SKIPPED[outcome]})
        yield case


def _failure(finding: Finding) -> ET.Element:
    resource = finding.resource
    where = f" {resource.place}" if resource.place else ""
    name = printable(f"{finding.rule} {finding.slug}{where}")
    case = ET.Element("testcase", {"name": name})
    if resource.arn is None:
        case.set("file", printable(finding.evidence.source))
        case.set("line", str(finding.evidence.line or 1))
    attributes = {"type": str(finding.severity), "message": printable(finding.message)}
    failure = ET.SubElement(case, "failure", attributes)
    failure.text = "\n".join(map(plain, finding_lines(finding)))
    return case


def _part(part: Coverage) -> ET.Element:
    owner = " ".join(filter(None, (part.account, part.region)))
    name = f"{part.service} {part.resource}" + f" ({owner})" * bool(owner)
    case = ET.Element("testcase", {"name": printable(name)})
    message = f"{part.state}: {part.reason}" if part.reason else str(part.state)
    if part.incomplete:
        attributes = {"type": str(part.state), "message": printable(message)}
        ET.SubElement(case, "error", attributes)
    elif part.reason:
        ET.SubElement(case, "skipped", {"message": printable(message)})
    return case
