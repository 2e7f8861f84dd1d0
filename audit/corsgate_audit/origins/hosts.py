"""Whose an origin's host is: the visitor's own machine, a name of one's own, or one of many."""

from __future__ import annotations

import re
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from publicsuffixlist import PSLFILE, PublicSuffixList

from corsgate.suffixes import Suffixes, hosting_suffixes, with_parents

# Whoever deletes what has one of these names does not hand the name to another: AWS makes them up.
_MADE_UP = (".cloudfront.net", ".amplifyapp.com", ".on.aws", ".execute-api.")
# Hosts on which everybody's pages have one and the same origin.
_EVERYBODYS = frozenset(
    {
        "codepen.io",
        "cdpn.io",
        "s.codepen.io",
        "jsfiddle.net",
        "fiddle.jshell.net",
        "jsbin.com",
        "output.jsbin.com",
        "null.jsbin.com",
        "s3.amazonaws.com",
        "storage.googleapis.com",
        "raw.githubusercontent.com",
    }
)


def host_of(origin: str) -> str:
    """Return the host of an origin or of a pattern, in lower case; empty where there is none.

    Example:
        >>> host_of("https://*.example.com:8443")
        '*.example.com'
    """
    text = origin if "://" in origin else f"//{origin}"
    try:
        return urlsplit(text.removesuffix(":*")).hostname or ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether a host is the visitor's own machine.

    Source: https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy
    """
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_everybodys(host: str) -> bool:
    """Whether pages of many owners have this host as their origin; ``*`` alone is no host."""
    if "*" in host:
        domain = host.partition("*")[2].partition(".")[2]
        return bool(domain) and spans_owners(domain)
    return host in _EVERYBODYS or _is_regional_bucket_host(host)


def spans_owners(domain: str) -> bool:
    """Whether a domain is a public suffix, or has one below it; or one that functions know of.

    Example:
        >>> [spans_owners(name) for name in ("co.uk", "amazonaws.com", "gitpod.io", "example.com")]
        [True, True, True, False]

    Source: https://publicsuffix.org/list/
    """
    return _spanning(_top(domain)).span_owners(domain) or hosting_suffixes().span_owners(domain)


def _is_regional_bucket_host(host: str) -> bool:
    """Whether this is S3's own name in a region, under which all buckets are folders.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html#path-style-access
    """
    labels = host.split(".")
    return labels[0] == "s3" and host.endswith((".amazonaws.com", ".amazonaws.com.cn"))


def is_hosted(host: str) -> bool:
    """Whether a host is a name below somebody else's, which another may get after its owner.

    Names that AWS makes up are not given out twice, and are not among them.

    Example:
        >>> is_hosted("team.github.io"), is_hosted("app.example.com")
        (True, False)

    Source: https://publicsuffix.org/list/, the part for private domains
    """
    if not host or "*" in host or any(name in host for name in _MADE_UP):
        return False
    listed, by_registries = _suffixes(_top(host))
    suffix = listed.publicsuffix(host)
    return suffix is not None and suffix != host and suffix != by_registries.publicsuffix(host)


def owner_of(host: str) -> str | None:
    """Return the name below a public suffix that somebody has registered; None for none.

    Example:
        >>> owner_of("app.example.co.uk")
        'example.co.uk'

    Source: https://publicsuffix.org/list/
    """
    found: str | None = _suffixes(_top(host))[0].privatesuffix(host)
    return found


def _top(domain: str) -> str:
    """Return the last label: all that a rule of the list says is about domains with its own."""
    return domain.rpartition(".")[2]


@cache
def _suffixes(top: str) -> tuple[PublicSuffixList, PublicSuffixList]:
    """Return the rules about a top-level domain: all, and those of registries alone."""
    rules = _rules(top)
    return PublicSuffixList(rules), PublicSuffixList(rules, only_icann=True)


@cache
def _spanning(top: str) -> Suffixes:
    return Suffixes(with_parents(_rules(top)))


def _rules(top: str) -> list[str]:
    """Return the lines about a top-level domain, and the marks of the list's sections.

    The whole list takes as long to parse as everything else in a template does to judge. A name
    beyond ASCII has two spellings: for one of those, all lines.
    """
    if not top.isascii() or top.startswith("xn--"):
        return _list().splitlines()
    return re.findall(rf"^(?:// ===.*|(?:\S*\.)?{re.escape(top)}(?!\S).*)$", _list(), re.MULTILINE)


@cache
def _list() -> str:
    return Path(PSLFILE).read_text("utf-8")
