"""Address spaces: how near to the user a host is, by what its name or its address says.

Source: https://wicg.github.io/local-network-access/#ip-address-space and
https://w3c.github.io/webappsec-secure-contexts/#potentially-trustworthy-origin
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

PUBLIC, LOCAL, LOOPBACK = "public", "local", "loopback"

_LOCAL = tuple(
    map(
        ip_network,
        (
            *("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.168.0.0/16", "198.18.0.0/15", "fc00::/7", "fe80::/10"),
        ),
    )
)


@lru_cache(maxsize=1024)
def space_of(host: str) -> str | None:
    """Return the address space of a host; None for a name, which has to be looked up first.

    Args:
        host: host as a browser writes it.

    Example:
        >>> space_of("192.168.0.1"), space_of("api.localhost"), space_of("api.example.com")
        ('local', 'loopback', None)
    """
    name = host.removesuffix(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return LOOPBACK
    if name.endswith(".local"):
        return LOCAL
    address = _address(host)
    if address is None:
        return None
    # A connection to the unspecified address reaches the machine itself.
    if address.is_loopback or address.is_unspecified:
        return LOOPBACK
    is_local = any(address.version == each.version and address in each for each in _LOCAL)
    return LOCAL if is_local else PUBLIC


@lru_cache(maxsize=1024)
def is_trustworthy(host: str) -> bool:
    """Whether a browser trusts http to a host: ``localhost`` and loopback addresses.

    Args:
        host: host as a browser writes it.

    Source: https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy, steps 3 and 4
    """
    address = _address(host)
    return address.is_loopback if address else space_of(host) == LOOPBACK


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
