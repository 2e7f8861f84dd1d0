"""Patterns match whole parts of origins, as independent readings of them do."""

from __future__ import annotations

import random
import re
from fnmatch import fnmatchcase
from itertools import islice
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsgate import CorsPolicy
from corsgate.render._velocity import origin_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

PATTERN_MATCHES = [
    ("https://*.example.com", "https://a.example.com", True),
    ("https://*.example.com", "https://a.b.c.example.com", True),
    ("https://*.example.com", "https://example.com", False),
    ("https://*.example.com", "https://.example.com", False),
    ("https://*.example.com", "https://badexample.com", False),
    ("https://*.example.com", "http://a.example.com", False),
    ("https://*.example.com", "https://a.example.com:8443", False),
    ("https://*.example.com", "https://a.example.com.attacker.test", False),
    ("https://*.example.com", "https://A.example.com", False),
    ("https://*.example.com", "https://a.example.com/", False),
    ("https://*.example.com", "https://a.example.com:", False),
    ("https://*.example.com", "https://a.example.com\n", False),
    ("https://*.example.com", "https://x@a.example.com", False),
    ("https://*.example.com", "https://[a.example.com", False),
    ("https://*.example.com", "https://[.example.com]", False),
    ("https://*.example.com", f"https://{'a.' * 150}example.com", False),
    ("https://*.example.com", f"https://{'a' * 64}.example.com", False),
    ("https://*.example.com:8443", "https://a.example.com:8443", True),
    ("https://*.example.com:8443", "https://a.example.com", False),
    ("https://example.com:*", "https://example.com", True),
    ("https://example.com:*", "https://example.com:1", True),
    ("https://example.com:*", "https://example.com:65535", True),
    ("https://example.com:*", "https://example.com:65536", False),
    ("https://example.com:*", "https://example.com:01", False),
    ("https://example.com:*", "https://example.com:*", False),
    ("https://example.com:*", "https://a.example.com:1", False),
    ("https://*.example.com:*", "https://a.example.com:1", True),
    ("http://[::1]:*", "http://[::1]:3000", True),
    ("http://[::1]:*", "http://[::2]:3000", False),
    ("https://pr-*.example.com", "https://pr-1.example.com", True),
    ("https://pr-*.example.com", "https://pr-a-b_c.example.com", True),
    ("https://pr-*.example.com", f"https://pr-{'x' * 60}.example.com", True),
    ("https://pr-*.example.com", f"https://pr-{'x' * 61}.example.com", False),
    ("https://pr-*.example.com", "https://pr-.example.com", False),
    ("https://pr-*.example.com", "https://pr-a.b.example.com", False),
    ("https://pr-*.example.com", "https://a.pr-1.example.com", False),
    ("https://pr-*.example.com", "https://xpr-1.example.com", False),
    ("https://pr-*.example.com", "https://pr-1.example.com:8443", False),
    ("https://pr-*.example.com", "https://pr-1.example.com.attacker.test", False),
    ("https://pr-*.example.com", "https://pr-1.attacker.test/.example.com", False),
    ("https://pr-*.example.com", "https://pr-1xexample.com", False),
    ("https://pr-*.example.com", "https://pr-A.example.com", False),
    ("https://pr-*.example.com", "https://pr-*.example.com", False),
    ("https://pr-*.example.com", "http://pr-1.example.com", False),
    ("https://*-x.example.com", "https://a-x.example.com", True),
    ("https://*-x.example.com", "https://-x.example.com", False),
    ("https://*-x.example.com", "https://[a-x.example.com", False),
    ("https://*-x.example.com", "https://a.b-x.example.com", False),
    ("https://ab*ba.example.com", "https://abxba.example.com", True),
    ("https://ab*ba.example.com", "https://abba.example.com", False),
    ("https://ab*ba.example.com", "https://aba.example.com", False),
    ("https://api.pr-*-z.example.com", "https://api.pr-1-z.example.com", True),
    ("https://api.pr-*-z.example.com", "https://pr-1-z.example.com", False),
    ("https://api.pr-*-z.example.com", "https://apiXpr-1-z.example.com", False),
    ("https://pr-*.example.com:8443", "https://pr-1.example.com:8443", True),
    ("https://pr-*.example.com:*", "https://pr-1.example.com", True),
    ("https://pr-*.example.com:*", "https://pr-1.example.com:1", True),
    ("https://pr-*.example.com:*", "https://pr-1.example.com:0", False),
]


@pytest.mark.parametrize(("pattern", "origin", "allowed"), PATTERN_MATCHES)
def test_a_pattern_matches_parsed_parts(pattern: str, origin: str, allowed: bool) -> None:  # noqa: FBT001 - a table's column
    """Whole labels before the domain, any port for ``:*``, and nothing else."""
    assert CorsPolicy(allow_origins=[pattern]).allows_origin(origin) is allowed


LABELS = st.sampled_from(["a", "b", "example", "com", "attacker", "xn--a", "-"])


@given(
    st.lists(LABELS, min_size=1, max_size=5),
    st.sampled_from(["", ":1", ":8443"]),
    st.lists(LABELS, min_size=2, max_size=3),
    st.sampled_from(["", ":1", ":*"]),
)
def test_patterns_agree_with_a_naive_reading(
    host: list[str], port: str, base: list[str], pattern_port: str
) -> None:
    """The oracle compares lists of labels, one by one, and knows no index."""
    policy = CorsPolicy(allow_origins=[f"https://*.{'.'.join(base)}{pattern_port}"])
    below = len(host) > len(base) and host[-len(base) :] == base
    same_port = pattern_port in {":*", port}
    assert policy.allows_origin(f"https://{'.'.join(host)}{port}") is (below and same_port)


@pytest.mark.parametrize(
    "domain", ["example.com", ".".join(["d" * 60] * 3 + ["e" * 57]), ".".join(["d" * 57] * 4)]
)
@pytest.mark.parametrize("host", ["pr-*-x", "*-preview", "a.b*"])
def test_a_pattern_s_expression_takes_as_long_a_label_as_the_pattern(
    host: str, domain: str
) -> None:
    """63 characters of a label, 253 of a host, https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4."""
    pattern = f"https://{host}.{domain}"
    policy, expression = CorsPolicy(allow_origins=[pattern]), origin_expression(pattern)
    allowed = [policy.allows_origin(pattern.replace("*", "y" * length)) for length in range(70)]
    assert allowed[1]
    assert not allowed[-1]
    for length, expected in enumerate(allowed):
        origin = pattern.replace("*", "y" * length)
        assert bool(re.fullmatch(expression, origin)) is expected, length


def test_patterns_below_one_domain_do_not_hide_each_other() -> None:
    """Each is looked at, with and without a port, beside sub-domains and exact origins."""
    policy = CorsPolicy(
        allow_origins=[
            "https://pr-*.example.com",
            "https://*-pr.example.com",
            "https://pr-*.example.com:8443",
            "https://*.preview.example.com",
            "https://app.example.com",
        ]
    )
    allowed = ["pr-1", "1-pr", "a.b.preview", "app", "pr-1-pr"]
    assert [
        name for name in allowed if not policy.allows_origin(f"https://{name}.example.com")
    ] == []
    assert policy.allows_origin("https://pr-1.example.com:8443")
    refused = ["1-pr.example.com:8443", "x.example.com", "preview.example.com", "pr.example.com"]
    assert [host for host in refused if policy.allows_origin(f"https://{host}")] == []


HOSTILE_PATTERNS = [
    "https://*.example.com",
    "https://pr-*.example.com",
    "https://*-x.example.net:8443",
    "https://api.a*b.example.org:*",
    "https://*.example.net:*",
    "http://pr-*.localhost:3000",
]
SERIALIZED = re.compile(r"(https?)://([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::([1-9][0-9]{0,4}))?")


def covers(pattern: str, origin: str) -> bool:
    """Match label by label, after a browser's serialization has been read as a whole."""
    found = SERIALIZED.fullmatch(origin)
    if found is None or int(found[3] or 0) > 65535:
        return False
    scheme, _, rest = pattern.partition("://")
    wanted, _, port = rest.partition(":")
    given, labels = found[2].split("."), wanted.split(".")
    if len(found[2]) > 253 or any(len(label) > 63 for label in given) or found[1] != scheme:
        return False
    if port != "*" and port != (found[3] or ""):
        return False
    if labels[0] == "*":
        return len(given) >= len(labels) and given[1 - len(labels) :] == labels[1:]
    return len(given) == len(labels) and all(
        fnmatchcase(label, each.replace("*", "?*"))
        for each, label in zip(labels, given, strict=True)
    )


def hostile_origins(rng: random.Random) -> Iterator[str]:
    """Yield what fits a pattern, then changed somewhere by somebody who wants to get in."""
    parts = ["a", "1", "x-1", "pr-", "-x", "b", ".", "..", "*", "", "A", "@", "/", "\\", ":", "#"]
    parts += ["?", "\n", "\0", "%2e", "[", "]", "é", "evil.test", "x" * 63, "xn--a", "_", "-", " "]
    while True:
        origin = rng.choice(HOSTILE_PATTERNS).replace(
            ":*", rng.choice(["", ":1", ":65535", ":65536"])
        )
        origin = origin.replace("*", "".join(rng.choices(parts, k=rng.choice([1, 1, 1, 2]))))
        for _ in range(rng.choice([0, 0, 1, 1, 2])):
            at = rng.randrange(len(origin) + 1)
            cut = rng.choice([0, 0, 1])
            origin = origin[:at] + rng.choice(parts) + origin[at + cut :]
        yield origin


@pytest.mark.slow
def test_hostile_origins_against_an_independent_matcher() -> None:
    """100,000 of them, and each pattern by itself: both say the same of all."""
    rng = random.Random(16)  # noqa: S311 - not for secrets
    policies = [(each, CorsPolicy(allow_origins=[each])) for each in HOSTILE_PATTERNS]
    both = CorsPolicy(allow_origins=HOSTILE_PATTERNS)
    allowed = 0
    for origin in islice(hostile_origins(rng), 100_000):
        said = [policy.allows_origin(origin) for _, policy in policies]
        assert said == [covers(pattern, origin) for pattern, _ in policies], origin
        assert both.allows_origin(origin) is any(said)
        allowed += any(said)
    assert 10_000 < allowed < 60_000
