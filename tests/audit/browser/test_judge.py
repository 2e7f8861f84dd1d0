"""What `judge` asks for, what it lets pass, what redirects do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import (
    BrowserRequest,
    HttpResponse,
    Redirect,
    judge,
    preflight_request,
)
from support.api_calls import ANYONE, OK, ORIGIN, URL, call, redirect

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

# --- what has to be given ---


def test_a_missing_preflight_answer_is_an_error_that_names_it() -> None:
    """No verdict is guessed."""
    message = f"the browser sends a preflight to '{URL}': give its answer as preflight="
    with pytest.raises(ValueError, match=re.escape(message)):
        judge(call("PUT"), response=OK)


def test_a_missing_response_is_an_error_that_names_it() -> None:
    """No verdict is guessed."""
    message = f"the browser sends GET to '{URL}': give its answer as response="
    with pytest.raises(ValueError, match=re.escape(message)):
        judge(call())


def test_a_missing_preflight_answer_behind_a_redirect_is_an_error_that_counts() -> None:
    """The answer belongs to a redirect: the message says to which."""
    message = "give its answer as the preflight= of redirect number 1"
    preflight = HttpResponse(200, (ANYONE, ("Access-Control-Allow-Methods", "*")))
    with pytest.raises(ValueError, match=re.escape(message)):
        judge(
            call("PUT"), preflight=preflight, redirects=[Redirect(redirect(f"{URL}/2", status=307))]
        )


def test_a_redirect_as_the_last_answer_asks_for_the_next() -> None:
    """The URL that the redirect leads to is named."""
    with pytest.raises(ValueError, match=r"sends GET to 'https://api\.example\.com/next'"):
        judge(call(), redirects=[Redirect(redirect("/next"))])


def test_a_response_that_the_verdict_does_not_need_may_be_left_out() -> None:
    """A refused preflight ends the exchange."""
    assert judge(call("PUT"), preflight=HttpResponse(403)).error is not None


def test_an_unknown_profile_is_an_error_that_lists_them() -> None:
    """In both functions."""
    message = "profile 'safari' is unknown; choose one of 'fetch', 'chromium'"
    with pytest.raises(ValueError, match=message):
        judge(call(), response=OK, profile="safari")
    with pytest.raises(ValueError, match=message):
        preflight_request(call(), profile="safari")


# --- what the question says ---


def test_the_preflight_is_the_standards() -> None:
    """Whole header list: no cookie, no Authorization, names sorted and joined by a comma."""
    asked = preflight_request(
        call("PATCH", ("X-B", "1"), ("Authorization", "x"), ("x-a", "1"), url=f"{URL}#here")
    )
    assert asked is not None
    assert (asked.method, asked.url) == ("OPTIONS", URL)
    assert asked.headers == (
        ("Accept", "*/*"),
        ("Access-Control-Request-Method", "PATCH"),
        ("Access-Control-Request-Headers", "authorization,x-a,x-b"),
        ("Origin", ORIGIN),
    )


@pytest.mark.parametrize(
    "request_",
    [
        call(),
        call("PUT", url=f"{ORIGIN}/items"),
        call("TRACE"),
        call("PUT", url="data:text/plain,x"),
        call("POST", ("Content-Type", "text/plain"), ("Cookie", "a=b")),
    ],
)
def test_no_preflight_is_sent_without_need(request_: BrowserRequest) -> None:
    """Safe, same-origin, refused by fetch(), or no HTTP at all."""
    assert preflight_request(request_) is None


def test_safelisted_values_of_more_than_1024_bytes_together_are_all_asked_for() -> None:
    """Eight values of 128 bytes are 1,024 and pass; one byte more does not."""
    full = [("Accept", "a" * 128)] * 8
    assert preflight_request(call("GET", *full)) is None
    asked = preflight_request(call("GET", *full, ("Content-Language", "a")))
    assert asked is not None
    assert dict(asked.headers)["Access-Control-Request-Headers"] == "accept,content-language"


# --- what needs no CORS, and what fetch() refuses ---


def test_a_same_origin_answer_is_readable_but_for_cookies(snapshot: SnapshotAssertion) -> None:
    """With any method, and without a single CORS header."""
    answer = HttpResponse(200, (("X-A", "1"), ("Set-Cookie", "a=b")))
    verdict = judge(call("PUT", url=f"{ORIGIN}/x"), response=answer)
    assert (verdict.allowed, verdict.exposed_headers) == (True, ("x-a",))
    assert verdict.explanation == snapshot


def test_the_default_port_is_the_same_origin() -> None:
    """So is another case of the host."""
    assert judge(call(url="https://APP.example.com:443/x"), response=HttpResponse(200)).allowed


def test_two_opaque_origins_are_not_the_same() -> None:
    """Both are written "null"."""
    assert not judge(call(url="foo:x", origin="null")).allowed


def test_a_data_url_is_read_without_asking(snapshot: SnapshotAssertion) -> None:
    """No answer has to be given."""
    verdict = judge(call(url="data:text/plain,x"))
    assert (verdict.allowed, verdict.exposed_headers) == (True, ("content-type",))
    assert verdict.explanation == snapshot


PREFIX = "Uncaught (in promise) TypeError: Failed to execute 'fetch' on 'Window': "


@pytest.mark.parametrize(
    ("request_", "message", "parameter"),
    [
        (call("TRACE"), "'TRACE' HTTP method is unsupported.", "TRACE"),
        (call("Connect"), "'Connect' HTTP method is unsupported.", "Connect"),
        (call("a b"), "'a b' is not a valid HTTP method.", "a b"),
        (call("GET", ("a b", "1")), "Invalid name", "a b"),
        (call("GET", ("x", "a\nb")), "Invalid value", "a\nb"),
        (call("GET", ("x", "a\0b")), "Invalid value", "a\0b"),
        (
            call("GET", ("x", "\u20ac")),
            (
                "Failed to read the 'headers' property from 'RequestInit': String contains non "
                "ISO-8859-1 code point."
            ),
            "\u20ac",
        ),
        (
            call("\u20ac"),
            (
                "Failed to read the 'method' property from 'RequestInit': String contains non "
                "ISO-8859-1 code point."
            ),
            "\u20ac",
        ),
        (
            call(credentials="all"),
            (
                "Failed to read the 'credentials' property from 'RequestInit': The provided value "
                "'all' is not a valid enum value of type RequestCredentials."
            ),
            "all",
        ),
        (call(url="api"), "Failed to parse URL from api", "api"),
        (
            call(url="https://u:p@api.example.com/"),
            (
                "Request cannot be constructed from a URL that includes credentials: "
                "https://u:p@api.example.com/"
            ),
            "https://u:p@api.example.com/",
        ),
    ],
)
def test_what_fetch_refuses_is_said_in_chromiums_words(
    request_: BrowserRequest, message: str, parameter: str
) -> None:
    """Nothing is sent: no answer is asked for, and the error has no CORS name."""
    verdict = judge(request_)
    assert (verdict.allowed, verdict.error, verdict.preflighted) == (False, None, False)
    assert verdict.parameter == parameter
    assert verdict.console == PREFIX + message
    assert verdict.explanation.startswith(f"fetch() rejects {parameter!r} before anything is sent.")


@pytest.mark.parametrize(
    ("url", "console"),
    [
        ("foo:x", 'Fetch API cannot load foo:x. URL scheme "foo" is not supported.'),
        (
            "localhost:3000/items",
            'Fetch API cannot load localhost:3000/items. URL scheme "localhost" is not supported.',
        ),
        ("file:///x", "Not allowed to load local resource: file:///x"),
    ],
)
def test_a_scheme_that_fetch_does_not_know_is_no_cors_error(url: str, console: str) -> None:
    """Only a redirect to it is one; nothing is sent."""
    verdict = judge(call(url=url))
    assert (verdict.allowed, verdict.error, verdict.console) == (False, None, console)
    assert verdict.explanation.startswith(f"The URL {url!r} is neither ")
    redirected = judge(call(), redirects=[Redirect(redirect("foo:x"))])
    assert redirected.error == "CorsDisabledScheme"


def test_what_no_permission_changes_is_explained(snapshot: SnapshotAssertion) -> None:
    """A scheme without servers, and an answer that is not the last."""
    assert judge(call(url="foo:x")).explanation == snapshot
    assert judge(call(), response=HttpResponse(103, (ANYONE,))).explanation == snapshot


@pytest.mark.parametrize("profile", ["fetch", "chromium"])
@pytest.mark.parametrize("status", [100, 101, 103, 199])
def test_an_informational_status_is_no_answer(status: int, profile: str) -> None:
    """Its headers permit nothing: the browser waits for the answer that it announces."""
    verdict = judge(call(), response=HttpResponse(status, (ANYONE,)), profile=profile)
    assert (verdict.allowed, verdict.error, verdict.exposed_headers) == (False, None, ())
    assert verdict.explanation.startswith(f"The status {status} is not final")


def test_chromium_takes_a_proxys_status_from_no_other_server(snapshot: SnapshotAssertion) -> None:
    """The standard lets the page read it; a preflight fails in both."""
    answer = HttpResponse(407, (ANYONE,))
    assert judge(call(), response=answer).allowed
    verdict = judge(call(), response=answer, profile="chromium")
    assert (verdict.allowed, verdict.error) == (False, None)
    assert verdict.explanation == snapshot
    assert judge(call("PUT"), preflight=answer).error == "PreflightInvalidStatus"
    assert judge(call("PUT"), preflight=answer, profile="chromium").error is None


@pytest.mark.parametrize(
    ("value", "dropped"),
    [
        ("TRACE", True),
        ("put, trace", True),
        ('"a",TRACE', True),
        ('"a,TRACE,b"', False),
        ('a"b,TRACE,c', False),
        ('"a\\",TRACE,"b"', False),
        ('"TRACE"', False),
        ("PUT", False),
    ],
)
def test_a_method_override_to_a_forbidden_method_is_dropped(value: str, *, dropped: bool) -> None:
    """A comma in a quoted string separates nothing."""
    asked = preflight_request(call("GET", ("X-HTTP-Method-Override", value)))
    assert (asked is None) is dropped


def test_authorization_is_looked_for_before_the_other_names() -> None:
    """It is a step of its own in the standard; Chromium's walk has another order."""
    preflight = HttpResponse(204, (ANYONE,))
    verdict = judge(call("GET", ("A", "1"), ("Authorization", "1")), preflight=preflight)
    assert verdict.parameter == "authorization"


# --- redirects ---


def test_a_fragment_stays_where_the_redirect_brings_none() -> None:
    """The console shows it; it is never sent."""
    for location, shown in (("/2", "/2#here"), ("/2#there", "/2#there")):
        redirects = [Redirect(redirect(location))]
        verdict = judge(call(url=f"{URL}#here"), redirects=redirects, response=HttpResponse(200))
        assert verdict.console.startswith(
            f"Access to fetch at 'https://api.example.com{shown}' (redirected from '{URL}#here')"
        )


def test_the_authorization_header_stays_behind_at_another_origin() -> None:
    """So the second preflight does not ask for it; on the same origin it does."""
    preflight = HttpResponse(200, (ANYONE, ("Access-Control-Allow-Headers", "authorization")))
    plain = HttpResponse(200, (ANYONE,))
    request = call("GET", ("Authorization", "x"))
    there = [Redirect(redirect("https://other.example/"), preflight=plain)]
    assert judge(request, preflight=preflight, redirects=there, response=plain).allowed
    here = [Redirect(redirect("/2"), preflight=plain)]
    verdict = judge(request, preflight=preflight, redirects=here, response=plain)
    assert (verdict.error, verdict.parameter) == (
        "HeaderDisallowedByPreflightResponse",
        "authorization",
    )


@pytest.mark.parametrize(
    ("status", "method", "becomes_get"),
    [(301, "POST", True), (302, "POST", True), (303, "PUT", True), (307, "PUT", False),
     (308, "PUT", False), (301, "PUT", False), (303, "HEAD", False)],
)  # fmt: skip
def test_a_redirect_may_turn_the_method_into_get(
    status: int, method: str, *, becomes_get: bool
) -> None:
    """With the body go its headers: a preflight that allows neither is no obstacle then."""
    allowing = HttpResponse(
        200,
        (
            ANYONE,
            ("Access-Control-Allow-Methods", "PUT"),
            ("Access-Control-Allow-Headers", "content-type"),
        ),
    )
    verdict = judge(
        call(method, ("Content-Type", "application/json")),
        preflight=allowing,
        redirects=[Redirect(redirect("/2", status=status), preflight=HttpResponse(200, (ANYONE,)))],
        response=HttpResponse(200, (ANYONE,)),
    )
    assert verdict.allowed is becomes_get


def test_the_twenty_first_redirect_is_one_too_many(snapshot: SnapshotAssertion) -> None:
    """The error has no CORS name."""
    hops = [Redirect(redirect(f"/{i}")) for i in range(21)]
    last = HttpResponse(200, (ANYONE,))
    assert judge(call(), redirects=hops[:20], response=last).allowed
    verdict = judge(call(), redirects=hops, response=last)
    assert (verdict.allowed, verdict.error) == (False, None)
    assert (verdict.explanation, verdict.console) == snapshot


@pytest.mark.parametrize(
    ("location", "explanation"),
    [
        ("http://[", "The redirect's Location 'http://[' is not a URL that a browser can follow."),
        (
            "file:///x",
            "The redirect's Location 'file:///x' has a scheme that browsers do not follow.",
        ),
        ("ftp://x/", "The URL 'ftp://x/' is neither http nor https: no server can allow it."),
    ],
)
def test_a_redirect_to_nowhere_is_explained(location: str, explanation: str) -> None:
    """With the Location as it came."""
    verdict = judge(call(), redirects=[Redirect(redirect(location))])
    assert (verdict.allowed, verdict.explanation) == (False, explanation)


def test_a_redirect_status_without_location_is_an_answer() -> None:
    """The page gets it."""
    assert judge(call(), response=HttpResponse(302, (ANYONE,))).allowed


@pytest.mark.parametrize(
    ("locations", "fetch", "chromium"),
    [
        (("/1", "/2"), False, False),
        (("/1", "/1"), False, True),
        (("", ""), False, True),
    ],
)
def test_repeated_locations(locations: tuple[str, ...], *, fetch: bool, chromium: bool) -> None:
    """To the standard more than one is a failure; Chromium counts equal ones once."""
    lines = tuple(("Location", value) for value in locations)
    last = HttpResponse(302, (ANYONE, *lines))
    # Two empty ones: Chromium hands the redirect to the page.
    redirects = [] if locations == ("", "") else [Redirect(last)]
    response = HttpResponse(200, (ANYONE,)) if redirects else last
    for profile, allowed in (("fetch", fetch), ("chromium", chromium)):
        verdict = judge(call(), redirects=redirects, response=response, profile=profile)
        assert (verdict.allowed, verdict.error) == (allowed, None), profile


def test_a_redirect_as_the_last_answer_is_not_the_last() -> None:
    """What stands where it leads was not given: nothing is judged in its place."""
    with pytest.raises(ValueError, match=r"response=, and every redirect before it in redirects="):
        judge(call(), response=redirect("/2"))
    permitting = HttpResponse(200, (ANYONE, ("Access-Control-Allow-Methods", "PUT")))
    with pytest.raises(ValueError, match=r"give its answer as the preflight= of redirect number 1"):
        judge(call("PUT"), preflight=permitting, response=redirect("/2", status=307))
