"""Does an expectation hold?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.browser import HttpResponse, judge
from corsgate_audit.browser.exchange import STANDARD
from corsgate_audit.check.sources import AskError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.browser import Verdict
    from corsgate_audit.check.expectations import Expectation
    from corsgate_audit.check.sources import Source
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.probe import Probe


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What came of one expectation.

    Args:
        expectation: expectation that was asked about.
        holds: None where it cannot be determined.
        reason: reason in plain words; empty where the expectation holds.
        witness: the exchange that shows it; None where none could be made.
    """

    expectation: Expectation
    holds: bool | None
    reason: str = ""
    witness: Exchange | Probe | None = None


def check(expectations: Iterable[Expectation], source: Source) -> Iterator[Held]:
    """Hold expectations against a target, one by one.

    Args:
        expectations: expectations in the order of their file.
        source: makes their requests.
    """
    for expectation in expectations:
        try:
            made = source(expectation)
        except AskError as error:
            yield Held(expectation=expectation, holds=None, reason=str(error))
        else:
            yield _held(expectation, made)


def _held(expectation: Expectation, made: Exchange | Probe) -> Held:
    verdict = _against(expectation, made) or made.outcome()
    if verdict is None:
        reason = "it depends on something that was not read or not sent"
        return Held(expectation=expectation, holds=None, reason=reason, witness=made)
    if verdict.allowed != expectation.allowed:
        expected, found = _words(expectation.allowed), _words(verdict.allowed)
        error = f" ({verdict.error})" if verdict.error else ""
        reason = f"expected to be {expected}, but is {found}{error}: {verdict.explanation}"
        return Held(expectation=expectation, holds=False, reason=reason, witness=made)
    unreadable = [name for name in expectation.readable if not _is_readable(name, made)]
    if verdict.allowed and unreadable:
        names = ", ".join(unreadable)
        reason = f"the page cannot read {names}: Access-Control-Expose-Headers does not list it"
        return Held(expectation=expectation, holds=False, reason=reason, witness=made)
    return Held(expectation=expectation, holds=True, witness=made)


def _against(expectation: Expectation, made: Exchange | Probe) -> Verdict | None:
    """Return a browser's verdict that is not the expected one; of all, where none is asked about.

    What is to be blocked has to be blocked everywhere: a page may come in any browser.
    """
    judged = made.verdicts() if made.profile == STANDARD else {}
    others = (each for each in judged.values() if each.allowed != expectation.allowed)
    return next(others, None)


def _words(allowed: bool) -> str:  # noqa: FBT001 - the verdict's own
    return "allowed" if allowed else "blocked"


def _is_readable(name: str, made: Exchange | Probe) -> bool:
    """Whether the page could read a header, were it there: this answer may go without."""
    last = made.answer.response if made.answer else None
    if last is None:
        return False
    first = made.preflight_answer.response if made.preflight_answer else None
    with_it = HttpResponse(last.status, (*last.headers, (name, "x")))
    return name in judge(made.request, preflight=first, response=with_it).exposed_headers
