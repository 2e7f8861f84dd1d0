"""Heads of answers in a pasted text, as ``curl -i`` and ``curl -v`` print them; each is judged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ALLOW_ORIGIN, REQUEST_HEADERS, REQUEST_METHOD, is_token
from corsgate_audit.browser import BrowserRequest, HttpResponse, judge
from corsgate_audit.browser.actual import permissive_answer
from corsgate_audit.browser.fetching import is_forbidden_request_header
from corsgate_audit.browser.urls import HTTP_SCHEMES, parse
from corsgate_audit.symptoms.commands import EXAMPLE_ORIGIN
from corsgate_audit.symptoms.sentences import GATEWAY_ERROR, HTTP_ERROR
from corsgate_audit.symptoms.values import Asked, FoundSentence, Told

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = re.compile(
    r"(?m)^[<\s]*HTTP/[\d.]{1,3} (\d{3})\b[^\n]*\n?((?:[<\s]*[\w-]{1,80}:[^\n]*\n?)*)"
)
_HEADER = re.compile(r"(?m)^[<>\s]*([\w-]{1,80}): *([^\r\n]*)")
_OPTIONS = re.compile(r"(?m)^> OPTIONS |:method: OPTIONS|-X ?'?OPTIONS|--request[ =]'?OPTIONS")
_GIVEN = re.compile(r"(?:-H|--header)[ =]?['\"]([\w-]{1,80}): *([^'\"\r\n]{0,2000})['\"]")
_ERRORS = range(400, 600)
_NO_ANSWERS = range(200)
"""Informational answers; and what a proxy says before the tunnel is there has no headers."""

_ANY_URL = "https://api.example.com/"


class _Exchange(NamedTuple):
    """One answer, and what the text says of its request before it."""

    asked: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    line: str

    @property
    def is_preflight(self) -> bool:
        return _OPTIONS.search(self.asked) is not None

    def request_header(self, name: str) -> str:
        """Return a header of the request, as ``curl -v`` prints it or as it was given to curl."""
        pairs = [*_GIVEN.findall(self.asked), *_HEADER.findall(self.asked)]
        return next((value for key, value in pairs if key.lower() == name), "")


def heads(raw: str, asked: Asked) -> Iterator[FoundSentence]:
    """Judge every answer whose head is in a text.

    Args:
        raw: text as it was pasted; line breaks tell headers apart.
        asked: request that the text is about.
    """
    for exchange in _exchanges(raw):
        told = _told(exchange, asked)
        if told is not None:
            yield FoundSentence(0, 0, told)


def _exchanges(raw: str) -> Iterator[_Exchange]:
    found = [head for head in _HEAD.finditer(raw) if int(head[1]) not in _NO_ANSWERS]
    ends = [*(head.start() for head in found[1:]), len(raw)][: len(found)]
    before = 0
    for head, end in zip(found, ends, strict=True):
        rest = raw[head.end() : end]
        # The command stands above its answer, or below it where a ticket quotes the answer first.
        asked = raw[before : head.start()] + (rest if len(found) == 1 else "")
        line = head[0].strip().splitlines()[0].strip("< \r")
        headers = tuple(
            (name, value.strip()) for name, value in _HEADER.findall(head[2]) if is_token(name)
        )
        yield _Exchange(asked, int(head[1]), headers, rest, line)
        before = head.end()


def _told(exchange: _Exchange, asked: Asked) -> Told | None:
    values = (("status", str(exchange.status)),)
    heard = HttpResponse(exchange.status, exchange.headers)
    causes, is_gateways = causes_behind(
        heard, exchange.body, asked, is_preflight=exchange.is_preflight
    )
    if causes or exchange.status in _ERRORS:
        error = GATEWAY_ERROR if is_gateways else HTTP_ERROR
        return Told(None, error, exchange.line, causes, values)
    verdict = _verdict(exchange, asked)
    return Told(None, verdict, exchange.line, (), values) if verdict else None


def causes_behind(
    heard: HttpResponse, body: str, asked: Asked, *, is_preflight: bool = False, server: str = ""
) -> tuple[tuple[str, ...], bool]:
    """Return the causes that `probe` would name of an answer, and whether a gateway made it.

    Args:
        heard: status and headers.
        body: beginning of it.
        asked: request that the text is about.
        is_preflight: whether it answers a preflight.
        server: server that made it, where something else than its headers shows that.
    """
    # Here, since probe brings an HTTP client.
    from corsgate_audit.probe.answers import slugs_behind  # noqa: PLC0415
    from corsgate_audit.probe.facts import Facts  # noqa: PLC0415
    from corsgate_audit.probe.servers import maker_of, traces_of  # noqa: PLC0415
    from corsgate_audit.probe.values import Heard, Server  # noqa: PLC0415

    request = BrowserRequest(asked.url or _ANY_URL, asked.origin or EXAMPLE_ORIGIN)
    answer = Heard(heard, body)
    maker, certain = maker_of(answer, traces_of(request.url, answer))
    maker, certain = (Server(server), True) if server else (maker, certain)
    facts = Facts(request, None, answer, is_preflight, maker, certain)
    slugs = slugs_behind(facts)
    if not slugs and certain and maker is Server.CLOUDFRONT and heard.status in _ERRORS:
        own = "front-restricts-methods" if is_preflight else "error-without-headers"
        slugs = (own, "waf-or-resource-policy")
    gateways = {Server.REST_API, Server.HTTP_API, Server.FUNCTION_URL}
    return slugs, bool(facts.aws_error) or (certain and maker in gateways)


def _verdict(exchange: _Exchange, asked: Asked) -> str:
    """Return what a browser makes of the answer; "" where it hands it on."""
    allowed = next(
        (value for name, value in exchange.headers if name.lower() == ALLOW_ORIGIN.lower()), ""
    )
    named = parse(allowed)
    own = named.origin if named is not None and named.scheme in HTTP_SCHEMES else EXAMPLE_ORIGIN
    origin = asked.origin or own
    method = exchange.request_header(REQUEST_METHOD.lower())
    names = exchange.request_header(REQUEST_HEADERS.lower()).split(",")
    headers = tuple(
        (name, "1")
        for each in names
        if is_token(name := each.strip().lower()) and not is_forbidden_request_header(name, "")
    )
    is_preflight = exchange.is_preflight
    # Whatever was asked, a preflight needs one of them.
    method = method if is_token(method) and is_preflight else "PUT" if is_preflight else "GET"
    request = BrowserRequest(_ANY_URL, origin, method, headers if is_preflight else ())
    heard = HttpResponse(exchange.status, exchange.headers)
    best = permissive_answer(request, origin)
    verdict = judge(
        request,
        preflight=heard if is_preflight else best,
        response=best if is_preflight else heard,
    )
    return "" if verdict.allowed else str(verdict.error)
