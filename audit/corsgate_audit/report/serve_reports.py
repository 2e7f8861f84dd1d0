"""What was served: a line for each request for people, an object for each for programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from corsgate_audit.gateway.function_code import place_of as place_of_code
from corsgate_audit.gateway.function_code import possible_answers
from corsgate_audit.gateway.values import Layer
from corsgate_audit.report.exchange_words import LAYERS
from corsgate_audit.report.lines import Line
from corsgate_audit.serve.seen import SeenKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corsgate_audit.browser import Verdict
    from corsgate_audit.serve.log import Entry, Summary
    from corsgate_audit.serve.serving import Hosted

_BLOCKED, _ALLOWED, _PLAIN = "bold red", "green", ""


def hosted_lines(hosted: Sequence[Hosted]) -> Iterator[Line]:
    """Return where each API is served.

    Args:
        hosted: APIs that are being served.
    """
    for each in hosted:
        yield Line(f"{each.url}  {each.served.name}", style="bold")
    yield Line("Ctrl-C ends it.", style="dim")


def entry_lines(entry: Entry) -> Iterator[Line]:
    """Return the line of one request; where the browser blocks it, what to do below it.

    Args:
        entry: the request.
    """
    judged, response = entry.judged, entry.answer.response
    status = response.status if response else "-"
    local = datetime.fromtimestamp(entry.time).strftime("%H:%M:%S")  # noqa: DTZ006 - the reader's clock
    origin = judged.origin or "-"
    asks = f" (asks for {judged.method})" if judged.kind is SeenKind.PREFLIGHT else ""
    head = f"{local} {entry.method} {entry.path}{asks} {origin} {status}"
    word, style = _verdict_word(entry)
    yield Line(f"{head} {word}", style=style)
    if not judged.is_blocked:
        if response is not None and response.status >= _ERRORS:
            yield Line(entry.answer.note, indent=2, style="dim")
        return
    if judged.verdict is not None:
        yield from _advice(entry, judged.verdict)


_ERRORS = 400


def _verdict_word(entry: Entry) -> tuple[str, str]:
    judged = entry.judged
    if judged.kind is SeenKind.NOT_CORS:
        return "no cross-origin request", _PLAIN
    if judged.is_blocked:
        verdict = judged.verdict
        return f"BLOCKED {verdict.error if verdict else ''}".rstrip(), _BLOCKED
    if judged.is_allowed is None:
        return "UNDETERMINED: the verdict depends on where the redirect leads", _PLAIN
    if judged.with_credentials is not None:
        return "allowed (blocked with credentials: 'include')", _ALLOWED
    return "allowed", _ALLOWED


def _advice(entry: Entry, verdict: Verdict) -> Iterator[Line]:
    """Return the sentence of the console, the layer, the rule with its place, and the fix."""
    for sentence in (verdict.console, entry.answer.note):
        if sentence:
            yield Line(sentence, indent=2)
    finding = entry.finding
    if finding is None:
        place = place_of(entry)
        yield Line(f"{LAYERS[entry.answer.layer]}{f': {place}' if place else ''}", indent=2)
        yield Line(verdict.explanation, indent=2)
        return
    yield Line(f"{finding.rule} {finding.slug}: {place_of(entry)}", indent=2)
    if finding.fix is not None:
        yield Line(f"Fix: {finding.fix.summary}", indent=2)


def place_of(entry: Entry) -> str:
    """Return the file and line that a blocked request hangs on; empty where there is none.

    Args:
        entry: the request.
    """
    if entry.finding is not None:
        evidence = entry.finding.evidence
        line = f", line {evidence.line}" if evidence.line else f"#{evidence.pointer}"
        return f"{evidence.source}{line}"
    if entry.route is None:
        return ""
    written = _in_code(entry)
    if written:
        return written
    location = entry.route.location
    line = f", line {location.line}" if location.line else f"#{location.pointer}"
    return f"{location.source}{line}"


def _in_code(entry: Entry) -> str:
    """Return the lines of the function's code that can give this answer; empty for none."""
    code = entry.route.integration.code if entry.route and entry.route.integration else None
    response = entry.answer.response
    if code is None or response is None or entry.answer.layer is not Layer.FUNCTION:
        return ""
    possible = possible_answers(code, entry.method, entry.judged.origin)
    places = [place_of_code(code, each) for each in possible if each.status == response.status]
    return " or ".join(dict.fromkeys(places[:_PLACES]))


_PLACES = 3


def summary_lines(summary: Summary) -> Iterator[Line]:
    """Return what came of a run: what was blocked, and what was never called.

    Args:
        summary: summary of the run.
    """
    blocked = sum(summary.blocked.values())
    called = len(summary.called)
    routes = called + len(summary.never_called)
    yield Line()
    yield Line(
        f"{summary.requests} requests, {blocked} blocked; {called} of {routes} routes called.",
        style="bold",
    )
    for route, count in summary.blocked.items():
        times = "once" if count == 1 else f"{count} times"
        yield Line(f"blocked {times}: {route}", indent=2, style=_BLOCKED)
    for route in summary.never_called:
        yield Line(f"never called: {route}", indent=2, style="dim")


def hosted_json(hosted: Sequence[Hosted]) -> str:
    """Return where each API is served, as one line of JSON."""
    apis = [{"url": each.url, "api": each.served.name, "port": each.port} for each in hosted]
    return json.dumps({"type": "started", "apis": apis})


def entry_json(entry: Entry) -> str:
    """Return one request as one line of JSON.

    Args:
        entry: the request.
    """
    judged, response, finding = entry.judged, entry.answer.response, entry.finding
    return json.dumps(
        {
            "type": "request",
            "time": datetime.fromtimestamp(entry.time, UTC).isoformat(timespec="milliseconds"),
            "api": entry.served.name,
            "method": entry.method,
            "path": entry.path,
            "route": entry.route.path if entry.route else None,
            "origin": judged.origin,
            "status": response.status if response else None,
            "kind": judged.kind.value,
            "asked_method": judged.method,
            "browser": judged.engine,
            "allowed": judged.is_allowed,
            "error": judged.verdict.error if judged.verdict else None,
            "with_credentials": _verdict_json(judged.with_credentials),
            "console": judged.blocking.console if judged.blocking else "",
            "layer": entry.answer.layer.value,
            "note": entry.answer.note,
            "rule": finding.rule if finding else None,
            "place": place_of(entry) if judged.blocking else None,
            "fix": finding.fix.summary if finding and finding.fix else None,
            "milliseconds": round(entry.milliseconds, 2),
            "function_milliseconds": round(entry.function_ms, 2),
        }
    )


def _verdict_json(verdict: Verdict | None) -> object:
    if verdict is None:
        return None
    return {"allowed": verdict.allowed, "error": verdict.error}


def summary_json(summary: Summary) -> str:
    """Return what came of a run as one line of JSON."""
    return json.dumps(
        {
            "type": "summary",
            "requests": summary.requests,
            "blocked": summary.blocked,
            "called": summary.called,
            "never_called": summary.never_called,
        }
    )
