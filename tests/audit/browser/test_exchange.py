"""A page's request on its way: what is sent, whose verdict counts, and who blocks it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsgate_audit.browser import BrowserRequest, HttpResponse, judge
from corsgate_audit.browser.exchange import BrowserExchange, as_browsers_do, carry_out
from corsgate_audit.browser.profiles import ENGINES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.browser import HttpRequest

URL = "https://api.example.com/items"
APP = "https://app.example.com"
OPEN = (("Access-Control-Allow-Origin", APP),)
PUT = BrowserRequest(URL, APP, "PUT")
AUTHORIZED = BrowserRequest(URL, APP, headers=(("Authorization", "x"),))
ANY_HEADER = (*OPEN, ("Access-Control-Allow-Headers", "*"))


@dataclass(frozen=True)
class Said:
    """An answer as a server gives it."""

    response: HttpResponse | None


class Server:
    """Gives its answers in turn, and remembers what it was asked."""

    def __init__(self, *answers: HttpResponse | None) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, request: HttpRequest) -> Said:
        """Answer one request."""
        self.asked.append(request.method)
        return Said(self.answers.pop(0))


def blank(request: BrowserRequest, profile: str = "fetch") -> BrowserExchange[Said]:
    """Return an exchange of which nothing has been sent."""
    return BrowserExchange(request=request, profile=profile)


def made_of(
    request: BrowserRequest, answers: Sequence[HttpResponse | None], profile: str = "fetch"
) -> BrowserExchange[Said]:
    """Carry a request out against a server with these answers."""
    return carry_out(blank(request, profile), Server(*answers))


def test_a_request_goes_out_once_its_preflight_passes() -> None:
    """Both answers are known then, and the verdict is about the last."""
    allowing = HttpResponse(204, (*OPEN, ("Access-Control-Allow-Methods", "PUT")))
    server = Server(allowing, HttpResponse(200))
    made = carry_out(blank(PUT), server)
    assert server.asked == ["OPTIONS", "PUT"]
    assert made.verdict is not None
    assert made.verdict.error == "MissingAllowOriginHeader"
    assert made.deciding == Said(HttpResponse(200))
    assert made.blocked_in() == ENGINES


def test_what_its_preflight_refuses_is_never_sent() -> None:
    """The verdict is about the preflight's answer."""
    server = Server(HttpResponse(204, OPEN))
    made = carry_out(blank(PUT), server)
    assert (server.asked, made.actual, made.answer) == (["OPTIONS"], None, None)
    assert made.verdict is not None
    assert made.verdict.error == "MethodDisallowedByPreflightResponse"


def test_what_is_not_to_be_sent_is_shown_and_has_no_verdict() -> None:
    """The preflight passed; the rest is not known."""
    server = Server(HttpResponse(204, (*OPEN, ("Access-Control-Allow-Methods", "PUT"))))
    made = carry_out(blank(PUT), server, sends=lambda _actual: False)
    assert (server.asked, made.verdict, made.answer) == (["OPTIONS"], None, None)
    assert made.actual is not None
    assert made.actual.method == "PUT"
    assert made.outcome() is None


@pytest.mark.parametrize("answers", [[None], [HttpResponse(204, ANY_HEADER), None]])
def test_without_an_answer_there_is_no_verdict(answers: list[HttpResponse | None]) -> None:
    """Neither to the preflight nor to the request."""
    made = made_of(AUTHORIZED, answers, "chromium")
    assert (made.verdict, made.outcome(), made.verdicts(), made.blocked_in()) == (
        None,
        None,
        {},
        (),
    )


def test_a_redirect_to_where_nothing_is_known_has_no_verdict() -> None:
    """But one that the page may not follow has."""
    elsewhere = ("Location", "https://other.example/")
    plain = BrowserRequest(URL, APP)
    assert made_of(plain, [HttpResponse(302, (*OPEN, elsewhere))]).verdict is None
    refused = made_of(plain, [HttpResponse(302, (elsewhere,))]).verdict
    assert refused is not None
    assert refused.error == "MissingAllowOriginHeader"


def test_what_only_the_standard_refuses_goes_on_as_in_a_browser() -> None:
    """`*` does not cover `Authorization` by the standard; no engine blocks it today."""
    answers = [HttpResponse(204, ANY_HEADER), HttpResponse(200, OPEN)]
    by_standard = made_of(AUTHORIZED, answers)
    assert by_standard.verdict is not None
    assert by_standard.verdict.error == "HeaderDisallowedByPreflightResponse"
    assert by_standard.is_blocked_nowhere()

    today = as_browsers_do(partial(made_of, AUTHORIZED, answers), None)
    assert (today.profile, today.is_blocked_nowhere()) == ("chromium", False)
    assert today.verdict is not None
    assert today.verdict.allowed


@pytest.mark.parametrize("engine", ENGINES)
def test_the_browser_that_is_named_decides(engine: str) -> None:
    """Its verdict is the outcome, whatever the others do."""
    answers = [HttpResponse(204, ANY_HEADER), HttpResponse(200, OPEN)]
    made = as_browsers_do(partial(made_of, AUTHORIZED, answers), engine)
    assert made.profile == engine
    assert made.outcome() is made.verdict
    assert made.verdict is not None
    assert made.verdict.allowed


@given(
    st.sampled_from(["GET", "PUT", "patch"]),
    st.lists(st.sampled_from([APP, "*", " ", "null", f"{APP}, {APP}"]), max_size=2),
    st.lists(st.sampled_from(["PUT", "*", "PUT,", "\tPUT", "put PATCH"]), max_size=2),
    st.sampled_from([200, 204, 299, 301, 404]),
)
def test_blocked_is_what_one_browser_blocks(
    method: str, origins: list[str], methods: list[str], status: int
) -> None:
    """The outcome agrees with the engines' verdicts wherever there are any."""
    headers = (
        *(("Access-Control-Allow-Origin", each) for each in origins),
        *(("Access-Control-Allow-Methods", each) for each in methods),
    )
    request, answer = BrowserRequest(URL, APP, method), HttpResponse(status, headers)
    made = as_browsers_do(partial(made_of, request, [answer, answer]), None)
    outcome, judged = made.outcome(), made.verdicts()
    assert outcome is not None
    if made.blocked_in():
        assert not outcome.allowed
    else:
        assert outcome.allowed or not judged


def test_one_browser_that_blocks_is_enough() -> None:
    """Chromium takes the status 407 from nobody but a proxy; the standard and the others do."""
    made = made_of(BrowserRequest(URL, APP), [HttpResponse(407, OPEN)])
    assert made.verdict is not None
    assert (made.verdict.allowed, made.blocked_in()) == (True, ("chromium",))
    outcome = made.outcome()
    assert outcome is not None
    chromium = judge(BrowserRequest(URL, APP), response=HttpResponse(407, OPEN), profile="chromium")
    assert (outcome.allowed, outcome.explanation) == (False, chromium.explanation)


def test_where_all_engines_give_another_reason_it_is_the_first_one_s() -> None:
    """The status 407 of a preflight: the standard looks at its origin, no engine does."""
    answer = HttpResponse(407, (("Access-Control-Allow-Origin", "https://other.example"),))
    made = made_of(PUT, [answer])
    assert made.verdict is not None
    assert made.verdict.error == "PreflightAllowOriginMismatch"
    chromium = judge(PUT, preflight=answer, profile="chromium")
    outcome = made.outcome()
    errors = {each.error for each in made.verdicts().values()}
    expected = made.verdict if made.verdict.error in errors else chromium
    assert outcome == expected
