"""The exchange that proves a finding: which browsers block it, and what each says."""

from __future__ import annotations

import pytest

from corsgate_audit.browser import BrowserRequest, HttpResponse, judge
from corsgate_audit.model import Witness

REQUEST = BrowserRequest("https://api.example.com/items", "https://app.example.com")
OPEN = (("Access-Control-Allow-Origin", "*"),)


def witness(response: HttpResponse) -> Witness:
    """Return the exchange of a plain request."""
    verdict = judge(REQUEST, response=response)
    return Witness(request=REQUEST, response=response, verdict=verdict)


def test_what_every_browser_blocks_has_the_sentence_of_each() -> None:
    """Of the first where none is named."""
    blocked = witness(HttpResponse(200))
    assert blocked.blocked_in() == ("chromium", "firefox", "webkit")
    assert blocked.console() == blocked.console("chromium") == blocked.verdict.console
    assert blocked.console("firefox") == (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote "
        "resource at https://api.example.com/items. (Reason: CORS header "
        "\u2018Access-Control-Allow-Origin\u2019 missing). Status code: 200."
    )
    assert blocked.console("webkit") == (
        "Origin https://app.example.com is not allowed by Access-Control-Allow-Origin. "
        "Status code: 200"
    )


@pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit", None])
def test_what_a_browser_lets_pass_it_says_nothing_of(engine: str | None) -> None:
    """An answer with permission, everywhere."""
    assert witness(HttpResponse(200, OPEN)).console(engine) is None


def test_one_browser_may_block_alone() -> None:
    """Chromium takes the status 407 from nobody but a proxy."""
    odd = witness(HttpResponse(407, OPEN))
    assert odd.blocked_in() == ("chromium",)
    assert odd.console("firefox") is None
