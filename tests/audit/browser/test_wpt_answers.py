"""More rows of web-platform-tests: lists, statuses, redirects, credentials, exposed headers.

What is left out, and why, is in `test_wpt_requests`.
"""

from __future__ import annotations

import pytest

from corsgate_audit.browser import (
    BrowserRequest,
    HttpResponse,
    Redirect,
    judge,
    preflight_request,
)
from support.wpt import (
    ALLOW,
    ANYONE,
    API,
    CREDENTIALS,
    EXPOSE,
    HEADERS,
    METHODS,
    ORIGIN,
    OTHER,
    judged,
    request,
)


@pytest.mark.parametrize(
    ("passes", "credentials", "methods", "headers", "method", "header"),
    [
        (True, False, "get", "x-test", "GET", ("X-Test", "1")),
        (True, False, "*", "x-test", "SUPER", ("X-Test", "1")),
        (True, False, "*", "*", "OK", ("X-Test", "1")),
        (False, True, "*", "*", "OK", ("X-Test", "1")),
        (False, True, "*", "", "PUT", None),
        (True, True, "PUT", "*", "PUT", None),
        (False, True, "get", "*", "GET", ("X-Test", "1")),
        (False, True, "*", "*", "GET", ("X-Test", "1")),
        (True, True, "*", "*", "*", ("*", "1")),
        (False, True, "put", "*", "PUT", None),
        (True, True, "OK", "Content-Type", "GET", ("Content-Type", "uni/corn")),
        (True, True, "", "*", "get", None),
        (True, True, "PUT", "*", "PUT", ("Accept", "unicorn")),
        (False, False, "*", "*", "GET", ("Authorization", "x")),
        (True, False, "*", "*,authorization", "GET", ("Authorization", "x")),
        (False, False, "PATCH", "*", "patch", None),
    ],
)
def test_cors_preflight_star_any_js(  # noqa: PLR0913 - the columns of the table
    *,
    passes: bool,
    credentials: bool,
    methods: str,
    headers: str,
    method: str,
    header: tuple[str, str] | None,
) -> None:
    """From fetch/api/cors/cors-preflight-star.any.js; the last three rows from the standard."""
    call = request(
        method,
        *([header] if header else []),
        credentials="include" if credentials else "same-origin",
    )
    preflight = (ALLOW, CREDENTIALS, (METHODS, methods), (HEADERS, headers))
    assert judged(call, *preflight).allowed is passes


@pytest.mark.parametrize("status", [*range(200, 207), 299])
def test_cors_preflight_status_any_js_passes(status: int) -> None:
    """From fetch/api/cors/cors-preflight-status.any.js and cors/preflight-failure.htm."""
    answer = HttpResponse(status, (ALLOW, (METHODS, "PUT")))
    assert judge(request("PUT"), preflight=answer, response=HttpResponse(200, (ALLOW,))).allowed


@pytest.mark.parametrize(
    "status",
    [*range(300, 309), *range(400, 406), 418, *range(501, 506), 599, 680],
)
def test_cors_preflight_status_any_js_fails(status: int) -> None:
    """From fetch/api/cors/cors-preflight-status.any.js and cors/preflight-failure.htm."""
    answer = HttpResponse(status, (ALLOW, (METHODS, "PUT")))
    verdict = judge(request("PUT"), preflight=answer, response=HttpResponse(200, (ALLOW,)))
    assert verdict.error == "PreflightInvalidStatus"


@pytest.mark.parametrize("status", [100, 101, 199])
def test_preflight_failure_htm_fails_without_an_answer(status: int) -> None:
    """From cors/preflight-failure.htm: these announce an answer that never comes."""
    answer = HttpResponse(status, (ALLOW, (METHODS, "PUT")))
    verdict = judge(request("PUT"), preflight=answer, response=HttpResponse(200, (ALLOW,)))
    assert (verdict.allowed, verdict.error) == (False, None)


@pytest.mark.parametrize("status", [200, 299, 400, 401, 404, 500, 501, 699])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_status_async_htm(method: str, status: int) -> None:
    """From cors/status-async.htm: any status of the response itself is readable."""
    preflight = HttpResponse(200, (ALLOW, (METHODS, "PUT")))
    response = HttpResponse(status, (ALLOW,))
    assert judge(request(method), preflight=preflight, response=response).allowed


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_cors_preflight_redirect_any_js(status: int) -> None:
    """From fetch/api/cors/cors-preflight-redirect.any.js."""
    moved = HttpResponse(status, (ALLOW, (METHODS, "PUT"), ("Location", f"{API}/2")))
    fine = HttpResponse(200, (ALLOW, (METHODS, "PUT")))
    on_preflight = judge(request("PUT"), preflight=moved, response=fine)
    assert on_preflight.error == "PreflightDisallowedRedirect"
    # After the preflight, the request itself is redirected, and the next preflight fails.
    after = judge(
        request("PUT", ("x-force-preflight", "1")),
        preflight=HttpResponse(200, (*fine.headers, (HEADERS, "x-force-preflight"))),
        redirects=[Redirect(moved, preflight=HttpResponse(200, (ALLOW,)))],
        response=fine,
    )
    assert not after.allowed


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", [API, f"{OTHER}/x", f"{ORIGIN}/x"])
def test_cors_redirect_preflight_any_js(status: int, target: str) -> None:
    """From fetch/api/cors/cors-redirect-preflight.any.js: a preflight behind a redirect."""
    call = request("GET", ("x-w3c", "test"))
    first = HttpResponse(200, (ANYONE, (HEADERS, "x-w3c")))
    moved = HttpResponse(status, (ANYONE, ("Location", target)))
    last = HttpResponse(200, (ANYONE,))
    for second, allowed in ((first, True), (HttpResponse(200, (ANYONE,)), False)):
        redirects = [Redirect(moved, preflight=second)]
        verdict = judge(call, preflight=first, redirects=redirects, response=last)
        assert verdict.allowed is allowed


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("userinfo", ["user:@", "user:password@", ":password@", "user@"])
@pytest.mark.parametrize("target", ["www1.web-platform.test:8001", "web-platform.test:8000"])
def test_cors_redirect_credentials_any_js(status: int, userinfo: str, target: str) -> None:
    """From fetch/api/cors/cors-redirect-credentials.any.js, cors/redirect-userinfo.htm."""
    moved = HttpResponse(status, (ANYONE, ("Location", f"http://{userinfo}{target}/")))
    verdict = judge(request(), redirects=[Redirect(moved)], response=HttpResponse(200, (ANYONE,)))
    assert verdict.error == "RedirectContainsCredentials"


@pytest.mark.parametrize(
    ("target", "permitted", "allowed"),
    [
        (f"{API}/2", ORIGIN, True),
        (f"{API}/2", "*", True),
        (f"{API}/2", "null", False),
        (f"{OTHER}/x", "null", True),
        (f"{OTHER}/x", "*", True),
        (f"{OTHER}/x", ORIGIN, False),
        (f"{ORIGIN}/x", "null", True),
        (f"{ORIGIN}/x", "*", True),
        (f"{ORIGIN}/x", ORIGIN, False),
    ],
)
def test_redirect_origin_htm(target: str, permitted: str, *, allowed: bool) -> None:
    """From cors/redirect-origin.htm: after a hop to another origin the page's is null."""
    moved = HttpResponse(302, (ALLOW, ("Location", target)))
    last = HttpResponse(200, ((ALLOW[0], permitted),))
    assert judge(request(), redirects=[Redirect(moved)], response=last).allowed is allowed


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        (HEADERS, "header name with space", "InvalidAllowHeadersPreflightResponse"),
        (METHODS, "Bad method name", "InvalidAllowMethodsPreflightResponse"),
    ],
)
def test_cors_preflight_response_validation_any_js(name: str, value: str, error: str) -> None:
    """From fetch/api/cors/cors-preflight-response-validation.any.js."""
    assert judged(request("GET", ("x-test", "1")), ALLOW, (name, value)).error == error


def test_request_headers_htm() -> None:
    """From cors/request-headers.htm, xhr/allow-lists-starting-with-comma.htm."""
    call = request("PUT", ("x-print", "unicorn"), ("y-print", "narwhal"))
    listed = (HEADERS, ",y-lol,x-PriNT, ,,,Y-PRINT")
    assert judged(call, ALLOW, (METHODS, ",,PUT,GET"), listed).allowed
    refused = judged(call, ALLOW, (METHODS, ",,PUT,GET"), (HEADERS, ",y-lol,x-PriNT"))
    assert refused.parameter == "y-print"


@pytest.mark.parametrize("value", ["TRUE", "True", '"true"', "false", "1", "0", "true, true"])
def test_credentials_flag_htm(value: str) -> None:
    """From cors/credentials-flag.htm, fetch/api/cors/cors-cookies.any.js."""
    response = (ALLOW, (CREDENTIALS[0], value))
    assert not judged(request(credentials="include"), response=response).allowed
    assert judged(request(credentials="omit"), response=response).allowed
    assert judged(request(credentials="same-origin"), response=response).allowed


def test_credentials_flag_htm_star() -> None:
    """From cors/credentials-flag.htm, fetch/api/cors/cors-cookies.any.js."""
    verdict = judged(request(credentials="include"), response=(ANYONE, CREDENTIALS))
    assert verdict.error == "WildcardOriginNotAllowed"


# fetch/api/cors/cors-expose-star.js
TEST = (("test", "X"), ("Set-Cookie", "test1=t1"), ("content-type", "text/plain"))


@pytest.mark.parametrize(
    ("credentials", "exposed", "readable"),
    [
        ("same-origin", "*", {"test", "content-type"}),
        ("include", "*", {"content-type"}),
        ("include", "*, test", {"test", "content-type"}),
        ("same-origin", "set-cookie, *", {"test", "content-type"}),
        ("same-origin", "set-cookie, test", {"test", "content-type"}),
    ],
)
def test_cors_expose_star_js(credentials: str, exposed: str, readable: set[str]) -> None:
    """From fetch/api/cors/cors-expose-star.js."""
    response = (ALLOW, CREDENTIALS, (EXPOSE, exposed), *TEST)
    names = set(judged(request(credentials=credentials), response=response).exposed_headers)
    assert {name for name in names if not name.startswith("access-control")} == readable


def test_cors_filtering_js() -> None:
    """From fetch/api/cors/cors-filtering.js."""
    safe = (
        "Cache-Control",
        "Content-Language",
        "Content-Type",
        "Expires",
        "Last-Modified",
        "Pragma",
    )
    hidden = ("Age", "Server", "Warning", "Set-Cookie", "Set-Cookie2")
    response = (ALLOW, *((name, "1") for name in safe + hidden))
    readable = tuple(sorted(name.lower() for name in safe))
    assert judged(request(), response=response).exposed_headers == readable
    exposing = (*response, (EXPOSE, ", ".join(hidden)))
    more = tuple(sorted([*readable, "age", "server", "warning"]))
    assert judged(request(), response=exposing).exposed_headers == more


@pytest.mark.parametrize(
    ("lines", "readable"),
    [
        ((",bb-8",), True),
        (("", "bb-8"), True),
        (("bb-8,,@#$#%%&^&^*()()11!",), False),
        (("bb-8, no no",), False),
        (("@#$#%%&^&^*()()11!,bb-8",), False),
        (("bb-8", "no no"), False),
    ],
)
def test_access_control_expose_headers_parsing_window_js(
    lines: tuple[str, ...], *, readable: bool
) -> None:
    """From cors/access-control-expose-headers-parsing.window.js."""
    response = (ALLOW, ("bb-8", "hey"), *((EXPOSE, line) for line in lines))
    exposed = judged(request(), response=response).exposed_headers
    assert ("bb-8" in exposed) is readable


@pytest.mark.parametrize(
    ("permitted", "allowed"), [(None, False), (ORIGIN, False), ("null", True), ("*", True)]
)
def test_data_url_iframe_html(permitted: str | None, *, allowed: bool) -> None:
    """From fetch/api/cors/data-url-iframe.html, data-url-worker.html and their like."""
    headers = ((ALLOW[0], permitted),) if permitted else ()
    call = BrowserRequest(API, "null")
    assert judge(call, response=HttpResponse(200, headers)).allowed is allowed


def test_xhr_access_control_preflight_request_headers() -> None:
    """From xhr/access-control-preflight-request-header-sorted.htm, -lowercase and -origin."""
    call = request(
        "GET", ("X-B", "1"), ("Origin", "x"), ("X-A", "1"), ("Cookie", "a"), ("x-b", "2")
    )
    asked = preflight_request(call)
    assert asked is not None
    assert dict(asked.headers)["Access-Control-Request-Headers"] == "x-a,x-b"
