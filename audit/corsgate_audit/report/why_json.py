"""One exchange for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corsgate_audit.gateway.addresses import api_id
from corsgate_audit.model import Unresolved
from corsgate_audit.report.exchange_json import SCHEMA_VERSION, exchange_object, received, sent
from corsgate_audit.report.exchange_words import missing_values, waiting_for

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.gateway import Answer, Exchange


def why_json(made: Exchange) -> str:
    """Return an exchange as JSON text, with a newline at its end."""
    return json.dumps(why_object(made), indent=2) + "\n"


def why_object(made: Exchange) -> dict[str, Any]:
    """Return an exchange as plain values.

    Args:
        made: exchange of one request.

    Returns:
        What `exchange_object` does, and ``layer``: the one that blocks, or that the verdict waits
        for. ``exchange``: one entry for each request on the wire, with who decides its answer as
        ``actor``. ``unresolved``: the values that the verdict waits for. ``blocked_otherwise``:
        what the function may answer too and a browser blocks, with its ``place`` in the code.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "api": _api(made),
        **exchange_object(made, waiting_for(made)),
        "layer": made.layer.value if made.layer else None,
        "exchange": [
            *_entry(made.preflight, made.preflight_answer),
            *_entry(made.actual, made.answer),
        ],
        "blocked_otherwise": [
            {"response": received(other.response), "place": other.place, "error": verdict.error}
            for other, verdict in made.blocked_otherwise()
        ],
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
    return [
        {
            "actor": answer.layer.value,
            "request": sent(request),
            "response": received(answer.response),
            "note": answer.note,
        }
    ]
