"""A page's request on its way: what the browser asks, what is answered, what it makes of that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from corsgate_audit.browser.actual import actual_request, permissive_answer
from corsgate_audit.browser.engines import blocked_in
from corsgate_audit.browser.judge import judge, preflight_request
from corsgate_audit.browser.main_fetch import MissingAnswerError
from corsgate_audit.browser.profiles import ENGINES, profile_named
from corsgate_audit.browser.redirects import is_redirect
from corsgate_audit.browser.values import (
    BrowserRequest,
    Condition,
    HttpRequest,
    HttpResponse,
    Redirect,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Callable

STANDARD = "fetch"
"""The profile of a browser that does what the Fetch standard says."""


class Answered(Protocol):
    """What came of one request on the wire."""

    @property
    def response(self) -> HttpResponse | None:
        """The answer; None where nothing came back, or nothing can tell what would."""


Answered_co = TypeVar("Answered_co", bound=Answered, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserExchange(Generic[Answered_co]):
    """One request of a page, all that goes over the wire for it, and what comes of it.

    Args:
        request: what the page asks for.
        preflight: the request that the browser sends first; None where it sends none.
        preflight_answer: None where no preflight is sent, or its answer is in no file.
        actual: the request that follows; None where the browser never sends it.
        answer: None where that request is not sent.
        verdict: None where an answer that decides is not known.
        profile: profile of the browser whose verdict it is: ``"fetch"``, or an engine, as for
            `judge`.
    """

    request: BrowserRequest
    preflight: HttpRequest | None = None
    preflight_answer: Answered_co | None = None
    actual: HttpRequest | None = None
    answer: Answered_co | None = None
    verdict: Verdict | None = None
    profile: str = STANDARD

    @property
    def deciding(self) -> Answered_co | None:
        """The last answer there is; None where the browser refuses before anything is sent."""
        return self.answer or self.preflight_answer

    def verdict_in(self, profile: str) -> Verdict | None:
        """Judge the same answers as another browser does.

        Args:
            profile: ``"fetch"``, or an engine, as for `judge`.

        Returns:
            None where that browser needs an answer that is not known, or was never asked for, and
            where it depends on something else that is not known.
        """
        verdict = self._by_the_answers(profile)
        return None if verdict and verdict.depends_on else verdict

    def conditions(self) -> dict[str, tuple[Condition, ...]]:
        """Return what a page meets depends on, beside the answers that are there.

        Returns:
            By engine, those of which each blocks or lets pass by what is not known here: how the
            page was loaded, its address space, the user's permission.
        """
        asked = ENGINES if self.profile == STANDARD else (self.profile,)
        found = {engine: self._by_the_answers(engine) for engine in asked}
        return {
            engine: verdict.depends_on
            for engine, verdict in found.items()
            if verdict and verdict.depends_on
        }

    def _by_the_answers(self, profile: str) -> Verdict | None:
        before = _before_the_answer(self, profile)
        if before is None or not before.allowed:
            return before
        last = self.answer.response if self.answer else None
        return None if last is None else _with_the_answer(self, last, profile)

    def verdicts(self) -> dict[str, Verdict]:
        """Judge the same answers as each engine does.

        Returns:
            By engine; those of which `verdict_in` knows no verdict are left out.
        """
        found = {engine: self.verdict_in(engine) for engine in ENGINES}
        return {engine: verdict for engine, verdict in found.items() if verdict is not None}

    def blocked_in(self) -> tuple[str, ...]:
        """Return the engines that block the request, of ``chromium``, ``firefox``, ``webkit``."""
        return blocked_in(self.verdicts())

    def is_blocked_nowhere(self) -> bool:
        """Whether the standard refuses what no engine blocks today."""
        return self.verdict is not None and not self.verdict.allowed and not self.blocked_in()

    def outcome(self) -> Verdict | None:
        """Return what a page meets: blocked is what one browser or more blocks today.

        Returns:
            The verdict of the profile's own engine. Of the standard's: the same, or where it and
            the engines differ, in the verdict or all of them in the reason, the first engine's that
            blocks, or the first one's that does not.
            None where it depends on what is not known, and no engine blocks it whatever that is.
        """
        if self.profile != STANDARD or self.verdict is None:
            return self.verdict
        judged = self.verdicts()
        blocked = blocked_in(judged)
        if not blocked and self.conditions():
            return None
        errors = {judged[engine].error for engine in blocked}
        if self.verdict.allowed != bool(blocked) and (
            self.verdict.allowed or self.verdict.error in errors
        ):
            return self.verdict
        return judged[blocked[0]] if blocked else next(iter(judged.values()), self.verdict)


ExchangeT = TypeVar("ExchangeT", bound="BrowserExchange[Answered]")


def carry_out(
    exchange: ExchangeT,
    ask: Callable[[HttpRequest], Answered],
    *,
    sends: Callable[[HttpRequest], bool] = lambda _actual: True,
) -> ExchangeT:
    """Send what a browser sends for a page's request, as far as it comes.

    Args:
        exchange: exchange with its request and its profile, nothing sent.
        ask: function that returns what is answered to one request.
        sends: whether the request itself, once the browser may send it, is sent.

    Returns:
        The exchange with what was sent and answered, and the verdict as far as that decides.

    Source: https://fetch.spec.whatwg.org/#http-fetch and #cors-preflight-fetch-0
    """
    request, profile = exchange.request, exchange.profile
    preflight = preflight_request(request, profile=profile)
    asked = exchange
    if preflight is not None:
        asked = replace(exchange, preflight=preflight, preflight_answer=ask(preflight))
    before = _before_the_answer(asked, profile)
    if before is None or not before.allowed:
        return replace(asked, verdict=before)
    actual = actual_request(request)
    if not sends(actual):
        return replace(asked, actual=actual)
    sent = replace(asked, actual=actual, answer=ask(actual))
    return replace(sent, verdict=sent.verdict_in(profile))


def as_browsers_do(carried_out: Callable[[str], ExchangeT], browser: str | None) -> ExchangeT:
    """Carry out a request as a browser of today does.

    Args:
        carried_out: function that returns the exchange in a profile.
        browser: engine of the one that is asked about; None for all of them.

    Returns:
        That engine's. For all of them the standard's, but where it refuses what no engine blocks
        Chromium's: there the page's request goes on.
    """
    made = carried_out(browser or STANDARD)
    return carried_out(ENGINES[0]) if browser is None and made.is_blocked_nowhere() else made


def _before_the_answer(made: BrowserExchange[Answered], profile: str) -> Verdict | None:
    """Judge what comes before the answer: what the best answer could not fix has failed already.

    Returns:
        None where a preflight is not answered, or this browser sends one that was never asked.
    """
    first = made.preflight_answer
    if first is not None and first.response is None:
        return None
    return _judged(made, permissive_answer(made.request, made.request.origin), profile)


def _with_the_answer(
    made: BrowserExchange[Answered], response: HttpResponse, profile: str
) -> Verdict | None:
    """Judge the answer; None where it redirects, and all depends on what stands there.

    Source: https://fetch.spec.whatwg.org/#http-fetch, step 8
    """
    if not is_redirect(response, profile_named(profile)):
        return _judged(made, response, profile)
    # Beyond a redirect the page may count as an opaque origin.
    tried = [
        _judged(made, best, profile, Redirect(response, best))
        for origin in (made.request.origin, "null")
        for best in [permissive_answer(made.request, origin)]
    ]
    is_open = any(verdict is None or verdict.allowed for verdict in tried)
    return None if is_open else tried[0]


def _judged(
    made: BrowserExchange[Answered], response: HttpResponse, profile: str, *redirected: Redirect
) -> Verdict | None:
    first = made.preflight_answer.response if made.preflight_answer else None
    if first is None and made.preflight is not None:
        # What was sent had permission, whether or not a file holds the answer to its preflight.
        first = permissive_answer(made.request, made.request.origin)
    try:
        return judge(
            made.request, preflight=first, response=response, redirects=redirected, profile=profile
        )
    except MissingAnswerError:
        return None
