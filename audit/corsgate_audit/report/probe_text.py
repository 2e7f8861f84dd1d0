"""A probe for people: what was sent, what came back, the cause, and the fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.probe.facts import NAMES
from corsgate_audit.probe.fixes import Tool, fixes_for
from corsgate_audit.probe.server_fix import server_fix_for
from corsgate_audit.report.exchange_lines import (
    answer_lines,
    opening_lines,
    request_lines,
    verdict_lines,
)
from corsgate_audit.report.lines import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.probe import Heard, Probe
    from corsgate_audit.probe.fixes import Fix

NOT_SENT = (
    "The preflight allows it; the request itself was not sent, because it may change data. Send it "
    "with --send-actual"
)
NOTHING_SENT = (
    "A browser sends this request without a preflight; nothing was sent, because it may change "
    "data. Send it with --send-actual"
)


TOOLS = {
    Tool.CDK: "the CDK",
    Tool.SAM: "the SAM template",
    Tool.CLOUDFORMATION: "the CloudFormation template",
    Tool.TERRAFORM: "Terraform",
    Tool.SERVERLESS: "the Serverless Framework",
    Tool.CHALICE: "Chalice",
    Tool.AMPLIFY: "Amplify's backend",
    Tool.CONSOLE: "the AWS console",
    Tool.HANDLER: "the function",
    Tool.PAGE: "the page",
}


def probe_text(found: Probe, tools: Sequence[Tool] = ()) -> Iterator[Line]:
    """Return a probe step by step, the deciding line marked.

    Args:
        found: what was found of one request.
        tools: tools in which the fix is written; none for the one that the answer suggests.
    """
    yield from opening_lines(found)
    yield from _step(found, "Preflight", found.preflight, found.preflight_answer)
    yield from _step(found, "Request", found.actual, found.answer)
    yield Line()
    yield from verdict_lines(found, by="", unknown=unknown(found))
    yield from _cause(found)
    yield from _fixes(found, tools) if tools else _fix(found)


def _step(
    found: Probe, name: str, request: HttpRequest | None, heard: Heard | None
) -> Iterator[Line]:
    if request is None or heard is None:
        return
    yield from request_lines(name, request)
    yield from answer_lines("the server", heard, found)


def unknown(found: Probe) -> str:
    """Say why there is no verdict; not read where there is one."""
    if found.cause is not None:
        return found.cause.sentence
    if found.answer is not None:
        return "The response redirects, and redirects are not followed: probe the target."
    return NOTHING_SENT if found.preflight is None else NOT_SENT


def _cause(found: Probe) -> Iterator[Line]:
    cause = found.cause
    if cause is not None:
        yield Line()
        yield Line(f"Cause: {cause.family.value} ({cause.slug})", style="bold")
        yield Line(cause.sentence, indent=2)
        if found.real_error is not None:
            yield Line(f"The real error: {found.real_error.sentence}", indent=2)
        for also in cause.also:
            yield Line(f"The same response may mean {also.slug}: {also.sentence}", indent=2)
        yield Line(f"More: corsgate explain {cause.slug}", indent=2)
    if found.traces:
        yield Line()
        yield Line("Between the browser and the server:", style="bold")
    for trace in found.traces:
        yield Line(f"{NAMES[trace.server]}: {trace.evidence}", indent=2)
    for remark in found.remarks:
        yield Line()
        yield Line(remark)


def _fix(found: Probe) -> Iterator[Line]:
    fix, fixes = server_fix_for(found), fixes_for(found)
    if fix is not None:
        yield from _code(f"Fix, in {fix.where}:", fix.code)
    yield from (line for fix in fixes if fix.tool == Tool.PAGE for line in _of(fix))
    others = dict.fromkeys(fix.tool for fix in fixes if fix.tool != Tool.PAGE)
    if others:
        yield Line()
        yield Line(f"To see the fix in another tool, add --tool {' | '.join(others)}")


def _fixes(found: Probe, tools: Sequence[Tool]) -> Iterator[Line]:
    fixes = fixes_for(found, tools)
    for fix in fixes:
        yield from _of(fix)
    if not fixes:
        yield from _fix(found)


def _of(fix: Fix) -> Iterator[Line]:
    return _code(f"Fix, in {TOOLS[Tool(fix.tool)]} ({fix.language}):", fix.code)


def _code(title: str, code: str) -> Iterator[Line]:
    yield Line()
    yield Line(title, style="bold")
    yield Line()
    for line in code.splitlines():
        yield Line(line, indent=4)
