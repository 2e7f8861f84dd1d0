"""What holds for every exchange, found by hypothesis."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corsgate_audit.browser import (
    BrowserRequest,
    HttpResponse,
    Redirect,
    Verdict,
    effective_max_age,
    errors_named_by,
    judge,
    preflight_request,
)
from support.record_verdicts import DATA, recorded

ORIGIN = "https://app.example.com"
PROFILES = st.sampled_from(["fetch", "chromium"])
BYTES = st.text(st.characters(max_codepoint=0xFF), max_size=20)
NAMES = st.sampled_from(
    [
        *("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"),
        *("Access-Control-Allow-Methods", "Access-Control-Allow-Headers"),
        *("Access-Control-Expose-Headers", "Access-Control-Max-Age", "Location", "X-Other"),
    ]
)
VALUES = st.sampled_from(
    [
        *(
            ORIGIN,
            "*",
            "null",
            "true",
            "TRUE",
            "PUT",
            "patch, PATCH",
            "x-a",
            "*, authorization",
            "",
        ),
        *("a b", "X-A,,X-B", f"{ORIGIN}, {ORIGIN}", "https://other.example", "600", " true ", "é"),
    ]
)
HEADERS = st.lists(st.tuples(NAMES, VALUES), max_size=8).map(tuple)
RESPONSES = st.builds(HttpResponse, st.sampled_from([200, 204, 304, 403, 500, 302]), HEADERS)
METHODS = st.sampled_from(["GET", "POST", "PUT", "PATCH", "patch", "delete", "FOO", "TRACE"])
REQUEST_HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["X-A", "x-b", "Authorization", "Content-Type", "Range", "DPR", "Cookie"]),
        st.sampled_from(["1", "text/plain", "application/json", "bytes=0-1", "é", "x" * 129]),
    ),
    max_size=4,
    unique_by=lambda header: header[0].lower(),
).map(tuple)
REQUESTS = st.builds(
    BrowserRequest,
    st.just("https://api.example.com/items"),
    st.sampled_from([ORIGIN, "null"]),
    METHODS,
    REQUEST_HEADERS,
    st.sampled_from(["omit", "same-origin", "include"]),
)


def verdict_of(
    request: BrowserRequest, preflight: HttpResponse, response: HttpResponse, profile: str
) -> Verdict:
    """Judge; a redirect is the answer before the last one, so that nothing is missing."""
    last = HttpResponse(200, (("Access-Control-Allow-Origin", "*"),))
    return judge(
        request,
        preflight=preflight,
        redirects=[Redirect(response, preflight=preflight)],
        response=last,
        profile=profile,
    )


def name_of(header: tuple[str, str]) -> str:
    """Return the name by which headers are one."""
    return header[0].lower()


@pytest.mark.slow
@given(REQUESTS, RESPONSES, RESPONSES, PROFILES)
def test_the_order_of_differently_named_headers_does_not_matter(
    request: BrowserRequest,
    preflight: HttpResponse,
    response: HttpResponse,
    profile: str,
) -> None:
    """Neither in the answers nor in the page's call; lines of one name keep their order."""

    def shuffled(answer: HttpResponse) -> HttpResponse:
        return HttpResponse(answer.status, tuple(sorted(answer.headers, key=name_of)))

    other = replace(request, headers=tuple(sorted(request.headers, key=name_of, reverse=True)))
    assert verdict_of(request, preflight, response, profile) == verdict_of(
        other, shuffled(preflight), shuffled(response), profile
    )
    assert preflight_request(request, profile=profile) == preflight_request(other, profile=profile)


@pytest.mark.slow
@given(REQUESTS, RESPONSES, RESPONSES, PROFILES, st.sampled_from([str.upper, str.lower, str.title]))
def test_the_case_of_header_names_does_not_matter(
    request: BrowserRequest,
    preflight: HttpResponse,
    response: HttpResponse,
    profile: str,
    case: type,
) -> None:
    """Neither in the answers nor in the page's call."""

    def cased(answer: HttpResponse) -> HttpResponse:
        return HttpResponse(answer.status, tuple((case(n), v) for n, v in answer.headers))

    other = replace(request, headers=tuple((case(n), v) for n, v in request.headers))
    assert verdict_of(request, preflight, response, profile) == verdict_of(
        other, cased(preflight), cased(response), profile
    )


@pytest.mark.slow
@given(REQUESTS, RESPONSES, RESPONSES, PROFILES, st.integers(0, 8), BYTES)
def test_an_unrelated_response_header_changes_nothing(  # noqa: PLR0913, PLR0917 - one per strategy
    request: BrowserRequest,
    preflight: HttpResponse,
    response: HttpResponse,
    profile: str,
    place: int,
    value: str,
) -> None:
    """Wherever it stands; exposed by `*` it is one name more."""

    def more(answer: HttpResponse) -> HttpResponse:
        headers = (*answer.headers[:place], ("X-Unrelated", value), *answer.headers[place:])
        return HttpResponse(answer.status, headers)

    ours = verdict_of(request, preflight, response, profile)
    theirs = verdict_of(request, more(preflight), more(response), profile)
    exposed = tuple(name for name in theirs.exposed_headers if name != "x-unrelated")
    assert replace(theirs, exposed_headers=exposed) == ours


@given(REQUESTS, RESPONSES, RESPONSES, PROFILES)
@example(
    BrowserRequest("https://api.example.com/", ORIGIN, "PUT", (), "include"),
    HttpResponse(
        204,
        (
            ("Access-Control-Allow-Origin", ORIGIN),
            ("Access-Control-Allow-Credentials", "true"),
            ("Access-Control-Allow-Methods", "PUT"),
        ),
    ),
    HttpResponse(
        200,
        (("Access-Control-Allow-Origin", ORIGIN), ("Access-Control-Allow-Credentials", "true")),
    ),
    "fetch",
)
def test_what_is_allowed_with_credentials_is_allowed_without(
    request: BrowserRequest, preflight: HttpResponse, response: HttpResponse, profile: str
) -> None:
    """Without credentials a browser only asks for less: fewer headers of the answer count."""
    if verdict_of(replace(request, credentials="include"), preflight, response, profile).allowed:
        for mode in ("omit", "same-origin"):
            other = replace(request, credentials=mode)
            assert verdict_of(other, preflight, response, profile).allowed


def test_what_chromium_allowed_with_credentials_is_allowed_without() -> None:
    """The same for every recorded exchange: hypothesis finds few that are allowed."""
    allowed = [
        exchange
        for name in ("recorded", "disagreements")
        for exchange, chromium in recorded(DATA / "chromium" / f"{name}.json.gz")
        if chromium["allowed"] and exchange.credentials == "include"
    ]
    assert len(allowed) > 20
    for mode in ("omit", "same-origin"):
        assert all(replace(exchange, credentials=mode).judged().allowed for exchange in allowed)


# Python reads no more than 4,300 digits at once; a text of JavaScript may hold half a character.
LONG_NUMBERS = st.sampled_from(["9", "0", "7"]).map(lambda digit: digit * 5_000)
HALF_CHARACTERS = st.text(st.characters(categories=["Cs", "L"]), max_size=3)
ANY_HEADERS = st.lists(
    st.tuples(
        st.one_of(NAMES, REQUEST_HEADERS.map(str), st.text(), BYTES),
        st.one_of(
            st.text(), BYTES, HALF_CHARACTERS, LONG_NUMBERS, LONG_NUMBERS.map("http://{}".format)
        ),
    ),
    max_size=5,
).map(tuple)
ANY_RESPONSE = st.builds(HttpResponse, st.integers(), ANY_HEADERS)
URLS = st.one_of(
    st.text(),
    st.builds("https://api.example.com{}".format, st.text()),
    st.builds("http://{}/".format, st.text()),
    st.builds("{}://x".format, st.text()),
    st.builds("http://{}{}".format, st.sampled_from(["", "x:", "1.", "0x"]), LONG_NUMBERS),
)


@pytest.mark.slow
@given(
    st.builds(
        BrowserRequest,
        URLS,
        st.one_of(st.text(), st.just(ORIGIN)),
        st.one_of(st.text(), METHODS, BYTES),
        ANY_HEADERS,
        st.one_of(st.text(), st.sampled_from(["omit", "include"])),
    ),
    ANY_RESPONSE,
    st.lists(st.builds(Redirect, ANY_RESPONSE, ANY_RESPONSE), max_size=3),
    ANY_RESPONSE,
    PROFILES,
)
def test_no_bytes_in_any_field_raise(
    request: BrowserRequest,
    preflight: HttpResponse,
    redirects: list[Redirect],
    response: HttpResponse,
    profile: str,
) -> None:
    """Whatever a page or a server says has a verdict, an explanation, and a question or none."""
    # A redirect as the last answer would need another one, which is an error of the caller's.
    last = replace(response, status=200 if response.status in range(300, 400) else response.status)
    verdict = judge(
        request, preflight=preflight, redirects=redirects, response=last, profile=profile
    )
    assert verdict.explanation
    assert verdict.allowed is not bool(verdict.console)
    preflight_request(request, profile=profile)
    assert all(seconds >= 0 for seconds in effective_max_age(response).values())
    errors_named_by(verdict.console)
