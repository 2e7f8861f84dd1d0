"""What the JSON of an exchange has in common, whoever was asked: a model or a server."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corsgate_audit.report.exchange_words import console_of, why_preflight

if TYPE_CHECKING:
    from corsgate_audit.browser import BrowserRequest, Condition, HttpRequest, HttpResponse
    from corsgate_audit.browser.exchange import Answered, BrowserExchange

SCHEMA_VERSION = "1.2"
"""The minor number counts additions, the major one counts what would break a reader."""


def exchange_object(made: BrowserExchange[Answered], unknown: str) -> dict[str, Any]:
    """Return what comes of a request as plain values.

    Args:
        made: exchange of one request.
        unknown: why there is no verdict; not read where there is one.

    Returns:
        ``allowed``: true, false, or null where it is undetermined. ``error``: Chromium's name for
        it. ``blocked_in``: the engines that block it, of ``chromium``, ``firefox`` and ``webkit``.
        ``verdicts``: by engine, ``allowed``, ``error`` and ``console``; one whose verdict is
        undetermined is left out. ``depends_on``: what it depends on beside the answers, where that
        is not known: ``slug``, ``sentence`` and ``engines``. ``chromium_allows``: Chromium lets
        pass what the standard blocks.
    """
    verdict, judged = made.outcome(), made.verdicts()
    is_blocked = verdict is not None and not verdict.allowed
    blocked = made.blocked_in()
    return {
        "request": asked_json(made.request),
        "allowed": None if verdict is None else verdict.allowed,
        "error": verdict.error if verdict else None,
        "parameter": verdict.parameter if verdict else None,
        "blocked_in": list(blocked),
        "verdicts": {
            engine: {"allowed": each.allowed, "error": each.error, "console": each.console}
            for engine, each in judged.items()
        },
        "depends_on": _conditions(made),
        "preflight": why_preflight(made.preflight),
        "explanation": verdict.explanation if verdict else unknown,
        "console": console_of(made)[1] if is_blocked else "",
        "chromium_allows": is_blocked and "chromium" not in blocked,
    }


def asked_json(request: BrowserRequest) -> dict[str, Any]:
    """Return what a page asks for; how it was loaded, and where it is, only where that was told.

    Args:
        request: request of the page.
    """
    told = {name: value for name, value in asdict(request).items() if value is not None}
    del told["asks_first"]  # of a preflight that was seen, and never of what is reported here
    return told | {"headers": list(map(list, request.headers))}


def _conditions(made: BrowserExchange[Answered]) -> list[dict[str, Any]]:
    found: dict[Condition, list[str]] = {}
    for engine, conditions in made.conditions().items():
        for each in conditions:
            found.setdefault(each, []).append(engine)
    return [asdict(each) | {"engines": engines} for each, engines in found.items()]


def sent(request: HttpRequest) -> dict[str, Any]:
    """Return a request on the wire as plain values."""
    headers = list(map(list, request.headers))
    return {"method": request.method, "url": request.url, "headers": headers}


def received(response: HttpResponse | None) -> dict[str, Any] | None:
    """Return an answer on the wire as plain values; None without one."""
    if response is None:
        return None
    return {"status": response.status, "headers": list(map(list, response.headers))}
