"""A real Chromium agrees with us on exchanges that nobody has seen before."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import BrowserRequest, HttpResponse, effective_max_age, judge
from support.browser_diff import disagreement, disagreements
from support.chromium import NOT_RUN, Chromium, chromium, find_chromium
from support.exchanges import Exchange, Headers, Hop
from support.generate_exchanges import Generator

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(find_chromium() is None, reason=NOT_RUN),
]
EXCHANGES = 500
PAUSE = 6.0
ALLOW = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PUT"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    """Start one browser for the module."""
    with chromium() as running:
        yield running


def test_500_fresh_exchanges_have_the_verdicts_and_sentences_that_we_predict(
    browser: Chromium,
) -> None:
    """A new seed each time; a failure names it, to be played again."""
    seed = int.from_bytes(os.urandom(4), "big")
    fresh = list(itertools.islice(Generator(seed).exchanges(), EXCHANGES))
    found = [differing for _, differing in disagreements(browser, fresh)]
    assert found == [], f"make browser-diff N={EXCHANGES} SEED={seed}"


def exchange_with(max_age: str | None) -> Exchange:
    """Return an exchange that needs a preflight, whose answer has this Access-Control-Max-Age."""
    lines = () if max_age is None else (("Access-Control-Max-Age", max_age),)
    preflight = HttpResponse(200, (*ALLOW, *lines))
    return Exchange("PUT", (), "omit", (Hop("a", preflight, HttpResponse(200, ALLOW)),))


@pytest.mark.parametrize("status", [100, 102, 103, 199])
@pytest.mark.parametrize("method", ["GET", "PUT"])
@pytest.mark.parametrize(("announced", "final"), [(ALLOW, ()), ((), ALLOW)])
def test_only_the_final_answer_counts(
    browser: Chromium, status: int, method: str, announced: Headers, final: Headers
) -> None:
    """Whatever an informational answer says goes unread, to a preflight too."""
    answer = HttpResponse(200, final)
    exchange = Exchange(method, (), "omit", (Hop("a", answer, answer),))
    with browser.announcing(HttpResponse(status, announced)):
        ((placed, observation),) = browser.play([exchange])
    assert disagreement(placed, observation) is None
    assert observation.allowed is bool(final)


@pytest.mark.parametrize(
    "url", ["ftp://x/", "foo:x", "localhost:3000/x", "ws://127.0.0.1/", "mailto:a@b", "file:///x"]
)
def test_what_chromium_says_of_a_scheme_that_fetch_does_not_know(
    browser: Chromium, url: str
) -> None:
    """No CORS error: the sentence is another one, and it is the one that we predict."""
    verdict = judge(BrowserRequest(url, browser.origins["page"]), profile="chromium")
    assert (verdict.allowed, verdict.error) == (False, None)
    assert browser.console_of(url) == [verdict.console]


@pytest.mark.parametrize(
    "value",
    [
        *(None, "0", "-1", "-0", "+0", "600", "86400", "never", "1.5", "0.0", "0x0", "+600"),
        *("600, 600", "0, 0", "+ 0", "9" * 30, "-" + "9" * 30, "9223372036854775807"),
    ],
)
def test_chromium_remembers_a_preflight_when_we_say_so(
    browser: Chromium, value: str | None
) -> None:
    """Two calls in a row: the second goes without a preflight unless the effective age is 0."""
    exchange = exchange_with(value)
    remembered = effective_max_age(exchange.hops[0].preflight)["chromium"] > 0
    assert browser.preflights_of_two_calls(exchange) == [1 if remembered else 2]


def test_chromium_has_forgotten_after_six_seconds_what_it_keeps_for_five(
    browser: Chromium,
) -> None:
    """What it takes for no number has the default of 5 seconds."""
    values = [None, "", "never", "9" * 30, "+9", "7", "9223372036854775807"]
    exchanges = [exchange_with(value) for value in values]
    ages = [effective_max_age(each.hops[0].preflight)["chromium"] for each in exchanges]
    preflights = browser.preflights_of_two_calls(*exchanges, pause=PAUSE)
    assert dict(zip(values, preflights, strict=True)) == {
        value: 1 if age > PAUSE else 2 for value, age in zip(values, ages, strict=True)
    }
