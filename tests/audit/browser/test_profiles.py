"""Where Chromium differs from the standard, and nowhere else."""

from __future__ import annotations

import pytest

from corsgate_audit.browser import (
    BrowserRequest,
    CorsError,
    HttpResponse,
    Redirect,
    Verdict,
    judge,
)
from corsgate_audit.browser.profiles import PROFILES, Difference
from support.api_calls import ANYONE, ORIGIN, call, redirect

# --- the two profiles ---

PLAIN = HttpResponse(200, (ANYONE,))
WILD = HttpResponse(200, (ANYONE, ("Access-Control-Allow-Headers", "*"),
                          ("Access-Control-Allow-Methods", "*")))  # fmt: skip
EVIDENCE: dict[Difference, tuple[BrowserRequest, list[Redirect], HttpResponse, HttpResponse]] = {
    Difference.WILDCARD_COVERS_AUTHORIZATION: (
        call("GET", ("Authorization", "x")),
        [],
        WILD,
        PLAIN,
    ),
    Difference.CLIENT_HINTS_ARE_SAFELISTED: (call("GET", ("DPR", "1")), [], PLAIN, PLAIN),
    Difference.CLIENT_HINTS_DO_NOT_FOLLOW_REDIRECTS: (
        call("GET", ("DPR", "x")),
        [Redirect(redirect("/2"), preflight=PLAIN)],
        WILD,
        PLAIN,
    ),
    Difference.USER_AGENT_IS_NOT_THE_PAGES: (call("GET", ("User-Agent", "x")), [], PLAIN, PLAIN),
    Difference.REQUEST_HEADER_LINES_ARE_COMBINED: (
        call("GET", ("Content-Type", "text/plain"), ("Content-Type", "text/plain")),
        [],
        PLAIN,
        PLAIN,
    ),
    Difference.JOINED_METHOD_OVERRIDES_ARE_REFUSED: (
        call("GET", ("X-HTTP-Method", 'a"b,TRACE'), ("x-http-method", '"a,TRACE,b"')),
        [],
        WILD,
        PLAIN,
    ),
    Difference.RANGES_ARE_64_BIT: (
        call("GET", ("Range", "bytes=9223372036854775807-")),
        [],
        PLAIN,
        PLAIN,
    ),
    Difference.EMPTY_LOCATION_IS_AN_ANSWER: (
        call(),
        [Redirect(redirect(""))],
        PLAIN,
        HttpResponse(200),
    ),
    Difference.EQUAL_LOCATIONS_COUNT_ONCE: (
        call(),
        [],
        PLAIN,
        HttpResponse(200, (ANYONE, ("Location", "/1"), ("Location", "/2"))),
    ),
    Difference.LOCATION_BYTES_ARE_KEPT: (
        call(),
        [Redirect(redirect("/?\xe9"))],
        PLAIN,
        HttpResponse(200),
    ),
    Difference.UNUSABLE_LOCATION_IS_REFUSED_FIRST: (
        call(),
        [Redirect(HttpResponse(302, (("Location", "http://["),)))],
        PLAIN,
        PLAIN,
    ),
    Difference.HOSTS_MAY_HOLD_SPACES: (call(url="https://a b/"), [], PLAIN, PLAIN),
    Difference.PROXY_AUTHENTICATION_IS_REFUSED: (call(), [], PLAIN, HttpResponse(407, (ANYONE,))),
    Difference.CREDENTIALS_IN_URLS_ARE_BLOCKED: (
        call(url=f"{ORIGIN}/1"),
        [Redirect(HttpResponse(302, (("Location", "https://u@app.example.com/2"),)))],
        PLAIN,
        PLAIN,
    ),
    Difference.HEADERS_ARE_WALKED_IN_TABLE_ORDER: (
        call("GET", ("Content-Type", "application/json"), ("X-C", "1")),
        [],
        PLAIN,
        PLAIN,
    ),
}


@pytest.mark.parametrize("difference", Difference)
def test_every_difference_between_the_profiles_has_an_exchange_that_shows_it(
    difference: Difference, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With this entry alone the verdict is another than the standard's: none is dead text."""
    request, redirects, preflight, response = EVIDENCE[difference]
    monkeypatch.setitem(PROFILES, "alone", frozenset({difference}))

    def verdict(profile: str) -> Verdict:
        return judge(
            request, preflight=preflight, redirects=redirects, response=response, profile=profile
        )

    assert verdict("alone") != verdict("fetch")
    assert difference.value.standard.endswith(".")
    assert difference.value.chromium.endswith(".")
    assert all(source.startswith("https://") for source in difference.value.sources)


def test_the_error_is_a_plain_text_with_chromiums_name() -> None:
    """So that it prints and serialises as one."""
    error = judge(call(), response=HttpResponse(200)).error
    assert type(error) is str
    assert error == CorsError.MISSING_ALLOW_ORIGIN_HEADER
