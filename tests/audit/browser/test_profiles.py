"""Where the engines differ from the standard, and nowhere else."""

from __future__ import annotations

import pytest

from corsgate_audit.browser import (
    BrowserRequest,
    CorsError,
    HttpResponse,
    Redirect,
    judge,
    preflight_request,
)
from corsgate_audit.browser.differences import Difference
from corsgate_audit.browser.profiles import ENGINES, PROFILES
from support.api_calls import ALLOW, ANYONE, ORIGIN, URL, call, redirect

# --- the two profiles ---

PLAIN = HttpResponse(200, (ANYONE,))
WILD = HttpResponse(200, (ANYONE, ("Access-Control-Allow-Headers", "*"),
                          ("Access-Control-Allow-Methods", "*")))  # fmt: skip
ANY_METHOD = ("Access-Control-Allow-Methods", "*")
ALLOW_X_A = ("Access-Control-Allow-Headers", "x-a")
ELSEWHERE = "https://other.example/2"
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
    Difference.REPEATED_NAMES_ARE_ASKED_FOR_AGAIN: (
        call("GET", ("X-A", "1"), ("x-a", "2")),
        [],
        WILD,
        PLAIN,
    ),
    Difference.TOTAL_LENGTH_IS_NOT_LIMITED: (
        call("GET", *[("Accept", "a" * 128)] * 9),
        [],
        PLAIN,
        PLAIN,
    ),
    Difference.BYTES_BEYOND_ASCII_ARE_UNSAFE: (call("GET", ("Accept", "é")), [], PLAIN, PLAIN),
    Difference.CONTENT_TYPES_ARE_PARSED_BY_ANOTHER_GRAMMAR: (
        call("POST", ("Content-Type", "text/plain;;")),
        [],
        PLAIN,
        PLAIN,
    ),
    Difference.RANGES_ARE_UNSIGNED_64_BIT: (
        call("GET", ("Range", f"bytes={1 << 64}-")),
        [],
        PLAIN,
        PLAIN,
    ),
    Difference.RANGE_NUMBERS_ARE_READ_LOOSELY: (
        call("GET", ("Range", "bytes=+1-\x0b2")),
        [],
        PLAIN,
        PLAIN,
    ),
    Difference.RANGE_UNITS_IGNORE_CASE: (call("GET", ("Range", "BYTES=0-1")), [], PLAIN, PLAIN),
    Difference.METHOD_OVERRIDES_IGNORE_QUOTES: (
        call("GET", ("X-HTTP-Method", '"a,TRACE,b"')),
        [],
        PLAIN,
        PLAIN,
    ),
    Difference.METHOD_OVERRIDES_MAY_BE_PADDED: (
        call("GET", ("X-HTTP-Method", "\x0bTRACE")),
        [],
        PLAIN,
        PLAIN,
    ),
    Difference.EMPTY_LOCATION_IS_AN_ERROR: (call(), [Redirect(redirect(""))], PLAIN, PLAIN),
    Difference.EMPTY_FRAGMENTS_ARE_DROPPED: (
        call(url=f"{URL}#"),
        [Redirect(redirect("/2"))],
        PLAIN,
        HttpResponse(200),
    ),
    Difference.LOCATIONS_ARE_JOINED: (
        call(),
        [Redirect(redirect("/2", ("Location", "/3")))],
        PLAIN,
        PLAIN,
    ),
    Difference.LOCATIONS_ARE_READ_TWICE: (
        call(),
        [Redirect(redirect("/?\xe9"))],
        PLAIN,
        HttpResponse(200),
    ),
    Difference.LOCAL_SCHEMES_ARE_REFUSED_FIRST: (
        call(),
        [Redirect(HttpResponse(302, (("Location", "data:,x"),)))],
        PLAIN,
        PLAIN,
    ),
    Difference.PREFLIGHT_REDIRECTS_ARE_CHECKED: (
        call("PUT"),
        [],
        HttpResponse(302, (("Location", "/2"),)),
        PLAIN,
    ),
    Difference.MISDIRECTED_HEADS_NEVER_END: (call("HEAD"), [], PLAIN, HttpResponse(421, (ANYONE,))),
    Difference.EXPOSED_NAMES_END_AT_A_BAD_ONE: (
        call(),
        [],
        PLAIN,
        HttpResponse(200, (ANYONE, ("X-A", "1"), ("Access-Control-Expose-Headers", '*, "'))),
    ),
    Difference.EMPTY_LINES_ADD_NOTHING: (
        call(),
        [],
        PLAIN,
        HttpResponse(200, ((ANYONE[0].lower(), "*"), (ANYONE[0], " "))),
    ),
    Difference.REDIRECTED_PREFLIGHTS_KEEP_THE_ORIGIN: (
        call("PUT"),
        [Redirect(redirect(ELSEWHERE), preflight=HttpResponse(200, (ALLOW, ANY_METHOD)))],
        WILD,
        PLAIN,
    ),
    Difference.PREFLIGHTS_TO_THE_PAGES_ORIGIN_PASS: (
        call("PUT"),
        [Redirect(redirect(f"{ORIGIN}/2"), preflight=HttpResponse(200, (ANY_METHOD,)))],
        WILD,
        PLAIN,
    ),
    Difference.PREFLIGHTED_REQUESTS_STAY_SO: (
        call("PUT"),
        [Redirect(redirect("/2", status=303), preflight=HttpResponse(200))],
        WILD,
        PLAIN,
    ),
    Difference.REDIRECTED_PREFLIGHTS_ASK_AGAIN: (
        call("GET", ("X-A", "1"), ("Authorization", "x"), credentials="omit"),
        [
            Redirect(redirect(ELSEWHERE), preflight=WILD),
            Redirect(redirect("/3"), preflight=HttpResponse(200, (ANYONE, ALLOW_X_A))),
        ],
        HttpResponse(200, (ANYONE, ("Access-Control-Allow-Headers", "x-a, authorization"))),
        PLAIN,
    ),
    Difference.REDIRECTED_PREFLIGHTS_ASK_FOR_ALL: (
        call("GET", ("X-A", "1"), ("Authorization", "x")),
        [Redirect(redirect(ELSEWHERE), preflight=HttpResponse(200, (ANYONE, ALLOW_X_A)))],
        HttpResponse(200, (ANYONE, ("Access-Control-Allow-Headers", "x-a, authorization"))),
        PLAIN,
    ),
    Difference.REFUSALS_COME_LATE: (
        call("PUT", url=f"{ORIGIN}/1"),
        [Redirect(redirect("https://u@api.example.com/2"), preflight=HttpResponse(403))],
        PLAIN,
        PLAIN,
    ),
    Difference.CREDENTIALS_AT_HOME_COUNT_ELSEWHERE: (
        call(url=f"{ORIGIN}/1"),
        [Redirect(redirect(URL)), Redirect(redirect("/3"))],
        PLAIN,
        PLAIN,
    ),
    Difference.DELETES_ELSEWHERE_BECOME_GET: (
        call("DELETE"),
        [Redirect(redirect(ELSEWHERE), preflight=HttpResponse(403))],
        WILD,
        PLAIN,
    ),
    Difference.LOOPBACK_IS_MIXED_CONTENT: (call(url="http://localhost/"), [], PLAIN, PLAIN),
    Difference.LOCAL_HOSTS_ARE_NOT_MIXED_CONTENT: (
        call(url="http://192.168.0.1/"),
        [],
        PLAIN,
        PLAIN,
    ),
    Difference.MIXED_REDIRECTS_ARE_REFUSED_FIRST: (
        call("PUT"),
        [],
        redirect("http://other.example/2"),
        PLAIN,
    ),
    Difference.LOCAL_NETWORK_ACCESS_NEEDS_PERMISSION: (
        call(url="https://localhost/"),
        [],
        PLAIN,
        PLAIN,
    ),
    Difference.INSECURE_PAGES_HAVE_NO_LOCAL_NETWORK_ACCESS: (
        BrowserRequest("https://localhost/", "http://app.example.com", page_space="public"),
        [],
        PLAIN,
        PLAIN,
    ),
    Difference.METHODS_ARE_CHECKED_BEFORE_HEADERS_ARE_READ: (
        call("PUT"),
        [],
        HttpResponse(200, (ANYONE, ("Access-Control-Allow-Headers", "a b"))),
        PLAIN,
    ),
    Difference.PREFLIGHT_STATUS_IS_CHECKED_FIRST: (call("PUT"), [], HttpResponse(403), PLAIN),
    Difference.KNOWN_HEADERS_ARE_WALKED_FIRST: (
        call("GET", ("A", "1"), ("Content-Type", "application/json")),
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

    def told(profile: str) -> object:
        verdict = judge(
            request, preflight=preflight, redirects=redirects, response=response, profile=profile
        )
        return verdict, preflight_request(request, profile=profile)

    assert told("alone") != told("fetch")
    note = difference.value
    assert note.standard.endswith(".")
    assert note.instead.endswith(".")
    assert note.engines
    assert note.engines <= set(ENGINES)
    assert all(source.startswith("https://") for source in note.sources)


def test_two_differences_that_say_the_same_are_one() -> None:
    """An enum takes entries of equal value for aliases, and would lose one without a word."""
    assert len(Difference.__members__) == len(list(Difference)) == len(EVIDENCE)


def test_the_error_is_a_plain_text_with_chromiums_name() -> None:
    """So that it prints and serialises as one."""
    error = judge(call(), response=HttpResponse(200)).error
    assert type(error) is str
    assert error == CorsError.MISSING_ALLOW_ORIGIN_HEADER
