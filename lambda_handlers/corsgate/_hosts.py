"""Which hosts a browser can put into ``Origin``, and what to write for those that it cannot.

A browser parses the host by the URL standard, https://url.spec.whatwg.org/#host-parsing, and sends
the result: punycode, dotted decimal, compressed IPv6. A host in another spelling never matches.
"""

from __future__ import annotations

from ._origins import ANY, ANY_SUBDOMAIN, DIGITS, cut_at_label, is_domain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import Refusal

_IPV4_PARTS = 4
_HIGHEST_OCTET = 255
_IPV6_GROUPS = 8


def host_problem(host: str) -> Refusal | None:
    """Say what is wrong with the host of an origin or of a pattern.

    Args:
        host: host of an origin, what stands between ``://`` and the port, ``*.`` in front included.

    Returns:
        The reason and a sentence that follows the origin; None for a host that a browser sends.
    """
    if host.startswith("["):
        return _ipv6_problem(host)
    name = host.removeprefix(ANY_SUBDOMAIN)
    if name and name.isascii() and _ends_in_a_number(name):
        return _ipv4_problem(host)
    if ANY in name:
        return _pattern_problem(host)
    return _domain_problem(name)


def is_loopback(host: str) -> bool:
    """Whether a host never leaves the machine, so that ``http`` to it is not insecure.

    Args:
        host: valid, ``*.`` in front included.

    Returns:
        True for ``localhost`` and below it, 127.0.0.0/8 and ``[::1]``, as
        https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy has it.
    """
    if host == "[::1]" or host.rpartition(".")[2] == "localhost":
        return True
    return _ends_in_a_number(host) and host.startswith("127.")


def _domain_problem(name: str) -> Refusal | None:
    if not name:
        return "malformed", "has no host; write for example 'https://app.example.com'"
    return _spelling_problem(name, name)


def _spelling_problem(name: str, filled: str) -> Refusal | None:
    """Look at the characters of a name.

    Args:
        name: the name in the form in which a message shows it.
        filled: the same with a letter for its ``*``.
    """
    if not name.isascii():
        return "not serialized", (
            f"is not what a browser sends; write the host in punycode: {_punycode(name)!r}"
        )
    if not is_domain(filled):
        return "malformed", (
            f"has no valid host: {name!r}; a host is labels of a-z, 0-9, '-' and '_' joined by dots"
        )
    return None


def _pattern_problem(host: str) -> Refusal | None:
    """Say what is wrong with a ``*`` that is not in front of a domain.

    One within one label is fine. No message names a wider pattern: who meant a few pages would get
    many.
    """
    if host.count(ANY) > 1:
        return "pattern", "has more than one '*' in its host; keep one, or list the origins"
    head, tail, domain = cut_at_label(host)
    label = head.rpartition(".")[2] + tail
    if not domain or not (label or head):
        return "pattern", "has a '*' in place of the domain; list the origins"
    if not label:
        return "pattern", (
            "has a '*' in place of a whole label, which is supported only in front of a domain; "
            "list the origins"
        )
    if not label.isascii():
        return "pattern", (
            "has a '*' beside letters that browsers send in punycode, which change the whole "
            "label; list the origins"
        )
    if "." not in domain and not is_loopback(domain):
        return "pattern", (
            f"has a '*' right below {domain!r}, where anyone can register a matching name; list "
            "the origins"
        )
    return _spelling_problem(host, f"{head}x{tail}.{domain}")


def _punycode(name: str) -> str:
    from unicodedata import normalize  # noqa: PLC0415 - only a refused policy pays for it

    return ".".join(
        label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
        for label in normalize("NFC", name.lower()).split(".")
    )


def _ends_in_a_number(name: str) -> bool:
    """https://url.spec.whatwg.org/#ends-in-a-number-checker."""
    last = name.removesuffix(".").rpartition(".")[2]
    hexadecimal = last.startswith("0x") and not last[2:].strip("0123456789abcdef")
    return bool(last) and (not last.strip(DIGITS) or hexadecimal)


def _ipv4_problem(host: str) -> Refusal | None:
    octets = host.split(".")
    if host.startswith(ANY_SUBDOMAIN):
        return "pattern", "has a '*' before an IP address, which has no sub-domains; list it"
    if ANY in host:
        return "pattern", "has a '*' in an IP address; list the addresses"
    plain = len(octets) == _IPV4_PARTS and all(
        octet.isdigit() and str(int(octet)) == octet and int(octet) <= _HIGHEST_OCTET
        for octet in octets
    )
    if plain:
        return None
    return "not serialized", (
        f"is not what a browser sends: {host!r} is an IPv4 address in an unusual form; write four "
        "decimal numbers of 0 to 255 without leading zeros, '127.0.0.1'"
    )


def _ipv6_problem(host: str) -> Refusal | None:
    from ipaddress import AddressValueError, IPv6Address  # noqa: PLC0415 - 1.6 ms, and rarely used

    malformed: Refusal = (
        "malformed",
        f"has no valid IPv6 address: {host!r}; write it in brackets, '[::1]'",
    )
    if not host.endswith("]") or "%" in host:  # a zone is never part of an origin
        return malformed
    try:
        address = IPv6Address(host[1:-1])
    except AddressValueError:
        return malformed
    serialized = f"[{_serialize_ipv6(int(address))}]"
    if serialized == host:
        return None
    return "not serialized", f"is not what a browser sends; write the host as {serialized!r}"


def _serialize_ipv6(address: int) -> str:
    """https://url.spec.whatwg.org/#concept-ipv6-serializer.

    Not `str(IPv6Address)`: from Python 3.13 on that writes IPv4-mapped addresses with dots.
    """
    groups = [f"{address >> shift & 0xFFFF:x}" for shift in range(112, -16, -16)]
    start, length = _longest_zeros(groups)
    if length < 2:  # noqa: PLR2004 - a single zero group is not compressed
        return ":".join(groups)
    return ":".join(groups[:start]) + "::" + ":".join(groups[start + length :])


def _longest_zeros(groups: list[str]) -> tuple[int, int]:
    """Return where the first longest run of zero groups starts, and its length."""
    best, length = 0, 0
    for start in range(_IPV6_GROUPS):
        end = start
        while end < _IPV6_GROUPS and groups[end] == "0":
            end += 1
        if end - start > length:
            best, length = start, end - start
    return best, length
