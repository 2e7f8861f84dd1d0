"""One exchange, three engines: who blocks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser.judge import judge
from corsgate_audit.browser.main_fetch import MissingAnswerError
from corsgate_audit.browser.profiles import ENGINES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.browser.values import (
        BrowserRequest,
        Condition,
        HttpResponse,
        Redirect,
        Verdict,
    )

BROWSERS = {"chrome": "chromium", "firefox": "firefox", "safari": "webkit"}
"""The browsers that people name, and the profile that each is."""

NAMES = {"chromium": "Chrome", "firefox": "Firefox", "webkit": "Safari"}
"""The engines, by the browser that most people know them from."""


def verdicts(
    request: BrowserRequest,
    *,
    preflight: HttpResponse | None = None,
    response: HttpResponse | None = None,
    redirects: Sequence[Redirect] = (),
) -> dict[str, Verdict]:
    """Judge an exchange as each engine does.

    An engine that needs another answer than was given (one that asks first where the others do not)
    has no verdict.

    Args:
        request: what the page asks for.
        preflight: the answer to the preflight of the first request.
        response: the last answer.
        redirects: the answers before it, in order.

    Returns:
        By engine: ``chromium``, ``firefox`` and ``webkit``.
    """
    found: dict[str, Verdict] = {}
    for engine in ENGINES:
        try:
            found[engine] = judge(
                request,
                preflight=preflight,
                response=response,
                redirects=redirects,
                profile=engine,
            )
        except MissingAnswerError:
            continue
    return found


def condition_sentence(conditions: dict[str, tuple[Condition, ...]]) -> str:
    """Return what an exchange depends on beside its answers, and in which browsers.

    Args:
        conditions: conditions by engine, as `BrowserExchange.conditions` returns them.

    Example:
        >>> from corsgate_audit.browser import Condition
        >>> condition_sentence({"chromium": (Condition("x", "It depends on the user."),)})
        'In Chrome: It depends on the user.'
    """
    by_sentence: dict[str, list[str]] = {}
    for engine, found in conditions.items():
        for each in found:
            by_sentence.setdefault(each.sentence, []).append(NAMES[engine])
    return " ".join(
        sentence if names == list(NAMES.values()) else f"In {' and '.join(names)}: {sentence}"
        for sentence, names in by_sentence.items()
    )


def blocked_in(judged: dict[str, Verdict]) -> tuple[str, ...]:
    """Return the engines that block an exchange; what none blocks, only the standard may refuse.

    Args:
        judged: the verdicts, by engine.

    Example:
        >>> from corsgate_audit.browser import BrowserRequest, HttpResponse
        >>> request = BrowserRequest("https://api.example.com/", "https://app.example.com")
        >>> blocked_in(verdicts(request, response=HttpResponse(200)))
        ('chromium', 'firefox', 'webkit')
    """
    return tuple(engine for engine, verdict in judged.items() if not verdict.allowed)
