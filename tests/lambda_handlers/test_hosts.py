"""Hosts in the spelling that browsers send, and which of them never leave the machine."""

from __future__ import annotations

import pytest

from corsgate import CorsPolicy, PolicyError, Reason
from support.refusals import refusals

IPV4 = (
    "is an IPv4 address in an unusual form; write four decimal numbers of 0 to 255 without "
    "leading zeros, '127.0.0.1'"
)


@pytest.mark.parametrize(
    "host", ["127.0.0.1.", "1.2.3.0x0", "1.2.3.0x", "1.2.3.0xaf", "0xff", "0.0.0.256", "1.2.3.4.5"]
)
def test_what_a_url_parser_takes_for_an_ipv4_address(host: str) -> None:
    """A last label of digits, or of hexadecimal ones, and none at all behind ``0x``.

    https://url.spec.whatwg.org/#ends-in-a-number-checker
    """
    ((_, reason, message),) = refusals(allow_origins=[f"https://{host}"])
    assert reason is Reason.NOT_SERIALIZED
    assert message.endswith(f"is not what a browser sends: {host!r} {IPV4}")


@pytest.mark.parametrize("host", ["255.255.255.255", "0.0.0.1", "a.0xg", "1.2.3.x0", "1a.b1"])
def test_hosts_that_stay_as_they_are(host: str) -> None:
    """Addresses in dotted decimal, and names whose last label is no number."""
    assert CorsPolicy(allow_origins=[f"https://{host}"]).allows_origin(f"https://{host}")


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("[0:0:1:0:0:0:1:1]", "[0:0:1::1:1]"),
        ("[1:0:0:1:0:0:1:1]", "[1::1:0:0:1:1]"),
        ("[1:2:0:0:5:6:7:8]", "[1:2::5:6:7:8]"),
        ("[1:0:3:4:5:6::]", "[1:0:3:4:5:6::]"),
        ("[0:1:2:3:4:5:6::]", "[0:1:2:3:4:5:6:0]"),
        ("[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7:8]"),
        ("[0:0:0:0:0:0:0:0]", "[::]"),
    ],
)
def test_ipv6_addresses_as_browsers_write_them(written: str, sent: str) -> None:
    """The first longest run of zeros is left out, a single one never.

    https://url.spec.whatwg.org/#concept-ipv6-serializer
    """
    assert CorsPolicy(allow_origins=[f"http://{sent}"]).allows_origin(f"http://{sent}")
    if written != sent:
        ((_, _, message),) = refusals(allow_origins=[f"http://{written}"])
        assert message.endswith(f"write the host as '{sent}'")


@pytest.mark.parametrize(
    "origin",
    [
        "http://127.attacker.example",
        "http://127.0.0.1.attacker.example",
        "http://1.2.3.4",
        "http://localhost.attacker.example",
        "http://notlocalhost",
        "http://[::2]",
    ],
)
def test_only_the_machine_itself_is_secure_without_encryption(origin: str) -> None:
    """A name that begins like a loopback address is anybody's."""
    ((_, reason, _),) = refusals(allow_origins=[origin], allow_credentials=True)
    assert reason is Reason.INSECURE


@pytest.mark.parametrize(
    "origin", ["http://localhost", "http://app.localhost", "http://127.9.9.9", "http://[::1]"]
)
def test_the_machine_itself_needs_no_encryption(origin: str) -> None:
    """https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy."""
    assert CorsPolicy(allow_origins=[origin], allow_credentials=True).allows_origin(origin)


def test_a_trailing_slash_is_the_only_problem_of_the_machine_itself() -> None:
    """It is still the machine itself, so not insecure too."""
    with pytest.raises(PolicyError) as caught:
        CorsPolicy(allow_origins=["http://localhost/"], allow_credentials=True)
    assert [problem.reason for problem in caught.value.problems] == [Reason.MALFORMED]


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        ("https:///", "contains a path, but an origin has none; write 'https://'"),
        (
            "https://a/",
            "ends with a slash, but an origin has no slash at the end; write 'https://a'",
        ),
        (
            "https://a.example/b/c",
            "contains a path, but an origin has none; write 'https://a.example'",
        ),
        ("https://a.example/?://", "contains a query; an origin is scheme, host and port only"),
        (
            "https://a.example/b://c",
            "contains a path, but an origin has none; write 'https://a.example'",
        ),
        ("X/a.example", "has no scheme; write 'https://X/a.example'"),
        *(
            (
                f"{scheme}://a.example",
                (
                    f"has the scheme {scheme!r}, whose pages send the origin 'null'; serve the "
                    "page from an https origin and list that"
                ),
            )
            for scheme in ("file", "data", "blob", "about", "javascript")
        ),
    ],
)
def test_the_fix_of_a_malformed_origin(origin: str, text: str) -> None:
    """It names the part that is too much, and shows the origin without it."""
    ((_, _, message),) = refusals(allow_origins=[origin])
    assert message == f"allow_origins: {origin!r} {text}"
