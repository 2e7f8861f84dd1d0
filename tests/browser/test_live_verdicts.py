"""Three real browsers agree with us on exchanges that nobody has seen before."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import BrowserRequest, HttpResponse, effective_max_age, judge
from support.browser_diff import disagreement, disagreements
from support.browser_engines import ENGINES, Player
from support.exchanges import Exchange, Hop
from support.generate_exchanges import Generator

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EXCHANGES = 300
PAUSE = 6.0
# What `effective_max_age` calls the engines.
BROWSERS = {"chromium": "chromium", "firefox": "firefox", "webkit": "safari"}
ALLOW = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PUT"))


@pytest.fixture(scope="module", params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> Iterator[tuple[str, Player]]:
    """Start each engine once, one after another; one that is not installed is NOT RUN."""
    name: str = request.param
    if ENGINES[name].find() is None:
        pytest.skip(ENGINES[name].not_run)
    with ENGINES[name].run() as running:
        yield name, running


def test_300_fresh_exchanges_have_the_verdicts_and_sentences_that_we_predict(
    engine: tuple[str, Player],
) -> None:
    """A new seed each time; a failure names it, to be played again."""
    name, running = engine
    seed = int.from_bytes(os.urandom(4), "big")
    fresh = list(itertools.islice(Generator(seed).exchanges(), EXCHANGES))
    found = [differing for _, differing in disagreements(running, fresh, name)]
    assert found == [], f"make browser-diff ENGINE={name} N={EXCHANGES} SEED={seed}"


def exchange_with(max_age: str | None) -> Exchange:
    """Return an exchange that needs a preflight, whose answer has this Access-Control-Max-Age."""
    lines = () if max_age is None else (("Access-Control-Max-Age", max_age),)
    preflight = HttpResponse(200, (*ALLOW, *lines))
    return Exchange("PUT", (), "omit", (Hop("a", preflight, HttpResponse(200, ALLOW)),))


def test_only_the_final_answer_counts(engine: tuple[str, Player]) -> None:
    """Whatever an informational answer says goes unread, to a preflight too."""
    name, running = engine
    for status, method in itertools.product((100, 102, 103, 199), ("GET", "PUT")):
        for announced, final in ((ALLOW, ()), ((), ALLOW)):
            answer = HttpResponse(200, final)
            exchange = Exchange(method, (), "omit", (Hop("a", answer, answer),))
            with running.announcing(HttpResponse(status, announced)):
                ((placed, observation),) = running.play([exchange])
            assert disagreement(placed, observation, name) is None
            assert observation.allowed is bool(final)


SCHEMES = (
    *("ftp://x/", "foo:x", "localhost:3000/x", "ws://127.0.0.1/", "mailto:a@b", "file:///x"),
    *("javascript:1", "about:blank", "blob:x", "wss://x/"),
)


@pytest.mark.parametrize("url", SCHEMES)
def test_what_a_console_says_of_a_scheme_that_fetch_does_not_know(
    engine: tuple[str, Player], url: str
) -> None:
    """No CORS error: the sentence is another one, and it is the one that we predict."""
    name, running = engine
    verdict = judge(BrowserRequest(url, running.origins["page"]), profile=name)
    assert (verdict.allowed, verdict.error) == (False, None)
    assert running.console_of(url) == list(verdict.console_lines)


def test_an_engine_remembers_a_preflight_when_we_say_so(engine: tuple[str, Player]) -> None:
    """Two calls in a row: the second goes without a preflight unless the effective age is 0."""
    name, running = engine
    values = (
        *(None, "", "0", "-1", "-0", "+0", "600", "86400", "never", "1.5", "0.0", "0x0", "+600"),
        *("600, 600", "0, 0", "+ 0", "9" * 30, "-" + "9" * 30, "9223372036854775807", "00", "-7"),
        *("18446744073709551616", "\x0b7", "7\x0c", "++7", "9223372036854775808", "-x", "+"),
    )
    exchanges = [exchange_with(value) for value in values]
    remembered = [_age(each, name) > 0 for each in exchanges]
    wait_until_it_remembers(running)
    preflights = running.preflights_of_two_calls(*exchanges)
    assert dict(zip(values, preflights, strict=True)) == {
        value: 1 if kept else 2 for value, kept in zip(values, remembered, strict=True)
    }


def test_an_engine_has_forgotten_after_six_seconds_what_it_keeps_for_five(
    engine: tuple[str, Player],
) -> None:
    """What it takes for no number has the default of 5 seconds, in all but Firefox."""
    name, running = engine
    values = [None, "", "never", "9" * 30, "+9", "7", "9223372036854775807", "-1", "600, 600"]
    exchanges = [exchange_with(value) for value in values]
    ages = [_age(each, name) for each in exchanges]
    wait_until_it_remembers(running)
    preflights = running.preflights_of_two_calls(*exchanges, pause=PAUSE)
    assert dict(zip(values, preflights, strict=True)) == {
        value: 1 if age > PAUSE else 2 for value, age in zip(values, ages, strict=True)
    }


def test_firefox_does_not_remember_what_a_wildcard_allowed(engine: tuple[str, Player]) -> None:
    """It looks for the names of method and headers in what it keeps; the others look for `*`."""
    name, running = engine
    age = ("Access-Control-Max-Age", "600")
    any_method = HttpResponse(200, (ALLOW[0], ("Access-Control-Allow-Methods", "*"), age))
    any_header = HttpResponse(200, (ALLOW[0], ("Access-Control-Allow-Headers", "*"), age))
    put = Exchange("PUT", (), "omit", (Hop("a", any_method, HttpResponse(200, ALLOW)),))
    get = Exchange("GET", (("X-A", "1"),), "omit", (Hop("a", any_header, any_header),))
    wait_until_it_remembers(running)
    expected = [2, 2] if name == "firefox" else [1, 1]
    assert running.preflights_of_two_calls(put, get) == expected


def wait_until_it_remembers(running: Player) -> None:
    """A Firefox that has just begun to keep answers finds none for some tenths of a second."""
    tries = (running.preflights_of_two_calls(exchange_with("600")) for _ in range(50))
    assert [1] in tries


def _age(exchange: Exchange, engine: str) -> int:
    return effective_max_age(exchange.hops[0].preflight)[BROWSERS[engine]]
