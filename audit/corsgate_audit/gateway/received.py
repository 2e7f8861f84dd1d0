"""A request as a front door sees it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from corsgate.names import OPTIONS, ORIGIN, REQUEST_METHOD
from corsgate_audit.model import HttpApi, RestApi, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.model import Door

_EXECUTE_API = ".execute-api."


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One request.

    Args:
        method: name of the method, in upper case.
        path: path without stage and query string.
        stage: name of the stage; empty where the URL does not name one.
        query: pairs of the query string, decoded.
        headers: pairs of name and value.
        body: bytes of the body; None where it is not known.
        stage_variables: variables of the stage, as far as they are known.
    """

    method: str
    path: str
    stage: str
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: bytes | None = None
    stage_variables: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> str | None:
        """Return the last value of a header, whatever its case; None without one.

        AWS compares header names with regard to case in mappings, and browsers send them in lower
        case over HTTP/2 and in their usual spelling over HTTP/1.1: neither is held against an API
        here. Not verified on AWS.
        """
        wanted = name.lower()
        return next(
            (value for each, value in reversed(self.headers) if each.lower() == wanted), None
        )

    @property
    def is_preflight(self) -> bool:
        """Whether it is a browser's question: ``OPTIONS`` with the two headers.

        Source: https://fetch.spec.whatwg.org/#cors-preflight-request
        """
        return (
            self.method == OPTIONS
            and self.header(ORIGIN) is not None
            and self.header(REQUEST_METHOD) is not None
        )


def receive(api: Door, request: HttpRequest, body: bytes | None = None) -> Received:
    """Read a request as the front door does.

    On API Gateway's own domain the first segment of the path is the stage, but for ``$default``
    of an HTTP API; behind a custom domain the path is taken as it is.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html and
        https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
    """
    url = urlsplit(request.url)
    stage, path = _split_stage(api, url.hostname or "", url.path or "/")
    received = Received(
        method=request.method,
        path=path,
        stage=stage,
        query=tuple(parse_qsl(url.query, keep_blank_values=True)),
        headers=request.headers,
        body=body,
        stage_variables=tuple(_stage_variables(api, stage)),
    )
    # A preflight has no body, whatever that of the request is that it asks about.
    return replace(received, body=b"") if body and received.is_preflight else received


def _stage_variables(api: Door, stage: str) -> Iterator[tuple[str, str]]:
    variables = dict(api.stage_variables) if isinstance(api, RestApi | HttpApi) else {}
    of_stage = variables.get(stage, ())
    for name, value in () if isinstance(of_stage, Unresolved) else of_stage:
        if isinstance(value, str):
            yield name, value


def _split_stage(api: Door, host: str, path: str) -> tuple[str, str]:
    if _EXECUTE_API not in host:
        return "", path
    stage, _, rest = path.removeprefix("/").partition("/")
    if isinstance(api, RestApi) or (isinstance(api, HttpApi) and stage in api.stages):
        return stage, f"/{rest}"
    return "$default", path
