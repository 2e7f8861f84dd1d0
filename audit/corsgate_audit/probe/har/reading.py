"""Reads the entries of a HAR that matter here, and nothing secret of them.

Values of cookies, tokens and queries, and bodies, do not get past this module.

Sources: http://www.softwareishard.com/blog/har-12-spec/ for the form; Chrome's own fields in
front_end/models/har/Log.ts of ChromeDevTools/devtools-frontend, Safari's in
Source/WebInspectorUI/UserInterface/Controllers/HARBuilder.js of WebKit, Firefox's in
devtools/client/netmonitor/src/har/har-builder.js of mozilla-central.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from corsgate.names import CORS_RESPONSE_HEADERS
from corsgate_audit.browser import HttpResponse
from corsgate_audit.browser.urls import HTTP_SCHEMES, is_app_origin, parse
from corsgate_audit.causes.gateway_errors import ERRORS, message_in
from corsgate_audit.probe.servers import SIGNATURES, SIGNS
from corsgate_audit.probe.values import Heard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST_HAR = 512 * 1024 * 1024
"""Bytes of a file that is read; recordings of an hour have less."""

HIDDEN = "VALUE"
"""Stands for a value that may be secret; a browser would send it, so that requests stay judged."""

_SHOWN = frozenset(
    {
        *CORS_RESPONSE_HEADERS,
        *(sign.header for sign in SIGNS),
        *("x-amzn-errortype", "x-amzn-requestid", "x-cache", "cf-cache-status", "age", "vary"),
        *("allow", "content-type", "content-length", "server", "location"),
    }
)
"""Response headers whose values are kept; the others may hold tokens."""

_PHRASES = (
    "Request blocked",
    "CORS is not enabled for this bucket",
    "This CORS request is not allowed",
)
"""By which CloudFront and S3 are known, in pages of their own."""

_FAILURES = ("_error", "_failureText", "_blockedReason", "_corsErrorStatus")


class HarError(Exception):
    """A file is no HAR; the message says why, without quoting it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One request of a HAR.

    Args:
        url: URL with its query's values hidden.
        method: method of the request.
        headers: names in lower case and values of the request; those that may be secret hidden.
        origin: origin of the page; None where nothing in the file says it.
        kind: what Chrome calls it (fetch, xhr, preflight, …); "" in other browsers.
        sends_cookies: the request carries credentials.
        heard: what came back; without a response where the file holds none.
        failure: what the browser says of a request that failed; "" for nothing.
    """

    url: str
    method: str
    headers: tuple[tuple[str, str], ...]
    origin: str | None
    kind: str
    sends_cookies: bool
    heard: Heard
    failure: str

    def header(self, name: str) -> str:
        """Return the value of a request header; empty without it."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def is_preflight(self) -> bool:
        """Whether a browser asks for permission here."""
        asks = bool(self.header("access-control-request-method"))
        return self.method == "OPTIONS" and (asks or self.kind == "preflight")


def read_har(path: Path, page: str | None = None) -> list[Recorded]:
    """Read the requests of a HAR, in their order.

    Args:
        path: path of the file.
        page: origin of the page where the file does not say it.

    Raises:
        HarError: the file cannot be read, or is no HAR.
    """
    log = _log(path)
    pages = {
        entry.get("id"): origin
        for entry in _objects(log.get("pages"))
        if (origin := _origin(entry.get("title")))
    }
    return [
        recorded
        for entry in _objects(log["entries"])
        if (recorded := _recorded(entry, pages.get(entry.get("pageref")), page))
    ]


def _log(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise HarError(f"{str(path)!r} is not a file")  # noqa: EM102, TRY003 - said in one place
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_HAR + 1)
        if len(raw) > LARGEST_HAR:
            message = f"{str(path)!r} has more than {LARGEST_HAR // 1024**2} MB"
            raise HarError(message)
        content = json.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        message = f"{str(path)!r} cannot be read: {error.strerror or error}"
        raise HarError(message) from None
    except (ValueError, RecursionError):
        message = f"{str(path)!r} is not JSON; save the HAR in the Network panel again"
        raise HarError(message) from None
    log = content.get("log") if isinstance(content, dict) else None
    if not isinstance(log, dict) or not isinstance(log.get("entries"), list):
        message = f"{str(path)!r} is not a HAR: it has no log.entries"
        raise HarError(message)
    return log


def _objects(value: object) -> Iterator[dict[str, Any]]:
    for each in value if isinstance(value, list) else []:
        if isinstance(each, dict):
            yield each


def _recorded(entry: dict[str, Any], of_page: str | None, page: str | None) -> Recorded | None:
    request, response = entry.get("request"), entry.get("response")
    if not isinstance(request, dict) or not isinstance(request.get("url"), str):
        return None
    url = parse(request["url"])
    if url is None or url.scheme not in HTTP_SCHEMES or not url.host:
        return None
    headers = tuple(_pairs(request.get("headers")))
    named = dict(headers)
    origin = _origin(named.get("origin")) or of_page or page or _origin(named.get("referer"))
    answer = response if isinstance(response, dict) else {}
    return Recorded(
        url=without_secrets(url.on_the_wire),
        method=str(request.get("method") or "GET"),
        headers=tuple((name, _shown_of_request(name, value)) for name, value in headers),
        origin=origin,
        kind=str(entry.get("_resourceType") or "").lower(),
        sends_cookies=bool(request.get("cookies")) or "cookie" in named,
        heard=_heard(answer),
        failure=_failure(entry, answer),
    )


def _pairs(value: object) -> Iterator[tuple[str, str]]:
    for each in _objects(value):
        name, text = each.get("name"), each.get("value")
        if isinstance(name, str) and isinstance(text, str):
            yield name.lower(), text


def _shown_of_request(name: str, value: str) -> str:
    """Return what decides over preflights and is no secret: a media type, what CORS asks for."""
    return value if name == "content-type" or name.startswith("access-control-") else HIDDEN


def _heard(response: dict[str, Any]) -> Heard:
    """Return the answer; a status below 100 stands for none, as blocked requests are stored."""
    status = response.get("status")
    if not isinstance(status, int) or not 100 <= status <= 999:  # noqa: PLR2004 - HTTP's own
        return Heard(None, problem="the file has no response to it")
    headers = tuple((name, _shown(name, value)) for name, value in _pairs(response.get("headers")))
    content = response.get("content")
    text = content.get("text") if isinstance(content, dict) else None
    return Heard(HttpResponse(status, headers), safe_body(text) if isinstance(text, str) else "")


def _shown(name: str, value: str) -> str:
    if name == "location":
        return without_secrets(value)
    return value if name in _SHOWN else HIDDEN


def _failure(entry: dict[str, Any], response: dict[str, Any]) -> str:
    """Return what the browser says of a failure: a name such as net::ERR_FAILED."""
    for holder in (response, entry):
        for key in _FAILURES:
            value = holder.get(key)
            if isinstance(value, dict):
                value = value.get("corsError")
            if isinstance(value, str) and re.fullmatch(r"[\w:. -]{1,100}", value):
                return value
    return ""


def without_secrets(url: str) -> str:
    """Hide the values of a URL's query, and who calls it.

    Args:
        url: URL of a request, or of ``Location``.

    Example:
        >>> without_secrets("https://u:p@a.example/x?token=1&b")
        'https://a.example/x?token=VALUE&b'
    """
    parts = urlsplit(url)
    query = "&".join(
        f"{name}={HIDDEN}" if equals else name
        for name, equals, _ in (pair.partition("=") for pair in parts.query.split("&"))
    )
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))


def safe_body(text: str) -> str:
    """Return what tells of a body who wrote it, and nothing else of it.

    Args:
        text: text of the body.

    Example:
        >>> safe_body('{"message":"Forbidden","token":"s3cret"}')
        '{"message":"Forbidden"}'
    """
    for signature in SIGNATURES:
        found = None if signature.header else re.search(signature.pattern, text.strip())
        if found is not None:
            return found[0]
    message = re.sub(r"['\"]", "", message_in(text))
    for error in ERRORS:
        found = re.search(error.message, message.strip().lower())
        if found is not None:
            return json.dumps(
                {"message": message[found.start() : found.end()]}, separators=(",", ":")
            )
    return next((phrase for phrase in _PHRASES if phrase in text), "")


def _origin(text: object) -> str | None:
    if text == "null":
        return "null"
    if isinstance(text, str) and is_app_origin(text):
        return text
    url = parse(text) if isinstance(text, str) else None
    return url.origin if url is not None and url.scheme in HTTP_SCHEMES and url.host else None
