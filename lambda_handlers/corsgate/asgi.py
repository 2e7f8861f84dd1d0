"""CORS for ASGI applications, with the same decisions as the Lambda decorator.

https://asgi.readthedocs.io/en/latest/specs/www.html. On Lambda through Mangum or the Lambda Web
Adapter, and anywhere else.
"""

from __future__ import annotations

from . import _log
from ._adapters import REQUEST_CONTEXT, check_app, left_by_the_front_door
from ._header_maps import merge_pairs
from ._options import RAISE, Options
from .decision import ACTUAL, decide
from .handler import message, refusal_status_and_body
from .names import (
    CORS_RESPONSE_HEADERS,
    FETCH_SITE,
    OPTIONS,
    ORIGIN,
    REQUEST_HEADERS,
    REQUEST_METHOD,
    VARY,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from ._types import Anything, GatewayOwner, OnError, Pairs, PolicyProvider
    from .decision import Decision, Headers
    from .policy import CorsPolicy

    # Any: Starlette's scopes are mappings and Litestar's and Quart's are typed dicts, and no type
    # but this one fits into the slots of all of them.
    Scope = Anything
    Message = Anything
    Receive = Anything
    Send = Callable[[Message], Awaitable[None]]
    Encoded = list[tuple[bytes, bytes]]
    AsgiApp = Callable[[Scope, Receive, Anything], Awaitable[None]]

_NAME = "asgi"
_ERROR = 500
_ENCODING = "latin-1"  # RFC 9110, section 5.5: bytes beyond ASCII are opaque, and stay as they are
_ORIGIN = ORIGIN.lower().encode(_ENCODING)
_MOST_NAMES = 1000
_DECIDED_NAMES = frozenset(
    name.encode(_ENCODING) for name in (*CORS_RESPONSE_HEADERS, VARY.lower())
)
_OWN_NAMES: set[bytes] = set()
"""Names of headers, as applications have spelled them, that no policy decides."""


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
        ttl: as for `corsgate.cors`.

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
        policy: CorsPolicy | PolicyProvider | Mapping[str, CorsPolicy] | None = None,
        *,
        enforce: bool = False,
        on_error: OnError | None = None,
        debug: bool = False,
        gateway_owns: Iterable[GatewayOwner] | None = None,
        ttl: float | None = None,
    ) -> None:
        check_app(self, app)
        self.app = app
        self._options = Options(
            policy=policy,
            enforce=enforce,
            on_error=on_error,
            debug=debug,
            gateway_owns=gateway_owns,
            ttl=ttl,
        )
        # The latest allowed origin, as it was sent, where, and its headers: kept where they are all
        # that an answer depends on.
        self._keeps_latest = not self._options.decides_more_than_origins()
        self._latest: tuple[tuple[bytes, bytes] | None, int, Pairs, Encoded] = (None, 0, (), [])
        self._ready: dict[Headers, Encoded] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Anything) -> None:  # noqa: C901 - one request from top to bottom, for speed
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        around = scope.get("app")  # an application inside sets it to itself
        asked, at, pairs, headers = self._latest
        sent = scope["headers"]
        # The latest origin comes again, mostly, and in the same place: a search would take a tenth
        # of the time. One that is sent in two lines is no browser's.
        if (
            scope["method"] == OPTIONS
            or at >= len(sent)
            or (sent[at] != asked and asked not in sent)
        ):
            decision = await self._decided(scope)
            if decision is None:
                await self.app(scope, receive, send)
                return
            if decision.status is not None:
                status, body = refusal_status_and_body(decision, debug=self._options.debug)
                await _respond(send, status, decision.headers, body)
                return
            pairs, headers = decision.headers, self._encoded(scope, decision)
        started = False

        async def adding(event: Message) -> None:
            nonlocal started
            if event["type"] == "http.response.start":
                started = True
                present = event.get("headers", ())
                if present.__class__ is not list:
                    present = list(present)
                for name, _ in present:
                    if name not in _OWN_NAMES:
                        merged = _merged(present, pairs)
                        break
                else:
                    merged = [*present, *headers]
                event = {**event, "headers": merged}
            await send(event)

        try:
            await self.app(scope, receive, adding)
        except Exception as error:
            if not started and self._options.on_error != RAISE:
                await _fail(around, error, send, pairs)
            raise

    async def _decided(self, scope: Scope) -> Decision | None:
        """Return the decision, None where the application's response is to stay as it is."""
        options, method, headers = self._options, scope["method"], scope["headers"]
        origin = _header(headers, ORIGIN)
        asked = _header(headers, REQUEST_METHOD) if method == OPTIONS else None
        decision = decide(
            await options.policy_awaited(method, origin, asked),
            method=method,
            origin=origin,
            request_method=asked,
            request_headers=_header(headers, REQUEST_HEADERS),
            enforce=options.enforce,
            fetch_site=_header(headers, FETCH_SITE),
        )
        left = _left(decision, options, scope) if options.gateway_owns else decision
        if left is not None and options.debug and not left.allowed:
            _log.refusal(_NAME, left)
        return left

    def _encoded(self, scope: Scope, decision: Decision) -> Encoded:
        """Encode the headers of a decision, and keep them for the next request of its origin."""
        headers = self._ready.get(decision.headers)
        if headers is None:
            headers = _encoded(decision.headers)
            if len(self._ready) >= self._options.policy.answers.most_remembered:
                self._ready.clear()
            self._ready[decision.headers] = headers
        if self._keeps_latest and decision.allowed and decision.kind == ACTUAL:
            # An origin that is allowed was sent in one line.
            names = [name for name, _ in scope["headers"]]
            at = names.index(_ORIGIN)
            self._latest = (tuple(scope["headers"][at]), at, decision.headers, headers)
        return headers


def _left(decision: Decision, options: Options, scope: Scope) -> Decision | None:
    context = _header(scope["headers"], REQUEST_CONTEXT)
    return left_by_the_front_door(decision, options, scope.get("aws.event"), context)


def _merged(present: Encoded, headers: Pairs) -> Encoded:
    """Put the policy's headers on a response's own name by name, and remember those that stay."""
    if len(_OWN_NAMES) < _MOST_NAMES:
        _OWN_NAMES.update(name for name, _ in present if name.lower() not in _DECIDED_NAMES)
    return _encoded(merge_pairs(_decoded(present), headers))


async def _fail(app: Anything, error: Exception, send: Anything, headers: Pairs) -> None:
    """Have an exception answered: by the application around, or by a plain 500."""
    from ._error_pages import hand_over  # noqa: PLC0415 - with the first exception

    def wrap(send: Anything) -> Send:
        async def adding(event: Message) -> None:
            if event["type"] == "http.response.start":
                event = {**event, "headers": _merged(list(event.get("headers", ())), headers)}
            await send(event)

        return adding

    if not hand_over(app, error, wrap):
        await _respond(send, _ERROR, headers, message(_ERROR, {}))


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
