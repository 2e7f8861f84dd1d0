"""CORS507: an allowed origin on a host where others have pages too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import ResponseHeadersPolicy, Severity
from corsgate_audit.origins.hosts import host_of, is_everybodys, is_hosted, is_loopback
from support.apis import UNKNOWN, behavior, cors, distribution, http_api
from support.judging import findings, only_finding, untold
from support.public_suffixes import above_suffixes

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS507"


def test_a_host_of_everybodys_pages(snapshot: SnapshotAssertion) -> None:
    """All buckets in one origin; the whole finding."""
    found = only_finding(http_api(cors(allow_origins=("https://s3.amazonaws.com",))), RULE)

    assert (found.severity, found.kind) == (Severity.MEDIUM, "security")
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.witness is not None
    assert found.witness.verdict.allowed


def test_with_credentials_it_is_high() -> None:
    """Each page acts for its visitors."""
    settings = cors(allow_origins=("https://codepen.io",), allow_credentials=True)

    assert only_finding(http_api(settings), RULE).severity is Severity.HIGH


def test_a_pattern_over_other_peoples_sites() -> None:
    """CloudFront takes it."""
    policy = ResponseHeadersPolicy(
        name="p", cors=cors(allow_origins=("https://*.github.io",)), origin_override=True
    )
    found = only_finding(distribution(behavior(None, response_headers=policy)), RULE)

    assert found.severity is Severity.MEDIUM
    assert found.witness is not None
    assert found.witness.request.origin == "https://app.github.io"


def test_a_name_that_another_may_get_next(snapshot: SnapshotAssertion) -> None:
    """Low, with credentials or without: today it is one's own."""
    settings = cors(allow_origins=("https://team.github.io",), allow_credentials=True)
    found = only_finding(http_api(settings), RULE)

    assert found.severity is Severity.LOW
    assert found.message == snapshot


@pytest.mark.parametrize(
    "origin",
    [
        "https://app.example.com",
        "https://app.example.co.uk",
        "https://d111111abcdef8.cloudfront.net",
        "https://main.d1a2b3.amplifyapp.com",
        "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
        "http://localhost:3000",
    ],
)
def test_names_of_ones_own_and_names_that_are_made_up(origin: str) -> None:
    """Nobody gets them after their owner."""
    assert findings(http_api(cors(allow_origins=(origin,)))) == ()


@pytest.mark.parametrize(
    ("host", "everybodys", "hosted"),
    [
        ("s3.eu-central-1.amazonaws.com", True, False),
        ("shop.s3-website-us-east-1.amazonaws.com", False, True),
        ("shop.s3.amazonaws.com", False, True),
        ("*.co.uk", True, False),
        ("*.amazonaws.com", True, False),
        ("*.us-east-1.on.aws", True, False),
        ("myapp-*-team.vercel.app", True, False),
        ("pr-*.example.com", False, False),
        ("*.example.com", False, False),
        ("x.herokuapp.com", False, True),
        ("", False, False),
    ],
)
def test_whose_a_host_is(host: str, *, everybodys: bool, hosted: bool) -> None:
    """By the public suffix list."""
    assert (is_everybodys(host), is_hosted(host)) == (everybodys, hosted)


def test_every_domain_above_a_public_suffix_is_everybodys() -> None:
    """``*.amazonaws.com`` covers everybody's APIs; an API that allows some of them is told so."""
    domains = above_suffixes()
    assert [domain for domain in domains if not is_everybodys(f"*.{domain}")] == []
    for domain in domains[::50]:
        origin = f"https://*.{domain}"
        settings = cors(allow_origins=(origin,), allow_credentials=True)
        policy = ResponseHeadersPolicy(name="p", cors=settings, origin_override=True)
        found = only_finding(distribution(behavior(None, response_headers=policy)), RULE)
        assert (found.severity, repr(origin) in found.message) == (Severity.HIGH, True)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://App.example.com:8443", "app.example.com"),
        ("*.example.com", "*.example.com"),
        ("http://[::1]:8080", "::1"),
        ("http://localhost:*", "localhost"),
        ("http://[::1", ""),
        ("null", "null"),
    ],
)
def test_the_host_of_what_people_write(origin: str, host: str) -> None:
    """Whatever it is."""
    assert host_of(origin) == host
    assert is_loopback(host_of(origin)) is (host in {"::1", "localhost"})


def test_unresolved_origins_are_untold() -> None:
    """They may be anybody's."""
    api = http_api(cors(allow_origins=(UNKNOWN,)))

    assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
