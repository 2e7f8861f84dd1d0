"""A probe for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corsgate_audit.probe.fixes import fixes_for
from corsgate_audit.probe.server_fix import server_fix_for
from corsgate_audit.report.exchange_json import SCHEMA_VERSION, exchange_object, received, sent
from corsgate_audit.report.probe_text import unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.probe import Heard, Probe
    from corsgate_audit.probe.fixes import Tool


def probe_json(found: Probe, tools: Sequence[Tool] = ()) -> str:
    """Return a probe as JSON text, with a newline at its end.

    Args:
        found: what was found of one request.
        tools: tools whose fixes are wanted; none for all that fit.
    """
    return json.dumps(probe_object(found, tools), indent=2) + "\n"


def probe_object(found: Probe, tools: Sequence[Tool] = ()) -> dict[str, Any]:
    """Return a probe as plain values.

    Args:
        found: what was found of one request.
        tools: tools whose fixes are wanted; none for all that fit.

    Returns:
        What `exchange_object` does, and ``cause``: null, or its ``slug``, ``family``,
        ``sentence``, ``server`` and ``also``: other causes of the same bytes, each with ``slug``
        and ``sentence``. ``real_error``: null, or what the answer would have told the page:
        ``slug``, ``status``, ``type``, ``message`` and ``sentence``. ``cure``: null, or ``where``,
        ``language`` and ``code``. ``fixes``: one for each tool, ``tool``, ``language``, ``code``.
        ``exchange``: one entry for each request that was sent.
    """
    cause, fix = found.cause, server_fix_for(found)
    return {
        "schema_version": SCHEMA_VERSION,
        **exchange_object(found, unknown(found)),
        "exchange": [
            *_entry(found.preflight, found.preflight_answer),
            *_entry(found.actual, found.answer),
        ],
        "cause": asdict(cause) | {"family": cause.family.name.lower()} if cause else None,
        "real_error": asdict(found.real_error) if found.real_error else None,
        "servers": [asdict(trace) for trace in found.traces],
        "remarks": list(found.remarks),
        "cure": fix._asdict() if fix else None,
        "fixes": [fix._asdict() for fix in fixes_for(found, tools)],
    }


def _entry(request: HttpRequest | None, heard: Heard | None) -> list[dict[str, Any]]:
    if request is None or heard is None:
        return []
    return [
        {
            "request": sent(request),
            "response": received(heard.response),
            "problem": heard.problem,
        }
    ]
