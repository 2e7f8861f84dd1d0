"""What gateways and proxies answer, pasted: bodies, the output of ``curl -i``, error pages."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.browser import HttpResponse
from corsgate_audit.causes.gateway_errors import ERRORS, gateway_error
from corsgate_audit.symptoms.heads import causes_behind, heads
from corsgate_audit.symptoms.request import request_of
from corsgate_audit.symptoms.sentences import GATEWAY_ERROR, HTTP_ERROR
from corsgate_audit.symptoms.values import Asked, FoundSentence, Told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.causes.gateway_errors import GatewayError
    from corsgate_audit.symptoms.plain import Plain

_BODY = re.compile(
    r"\{\s{0,20}['\"]?(?:message|Message|Reason)['\"]?\s{0,5}:\s{0,5}(?:'([^'}]{1,500})'|\"([^\"}]{1,500})\"|(null))"
    r"([^}]{0,500})\}?"
)
_NAMES = "|".join(dict.fromkeys(each.type for each in ERRORS if each.type))
_TYPES = re.compile(rf"(?i:errortype)['\":\s]{{1,6}}({_NAMES})\b|^\s*({_NAMES})\s*$")
"""An error type as a header has it, or alone: AWS's command line and tools print the same names."""

_OUT_OF_A_BODY = re.compile(
    r"\b(?:missing authentication token|endpoint request timed out|user is not authorized to access"
    r" this resource|the incoming token has expired|request signature we calculated does not match"
    r"|http content length exceeded \d|authorization header requires credential parameter)"
)
"""Messages that nothing else writes: they count without their JSON, as in a log or a ticket."""

_STATUS = re.compile(r"\b(?:HTTP/[\d.]{1,3}|[sS]tatus(?: [cC]ode)?:?) ?([1-5]\d\d)\b")
_TAGS = re.compile(r"<[^<>]{1,200}>")


class _Page(NamedTuple):
    """How the error page of a server begins, without its tags and in lower case."""

    server: str
    pattern: re.Pattern[str]


_WORDS = r"[a-z][a-z -]{2,50}?"
_PAGES = (
    _Page("cloudfront", re.compile(r"\b([45]\d\d) error (?:error: )?the request could not be sat")),
    _Page(
        "nginx",
        re.compile(
            rf"\b([45]\d\d) {_WORDS} (?:nginx|openresty)\b(?:/[\d.]{{1,20}})?(?! error log)"
        ),
    ),
    _Page(
        "cloudflare", re.compile(r"\b(?:error code |\| )(52\d)\b.{0,2000}?\bcloudflare ray id\b")
    ),
    _Page("cloudflare", re.compile(rf"\b([45]\d\d) {_WORDS} cloudflare(?:-nginx)?$")),
    # Nothing else: the page of a load balancer, whose only words are the status, twice.
    _Page(
        "alb",
        re.compile(
            r"^(50[234]|413|429) (bad gateway|service (?:temporarily )?unavailable"
            r"|gateway time-?out|too many requests|(?:request entity|payload|content) too large)"
            r"(?: \1 \2)?$"
        ),
    ),
)


def gateway_texts(pasted: str, text: Plain) -> Iterator[FoundSentence]:
    """Find the answers of gateways, proxies and CDNs.

    Args:
        pasted: pasted as it was pasted; line breaks tell headers apart.
        text: the same, to be looked through for sentences.
    """
    raw = html.unescape(pasted).replace('\\"', '"')
    found = [*_bodies(raw, text)]
    whole = list(heads(raw, request_of(text, ())))
    # An answer with its head says more than its body alone.
    yield from whole or found
    if whole and not any(each.told.error == GATEWAY_ERROR for each in whole):
        yield from found
    if not whole and not found:
        yield from _pages(raw)


def _bodies(raw: str, text: Plain) -> Iterator[FoundSentence]:
    named = _TYPES.search(raw)
    kind = (named[1] or named[2]) if named else ""
    stated = _STATUS.search(raw)
    status = int(stated[1]) if stated else 0
    said = [
        (match[0], match[1] or match[2] or match[3], bool(match[4].strip(" \"'\r\n")))
        for match in _BODY.finditer(raw)
    ]
    said += [(match[0], match[0], False) for match in _OUT_OF_A_BODY.finditer(text.text)]
    said = said or ([(kind, "", False)] if kind else [])
    for shown, message, has_more in said:
        error = gateway_error(kind, message, status)
        # A message that anybody could write counts in an object of its own, as gateways write it.
        is_of_another = has_more and error is not None and error.message.startswith("^")
        if error is not None and (kind or not is_of_another):
            values = (("status", str(status)),) if stated else ()
            causes = _causes(error, text)
            yield FoundSentence(
                0, 0, Told(None, GATEWAY_ERROR, " ".join(shown.split()), causes, values)
            )


def _causes(error: GatewayError, text: Plain) -> tuple[str, ...]:
    """Return the causes of one error: the preflight's where the text speaks of one, or both."""
    if re.search(r"\boptions\b|\bpreflight\b", text.text):
        return error.preflight
    is_another = re.search(r"\b(?:get|post|put|patch|delete) (?:/|https?://)", text.text)
    return (error.slug,) if is_another else tuple(dict.fromkeys((error.slug, *error.preflight)))


def _pages(raw: str) -> Iterator[FoundSentence]:
    """Read the error page of a proxy or CDN: its tags may be there or not."""
    words = " ".join(_TAGS.sub(" ", raw).split())
    for page in _PAGES:
        match = page.pattern.search(words.lower())
        if match is None:
            continue
        heard = HttpResponse(int(match[1]))
        causes, _ = causes_behind(heard, words, Asked(), server=page.server)
        shown = words[match.start() : match.end()]
        yield FoundSentence(0, 0, Told(None, HTTP_ERROR, shown, causes, (("status", match[1]),)))
        return
