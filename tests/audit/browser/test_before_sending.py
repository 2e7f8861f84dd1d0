"""What a browser refuses before anything is sent: whose rule it is, and what is told of it."""

from __future__ import annotations

import pytest

from corsgate_audit.browser import (
    BrowserRequest,
    Condition,
    HttpResponse,
    Redirect,
    Verdict,
    judge,
    preflight_request,
    verdicts,
)
from corsgate_audit.browser.address_spaces import is_trustworthy, space_of
from corsgate_audit.browser.profiles import ENGINES
from support.api_calls import ANYONE, ORIGIN, call, redirect

OK = HttpResponse(200, (ANYONE, ("Access-Control-Allow-Methods", "*")))
HTTP = "http://api.example.com/items"
MIXED = (
    f"The page at {ORIGIN} is on https, and {HTTP} is not: the browser blocks the request as mixed "
    "content. By https it would have been sent."
)
_CHROMIUM = (
    f"Mixed Content: The page at '{ORIGIN}/' was loaded over HTTPS, but requested an insecure "
    f"resource '{HTTP}'. This request has been blocked; the content must be served over HTTPS."
)
CHROMIUM = (_CHROMIUM,)
FIREFOX = (f"Blocked loading mixed active content \u201c{HTTP}\u201d",)
_WEBKIT = (
    f"[blocked] The page at {ORIGIN}/ requested insecure content from {HTTP}. This content was "
    "blocked and must be served over HTTPS."
)
WEBKIT = (
    _WEBKIT,
    "Not allowed to request resource",
    f"Fetch API cannot load {HTTP} due to access control checks.",
)


@pytest.mark.parametrize("method", ["GET", "PUT"])
@pytest.mark.parametrize(
    ("profile", "lines"),
    [("fetch", CHROMIUM), ("chromium", CHROMIUM), ("firefox", FIREFOX), ("webkit", WEBKIT)],
)
def test_a_page_on_https_requests_nothing_by_http(
    profile: str, lines: tuple[str, ...], method: str
) -> None:
    """No preflight either; no answer is needed for the verdict."""
    request = call(method, url=HTTP)
    assert preflight_request(request, profile=profile) is None
    assert judge(request, profile=profile) == Verdict(
        allowed=False,
        error="MixedContent",
        parameter=HTTP,
        console=lines[0],
        explanation=MIXED,
        console_lines=lines,
    )


@pytest.mark.parametrize(
    ("host", "blocking"),
    [
        ("api.example.com", ENGINES),
        ("8.8.8.8", ENGINES),
        ("localhost.example.com", ENGINES),
        ("notlocalhost", ENGINES),
        ("localhost", ("webkit",)),
        ("api.localhost", ("webkit",)),
        ("localhost.", ("webkit",)),
        ("127.1.2.3", ("webkit",)),
        ("[::1]", ("webkit",)),
        ("192.168.0.1", ("firefox", "webkit")),
        ("printer.local", ("firefox", "webkit")),
        ("0.0.0.0", ("firefox", "webkit")),  # noqa: S104 - a host that is called
    ],
)
def test_engines_differ_about_hosts_that_are_near(host: str, blocking: tuple[str, ...]) -> None:
    """Measured in the three of them."""
    judged = verdicts(call(url=f"http://{host}/"), response=OK)
    assert tuple(engine for engine, each in judged.items() if not each.allowed) == blocking


@pytest.mark.parametrize("origin", ["http://app.example.com", "http://localhost:3000"])
def test_a_page_on_http_requests_what_it_likes(origin: str) -> None:
    """By the standard a page on localhost may not; no engine applies it."""
    judged = verdicts(BrowserRequest(HTTP, origin), response=OK)
    assert [each.allowed for each in judged.values()] == [True, True, True]


def test_a_redirect_to_http_is_blocked_where_it_leads() -> None:
    """Firefox looks at it before CORS; WebKit sends the preflight first, which may fail."""
    to_http = Redirect(HttpResponse(307, (("Location", HTTP),)), HttpResponse(200))
    allowed = Redirect(redirect(HTTP, status=307), HttpResponse(200))
    found = {
        engine: [
            judge(call("PUT"), preflight=OK, redirects=[each], profile=engine).error
            for each in (to_http, allowed)
        ]
        for engine in ENGINES
    }
    assert found == {
        "chromium": ["MissingAllowOriginHeader", "MixedContent"],
        "firefox": ["MixedContent", "MixedContent"],
        "webkit": ["MissingAllowOriginHeader", "PreflightMissingAllowOriginHeader"],
    }


@pytest.mark.parametrize(("secure", "allowed"), [(True, False), (False, True)])
def test_a_page_without_an_origin_may_have_come_by_https(*, secure: bool, allowed: bool) -> None:
    """A sandboxed frame in a page on https requests nothing by http; a file may."""
    told = judge(BrowserRequest(HTTP, "null", secure=secure), response=OK)
    assert (told.allowed, told.depends_on) == (allowed, ())
    untold = judge(BrowserRequest(HTTP, "null"), response=OK)
    sentence = (
        f"It depends on how the page was loaded: one on https may not request {HTTP}, which is not."
    )
    assert (untold.allowed, untold.depends_on) == (True, (Condition("mixed-content", sentence),))


LOCAL = "https://192.168.0.1/"
ASKS = Condition(
    "local-network-access",
    "It depends on local network access: a public page may call the `local` address space "
    "(192.168.0.1) only after the user has allowed it.",
)


def test_a_page_that_may_be_public_needs_permission_for_a_private_address() -> None:
    """In Chromium and Firefox; who is blocked anyway is not told of it."""
    judged = verdicts(call(url=LOCAL), response=OK)
    assert {engine: each.depends_on for engine, each in judged.items()} == {
        "chromium": (ASKS,),
        "firefox": (ASKS,),
        "webkit": (),
    }
    blocked = verdicts(call(url=LOCAL), response=HttpResponse(200))
    assert [each.depends_on for each in blocked.values()] == [(), (), ()]


@pytest.mark.parametrize(
    "request_",
    [
        BrowserRequest(LOCAL, ORIGIN, permission="granted"),
        BrowserRequest(LOCAL, ORIGIN, page_space="local"),
        BrowserRequest(LOCAL, "https://10.0.0.1"),
        BrowserRequest("https://localhost/", "https://10.0.0.1"),
        BrowserRequest(LOCAL, "https://app.localhost"),
        BrowserRequest("https://8.8.8.8/", ORIGIN),
        BrowserRequest("https://api.example.com/", ORIGIN),
        BrowserRequest("https://192.168.0.1/b", "https://192.168.0.1"),
    ],
)
def test_nothing_is_open_where_it_is_told_or_shows(request_: BrowserRequest) -> None:
    """A page on this machine or in the same network calls what it likes."""
    judged = verdicts(request_, response=OK)
    assert [(each.allowed, each.depends_on) for each in judged.values()] == [(True, ())] * 3


def test_a_denied_permission_blocks_before_anything_is_sent() -> None:
    """Firefox takes it for a failure of the network."""
    request = BrowserRequest(
        LOCAL, ORIGIN, "PUT", page_space="public", target_space="local", permission="denied"
    )
    judged = verdicts(request, preflight=OK, response=OK)
    told = {
        engine: (each.error, each.preflighted, each.console_lines)
        for engine, each in judged.items()
    }
    failed = (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote "
        f"resource at {LOCAL}. (Reason: CORS request did not succeed). Status code: (null)."
    )
    denied = (
        f"Access to fetch at '{LOCAL}' from origin '{ORIGIN}' has been blocked by CORS policy: "
        "Permission was denied for this request to access the `local` address space."
    )
    error = "LocalNetworkAccessPermissionDenied"
    assert told == {
        "chromium": (error, False, (denied,)),
        "firefox": (error, False, (failed, failed)),
        "webkit": (None, True, ()),
    }
    assert preflight_request(request, profile="chromium") is None


def test_a_public_page_that_is_not_secure_may_not_even_ask_in_chromium() -> None:
    """Firefox asks the user all the same."""
    request = BrowserRequest(
        "http://127.0.0.1:3000/", "http://app.example.com", page_space="public"
    )
    chromium = judge(request, response=OK, profile="chromium")
    assert chromium.error == "InsecureLocalNetwork"
    assert chromium.console == (
        "Access to fetch at 'http://127.0.0.1:3000/' from origin 'http://app.example.com' has been "
        "blocked by CORS policy: The request client is not a secure context and the resource is in "
        "more-private address space `loopback`."
    )
    firefox = judge(request, response=OK, profile="firefox")
    assert [each.slug for each in firefox.depends_on] == ["local-network-access"]


@pytest.mark.parametrize(
    ("host", "space"),
    [
        ("localhost", "loopback"),
        ("LOCALHOST.", "loopback"),
        ("127.0.0.1", "loopback"),
        ("[::1]", "loopback"),
        ("[::ffff:7f00:1]", "loopback"),
        ("10.1.2.3", "local"),
        ("172.31.0.1", "local"),
        ("172.32.0.1", "public"),
        ("169.254.169.254", "local"),
        ("100.64.0.1", "local"),
        ("[fd00::1]", "local"),
        ("[fe80::1]", "local"),
        ("[2001:4860::1]", "public"),
        ("8.8.8.8", "public"),
        ("printer.local", "local"),
        ("local", None),
        ("api.example.com", None),
    ],
)
def test_the_address_space_of_a_host(host: str, space: str | None) -> None:
    """Private addresses are local; a name has none before it is looked up."""
    assert space_of(host) == space
    assert is_trustworthy(host) is (space == "loopback")
