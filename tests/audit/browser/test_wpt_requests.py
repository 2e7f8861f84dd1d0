"""The rows of web-platform-tests that say what a browser does, as a table of ours.

Each table names the file of https://github.com/web-platform-tests/wpt that its rows come from.

Left out:
- ``cors/cors-safelisted-request-header.any.js`` and
  ``fetch/api/cors/resources/not-cors-safelisted.json``, the rows about ``Last-Event-ID``: it is in
  no safelist of today's standard, so the row of an over-long value proves nothing of its own.
- ``fetch/api/cors/cors-multiple-origins.js``: it expects a list of origins to match.
- ``fetch/api/cors/cors-filtering.js``, the row that hides ``Content-Length``: it is safelisted now.
- ``fetch/local-network-access/``: its header was given up for a permission prompt.
"""

from __future__ import annotations

import pytest

from corsgate_audit.browser import (
    BrowserRequest,
    HttpResponse,
    judge,
    preflight_request,
)
from support.wpt import (
    ALLOW,
    ANYONE,
    HEADERS,
    METHODS,
    ORIGIN,
    OTHER,
    judged,
    request,
)

# cors/origin.htm: what Access-Control-Allow-Origin may be, and what it may not.
PASSING_ORIGINS = ["*", " *  ", "\t*", ORIGIN, f" {ORIGIN}", f"{ORIGIN} ", f"\t{ORIGIN} \t"]
FAILING_ORIGINS = [
    *(OTHER, "//web-platform.test:8000", "://web-platform.test:8000", "http://", "http:"),
    *("ftp://web-platform.test:8000", "http:://web-platform.test:8000", "http:/web-platform.test"),
    *("http:web-platform.test:8000", "web-platform.test:8000", f"{ORIGIN}?", f"{ORIGIN}/"),
    *(f"{ORIGIN} /", f"{ORIGIN}#", f"{ORIGIN}%23", "http://web-platform.test:80", f"{ORIGIN}, *"),
    *(ORIGIN.upper(), "HTTP://web-platform.test:8000", "-", "**", "'*'", '"*"', "* *", "* null"),
    *("*http://*", f"*, {ORIGIN}", f"null {ORIGIN}", "http://example.com", "null", "null *", ""),
    *(f"{ORIGIN}/cors/origin.htm", "http://test:8000", ".test", "*.web-platform.test"),
    *("http://*.test:8000", "http://*", ",", f"{ORIGIN},", f"{ORIGIN}\x00", "*\x0b"),
]
# cors/origin.htm: two header lines.
FAILING_PAIRS = [
    *(("*", "*"), ("*", ORIGIN), (ORIGIN, "*"), (ORIGIN, ORIGIN), ("", "*"), ("", ORIGIN)),
]


@pytest.mark.parametrize("value", PASSING_ORIGINS)
def test_cors_origin_htm_passes(value: str) -> None:
    """From cors/origin.htm."""
    assert judged(request(), response=((ALLOW[0], value),)).allowed


@pytest.mark.parametrize("value", FAILING_ORIGINS)
def test_cors_origin_htm_fails(value: str) -> None:
    """From cors/origin.htm."""
    assert not judged(request(), response=((ALLOW[0], value),)).allowed


@pytest.mark.parametrize("values", FAILING_PAIRS)
def test_cors_origin_htm_fails_on_two_lines(values: tuple[str, str]) -> None:
    """From cors/origin.htm."""
    lines = tuple((ALLOW[0], value) for value in values)
    assert judged(request(), response=lines).error == "MultipleAllowOriginValues"


@pytest.mark.parametrize(
    "permitted",
    [
        *("http://www.web-platform.test:8000", "http://web-platform.test:8001"),
        *("http://www.web-platform.test:8001", "https://web-platform.test:8000"),
        *("https://web-platform.test:8443", ""),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "PUT"])
def test_cors_origin_any_js(method: str, permitted: str) -> None:
    """From fetch/api/cors/cors-origin.any.js: an origin differs in one part."""
    response = ((ALLOW[0], permitted),)
    preflight = (ALLOW, (METHODS, "PUT"))
    assert not judged(request(method), *preflight, response=response).allowed
    assert judged(request(method), *preflight).allowed


def test_cors_basic_any_js() -> None:
    """From fetch/api/cors/cors-basic.any.js."""
    assert judge(request(), response=HttpResponse(200)).error == "MissingAllowOriginHeader"
    assert judge(request(), response=HttpResponse(200, (ANYONE,))).allowed
    same = BrowserRequest(f"{ORIGIN}/top.txt", ORIGIN)
    assert judge(same, response=HttpResponse(200)).allowed


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", ()),
        ("HEAD", ()),
        ("POST", ()),
        ("GET", (("Accept", "test"),)),
        ("GET", (("Accept-Language", "fr"),)),
        ("GET", (("Content-Language", "fr"),)),
        ("GET", (("Content-Type", "application/x-www-form-urlencoded"),)),
        ("GET", (("Content-Type", "multipart/form-data"),)),
        ("GET", (("Content-Type", "text/plain"),)),
        ("GET", (("Content-Type", "text/plain;charset=utf-8"),)),
        ("GET", (("Content-Type", "Text/Plain;charset=utf-8"),)),
    ],
)
def test_cors_no_preflight_any_js(method: str, headers: tuple[tuple[str, str], ...]) -> None:
    """From fetch/api/cors/cors-no-preflight.any.js."""
    assert preflight_request(request(method, *headers)) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accept", '"'),
        ("accept", "0" * 129),
        ("accept-language", "\x01"),
        ("accept-language", "@"),
        ("authorization", "basics"),
        ("content-language", "\x01"),
        ("content-language", "@"),
        ("content-type", "text/html"),
        ("content-type", "text/plain; long=" + "0" * 129),
        ("range", "bytes 0-"),
        ("test", "hi"),
    ],
)
def test_not_cors_safelisted_json(name: str, value: str) -> None:
    """From fetch/api/cors/resources/not-cors-safelisted.json (used by three tests)."""
    asked = preflight_request(request("GET", (name, value)))
    assert asked is not None
    assert dict(asked.headers)["Access-Control-Request-Headers"] == name


@pytest.mark.parametrize(
    ("name", "value", "safe"),
    [
        ("content-type", "text/plain", True),
        ("content-type", "text/plain;parameter=whatever", True),
        ("content-type", "text/plain;{}", False),
        ("content-type", "text/plain; charset=utf8;test='", True),
        ("content-type", "text/plain;,foo", True),
        ("content-type", "text/plain, text/plain", False),
        ("content-type", "text/html", False),
        ("content-type", "text/plain;" + "a" * 117, True),
        ("content-type", "text/plain;" + "a" * 118, False),
        ("content-type", "application/x-www-form-urlencoded;", True),
        ("content-type", "application/x-www-form-urlencoded;\x0b", False),
        ("content-type", "multipart/form-data;boundary=x", True),
        ("content-type", "multipart / form-data", False),
        ("content-type", "text/plain;foo=bar(", False),
        ("content-type", '"text/plain"', False),
        ("range", "bytes=100-200", True),
        ("range", "bytes=200-", True),
        ("range", "bytes=1-1", True),
        ("range", "bytes=0-0", True),
        ("range", "bytes=-200", False),
        ("range", "bytes=200-100", False),
        ("range", "bytes 200-", False),
        ("range", "bytes= 200-", False),
        ("range", "bytes =200-", False),
        ("range", "bytes=200 -", False),
        ("range", "bytes=200-\t", True),
        ("range", "bytes=200- 300", False),
        ("range", "bytes=-", False),
        ("range", "bytes=", False),
        ("range", "bytes", False),
        ("range", "BYTES=200-", False),
        ("range", "Bytes=200-", False),
        ("range", "bytes=a-b", False),
        ("range", "bytes=100-200,300-400", False),
        ("range", "bytes=100-200,", False),
        ("range", "x=100-200", False),
        ("range", "bytes=+1-2", False),
        ("range", "bytes=0x1-2", False),
    ],
)
def test_cors_safelisted_request_header_any_js(name: str, value: str, *, safe: bool) -> None:
    """From cors/cors-safelisted-request-header.any.js."""
    assert (preflight_request(request("GET", (name, value))) is None) is safe


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "NEW"])
def test_cors_preflight_any_js_methods(method: str) -> None:
    """From fetch/api/cors/cors-preflight.any.js."""
    assert judged(request(method), ALLOW, (METHODS, method)).allowed
    refused = judged(request(method), ALLOW)
    assert (refused.error, refused.parameter) == ("MethodDisallowedByPreflightResponse", method)


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_cors_preflight_any_js_headers(method: str) -> None:
    """Eight headers in mixed case; the answer lists them with white space before the commas."""
    names = [f"X-Test{i}" for i in range(5)] + ["Authorization", "x-test-Extra", "Content-Type"]
    call = request(method, *((name, "text/x") for name in names))
    asked = preflight_request(call)
    assert asked is not None
    listed = dict(asked.headers)["Access-Control-Request-Headers"]
    assert listed == ",".join(sorted(name.lower() for name in names))
    assert judged(call, ALLOW, (METHODS, "PUT"), (HEADERS, " ,".join(names))).allowed
    assert not judged(call, ALLOW, (METHODS, "PUT"), (HEADERS, " ,".join(names[1:]))).allowed


def test_cors_preflight_any_js_safe_headers_are_not_asked_for() -> None:
    """From fetch/api/cors/cors-preflight.any.js."""
    asked = preflight_request(request("PUT", ("Accept", "*/*"), ("Accept-Language", "en")))
    assert asked is not None
    assert asked.headers == (
        ("Accept", "*/*"),
        ("Access-Control-Request-Method", "PUT"),
        ("Origin", ORIGIN),
    )
