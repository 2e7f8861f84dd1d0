"""HTTP integrations: the request is sent to the server that the integration names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from corsgate_audit.gateway.events.returned import Returned
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.gateway.events.call import Call
    from corsgate_audit.model import Integration

LARGEST: Final = 10 * 2**20
"""Bytes of a message; https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"""
_SECONDS: Final = 29.0
_NOT_SENT: Final = frozenset({"host", "content-length", "accept-encoding"})
_NOT_RETURNED: Final = frozenset(
    {"content-length", "connection", "transfer-encoding", "content-encoding", "keep-alive"}
)


class ForwardError(Exception):
    """A request cannot be forwarded; the message says why, without a final period.

    Args:
        message: why.
        is_failure: the server was asked, and did not answer.
    """

    def __init__(self, message: str, *, is_failure: bool = False) -> None:
        super().__init__(message)
        self.is_failure = is_failure


class Forwarder(Protocol):
    """Sends one request, and follows no redirect."""

    def __call__(
        self, method: str, url: str, headers: list[tuple[str, str]], body: bytes, seconds: float
    ) -> Returned:
        """Send it.

        Raises:
            ForwardError: no answer came back.
        """


def forward(
    forwarder: Forwarder | None,
    integration: Integration,
    call: Call,
    body: bytes | None = None,
) -> Returned:
    """Send a request to the server of an integration.

    Args:
        forwarder: sends it.
        integration: integration that names the server.
        call: the request.
        body: body that a template has made of the request's; None for its own.

    Raises:
        ForwardError: it cannot be sent, or no answer came back.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
        and https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
    """
    if forwarder is None:
        message = "HTTP integrations are not asked"
        raise ForwardError(message)
    url = _filled(_address(integration), call.parameters)
    query = call.raw_query
    if query:
        url += ("&" if urlsplit(url).query else "?") + query
    method = integration.http_method if integration.http_method not in {"", "ANY"} else ""
    headers = [pair for pair in call.headers if pair[0].lower() not in _NOT_SENT]
    seconds = (integration.timeout_ms or _SECONDS * 1000) / 1000
    sent = (call.received.body or b"") if body is None else body
    given = forwarder(method or call.received.method, url, headers, sent, seconds)
    kept = tuple(pair for pair in given.headers if pair[0].lower() not in _NOT_RETURNED)
    return Returned(status=given.status, headers=kept, body=given.body)


def _address(integration: Integration) -> str:
    uri = integration.uri
    if isinstance(uri, str) and uri.startswith(("http://", "https://")):
        return uri
    known = uri.expression if isinstance(uri, Unresolved) else uri
    message = f"the address of the integration, {known!r}, is not known before deployment"
    raise ForwardError(message)


def _filled(uri: str, parameters: Mapping[str, str]) -> str:
    """Put the values of the path's variables in the place of their names."""
    for name, value in parameters.items():
        uri = uri.replace(f"{{{name}}}", value).replace(f"{{{name}+}}", value)
    return uri


class HttpForwarder:
    """Sends requests over the network, with connections that are kept until `close`."""

    def __init__(self) -> None:
        import httpx  # noqa: PLC0415 - of those who read a target, few forward requests

        self._errors = (httpx.HTTPError, httpx.InvalidURL)
        self._client = httpx.Client(follow_redirects=False)

    def __call__(
        self, method: str, url: str, headers: list[tuple[str, str]], body: bytes, seconds: float
    ) -> Returned:
        """Send one request; see `Forwarder`."""
        try:
            with self._client.stream(
                method, url, headers=headers, content=body, timeout=seconds
            ) as given:
                parts, size = [], 0
                for part in given.iter_bytes():
                    parts.append(part)
                    size += len(part)
                    if size > LARGEST:
                        message = f"{url} answers more than the {LARGEST} bytes of API Gateway"
                        raise ForwardError(message, is_failure=True)
        except self._errors as error:
            message = f"{url} does not answer: {str(error) or type(error).__name__}"
            raise ForwardError(message, is_failure=True) from error
        return Returned(
            status=given.status_code,
            headers=tuple(given.headers.multi_items()),
            body=b"".join(parts),
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
