"""URLs as far as CORS needs them: origins, userinfo, redirects' targets.

`urllib.parse` splits; what the URL standard adds is done here: backslashes, default ports, one
spelling for schemes, hosts and empty paths. Not done: IDNA (a host that is not ASCII keeps its
spelling), percent-encoding of paths, IPv4 addresses in hexadecimal or with fewer than four parts.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urljoin

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
HTTP_SCHEMES = frozenset({"http", "https"})
PORT_LIMIT = 65_535

_scheme = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):").match
_special = re.compile(r"(https?|wss?|ftp):[/\\]*", re.IGNORECASE).match
# https://url.spec.whatwg.org/#forbidden-domain-code-point
_forbidden_in_domain = re.compile(r"[\x00-\x20\"#%/:<>?@\[\\\]^`{|}\x7f]").search
_is_ipv6 = re.compile(r"\[[0-9A-Fa-f:.]+\]").fullmatch
_looks_like_ipv4 = re.compile(r"(?:.*\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)\.?").fullmatch
_is_ipv4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|$)){4}", re.ASCII).fullmatch
_strip = "".join(map(chr, range(0x21)))


class Url(NamedTuple):
    """A parsed URL.

    Args:
        text: as a browser writes it.
        scheme: in lower case.
        host: in lower case, empty where the scheme has none.
        port: None for the scheme's default.
        has_credentials: it carries ``user:password@``.
    """

    text: str
    scheme: str
    host: str
    port: int | None
    has_credentials: bool

    @property
    def origin(self) -> str:
        """The serialised origin; ``"null"`` for a scheme without one.

        Source: https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
        """
        if self.scheme not in DEFAULT_PORTS:
            return "null"
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"

    @property
    def on_the_wire(self) -> str:
        """The URL without its fragment, which no request carries."""
        return self.text.partition("#")[0]


@lru_cache(maxsize=1024)
def parse(text: str, base: str | None = None) -> Url | None:
    """Parse a URL; None for a failure.

    Args:
        text: absolute, or relative to `base`.
        base: an absolute URL.

    Source: https://url.spec.whatwg.org/#concept-url-parser
    """
    text = re.sub(r"[\t\n\r]", "", text.strip(_strip))
    if _scheme(text) is None:
        if base is None:
            return None
        try:
            text = urljoin(base, text.replace("\\", "/"))
        except ValueError:
            return None
    return _parse_special(text) if _special(text) else _parse_other(text)


def _parse_other(text: str) -> Url | None:
    scheme = _scheme(text)
    return Url(text, scheme[1].lower(), "", None, has_credentials=False) if scheme else None


def _parse_special(text: str) -> Url | None:
    start = _special(text)
    if start is None:
        return None
    scheme = start[1].lower()
    head = re.split(r"[/\\?#]", text[start.end() :], maxsplit=1)[0]
    rest = text[start.end() + len(head) :]
    userinfo, _, authority = head.rpartition("@")
    host, port = _host_and_port(authority)
    if host is None or port is None:
        return None
    number = None if port == "" or int(port) == DEFAULT_PORTS[scheme] else int(port)
    where = host if number is None else f"{host}:{number}"
    user = f"{userinfo}@" if userinfo else ""
    return Url(f"{scheme}://{user}{where}{_path(rest)}", scheme, host, number, bool(userinfo))


def _path(rest: str) -> str:
    path, mark, query = re.match(r"([^?#]*)([?#]?)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
    return (path.replace("\\", "/") or "/") + mark + query


def _host_and_port(authority: str) -> tuple[str | None, str | None]:
    host, colon, port = authority.rpartition(":")
    if not colon or authority.endswith("]"):
        host, port = authority, ""
    if not re.fullmatch(r"[0-9]*", port, re.ASCII) or (port and int(port) > PORT_LIMIT):
        return None, None
    return _host(host), port


def _host(host: str) -> str | None:
    """Return a host in the URL standard's spelling; https://url.spec.whatwg.org/#host-parsing."""
    host = host.lower()
    if _is_ipv6(host):
        return host
    if not host or _forbidden_in_domain(host):
        return None
    if _looks_like_ipv4(host):
        return host if _is_ipv4(host) else None
    return host
