"""Origins that no browser sends are refused, with what to write in their place."""

from __future__ import annotations

import pytest

from corsgate import Reason
from support.refusals import refusals

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
            "${Token[TOKEN.13",
            "https://${Token[TOKEN.13",
            "${Token[https://${Token[TOKEN.13]}",
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
