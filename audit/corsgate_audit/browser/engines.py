"""One exchange, three engines: who blocks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser.judge import judge
from corsgate_audit.browser.main_fetch import MissingAnswerError
from corsgate_audit.browser.profiles import ENGINES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.browser.values import BrowserRequest, HttpResponse, Redirect, Verdict

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
