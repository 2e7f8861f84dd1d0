"""Takes out of an answer what tells whose account it came from.

What is known of the deployment is replaced wherever it stands. Beyond it nothing stays that could
be an id: a name of a host that is not reserved for examples, an address, an ARN, a long number, a
run of letters and digits that neither the question nor the prediction holds. So the worst that an
unforeseen answer can do is to lose a word.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ID, HOST, ADDRESS, ARN = "<id>", "<host>", "<address>", "<arn>"

_ARN = re.compile(r"\barn:[\w-]*:[^\s\"'<>]*", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w.-])(?:[\w-]+\.)+[A-Za-z][\w-]*(?::\d+)?", re.ASCII)
_IPV4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)")
_COLONS = re.compile(
    r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]{0,60}:[0-9A-Fa-f.:]{0,40}(?:%\w{1,40})?(?!\w)"
)
"""What may be, or end in, an IPv6 address."""
_TOKEN = re.compile(r"[A-Za-z0-9+/_=~%-]{6,}")
_WORDS = re.compile(r"\w+")
_RUN = re.compile(r"[A-Za-z0-9]+")
_WORD = re.compile(r"[a-z]{1,24}|[A-Z]{1,15}|[a-z]*(?:[A-Z]+[a-z]{2,})+[A-Z]*|\d{1,8}")
"""A word, or a number: an access key has 20 letters and digits, an account's id 12 digits."""
_DASHED_ACCOUNT = re.compile(r"\d{4}-\d{4}-\d{4}")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_RESERVED = re.compile(
    r"(?:.+\.)?(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)(?::\d+)?", re.IGNORECASE
)
"""Names that nobody can have: https://www.rfc-editor.org/rfc/rfc2606."""
_STANDARD = frozenset({"AWS4", "HMAC", "SHA256", "Base64", "base64", "OAuth2", "HTTP2", "UTF8"})


class Redactor:
    """Redacts what came from one deployment.

    Args:
        known: ids, host names and other values of the deployment that must not leave it.

    Example:
        >>> Redactor(["a1b2c3d4e5"]).redacted("no route in a1b2c3d4e5 for 203.0.113.7")
        'no route in <id> for <address>'
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        longest_first = sorted({each for each in known if each}, key=len, reverse=True)
        self._known = (
            re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
            if longest_first
            else None
        )

    def redacted(self, text: str, own: str = "") -> str:
        """Return a text without what identifies an account.

        Args:
            text: text that AWS sent.
            own: text of the question and the prediction, whose words may stay.
        """
        if self._known is not None:
            text = self._known.sub(ID, text)
        text = _ARN.sub(ARN, text)
        text = _UUID.sub(ID, text)
        text = _NAME.sub(lambda found: _name(found[0], own), text)
        text = _COLONS.sub(lambda found: _without_ipv6(found[0], own), text)
        text = _IPV4.sub(lambda found: _kept(found[0], own, ADDRESS), text)
        return _TOKEN.sub(lambda found: _token(found[0], own), text)


def _kept(text: str, own: str, otherwise: str) -> str:
    """Keep what stands as a whole in our own texts."""
    # Most of what AWS sends has a word that our texts do not: they are not searched for each.
    if not _words_of(own).issuperset(_WORDS.findall(text)):
        return otherwise
    return text if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", own) else otherwise


@lru_cache(maxsize=4)
def _words_of(own: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(own))


def _without_ipv6(text: str, own: str) -> str:
    """Replace the address that a text with colons is, or ends in: ``from:2001:db8::1``."""
    for start in range(len(text)):
        if start and text[start - 1] != ":":
            continue
        if _is_ipv6(text[start:].rstrip(".")):
            return text[:start] + _kept(text[start:], own, ADDRESS)
    return text


def _is_ipv6(text: str) -> bool:
    try:
        return ip_address(text).version == 6 and any(map(str.isalnum, text))  # noqa: PLR2004 - IPv6
    except ValueError:
        return False


def _name(name: str, own: str) -> str:
    if _RESERVED.fullmatch(name):
        return name
    return _kept(name, own, HOST)


def _token(token: str, own: str) -> str:
    if _DASHED_ACCOUNT.search(token):
        return ID
    odd = any(
        not _WORD.fullmatch(run) and run not in _STANDARD and _kept(run, own, ID) == ID
        for run in _RUN.findall(token)
    )
    return _kept(token, own, ID) if odd else token
