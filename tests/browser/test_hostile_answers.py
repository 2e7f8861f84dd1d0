"""A real Chromium makes of slow, endless, cut and badly framed answers what the probe does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.byte_server import byte_server
from support.chromium import NOT_RUN, Chromium, chromium, find_chromium
from support.hostile_answers import ALLOWED, BLOCKED, ENDLESS, REFUSED

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(find_chromium() is None, reason=NOT_RUN),
]

ERRORS = {
    "nothing": "net::ERR_EMPTY_RESPONSE",
    "no HTTP": "net::ERR_INVALID_HTTP_RESPONSE",
    "headers of 300 kB": "net::ERR_RESPONSE_HEADERS_TOO_BIG",
    "two lengths": "net::ERR_RESPONSE_HEADERS_MULTIPLE_CONTENT_LENGTH",
    "a NUL": "net::ERR_INVALID_HTTP_RESPONSE",
}
EXPECTED = {
    **dict.fromkeys(ALLOWED, "read"),
    **dict.fromkeys(BLOCKED, "MissingAllowOriginHeader"),
    **{name: ERRORS[name] for name in REFUSED},
    **dict.fromkeys(ENDLESS, "waiting"),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    """Start one browser for the module."""
    with chromium() as running:
        yield running


def test_every_answer_of_the_table_is_judged_as_the_probe_judges_it(browser: Chromium) -> None:
    """One table, asked of both: tests/audit/probe/wire asks the probe."""
    scripts = {**ALLOWED, **BLOCKED, **REFUSED, **ENDLESS}
    paths = {name: f"/{number}" for number, name in enumerate(scripts)}
    with byte_server({paths[name]: script for name, script in scripts.items()}) as server:
        urls = {name: server.origin + path for name, path in paths.items()}
        waits = {url: 0.5 if name in ENDLESS else 20.0 for name, url in urls.items()}
        found = browser.outcomes(waits)
    assert {name: found[url] for name, url in urls.items()} == EXPECTED
