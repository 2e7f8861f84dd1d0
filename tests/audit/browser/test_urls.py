"""URLs are read and written as Chromium does it; the expectations are what `new URL` returned."""

from __future__ import annotations

import pytest

from corsgate_audit.browser.urls import is_app_origin, parse

WRITTEN = {
    "https://API.example.com": "https://api.example.com/",
    "https://api.example.com:443/x": "https://api.example.com/x",
    "http://x:443/": "http://x:443/",
    "http://x:/": "http://x/",
    "http://x:08/": "http://x:8/",
    "https://x/a/../b": "https://x/b",
    "https://x/a/./b/..": "https://x/a/",
    "https://x/..": "https://x/",
    "https://x/%2e%2E/b": "https://x/b",
    "https://x/a%2e%2E/b%2e": "https://x/a%2e%2E/b%2e",
    "https://x/a/%2E": "https://x/a/",
    "https://x//a//b": "https://x//a//b",
    "https://x/a b?c d#e f": "https://x/a%20b?c%20d#e%20f",
    "https://x/é?é#é": "https://x/%C3%A9?%C3%A9#%C3%A9",
    "https://x/{id}?{q}#{f}": "https://x/%7Bid%7D?{q}#{f}",
    "https://x/a|b^c`d": "https://x/a%7Cb%5Ec%60d",
    "https://x/?a'b\"c<d>e": "https://x/?a%27b%22c%3Cd%3Ee",
    "https://x\\a\\b": "https://x/a/b",
    "https:x": "https://x/",
    "https:///x": "https://x/",
    "https://x?y": "https://x/?y",
    "https://x#y": "https://x/#y",
    "https://x/?": "https://x/?",
    "https://x/a\tb\nc": "https://x/abc",
    " https://x/ ": "https://x/",
    "https://[0:0:0:0:0:0:0:1]:8080/": "https://[::1]:8080/",
    "http://1": "http://0.0.0.1/",
    "http://1.2.3": "http://1.2.0.3/",
    "http://[::ffff:1.2.3.4]/": "http://[::ffff:102:304]/",
    "http://[1:0:0:2::]/": "http://[1:0:0:2::]/",
    f"http://x:{'0' * 5_000}8/": "http://x:8/",
    "http://0x7f.1": "http://127.0.0.1/",
    "http://0x": "http://0.0.0.0/",
    "http://010.1.1.1": "http://8.1.1.1/",
    "http://1.2.3.4.": "http://1.2.3.4/",
    "http://a..b": "http://a..b/",
    "http://*.example.com": "http://*.example.com/",
    "http://%61": "http://a/",
    "http://a%20b": "http://a%20b/",
    "https://u:p@x/": "https://u:p@x/",
    "https://@x/": "https://x/",
    "localhost:3000": "localhost:3000",
    "FOO://Bar": "foo://Bar",
    "file://a b": "file://a b",
}
INVALID = [
    *(
        "",
        "x",
        "//x",
        "/x",
        "http://",
        "http:",
        "http:///",
        "http://:80",
        "http://@",
        "http://a b:x",
    ),
    *("http://[", "http://[::1", "http://::1", "http://[1:2]", "http://[::g]", "http://[::1%25x]"),
    *(
        "http://x:99999",
        "http://x:port",
        "http://1.2.3.256",
        "http://1.2.3.4.5",
        "http://a.0x7g.1x.1",
    ),
    *("http://256.0.0.1", "http://4294967296", "http://09", "http://1.2.65536", "http://a^b"),
    *("http://" + "9" * 5_000, "http://x:" + "9" * 5_000, "http://0x" + "f" * 5_000),
    *("http://a|b", "http://<x>", "http://%zz", "http://%00", "http://a\x80b", "http://a\ufffdb"),
    *("foo://[", "foo://a b", "foo://x:port", "foo://x:99999", "foo://a^b", "1a:b", "-:x"),
]


@pytest.mark.parametrize(("text", "written"), WRITTEN.items())
def test_a_url_is_written_as_chromium_writes_it(text: str, written: str) -> None:
    """So that a console sentence can be searched for."""
    url = parse(text)
    assert url is not None
    assert url.text == written


@pytest.mark.parametrize(
    ("host", "written"),
    [
        ("b\xfccher.example", "xn--bcher-kva.example"),
        ("B\xdcCHER.example", "xn--bcher-kva.example"),
        ("b%C3%BCcher.example", "xn--bcher-kva.example"),
        ("fa\xdf.example", "xn--fa-hia.example"),
        ("api\xad.example", "api.example"),
        ("\uff11\uff12\uff17.0.0.1", "127.0.0.1"),
        ("\u2603.example", "xn--n3h.example"),
        ("a\u3002example", "a.example"),
    ],
)
def test_a_host_is_written_in_ascii(host: str, written: str) -> None:
    """https://url.spec.whatwg.org/#concept-domain-to-ascii."""
    url = parse(f"https://{host}/")
    assert url is not None
    assert (url.host, url.origin) == (written, f"https://{written}")


@pytest.mark.parametrize("host", ["\u202e.example", "a\ufffd.example", "\xad", "\ud800.example"])
def test_a_host_that_no_name_can_hold_is_none(host: str) -> None:
    """Left-to-right marks, replacement characters, nothing but a soft hyphen, half a character."""
    assert parse(f"https://{host}/") is None


@pytest.mark.parametrize("text", INVALID)
def test_an_invalid_url_is_none(text: str) -> None:
    """`new URL` throws for each of them."""
    assert parse(text) is None


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/b", "https://x/b"),
        ("b", "https://x/a/b"),
        ("?q", "https://x/a/c?q"),
        ("", "https://x/a/c"),
        ("//y/b", "https://y/b"),
        ("\\\\y\\b", "https://y/b"),
        ("../..", "https://x/"),
        ("https://Y:443", "https://y/"),
        (";", "https://x/a/;"),
        ("?", "https://x/a/c?"),
        ("#", "https://x/a/c#"),
        ("?a\\b", "https://x/a/c?a\\b"),
        ("/y?a\\b", "https://x/y?a\\b"),
        ("..//g", "https://x//g"),
        ("g;x=1/../y", "https://x/a/y"),
        ("./x:y", "https://x/a/x:y"),
        ("https:g", "https://x/a/g"),
        ("https:/g", "https://x/g"),
        ("HTTPS:?y", "https://x/a/c?y"),
        ("http:/g", "http://g/"),
        ("https:\\\\y", "https://y/"),
    ],
)
def test_a_location_is_resolved(location: str, url: str) -> None:
    """Relative to the URL that redirected."""
    parsed = parse(location, "https://x/a/c")
    assert parsed is not None
    assert parsed.text == url


@pytest.mark.parametrize("location", ["http://[", "//[", "//", "http://x:99999"])
def test_an_unusable_location_is_none(location: str) -> None:
    """Whatever it is relative to."""
    assert parse(location, "https://x/") is None


@pytest.mark.parametrize(
    ("text", "origin", "wire"),
    [
        ("https://API.example.com:443/x#y", "https://api.example.com", "https://api.example.com/x"),
        ("http://localhost:3000", "http://localhost:3000", "http://localhost:3000/"),
        ("mailto:x@example.com", "null", "mailto:x@example.com"),
    ],
)
def test_the_origin_and_what_is_sent(text: str, origin: str, wire: str) -> None:
    """The default port is no part of an origin; a fragment is never sent."""
    url = parse(text)
    assert url is not None
    assert (url.origin, url.on_the_wire) == (origin, wire)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("capacitor://localhost", True),
        ("ionic://localhost", True),
        ("tauri://localhost", True),
        ("chrome-extension://abcdefghijklmnop", True),
        ("https://app.example.com", False),
        ("file:///C:/x", False),
        ("ws://a.example", False),
        ("capacitor://localhost/", False),
        ("capacitor://", False),
        ("null", False),
        ("data:,x", False),
    ],
)
def test_which_origins_are_those_of_apps(text: str, is_one: bool) -> None:  # noqa: FBT001 - a column of the table
    """A scheme of their own and a host, and nothing more."""
    assert is_app_origin(text) is is_one
