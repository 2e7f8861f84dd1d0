"""Who blocks an exchange: each engine for itself."""

from __future__ import annotations

import pytest

from corsgate_audit.browser import (
    BROWSERS,
    BrowserRequest,
    HttpResponse,
    blocked_in,
    judge,
    verdicts,
)
from corsgate_audit.browser.profiles import ENGINES
from support.api_calls import ANYONE, OK, call

WILD = HttpResponse(200, (ANYONE, ("Access-Control-Allow-Headers", "*")))
PLAIN = HttpResponse(200, (ANYONE,))


@pytest.mark.parametrize(
    ("request_", "preflight", "response", "blocked"),
    [
        (call(), None, OK, ()),
        (call(), None, HttpResponse(200), ENGINES),
        (call("PUT"), PLAIN, PLAIN, ENGINES),
        # Refused by the standard, and by no engine yet.
        (call("GET", ("Authorization", "x")), WILD, PLAIN, ()),
        # A client hint of the page's own: Chromium does not ask.
        (call("GET", ("DPR", "1")), PLAIN, PLAIN, ("firefox", "webkit")),
        (call("POST", ("Content-Type", "text/plain;;")), PLAIN, PLAIN, ("firefox",)),
        (call(), None, HttpResponse(407, (ANYONE,)), ("chromium",)),
    ],
)
def test_an_exchange_is_blocked_where_its_engine_blocks_it(
    request_: BrowserRequest,
    preflight: HttpResponse | None,
    response: HttpResponse,
    blocked: tuple[str, ...],
) -> None:
    """Measured in the three engines."""
    judged = verdicts(request_, preflight=preflight, response=response)
    assert tuple(judged) == ENGINES
    assert blocked_in(judged) == blocked


def test_an_engine_that_asks_first_has_no_verdict_without_the_answer() -> None:
    """Chromium sends no preflight here; the answer that the others need was not given."""
    judged = verdicts(call("GET", ("DPR", "1")), response=PLAIN)
    assert tuple(judged) == ("chromium",)


def test_the_browsers_that_people_name_are_engines() -> None:
    """So that `--browser safari` is one of them."""
    assert sorted(BROWSERS.values()) == sorted(ENGINES)


def test_a_request_that_only_the_standard_refuses_is_warned_about_in_firefox() -> None:
    """The console's sentence is then the warning; the request is allowed."""
    request = call("GET", ("Authorization", "x"))
    verdict = judge(request, preflight=WILD, response=PLAIN, profile="firefox")
    assert verdict.allowed is True
    assert verdict.error is None
    assert verdict.console.startswith("Cross-Origin Request Warning: ")
    assert verdict.console_lines == (verdict.console,)
    assert judge(request, preflight=WILD, response=PLAIN).allowed is False
