"""What came of expectations: for people, for programs, and for CI servers."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from corsgate_audit.gateway import Exchange
from corsgate_audit.report.lines import Line, plain, printable
from corsgate_audit.report.probe_json import probe_object
from corsgate_audit.report.probe_text import probe_text
from corsgate_audit.report.why_json import why_object
from corsgate_audit.report.why_text import why_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corsgate_audit.check import Held

SCHEMA_VERSION = "1.0"
_WORDS = {
    True: ("holds", "green"),
    False: ("FAILS", "bold red"),
    None: ("UNKNOWN", "bold yellow"),
}


def check_text(results: Sequence[Held]) -> Iterator[Line]:
    """Return each expectation with what came of it, and the exchange of each that does not hold.

    Args:
        results: results of all of them.
    """
    for held in results:
        word, style = _WORDS[held.holds]
        yield Line(f"{word:8}{held.expectation.title}", style=style)
        if held.holds is not True:
            yield Line(held.reason, indent=8)
            yield from _witness(held)
    counts = Counter(held.holds for held in results)
    yield Line()
    yield Line(
        f"{len(results)} expectations: {counts[True]} hold, {counts[False]} fail, {counts[None]} "
        "undetermined"
    )


def _witness(held: Held) -> Iterator[Line]:
    if held.witness is None:
        return
    yield Line()
    for line in _lines(held.witness):
        yield Line(line.text, line.indent + 8, line.style, line.label)
    yield Line()


def _lines(witness: Any) -> Iterator[Line]:  # noqa: ANN401 - an exchange or a probe
    return why_text(witness) if isinstance(witness, Exchange) else probe_text(witness)


def check_json(results: Sequence[Held]) -> str:
    """Return what came of expectations as JSON text, with a newline at its end."""
    return (
        json.dumps({"schema_version": SCHEMA_VERSION, "expectations": _objects(results)}, indent=2)
        + "\n"
    )


def _objects(results: Sequence[Held]) -> list[dict[str, Any]]:
    return [
        {
            "title": held.expectation.title,
            "line": held.expectation.line,
            "expected": held.expectation.allowed,
            "holds": held.holds,
            "reason": held.reason,
            "witness": _object(held.witness),
        }
        for held in results
    ]


def _object(witness: Any) -> dict[str, Any] | None:  # noqa: ANN401 - an exchange or a probe
    if witness is None:
        return None
    return why_object(witness) if isinstance(witness, Exchange) else probe_object(witness)


def check_junit(results: Sequence[Held], name: str) -> str:
    """Return what came of expectations as JUnit's XML, a test case each.

    Args:
        results: results of all of them.
        name: name of the suite: the file that they stand in.

    Source: https://github.com/testmoapp/junitxml (there is no official schema)
    """
    counts = Counter(held.holds for held in results)
    numbers = {"tests": len(results), "failures": counts[False], "errors": counts[None]}
    attributes = {key: str(value) for key, value in numbers.items()}
    suites = ET.Element("testsuites", attributes)
    suite = ET.SubElement(suites, "testsuite", {"name": printable(name), **attributes})
    for held in results:
        _case(suite, held, name)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, held: Held, name: str) -> None:
    title = printable(held.expectation.title)
    case = ET.SubElement(suite, "testcase", {"name": title, "classname": printable(name)})
    if held.holds is True:
        return
    kind = "error" if held.holds is None else "failure"
    element = ET.SubElement(case, kind, {"message": printable(held.reason)})
    if held.witness is not None:
        element.text = "\n".join(map(plain, _lines(held.witness)))
