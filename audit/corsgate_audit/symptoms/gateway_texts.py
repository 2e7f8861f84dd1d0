"""What gateways answer, pasted: bodies such as ``{"message":"Forbidden"}``, and ``curl -i``."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.browser import CorsError
from corsgate_audit.causes.gateway_errors import ERRORS, gateway_error
from corsgate_audit.symptoms.finding import FoundSentence
from corsgate_audit.symptoms.sentences import GATEWAY_ERROR, HTTP_ERROR
from corsgate_audit.symptoms.values import Told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.symptoms.plain import Plain

_BODY = re.compile(
    r"\{\s{0,20}['\"]?(?:message|Message|Reason)['\"]?\s{0,5}:\s{0,5}(?:'([^'}]{1,500})'|\"([^\"}]{1,500})\"|(null))"
    r"[^}]{0,500}\}?"
)
_HEAD = re.compile(
    r"(?m)^[<\s]*HTTP/[\d.]{1,3} (\d{3})\b[^\n]*\n((?:[<\s]*[\w-]{1,80}:[^\n]*\n?)*)"
)
_HEADER = re.compile(r"(?m)^[<\s]*([\w-]{1,80}): *([^\r\n]*)")
_TYPES = re.compile(rf"\b({'|'.join(dict.fromkeys(each.type for each in ERRORS if each.type))})\b")
_STATUS = re.compile(r"\b([1-5]\d\d)\b")
_IS_ERROR = range(400, 600)


def gateway_texts(pasted: str, text: Plain) -> Iterator[FoundSentence]:
    """Find the answers of gateways.

    Args:
        pasted: pasted as it was pasted; line breaks tell headers apart.
        text: the same, to be looked through for sentences.
    """
    raw = html.unescape(pasted).replace('\\"', '"')
    head = _HEAD.search(raw)
    status = int(head[1]) if head else 0
    named = _TYPES.search(raw)
    kind = named[1] if named else ""
    is_preflight = re.search(r"\boptions\b", text.text) is not None
    found = False
    for match in _BODY.finditer(raw):
        message = match[1] or match[2] or match[3]
        error = gateway_error(kind, message, status)
        if error is not None:
            found = True
            yield FoundSentence(
                0, 0, _told(match[0], error.preflight[0] if is_preflight else error.slug, status)
            )
    if not found and kind:
        error = gateway_error(kind, "", status)
        if error is not None:
            found = True
            yield FoundSentence(
                0, 0, _told(kind, error.preflight[0] if is_preflight else error.slug, status)
            )
    if head is not None and not found:
        yield from _of_head(head)


def _told(said: str, slug: str, status: int) -> Told:
    values = (("status", str(status)),) if status else ()
    return Told(None, GATEWAY_ERROR, " ".join(said.split()), slug, values)


def _of_head(head: re.Match[str]) -> Iterator[FoundSentence]:
    """Say what a head alone shows: an error, or a response without permission for anybody."""
    names = {name.lower() for name, _ in _HEADER.findall(head[2])}
    values = (("status", head[1]),)
    if int(head[1]) in _IS_ERROR:
        yield FoundSentence(
            0, 0, Told(None, HTTP_ERROR, head[0].splitlines()[0].strip("< \r"), "", values)
        )
    elif ALLOW_ORIGIN.lower() not in names:
        error = CorsError.MISSING_ALLOW_ORIGIN_HEADER.value
        yield FoundSentence(
            0, 0, Told(None, error, head[0].splitlines()[0].strip("< \r"), "", values)
        )
