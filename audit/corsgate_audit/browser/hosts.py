"""Hosts of URLs: which are valid, and how a browser writes them."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import unquote

from corsgate_audit.browser.digits import capped_int

# https://url.spec.whatwg.org/#forbidden-domain-code-point, and what IDNA refuses: the C1 controls
# and the replacement character.
# A space is left out: Chromium takes it, as %20, and no host of that name can exist.
_forbidden_in_domain = re.compile(r"[\x00-\x1f#%/:<>?@\[\\\]^|\x7f-\x9f\ufffd]").search
# https://url.spec.whatwg.org/#forbidden-host-code-point
_forbidden_in_opaque = re.compile(r"[\x00\t\n\r #/:<>?@\[\\\]^|]").search
_number = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+").fullmatch
_BYTES_OF_IPV4 = 4
_ADDRESSES = 256**_BYTES_OF_IPV4


def parse_host(host: str) -> str | None:
    """Return the host of an ``http`` URL as a browser writes it; None where it is invalid.

    Source: https://url.spec.whatwg.org/#concept-host-parser
    """
    if host.startswith("["):
        return _parse_ipv6(host)
    domain = _domain_to_ascii(unquote(host).lower())
    if not domain or _forbidden_in_domain(domain):
        return None
    if _ends_in_a_number(domain):
        return _parse_ipv4(domain)
    return domain.replace(" ", "%20")


def _domain_to_ascii(domain: str) -> str:
    """Write a name in ASCII; empty where that cannot be done.

    Not done: labels that are ASCII already are not looked into (``xn--`` followed by nonsense).

    Source: https://url.spec.whatwg.org/#concept-domain-to-ascii
    """
    if domain.isascii():
        return domain
    import idna  # noqa: PLC0415 - 20 ms for its tables, which few names need

    try:
        # Its own encode() has a registry's rules, on hyphens, lengths and directions: browsers do
        # not apply them.
        mapped = idna.uts46_remap(domain, std3_rules=False, transitional=False)
        return ".".join(_label_to_ascii(label) for label in mapped.split("."))
    except (idna.IDNAError, UnicodeError):
        return ""


def _label_to_ascii(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def parse_opaque_host(host: str) -> str | None:
    """Return the host of a URL whose scheme no browser knows; None where it is invalid.

    Source: https://url.spec.whatwg.org/#concept-opaque-host-parser
    """
    if host.startswith("["):
        return _parse_ipv6(host)
    return None if _forbidden_in_opaque(host) else host


def _parse_ipv6(host: str) -> str | None:
    if not host.endswith("]") or "%" in host:
        return None
    try:
        address = IPv6Address(host[1:-1])
    except AddressValueError:
        return None
    if mapped := address.ipv4_mapped:
        # Python 3.13 and later write the last 32 bits with dots; a browser does not.
        return f"[::ffff:{int(mapped) >> 16:x}:{int(mapped) & 0xFFFF:x}]"
    return f"[{address.compressed}]"


def _ends_in_a_number(domain: str) -> bool:
    """Whether a host has to be an IPv4 address.

    Source: https://url.spec.whatwg.org/#ends-in-a-number-checker
    """
    return _number(domain.removesuffix(".").rpartition(".")[2]) is not None


def _parse_ipv4(domain: str) -> str | None:
    """Read one to four numbers, the last of which fills what is left of the 32 bits.

    Source: https://url.spec.whatwg.org/#concept-ipv4-parser
    """
    parts = domain.removesuffix(".").split(".")
    numbers = [number for part in parts if (number := _parse_number(part)) is not None]
    if len(numbers) != len(parts) or len(parts) > _BYTES_OF_IPV4:
        return None
    *heads, last = numbers
    if any(head > 255 for head in heads) or last >= 256 ** (5 - len(parts)):  # noqa: PLR2004 - bytes
        return None
    address = last + sum(head << 8 * (3 - place) for place, head in enumerate(heads))
    return ".".join(map(str, address.to_bytes(_BYTES_OF_IPV4, "big")))


def _parse_number(part: str) -> int | None:
    """Read decimal, ``0x`` hexadecimal or ``0`` octal digits; ``0x`` alone is 0."""
    if _number(part) is None:
        return None
    if part[:2] in {"0x", "0X"}:
        return int(part[2:] or "0", 16)
    if part.startswith("0") and len(part) > 1:
        return int(part, 8) if re.fullmatch("[0-7]+", part) else None
    return capped_int(part, _ADDRESSES)
