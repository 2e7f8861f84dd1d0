"""URLs as far as CORS needs them: origins, userinfo, redirects, how a console writes them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from corsgate_audit.browser.differences import Difference
from corsgate_audit.browser.digits import capped_int
from corsgate_audit.browser.hosts import parse_host, parse_opaque_host

if TYPE_CHECKING:
    from corsgate_audit.browser.profiles import Profile

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
HTTP_SCHEMES = frozenset({"http", "https"})
PORT_LIMIT = 65_535

_app_origin = re.compile(r"(?!https?:|wss?:|ftp:|file:)[a-z][a-z0-9+.\-]*://[a-z0-9.\-]+").fullmatch
_C0_AND_SPACE = "".join(map(chr, range(0x21)))
_scheme = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):").match
_special = re.compile(r"(https?|wss?|ftp):([/\\]*)([^/\\?#]*)", re.IGNORECASE).match
_is_port = re.compile(r"[0-9]*").fullmatch
_base = re.compile(r"(([^:]*)://[^/?#]*)([^?#]*)(\?[^#]*)?").match
_two_slashes = re.compile(r"[/\\]{2}").match
_authority = re.compile(r"[^:]*://([^/?#]*)").match
_path_query_fragment = re.compile(r"([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL).match
# What a URL keeps of ASCII; https://url.spec.whatwg.org/#path-percent-encode-set and its kin.
# The standard keeps "|" in paths as well; the console shows what Chromium makes of it.
# https://url.spec.whatwg.org/#c0-control-percent-encode-set leaves these as they are.
_PRINTABLE = "".join(map(chr, range(ord(" "), 0x7F)))
_PATH = "!$%&'()*+,-./:;=@[\\]_~"
_QUERY = "!$%&()*+,-./:;=?@[\\]^_`{|}~"
_FRAGMENT = "!#$%&'()*+,-./:;=?@[\\]^_{|}~"


def is_app_origin(text: str) -> bool:
    """Whether a text is the origin of a page that an app or an extension loads itself.

    Web views send it as it is: ``capacitor://localhost``, ``chrome-extension://ID``.

    Args:
        text: origin to look at.

    Source: https://capacitorjs.com/docs/config, ``iosScheme``; Chromium's
    ``url::AddStandardScheme``, by which such schemes get origins
    """
    return _app_origin(text) is not None


class Url(NamedTuple):
    """A parsed URL.

    Args:
        text: whole URL, written as a browser writes it.
        scheme: scheme in lower case, without the colon.
        host: host as a browser writes it; empty where there is none.
        port: port number; None for the scheme's default.
        has_credentials: whether it carries ``user:password@``.
        origin: serialised; ``"null"`` for a scheme without one. Source:
            https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
    """

    text: str
    scheme: str
    host: str
    port: int | None
    has_credentials: bool
    origin: str = "null"

    @property
    def on_the_wire(self) -> str:
        """The URL without its fragment, which no request carries."""
        return self.text.partition("#")[0]

    def without_userinfo(self) -> Url:
        """Return the URL with no user name and no password."""
        if not self.has_credentials:
            return self
        scheme, _, rest = self.text.partition("://")
        authority, slash, path = rest.partition("/")
        text = f"{scheme}://{authority.rpartition('@')[2]}{slash}{path}"
        return self._replace(text=text, has_credentials=False)


@lru_cache(maxsize=1024)
def parse(text: str, base: str | None = None) -> Url | None:
    """Parse a URL; None for a failure.

    Args:
        text: absolute, or relative to `base`.
        base: an absolute ``http`` URL.

    Source: https://url.spec.whatwg.org/#concept-url-parser
    """
    text = re.sub(r"[\t\n\r]", "", text.strip(_C0_AND_SPACE))
    if base is not None:
        text = _resolve(text, base)
    if special := _special(text):
        return _parse_special(text, special)
    return _parse_other(text)


def parse_as(profile: Profile, text: str, base: str | None = None) -> Url | None:
    """Parse a URL as one profile does; None for a failure.

    Args:
        profile: the browser's differences from the standard.
        text: absolute, or relative to `base`.
        base: an absolute ``http`` URL.
    """
    url = parse(text, base)
    if url and "%20" in url.host and Difference.HOSTS_MAY_HOLD_SPACES not in profile:
        return None
    return url


def _resolve(text: str, base: str) -> str:
    """Return the absolute form of a reference; https://url.spec.whatwg.org/#relative-state.

    `urllib.parse.urljoin` follows RFC 3986 instead: it loses empty segments and queries, and takes
    ``http:/x`` for a host.
    """
    parts, scheme = _base(base), _scheme(text)
    if parts is None or (scheme and scheme[1].lower() != parts[2]):
        return text
    root, _, path, query = parts.groups("")
    relative = text[scheme.end() :] if scheme else text
    if _two_slashes(relative):
        return f"{parts[2]}:{relative}"
    match relative[:1]:
        case "/" | "\\":
            return root + relative
        case "?":
            return root + path + relative
        case "#" | "":
            return root + path + query + relative
    return f"{root}{path.rpartition('/')[0]}/{relative}"


def _parse_special(text: str, match: re.Match[str]) -> Url | None:
    scheme = match[1].lower()
    userinfo, at, authority = match[3].rpartition("@")
    place = _host_and_port(authority, scheme)
    if place is None or not place[0]:
        return None
    host, port = place
    authority = host if port is None else f"{host}:{port}"
    has_credentials = bool(at and userinfo.strip(":"))
    where = f"{userinfo}@{authority}" if has_credentials else authority
    written = f"{scheme}://{where}{_written(text[match.end() :])}"
    return Url(written, scheme, host, port, has_credentials, f"{scheme}://{authority}")


def _parse_other(text: str) -> Url | None:
    scheme = _scheme(text)
    if scheme is None:
        return None
    name = scheme[1].lower()
    authority = _authority(text)
    if authority and name != "file" and _host_and_port(authority[1], name) is None:
        return None
    rest = text[len(name) :]
    if name == "file" and rest.startswith("://"):
        host, slash, path = rest.removeprefix("://").partition("/")
        rest = f"://{host}{_written(slash + path)}" if slash else rest
    elif not rest.isascii():
        rest = quote(rest, safe=_PRINTABLE, errors="replace")
    return Url(name + rest, name, "", None, has_credentials=False)


def _host_and_port(authority: str, scheme: str) -> tuple[str, int | None] | None:
    host, colon, port = authority.rpartition("@")[2].rpartition(":")
    if not colon or port.endswith("]"):
        host, port = host + colon + port, ""
    number = capped_int(port, PORT_LIMIT + 1) if _is_port(port) else None
    if number is None or number > PORT_LIMIT:
        return None
    parsed = (parse_host if scheme in DEFAULT_PORTS else parse_opaque_host)(host)
    if parsed is None:
        return None
    return parsed, None if not port or number == DEFAULT_PORTS.get(scheme) else number


def _written(rest: str) -> str:
    """Write path, query and fragment as a browser does: no dot segments, bytes percent-encoded."""
    parts = _path_query_fragment(rest)
    path, query, fragment = parts.groups() if parts else (rest, None, None)
    written = quote(_without_dot_segments(path.replace("\\", "/")), safe=_PATH, errors="replace")
    if query is not None:
        written += "?" + quote(query, safe=_QUERY, errors="replace")
    if fragment is not None:
        written += "#" + quote(fragment, safe=_FRAGMENT, errors="replace")
    return written


def _without_dot_segments(path: str) -> str:
    segments: list[str] = []
    *heads, last = path.removeprefix("/").split("/")
    for segment in heads:
        _step(segments, segment)
    if _dots(last) in {".", ".."}:
        _step(segments, last)
        last = ""
    return "/" + "".join(f"{segment}/" for segment in segments) + last


def _step(segments: list[str], segment: str) -> None:
    if _dots(segment) == "..":
        del segments[-1:]
    elif _dots(segment) != ".":
        segments.append(segment)


def _dots(segment: str) -> str:
    """Return a segment with its dots written plainly.

    Source: https://url.spec.whatwg.org/#double-dot-path-segment
    """
    return re.sub("%2e", ".", segment, flags=re.IGNORECASE)
