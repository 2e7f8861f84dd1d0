"""Whose console says what: each engine's own sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser.console import console_sentence, mixed_content_warning
from corsgate_audit.browser.firefox import firefox_lines, is_waiting, wildcard_warning
from corsgate_audit.browser.profiles import PROFILES
from corsgate_audit.browser.webkit import webkit_lines

if TYPE_CHECKING:
    from corsgate_audit.browser.main_fetch import Answers, FetchOutcome
    from corsgate_audit.browser.rejections import Rejection

# What a page catches that says nothing of CORS, as a console prints it when no page catches it.
UNCAUGHT = {
    "firefox": "Uncaught (in promise) TypeError: NetworkError when attempting to fetch resource.",
    "webkit": "Unhandled Promise Rejection: TypeError: Load failed",
}


def warning_lines(answers: Answers, origin: str, profile: str) -> tuple[str, ...]:
    """Return what a console prints about requests that only the standard refuses.

    Args:
        answers: answers, with the URLs that are warned of.
        origin: origin of the page.
        profile: profile whose console. Of ``*`` and ``Authorization`` Firefox alone names the
            request; of mixed content that is let pass Chromium alone says anything.
    """
    if profile == "chromium":
        return tuple(mixed_content_warning(origin, url) for url in answers.exempt)
    return tuple(map(wildcard_warning, answers.warned)) if profile == "firefox" else ()


def why_lines(outcome: FetchOutcome, profile: str) -> tuple[str, ...]:
    """Return everything that a browser's console prints about a fetch that failed.

    Args:
        outcome: outcome with a failure.
        profile: profile whose console; the standard has none, and Chromium's stands for it.
    """
    assert outcome.failure  # noqa: S101 - nothing is said of a fetch that ends well
    match profile:
        case "firefox":
            lines = firefox_lines(outcome)
        case "webkit":
            lines = webkit_lines(outcome, PROFILES[profile])
        case _:
            return (console_sentence(outcome.request, outcome.failure),)
    return lines if lines or is_waiting(outcome) else (UNCAUGHT[profile],)


def rejection_sentence(rejection: Rejection, profile: str) -> str:
    """Return what the console prints when nothing is sent."""
    match profile:
        case "firefox":
            return f"Uncaught (in promise) TypeError: Window.fetch: {rejection.firefox}"
        case "webkit":
            return f"Unhandled Promise Rejection: TypeError: {rejection.webkit}"
    thrower = "" if rejection.below_fetch else "Failed to execute 'fetch' on 'Window': "
    return f"Uncaught (in promise) TypeError: {thrower}{rejection.message}"
