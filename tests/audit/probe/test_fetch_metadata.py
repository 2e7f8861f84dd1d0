"""What a browser says of its request: https://www.w3.org/TR/fetch-metadata/."""

from __future__ import annotations

import pytest

from corsgate_audit.browser import HttpRequest
from corsgate_audit.probe.fetch_metadata import fetch_metadata


@pytest.mark.parametrize(
    ("origin", "url", "site"),
    [
        ("https://app.example.com", "https://app.example.com/x", "same-origin"),
        ("https://app.example.com", "https://api.example.com/x", "same-site"),
        ("https://app.example.com:8443", "https://app.example.com/x", "same-site"),
        ("http://app.example.com", "https://app.example.com/x", "cross-site"),
        ("https://a.github.io", "https://b.github.io/x", "cross-site"),
        ("https://example.com", "https://example.org/x", "cross-site"),
        ("http://localhost:3000", "http://localhost:8000/x", "same-site"),
        ("null", "https://api.example.com/x", "cross-site"),
    ],
)
def test_the_site_of_a_request(origin: str, url: str, site: str) -> None:
    """Same scheme and registrable domain; a public suffix is none."""
    assert fetch_metadata(HttpRequest("GET", url, (("Origin", origin),))) == (
        ("Sec-Fetch-Dest", "empty"),
        ("Sec-Fetch-Mode", "cors"),
        ("Sec-Fetch-Site", site),
    )


@pytest.mark.parametrize("url", ["http://api.example.com/", "http://192.0.2.1/", "nothing"])
def test_an_untrustworthy_url_hears_nothing(url: str) -> None:
    """Plain http beyond loopback."""
    assert fetch_metadata(HttpRequest("GET", url, (("Origin", "https://a.example"),))) == ()
