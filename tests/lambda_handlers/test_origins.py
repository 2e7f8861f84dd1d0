"""Origins are those that browsers send, and patterns match whole parts of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsgate import CorsPolicy, PolicyError, Reason
from support.refusals import refusals

BAD_ORIGINS = [
    ("", Reason.MISSING, "is empty; name an origin such as 'https://app.example.com'"),
    ("app.example.com", Reason.MALFORMED, "has no scheme; write 'https://app.example.com'"),
    # Trap 44: what a CloudFormation parameter or another stack's output looks like in an app.
    *(
        (
            token,
            Reason.MALFORMED,
            (
                "holds a value that the CDK knows only when it deploys, and preflights are written "
                "before that; write the origin itself"
            ),
        )
        for token in ("https://${Token[TOKEN.13]}", "#{Token[TOKEN.15]}")
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
        "ends with a slash, which no origin does; write 'https://app.example.com'",
    ),
    (
        "https://app.example.com/path",
        Reason.MALFORMED,
        "contains a path, which no origin has; write 'https://app.example.com'",
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
        "has upper-case letters, which no browser sends; write 'https://app.example.com'",
    ),
    (
        "https://app.example.com:443",
        Reason.NOT_SERIALIZED,
        "names the default port of https, which no browser sends; leave ':443' out",
    ),
    (
        "http://app.example.com:80",
        Reason.NOT_SERIALIZED,
        "names the default port of http, which no browser sends; leave ':80' out",
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
        "has something that is no port after its host; write 'http://[::1]'",
    ),
    (
        "https://app.example.com:",
        Reason.MALFORMED,
        "has something that is no port after its host; write 'https://app.example.com'",
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
            "is what any sandboxed frame or local file sends, so it allows everyone; "
            "serve the page "
            "from an https origin and list that"
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
        (
            origin,
            Reason.PATTERN,
            (
                "has a '*' where none is allowed; write '*.' in front of a domain "
                "('https://*.example.com') or ':*' for any port"
            ),
        )
        for origin in (
            "https://*",
            "https://*example.com",
            "https://app.*.com",
            "https://*.*.example.com",
            "https://example.*",
        )
    ),
]


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
