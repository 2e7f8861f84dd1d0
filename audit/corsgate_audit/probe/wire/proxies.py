"""The proxy that the environment names for a URL."""

from __future__ import annotations

import ipaddress
from base64 import b64encode
from typing import NamedTuple
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

_SCHEMES = {"http": 80, "https": 443}


class ProxyError(Exception):
    """A proxy cannot be used, or refuses; the message names it."""


class Proxy(NamedTuple):
    """A proxy.

    Args:
        scheme: scheme by which it is spoken to, ``"http"`` or ``"https"``.
        host: name or address.
        port: port of it.
        credentials: value of ``Proxy-Authorization``; None without a user in its URL.
    """

    scheme: str
    host: str
    port: int
    credentials: str | None = None

    @property
    def name(self) -> str:
        """The proxy without its password."""
        return f"{self.scheme}://{self.host}:{self.port}"


def proxy_for(scheme: str, host: str) -> Proxy | None:
    """Return the proxy through which a request goes; None where it goes directly.

    ``HTTP_PROXY``, ``HTTPS_PROXY``, ``ALL_PROXY`` and ``NO_PROXY``, in capitals or not. What is on
    this machine goes directly, as in browsers.

    Args:
        scheme: scheme of the URL.
        host: host of the URL.

    Raises:
        ProxyError: the environment names a proxy that speaks no HTTP, such as SOCKS.

    Source: https://chromium.googlesource.com/chromium/src/+/main/net/docs/proxy.md#implicit-bypass-rules
    """
    proxies = getproxies()
    named = proxies.get(scheme) or proxies.get("all")
    if not named or _is_here(host) or proxy_bypass(host):
        return None
    variable = f"{scheme.upper()}_PROXY" if proxies.get(scheme) else "ALL_PROXY"
    parts = urlsplit(named if "://" in named else f"http://{named}")
    if parts.scheme.startswith("socks"):
        message = (
            f"{variable} names a SOCKS proxy ({parts.scheme}://{parts.hostname}), which corsgate "
            f"cannot use. Name an HTTP proxy in {scheme.upper()}_PROXY, or the host in NO_PROXY"
        )
        raise ProxyError(message)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        message = f"{variable} is not a URL of a proxy; write http://proxy.example.com:3128"
        raise ProxyError(message)
    return Proxy(
        parts.scheme,
        parts.hostname,
        _port_of(parts.netloc, variable) or _SCHEMES[parts.scheme],
        _credentials(parts.username, parts.password),
    )


def _port_of(netloc: str, variable: str) -> int | None:
    try:
        return urlsplit(f"//{netloc}").port
    except ValueError:
        message = f"{variable} has a port that is not a number from 0 to 65535"
        raise ProxyError(message) from None


def _credentials(user: str | None, password: str | None) -> str | None:
    if user is None:
        return None
    pair = f"{unquote(user)}:{unquote(password or '')}"
    return f"Basic {b64encode(pair.encode()).decode()}"


def _is_here(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
