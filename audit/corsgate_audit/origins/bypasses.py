"""Origins that only a loose comparison lets in.

The slips are those of "Misconfigured CORS" in https://portswigger.net/research/exploiting-cors-misconfigurations-for-bitcoins-and-bounties
and of "We Still Don't Have Secure Cross-Domain Requests", USENIX Security 2018,
https://www.usenix.org/conference/usenixsecurity18/presentation/chen-jianjun.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.browser.urls import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

ATTACKER = "corsgate-attacker.example"
"""A host that nobody can own: example is reserved, https://www.rfc-editor.org/rfc/rfc2606."""


class Slip(NamedTuple):
    """A way in which a server compares origins too loosely.

    Args:
        name: name of it, for programs.
        origin: origin that only a server with this slip lets in; in braces the parts of the page's
            own.
        says: what the server does wrong if it lets that in.
    """

    name: str
    origin: str
    says: str


SLIPS = (
    Slip("any", f"https://{ATTACKER}", "it sends back any origin that it receives"),
    Slip("null", "null", "it allows null, which is the origin of every sandboxed frame"),
    Slip("suffix", f"{{origin}}.{ATTACKER}", "it compares only the beginning"),
    Slip("prefix", "{scheme}://x{host}{port}", "it compares only the end"),
    Slip("dot", "{scheme}://{swapped}{port}", "a dot of its regular expression is not escaped"),
    Slip("underscore", f"{{origin}}_.{ATTACKER}", "its regular expression ends at an underscore"),
    Slip("backtick", f"{{origin}}`.{ATTACKER}", "its regular expression ends at a backtick"),
    Slip("localhost", f"https://localhost.{ATTACKER}", "it allows what begins with localhost"),
    Slip("scheme", "{other}://{host}{port}", "it does not compare the scheme"),
    Slip("port", "{scheme}://{host}:1", "it does not compare the port"),
    Slip(
        "subdomain",
        "{scheme}://corsgate-x.{host}{port}",
        "it allows every host below the page's host; this is right only if all of them are trusted",
    ),
)


def attack_origins(origin: str) -> Iterator[tuple[Slip, str]]:
    """Yield every slip with the origin that shows it.

    Args:
        origin: origin of a page that is let in; of ``null`` only what needs no host is left.
    """
    url = parse(origin)
    parts = {} if url is None else _parts(origin, url.scheme, url.host, url.port)
    for slip in SLIPS:
        try:
            made = slip.origin.format(**parts)
        except KeyError:
            continue
        if made != origin:
            yield slip, made


def _parts(origin: str, scheme: str, host: str, port: int | None) -> dict[str, str]:
    return {
        "origin": origin,
        "scheme": scheme,
        "other": "http" if scheme == "https" else "https",
        "host": host,
        "port": "" if port is None else f":{port}",
        "swapped": host.replace(".", "x", 1),
    }
