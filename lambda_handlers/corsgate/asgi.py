"""CORS for ASGI applications, with the same decisions as the Lambda decorator.

https://asgi.readthedocs.io/en/latest/specs/www.html. On Lambda through Mangum or the Lambda Web
Adapter, and anywhere else.
"""

from __future__ import annotations

from . import _log
from ._adapters import REQUEST_CONTEXT, check_app, left_by_the_front_door
from ._header_maps import merge_pairs
from ._options import RAISE, Options
from .decision import decide
from .handler import message, refusal_status_and_body
from .names import ORIGIN, REQUEST_HEADERS, REQUEST_METHOD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from ._types import Anything, OnError, Pairs
    from .decision import Decision
    from .policy import CorsPolicy

    # Any: Starlette's scopes are mappings and Litestar's and Quart's are typed dicts, and no type
    # but this one fits into the slots of all of them.
    Scope = Anything
    Message = Anything
    Receive = Anything
    Send = Callable[[Message], Awaitable[None]]
    AsgiApp = Callable[[Scope, Receive, Anything], Awaitable[None]]

_NAME = "asgi"
_ERROR = 500
_ENCODING = "latin-1"  # RFC 9110, section 5.5: bytes beyond ASCII are opaque, and stay as they are


class CorsAsgiMiddleware:
    """Wraps an ASGI application: answers preflights, puts the headers on every other response.

    Web sockets and lifespan events pass through.

    Args:
        app: the application.
        policy: as for `corsgate.cors`; None reads ``CORSGATE_POLICY``.
        enforce: as for `corsgate.cors`.
        on_error: ``"respond"``, or None: an exception before the response has started is answered
            with the headers, by Starlette's or FastAPI's own handlers and debug pages where this
            is part of such an application, else by a plain 500. In both cases it is raised again,
            so that the server and what wraps this see it. ``"raise"``: it is only raised.
        debug: as for `corsgate.cors`.
        gateway_owns: as for `corsgate.cors`; the front door is known through Mangum and the Lambda
            Web Adapter.

    Raises:
        PolicyError: the variable is missing or holds no policy.
        TypeError: the application is not callable.

    Example:
        >>> from corsgate import CorsPolicy
        >>> async def app(scope, receive, send): ...
        >>> app = CorsAsgiMiddleware(app, CorsPolicy(allow_origins=["https://app.example.com"]))

    Source: https://fetch.spec.whatwg.org/#http-cors-protocol
    """

    def __init__(  # noqa: PLR0913 - each option has a name and a default
        self,
        app: AsgiApp,
        policy: CorsPolicy | None = None,
        *,
        enforce: bool = False,
        on_error: OnError | None = None,
        debug: bool = False,
        gateway_owns: Iterable[str] | None = None,
    ) -> None:
        check_app(self, app)
        self.app = app
        self._options = Options(
            policy=policy,
            enforce=enforce,
            on_error=on_error,
            debug=debug,
            gateway_owns=gateway_owns,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Anything) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        options = self._options
        headers = scope["headers"]
        decision = decide(
            options.policy,
            method=scope["method"],
            origin=_header(headers, ORIGIN),
            request_method=_header(headers, REQUEST_METHOD),
            request_headers=_header(headers, REQUEST_HEADERS),
            enforce=options.enforce,
        )
        if options.gateway_owns:
            left = _left(decision, options, scope)
            if left is None:
                await self.app(scope, receive, send)
                return
            decision = left
        if options.debug and not decision.allowed:
            _log.refusal(_NAME, decision)
        if decision.status is None:
            await self._through(scope, receive, _Response(decision, send))
            return
        status, body = refusal_status_and_body(decision, debug=options.debug)
        await _respond(send, status, decision.headers, body)

    async def _through(self, scope: Scope, receive: Receive, response: _Response) -> None:
        around = scope.get("app")  # an application inside sets it to itself
        try:
            await self.app(scope, receive, response.send)
        except Exception as error:
            if not response.started and self._options.on_error != RAISE:
                await response.fail(around, error)
            raise


def _left(decision: Decision, options: Options, scope: Scope) -> Decision | None:
    context = _header(scope["headers"], REQUEST_CONTEXT)
    return left_by_the_front_door(decision, options, scope.get("aws.event"), context)


class _Response:
    """One response: adds the headers when the application starts it."""

    def __init__(self, decision: Decision, send: Send) -> None:
        self.started = False
        self._decision = decision
        self._send = send

    async def send(self, event: Message) -> None:
        """Stand in for the server's ``send``."""
        if event["type"] == "http.response.start":
            self.started = True
            present = _decoded(event.get("headers", ()))
            merged = merge_pairs(present, self._decision.headers)
            event = {**event, "headers": _encoded(merged)}
        await self._send(event)

    async def fail(self, app: Anything, error: Exception) -> None:
        """Have an exception answered: by the application around, or by a plain 500."""
        from ._error_pages import hand_over  # noqa: PLC0415 - with the first exception

        if hand_over(app, error, lambda send: _Response(self._decision, send).send):
            return
        await _respond(self._send, _ERROR, self._decision.headers, message(_ERROR, {}))


async def _respond(send: Send, status: int, headers: Pairs, body: str) -> None:
    content = body.encode()
    typed = [*headers]
    if content:
        typed += [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
    await send({"type": "http.response.start", "status": status, "headers": _encoded(typed)})
    await send({"type": "http.response.body", "body": content})


def _header(headers: Iterable[tuple[bytes, bytes]], name: str) -> str | None:
    """Join the lines of one header; ASGI's names are lower-case."""
    wanted = name.lower().encode(_ENCODING)
    values = [value.decode(_ENCODING) for key, value in headers if key == wanted]
    return ",".join(values) if values else None


def _decoded(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(name.decode(_ENCODING), value.decode(_ENCODING)) for name, value in headers]


def _encoded(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(_ENCODING), value.encode(_ENCODING)) for name, value in headers]
