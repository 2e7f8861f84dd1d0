"""A real Chromium agrees with us on exchanges that nobody has seen before."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import HttpResponse, effective_max_age
from support.browser_diff import disagreements
from support.chromium import NOT_RUN, Chromium, chromium, find_chromium
from support.exchanges import Exchange, Hop
from support.generate_exchanges import Generator

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(find_chromium() is None, reason=NOT_RUN),
]
EXCHANGES = 500


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


@pytest.mark.parametrize(
    "value", [None, "0", "-1", "600", "86400", "never", "1.5", "+600", "600, 600", "9" * 30]
)
def test_chromium_remembers_a_preflight_when_we_say_so(
    browser: Chromium, value: str | None
) -> None:
    """Two calls in a row: the second goes without a preflight unless the effective age is 0."""
    max_age = () if value is None else (("Access-Control-Max-Age", value),)
    allow = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PUT"))
    preflight = HttpResponse(200, (*allow, *max_age))
    exchange = Exchange("PUT", (), "omit", (Hop("a", preflight, HttpResponse(200, allow)),))
    remembered = effective_max_age(preflight)["chromium"] > 0
    assert browser.preflights_of_two_calls(exchange) == (1 if remembered else 2)
