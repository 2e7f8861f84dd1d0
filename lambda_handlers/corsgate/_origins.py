"""What an origin in a policy may look like, and how a pattern matches the origin of a request.

An origin is compared as the browser serialises it,
https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin. Patterns are
matched on the parsed parts: prefixes, suffixes and regular expressions on the whole text are how
``https://example.com.attacker.net`` gets in.
"""

from __future__ import annotations

Parts = tuple[str, str, str]
"""Scheme, host and port; the port is empty where the origin has none."""

LabelPatterns = dict[Parts, tuple[tuple[str, str], ...]]
"""What stands before and behind the ``*`` of patterns within a label, by scheme, domain and port:
``https://api.pr-*-x.example.com`` is ``("api.pr-", "-x")`` below ``example.com``."""

LONGEST_ORIGIN = 300
"""Characters: a scheme, a host of at most 253 (RFC 1035, section 2.3.4) and a port."""

LABEL_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789-_"
HOST_CHARACTERS = LABEL_CHARACTERS + "."
SCHEME_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789+-."
DIGITS = "0123456789"
DEFAULT_PORTS = {"http": "80", "https": "443"}
LONGEST_LABEL = 63
LONGEST_HOST = 253
HIGHEST_PORT = 65535
ANY = "*"
ANY_PORT = ANY
ANY_SUBDOMAIN = "*."
UNRESOLVED = "${Token["
UNRESOLVED_END = "]}"


def split(origin: str) -> Parts:
    """Take an origin apart, without a judgement on the parts.

    Args:
        origin: ``https://app.example.com:8443``, or anything else.

    Returns:
        Scheme, host and port; empty where there is none.

    Example:
        >>> split("https://[::1]:3000")
        ('https', '[::1]', '3000')
    """
    scheme, _, authority = origin.partition("://")
    if authority.startswith("["):
        address, bracket, rest = authority.partition("]")
        return scheme, address + bracket, rest.removeprefix(":")
    host, _, port = authority.partition(":")
    return scheme, host, port


def has_token(origin: str) -> bool:
    """Whether the host, or the whole, of an origin is one value that only a deployment knows.

    The CDK writes such a value as a text of its own, and replaces that when it writes a template.
    It is kept letter by letter.

    Args:
        origin: origin of a policy.

    Returns:
        True for ``https://${Token[TOKEN.13]}``, also with a port, and for ``${Token[TOKEN.13]}``.

    Source: https://docs.aws.amazon.com/cdk/v2/guide/tokens.html
    """
    if UNRESOLVED not in origin:
        return False
    before, _, rest = origin.partition(UNRESOLVED)
    name, end, after = rest.partition(UNRESOLVED_END)
    is_whole = not before and not after
    is_host = before.endswith("://") and (not after or after.startswith(":"))
    # One that is cut off, a second one behind it, or a pattern, is other text.
    return bool(end) and (is_whole or is_host) and not {*"[]{}*"} & {*name, *after}


def is_pattern(origin: str) -> bool:
    """Whether an origin of a policy stands for several.

    Args:
        origin: valid, or ``*``.

    Returns:
        True for ``https://*.example.com``, ``https://pr-*.example.com`` and
        ``https://example.com:*``; False for ``*``.
    """
    return "://" in origin and "*" in origin


def has_label_pattern(host: str) -> bool:
    """Whether the ``*`` of a host stands within a label.

    Args:
        host: host of a valid origin or pattern.

    Returns:
        True for ``pr-*.example.com``; False for ``*.example.com``.
    """
    return ANY in host.removeprefix(ANY_SUBDOMAIN)


def cut_at_label(host: str) -> tuple[str, str, str]:
    """Take the host of a pattern within a label apart.

    Args:
        host: host with one ``*``.

    Returns:
        What stands before the ``*``, what stands behind it in its label, and the domain below
        which that label is.

    Example:
        >>> cut_at_label("api.pr-*-x.example.com")
        ('api.pr-', '-x', 'example.com')
    """
    head, _, rest = host.partition(ANY)
    tail, _, domain = rest.partition(".")
    return head, tail, domain


def label_patterns(patterns: list[Parts]) -> LabelPatterns:
    """Arrange patterns within a label so that an origin finds those that may cover it.

    Args:
        patterns: the parts of each.
    """
    arranged: LabelPatterns = {}
    for scheme, host, port in patterns:
        head, tail, domain = cut_at_label(host)
        place = (scheme, domain, port)
        arranged[place] = (*arranged.get(place, ()), (head, tail))
    return arranged


def is_domain(host: str) -> bool:
    """Whether a host is labels of lower-case letters, digits, ``-`` and ``_`` joined by dots."""
    labels = host.split(".")
    # strip() leaves nothing exactly when every character is in the set.
    plain = len(host) <= LONGEST_HOST and not host.strip(HOST_CHARACTERS)
    return plain and "" not in labels and len(max(labels, key=len)) <= LONGEST_LABEL


def matches(origin: str, patterns: frozenset[Parts], within_labels: LabelPatterns) -> bool:
    """Whether one of the patterns covers the origin of a request.

    The cost depends on the number of labels in the origin, and on the number of patterns within a
    label below one and the same domain.

    Args:
        origin: origin as the request has it.
        patterns: the parts of the policy's patterns.
        within_labels: patterns whose ``*`` is within a label, as `label_patterns` arranges them.

    Returns:
        True where scheme, host and port fit one pattern; ``*.`` takes one or more whole labels, a
        ``*`` within a label one or more of its characters.

    Example:
        >>> patterns = frozenset({split("https://*.example.com")})
        >>> matches("https://a.b.example.com", patterns, {})
        True
        >>> matches("https://example.com", patterns, {})
        False
    """
    if len(origin) > LONGEST_ORIGIN:
        return False
    scheme, host, port = split(origin)
    if f"{scheme}://{host}{':' if port else ''}{port}" != origin or not _is_host(host):
        return False
    if port and not is_port(port):
        return False
    # A loop: the generators of any() took longer than everything that they looked at.
    for candidate in _covering(host):
        if (scheme, candidate, port) in patterns or (scheme, candidate, ANY_PORT) in patterns:
            return True
    # '[evil-1.example.com' is no host, and only ever compared whole.
    if not within_labels or host.startswith("["):
        return False
    return _matches_within_label(scheme, host, port, within_labels)


def is_port(port: str) -> bool:
    """Whether a port is written as a browser writes it: digits, no leading zero, in range."""
    plain = bool(port) and not port.strip(DIGITS) and not port.startswith("0")
    return plain and len(port) <= len(str(HIGHEST_PORT)) and int(port) <= HIGHEST_PORT


def _matches_within_label(scheme: str, host: str, port: str, patterns: LabelPatterns) -> bool:
    """Look for a pattern below each domain that the host is below."""
    _, dot, domain = host.partition(".")
    while dot:
        below = host[: -len(domain) - 1]
        for any_or_this in {port, ANY_PORT}:
            for head, tail in patterns.get((scheme, domain, any_or_this), ()):
                taken = below[len(head) : len(below) - len(tail)]
                if taken and "." not in taken and below == head + taken + tail:
                    return True
        _, dot, domain = domain.partition(".")
    return False


def _is_host(host: str) -> bool:
    # An IPv6 address is only ever compared whole, with one that the policy has validated.
    return host.startswith("[") or is_domain(host)


def _covering(host: str) -> list[str]:
    """List the host itself, then the pattern of each domain above it."""
    hosts = [host]
    if host.startswith("["):  # '[evil.example.com' is nobody's sub-domain
        return hosts
    _, dot, parent = host.partition(".")
    while dot:
        hosts.append(ANY_SUBDOMAIN + parent)
        _, dot, parent = parent.partition(".")
    return hosts
