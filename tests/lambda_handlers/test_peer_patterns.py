"""Peers' claims about origins and patterns, asked of `@cors` and judged as a browser does."""

from __future__ import annotations

import pytest

from corsgate import CorsPolicy, PolicyError, Reason
from support.peers import APP, Row, check, policy

BELOW = policy("https://*.example.com")
MANY_LABELS = "`https://*.a.example` here one or more"
ROWS = [
    Row("middy", "a sub-domain of a pattern", BELOW, APP, theirs=True),
    Row("middy", "the domain is not below itself", BELOW, "https://example.com", theirs=False),
    Row(
        "middy",
        "a dot is no wildcard",
        policy("https://example.com"),
        "https://exampleXcom",
        theirs=False,
    ),
    Row("middy", "dots of a pattern neither", BELOW, "https://subXexampleYcom", theirs=False),
    Row(
        "middy",
        "one label only",
        BELOW,
        "https://a.b.example.com",
        theirs=False,
        ours=True,
        documented=MANY_LABELS,
    ),
    Row(
        "middy",
        "a port is part of it",
        policy("https://localhost:3000"),
        "https://localhost:3000",
        theirs=True,
    ),
    Row(
        "middy",
        "another port is not",
        policy("https://localhost:3000"),
        "https://localhost:30001",
        theirs=False,
    ),
    Row(
        "middy",
        "a name in punycode",
        policy("https://*.xn--mnchen-3ya.de"),
        "https://a.xn--mnchen-3ya.de",
        theirs=True,
    ),
    Row("middy", "what stands before the scheme", BELOW, "xhttps://app.example.com", theirs=False),
    Row("middy", "what stands behind the host", BELOW, APP + ".evil.test", theirs=False),
    Row("middy", "a name of Object.prototype", BELOW, "__proto__", theirs=False),
    Row("middy", "a host that is none", BELOW, "https://invalid host.com", theirs=False),
    Row(
        "rs/cors",
        "a pattern without credentials",
        policy("http://*.bar.com"),
        "http://foo.bar.com",
        theirs=True,
    ),
    Row(
        "rs/cors", "another domain", policy("http://*.bar.com"), "http://foo.baz.com", theirs=False
    ),
    Row(
        "rs/cors",
        "what is before and behind the * overlaps not",
        policy("https://foo*oof.example.com"),
        "https://foof.example.com",
        theirs=False,
    ),
    Row(
        "rs/cors",
        "nothing in place of the *",
        policy("https://foo*bar.example.com"),
        "https://foobar.example.com",
        theirs=True,
        ours=False,
        documented="one or more characters of that label",
    ),
    Row(
        "rs/cors",
        "something in place of the *",
        policy("https://foo*bar.example.com"),
        "https://foobazbar.example.com",
        theirs=True,
    ),
    Row(
        "rs/cors",
        "the * crosses a dot",
        policy("https://foo*bar.example.com"),
        "https://foo.a.bar.example.com",
        theirs=True,
        ours=False,
        documented="one or more characters of that label",
    ),
    Row(
        "flask-cors",
        "an expression for sub-domains",
        policy("http://*.example.com"),
        "http://z.example.com",
        theirs=True,
    ),
    Row(
        "flask-cors",
        "several, and a plain one",
        policy("http://example.com", "http://*.otherexample.com"),
        "http://a.otherexample.com",
        theirs=True,
    ),
    Row(
        "flask-cors",
        "both schemes",
        policy("http://example.com", "https://example.com"),
        "https://example.com",
        theirs=True,
    ),
    Row(
        "flask-cors",
        "digits in a label",
        policy("http://v*.example.com"),
        "http://v100.example.com",
        theirs=True,
    ),
    Row(
        "flask-cors",
        "letters where digits were meant",
        policy("http://v*.example.com"),
        "http://va.example.com",
        theirs=False,
        ours=True,
        documented="there are no regular expressions",
    ),
    Row(
        "flask-cors",
        "an origin outside the list",
        policy("http://foo.com", "http://bar.com"),
        "http://bazz.com",
        theirs=False,
    ),
    Row(
        "django-cors-headers",
        "the second of two expressions",
        policy("https://*.example.org", "https://*.example.com"),
        APP,
        theirs=True,
    ),
    Row("django-cors-headers", "none of them", policy("https://*.example.org"), APP, theirs=False),
    Row(
        "django-cors-headers",
        "another scheme",
        policy("http://example.org"),
        "https://example.org",
        theirs=False,
    ),
    Row(
        "django-cors-headers",
        "an origin with a bracket",
        policy("https://example.com"),
        "https://example.com]",
        theirs=False,
    ),
    Row(
        "Starlette",
        "an expression matches the whole origin",
        policy("https://*.example.org"),
        "https://a.example.org.hacker.com",
        theirs=False,
    ),
    Row(
        "Starlette",
        "a pattern of https",
        policy("https://*.example.org"),
        "http://a.example.org",
        theirs=False,
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.peer}: {row.claim}")
def test_a_claim(row: Row) -> None:
    """The page gets its response, or not."""
    check(row)


@pytest.mark.parametrize(
    ("peer", "origins", "reason"),
    [
        ("middy", ["https://*.*.example.com"], Reason.PATTERN),
        ("middy", ["https://app(1).example.com"], Reason.MALFORMED),
        ("middy", ["https://app[1].example.com"], Reason.MALFORMED),
        ("middy", ["https://münchen.de"], Reason.NOT_SERIALIZED),
        ("middy", ["https://*.münchen.de"], Reason.NOT_SERIALIZED),
        ("middy", ["https://MyApp.example.com"], Reason.NOT_SERIALIZED),
        ("middy", ["https://*.Example.COM"], Reason.NOT_SERIALIZED),
        ("middy", ["https://invalid host.com"], Reason.MALFORMED),
        ("middy", ["example.com"], Reason.MALFORMED),
        ("rs/cors", ["http*://foo.com"], Reason.PATTERN),
        ("flask-cors", [r"http?://\w*\.?example\.com:?\d*/?.*"], Reason.MALFORMED),
        ("flask-cors", ["https?://example.com"], Reason.MALFORMED),
        ("flask-cors", ["http://example*.com"], Reason.PATTERN),
        ("flask-cors", [".*.example.com"], Reason.MALFORMED),
        ("django-cors-headers", [r"^https://\w+\.example\.com$"], Reason.MALFORMED),
        ("django-cors-headers", ["null"], Reason.NULL),
        ("django-cors-headers", ["file://"], Reason.NULL),
        ("django-cors-headers", ["https://"], Reason.MALFORMED),
        ("django-cors-headers", ["https://example.com/foobar"], Reason.MALFORMED),
        ("Starlette", ["https://.*"], Reason.PATTERN),
    ],
)
def test_what_is_no_origin_of_a_browser_is_refused(
    peer: str, origins: list[str], reason: Reason
) -> None:
    """There it is accepted, and never equal to what a browser sends, or wider than it looks."""
    assert peer
    with pytest.raises(PolicyError) as caught:
        CorsPolicy(allow_origins=origins)
    assert {problem.reason for problem in caught.value.problems} == {reason}
