"""One exchange for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corsgate_audit.gateway.addresses import api_id
from corsgate_audit.model import Unresolved
from corsgate_audit.report.exchange_words import (
    chromium_allows,
    explanation,
    missing_values,
    why_preflight,
)

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpRequest, HttpResponse
    from corsgate_audit.gateway import Answer, Exchange

SCHEMA_VERSION = "1.0"


def why_json(made: Exchange) -> str:
    """Return an exchange as JSON text, with a newline at its end."""
    return json.dumps(why_object(made), indent=2) + "\n"


def why_object(made: Exchange) -> dict[str, Any]:
    """Return an exchange as plain values.

    Args:
        made: of one request.

    Returns:
        ``allowed``: true, false, or null where it cannot be told. ``error``: Chromium's name for
        it. ``chromium_allows``: Chromium lets pass what the standard blocks. ``layer``: the one
        that blocks, or that nobody can tell about. ``exchange``: one entry for each request on the
        wire, with who decides its answer as ``actor``.
    """
    verdict = made.verdict
    return {
        "schema_version": SCHEMA_VERSION,
        "api": _api(made),
        "request": asdict(made.request) | {"headers": list(map(list, made.request.headers))},
        "allowed": None if verdict is None else verdict.allowed,
        "error": verdict.error if verdict else None,
        "parameter": verdict.parameter if verdict else None,
        "layer": made.layer.value if made.layer else None,
        "preflight": why_preflight(made.preflight),
        "exchange": [
            *_entry(made.preflight, made.preflight_answer),
            *_entry(made.actual, made.answer),
        ],
        "explanation": explanation(made),
        "console": verdict.console if verdict else "",
        "chromium_allows": chromium_allows(made),
        "unresolved": [
            {"expression": value.expression, "reason": value.reason}
            for value in missing_values(made)
        ],
    }


def _api(made: Exchange) -> dict[str, Any]:
    api = made.api
    return {
        "front_door": api.front_door.value,
        "name": None if isinstance(api.name, Unresolved) else api.name,
        "id": api_id(api),
        "source": api.location.source,
        "logical_id": api.location.logical_id,
        "arn": api.location.arn,
    }


def _entry(request: HttpRequest | None, answer: Answer | None) -> list[dict[str, Any]]:
    if request is None or answer is None:
        return []
    sent = {"method": request.method, "url": request.url}
    return [
        {
            "actor": answer.layer.value,
            "request": sent | {"headers": list(map(list, request.headers))},
            "response": _response(answer.response),
            "note": answer.note,
        }
    ]


def _response(response: HttpResponse | None) -> dict[str, Any] | None:
    if response is None:
        return None
    return {"status": response.status, "headers": list(map(list, response.headers))}
