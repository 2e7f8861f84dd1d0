"""Origins are those that browsers send, and patterns match whole parts of them."""

from __future__ import annotations

import json
import pickle
import random
import re
from fnmatch import fnmatchcase
from itertools import islice
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsgate import CorsPolicy, PolicyError, Reason
from support.refusals import refusals

if TYPE_CHECKING:
    from collections.abc import Iterator

BAD_ORIGINS = [
    ("", Reason.MISSING, "is empty; name an origin such as 'https://app.example.com'"),
    ("app.example.com", Reason.MALFORMED, "has no scheme; write 'https://app.example.com'"),
    # Trap 44: what a CloudFormation parameter or another stack's output looks like in an app.
    (
        "#{Token[TOKEN.15]}",
        Reason.MALFORMED,
        (
            "stands for a list that is known only at deployment; name each origin by a value of "
            "its own: Fn.select(0, parameter.value_as_list)"
        ),
    ),
    *(
        (
            token,
            Reason.MALFORMED,
            (
                "has a value that is known only at deployment beside other text; such a value has "
                "to be a whole host or a whole origin: "
                "'https://' + Fn.join('.', ['app', parameter.value_as_string])"
            ),
        )
        for token in (
            "https://app.${Token[TOKEN.13]}",
            "https://*.${Token[TOKEN.13]}",
            "https://${Token[TOKEN.13]}.example.com",
            "https://${Token[TOKEN.13]}${Token[TOKEN.14]}",
            "https://${Token[TOKEN.13]}:*",
            "${Token[TOKEN.13]}/",
            "https://${Token[TOKEN.13]}/",
        )
    ),
    (
        "https://${Token[TOKEN.13]}:443",
        Reason.NOT_SERIALIZED,
        "names the default port of https, which browsers do not send; remove ':443'",
    ),
    (
        "h*://${Token[TOKEN.13]}",
        Reason.PATTERN,
        "has a '*' in the scheme; list the origin once with each scheme",
    ),
    # Trap 33: the header carries one origin.
    (
        "https://a.test, https://b.test",
        Reason.MALFORMED,
        "holds several origins; give a list: ['https://a.test', 'https://b.test']",
    ),
    ("//app.example.com", Reason.MALFORMED, "has no scheme; write 'https://app.example.com'"),
    (
        "https://app.example.com/",
        Reason.MALFORMED,
        "ends with a slash, but an origin has no slash at the end; write 'https://app.example.com'",
    ),
    (
        "https://app.example.com/path",
        Reason.MALFORMED,
        "contains a path, but an origin has none; write 'https://app.example.com'",
    ),
    (
        "https://app.example.com?q",
        Reason.MALFORMED,
        "contains a query; an origin is scheme, host and port only",
    ),
    (
        "https://app.example.com#f",
        Reason.MALFORMED,
        "contains a fragment; an origin is scheme, host and port only",
    ),
    (
        "https://user@app.example.com",
        Reason.MALFORMED,
        "contains user info; an origin is scheme, host and port only",
    ),
    (
        "https://app.example.com\\x",
        Reason.MALFORMED,
        "contains a backslash; an origin is scheme, host and port only",
    ),
    (
        " https://app.example.com",
        Reason.MALFORMED,
        "contains whitespace or a control character; remove it",
    ),
    (
        "https://app.example.com\x00",
        Reason.MALFORMED,
        "contains whitespace or a control character; remove it",
    ),
    (
        "https://App.example.com",
        Reason.NOT_SERIALIZED,
        "has upper-case letters, which browsers do not send; write 'https://app.example.com'",
    ),
    (
        "https://app.example.com:443",
        Reason.NOT_SERIALIZED,
        "names the default port of https, which browsers do not send; remove ':443'",
    ),
    (
        "http://app.example.com:80",
        Reason.NOT_SERIALIZED,
        "names the default port of http, which browsers do not send; remove ':80'",
    ),
    (
        "https://bücher.example",
        Reason.NOT_SERIALIZED,
        "is not what a browser sends; write the host in punycode: 'xn--bcher-kva.example'",
    ),
    (
        "https://*.straße.example",
        Reason.NOT_SERIALIZED,
        "is not what a browser sends; write the host in punycode: 'xn--strae-oqa.example'",
    ),
    (
        "http://127.1",
        Reason.NOT_SERIALIZED,
        (
            "is not what a browser sends: '127.1' is an IPv4 address in an unusual "
            "form; write four "
            "decimal numbers of 0 to 255 without leading zeros, '127.0.0.1'"
        ),
    ),
    (
        "http://0x7f.0.0.0x1",
        Reason.NOT_SERIALIZED,
        (
            "is not what a browser sends: '0x7f.0.0.0x1' is an IPv4 address in an "
            "unusual form; write "
            "four decimal numbers of 0 to 255 without leading zeros, '127.0.0.1'"
        ),
    ),
    (
        "http://256.0.0.1",
        Reason.NOT_SERIALIZED,
        (
            "is not what a browser sends: '256.0.0.1' is an IPv4 address in an unusual form; write "
            "four decimal numbers of 0 to 255 without leading zeros, '127.0.0.1'"
        ),
    ),
    (
        "http://[0:0::1]",
        Reason.NOT_SERIALIZED,
        "is not what a browser sends; write the host as '[::1]'",
    ),
    (
        "http://[::ffff:1.2.3.4]",
        Reason.NOT_SERIALIZED,
        "is not what a browser sends; write the host as '[::ffff:102:304]'",
    ),
    (
        "http://[1:2:3:4:5:6::8]",
        Reason.NOT_SERIALIZED,
        "is not what a browser sends; write the host as '[1:2:3:4:5:6:0:8]'",
    ),
    (
        "http://[fe80::1%eth0]",
        Reason.MALFORMED,
        "has no valid IPv6 address: '[fe80::1%eth0]'; write it in brackets, '[::1]'",
    ),
    (
        "http://[::1",
        Reason.MALFORMED,
        "has no valid IPv6 address: '[::1'; write it in brackets, '[::1]'",
    ),
    (
        "http://[1::2::3]",
        Reason.MALFORMED,
        "has no valid IPv6 address: '[1::2::3]'; write it in brackets, '[::1]'",
    ),
    (
        "http://[::1]8080",
        Reason.MALFORMED,
        "has something after its host that is not a port; write 'http://[::1]'",
    ),
    (
        "https://app.example.com:",
        Reason.MALFORMED,
        "has something after its host that is not a port; write 'https://app.example.com'",
    ),
    (
        "https://app.example.com:08443",
        Reason.MALFORMED,
        "has no valid port: '08443'; a port is 1 to 65535, without leading zeros",
    ),
    (
        "https://app.example.com:65536",
        Reason.MALFORMED,
        "has no valid port: '65536'; a port is 1 to 65535, without leading zeros",
    ),
    (
        "https://app..example.com",
        Reason.MALFORMED,
        (
            "has no valid host: 'app..example.com'; a host is labels of a-z, 0-9, '-' "
            "and '_' joined "
            "by dots"
        ),
    ),
    (
        "https://app(.)example.com",
        Reason.MALFORMED,
        (
            "has no valid host: 'app(.)example.com'; a host is labels of a-z, 0-9, "
            "'-' and '_' joined "
            "by dots"
        ),
    ),
    ("https://", Reason.MALFORMED, "has no host; write for example 'https://app.example.com'"),
    (
        "://app.example.com",
        Reason.MALFORMED,
        "has no valid scheme: ''; write 'https://' before the host",
    ),
    (
        "1https://app.example.com",
        Reason.MALFORMED,
        "has no valid scheme: '1https'; write 'https://' before the host",
    ),
    (
        "null",
        Reason.NULL,
        (
            "is what any sandboxed frame or local file sends, so it allows every page; serve the "
            "page from an https origin and list that"
        ),
    ),
    (
        "file://",
        Reason.NULL,
        (
            "has the scheme 'file', whose pages send the origin 'null'; serve the "
            "page from an https "
            "origin and list that"
        ),
    ),
    (
        "*://app.example.com",
        Reason.PATTERN,
        "has a '*' in the scheme; list the origin once with each scheme",
    ),
    (
        "https://*.192.0.2.1",
        Reason.PATTERN,
        "has a '*' before an IP address, which has no sub-domains; list it",
    ),
    (
        "https://app.example.com:80*",
        Reason.PATTERN,
        "has a '*' within the port; write ':*' for any port",
    ),
    *(
        (origin, Reason.PATTERN, "has a '*' in place of the domain; list the origins")
        for origin in ("https://*", "https://example.*", "https://pr-*", "https://192.0.2.1*")
    ),
    *(
        (
            origin,
            Reason.PATTERN,
            (
                "has a '*' right below 'com', where anyone can register a matching name; list the "
                "origins"
            ),
        )
        for origin in ("https://*example.com", "https://example*.com", "https://app.ex*e.com:*")
    ),
    *(
        (
            origin,
            Reason.PATTERN,
            (
                "has a '*' in place of a whole label, which is supported only in front of a "
                "domain; list the origins"
            ),
        )
        for origin in ("https://app.*.com", "https://app.*.example.com")
    ),
    *(
        (
            origin,
            Reason.PATTERN,
            "has more than one '*' in its host; keep one, or list the origins",
        )
        for origin in (
            "https://*.*.example.com",
            "https://*.pr-*.example.com",
            "https://a-*-b-*.example.com",
            "https://a-**.example.com",
        )
    ),
    (
        "https://1*.0.2.1",
        Reason.PATTERN,
        "has a '*' in an IP address; list the addresses",
    ),
    (
        "https://bü*.example.com",
        Reason.PATTERN,
        (
            "has a '*' beside letters that browsers send in punycode, which change the whole "
            "label; list the origins"
        ),
    ),
    (
        "https://pr-*.bücher.example",
        Reason.NOT_SERIALIZED,
        "is not what a browser sends; write the host in punycode: 'pr-*.xn--bcher-kva.example'",
    ),
    (
        f"https://{'x' * 63}*.example.com",
        Reason.MALFORMED,
        (
            f"has no valid host: '{'x' * 63}*.example.com'; a host is labels of a-z, 0-9, '-' "
            "and '_' joined by dots"
        ),
    ),
]


@pytest.mark.parametrize(("origin", "reason", "text"), BAD_ORIGINS)
def test_no_message_leads_to_a_wider_pattern(origin: str, reason: Reason, text: str) -> None:
    """Who meant a few pages is not told to write ``*.`` in front of their domain."""
    advice = text.partition("; ")[2].replace(repr(origin), "")
    assert reason is not Reason.PATTERN or "*." not in advice


@pytest.mark.parametrize(("origin", "reason", "text"), BAD_ORIGINS)
def test_an_origin_that_no_browser_sends_is_refused(origin: str, reason: Reason, text: str) -> None:
    """The message gives the value and what to write instead."""
    expected = ("allow_origins", reason, f"allow_origins: {origin!r} {text}")
    assert refusals(allow_origins=[origin]) == [expected]


GOOD_ORIGINS = [
    "https://app.example.com",
    "https://app.example.com:8443",
    "http://localhost:3000",
    "http://127.0.0.1:5500",
    "http://[::1]",
    "http://[2001:db8::1]:8080",
    "https://xn--bcher-kva.example",
    "https://under_score.example.com",
    "https://*.example.com",
    "https://*.example.com:8443",
    "https://*.example.com:*",
    "https://pr-*.example.com",
    "https://*-team.example.com:8443",
    "https://api.pr-*--site.example.co.uk:*",
    "https://pr-*.d1abc.amplifyapp.com",
    f"https://{'x' * 62}*.example.com",
    "http://pr-*.localhost:3000",
    "http://localhost:*",
    "http://[::1]:*",
    "capacitor://localhost",
    "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
]


@pytest.mark.parametrize("origin", GOOD_ORIGINS)
def test_an_origin_that_a_browser_sends_is_accepted(origin: str) -> None:
    """Nothing legitimate is shut out, loopback and app schemes with credentials included."""
    policy = CorsPolicy(
        allow_origins=[origin],
        allow_credentials=True,
        dangerously_allow_insecure_origins="2001" in origin,
    )
    assert policy.allow_origins == (origin,)


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


def test_public_suffixes_are_checked_where_the_list_is() -> None:
    """With credentials, without the switch, and only for patterns."""
    is_public_suffix = {"tochigi.jp", "co.uk"}.__contains__
    origins = ["https://*.tochigi.jp", "https://*.example.co.uk", "https://me.github.io"]
    policy = CorsPolicy(allow_origins=origins, allow_credentials=True)
    with pytest.raises(PolicyError) as caught:
        policy.check_public_suffixes(is_public_suffix)
    (problem,) = caught.value.problems
    assert (problem.value, problem.reason) == ("https://*.tochigi.jp", Reason.PUBLIC_SUFFIX)
    policy.replace(allow_credentials=False).check_public_suffixes(is_public_suffix)
    policy.replace(dangerously_allow_public_suffixes=True).check_public_suffixes(is_public_suffix)
    policy.replace(allow_origins=origins[1:]).check_public_suffixes(is_public_suffix)


@pytest.mark.parametrize(
    "origin",
    [
        "https://${Token[TOKEN.13]}",
        "https://${Token[AWS::Region.4]}:8443",
        "capacitor://${Token[Site.13]}",
        "${Token[TOKEN.13]}",
    ],
)
def test_trap_44_an_origin_that_a_deployment_knows_is_kept_letter_by_letter(origin: str) -> None:
    """In code alone, where the CDK replaces it; a policy that arrives with one is broken."""
    policy = CorsPolicy(allow_origins=[origin], allow_credentials=True, allow_methods=["PUT"])
    assert policy.allow_origins == (origin,)
    assert pickle.loads(pickle.dumps(policy)) == policy  # noqa: S301 - our own
    assert policy.replace(allow_methods=[]).allow_origins == (origin,)
    assert json.loads(policy.to_json())["allow_origins"] == [origin]
    with pytest.raises(PolicyError, match="the CDK replaces at deployment"):
        CorsPolicy.from_json(policy.to_json())
