"""CORS for WSGI applications, with the same decisions as the Lambda decorator.

https://peps.python.org/pep-3333/. On Lambda through apig-wsgi or the Lambda Web Adapter, and
anywhere else.
"""

from __future__ import annotations

from . import _log
from ._adapters import REQUEST_CONTEXT, check_app, left_by_the_front_door
from ._front_door import REASON_PHRASES
from ._header_maps import merge_pairs
from ._options import RAISE, Options
from .decision import decide
from .handler import message, refusal_status_and_body
from .names import OPTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ._types import Anything, GatewayOwner, OnError, PolicyProvider
    from .decision import Decision
    from .policy import CorsPolicy

    Environ = dict[str, Anything]
    StartResponse = Callable[..., Anything]
    WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

_NAME = "wsgi"
_EVENTS = ("apig_wsgi.full_event", "serverless.event", "lambda.event")
"""Where apig-wsgi, serverless-wsgi and Zappa keep the event."""
_ERROR = 500


class CorsWsgiMiddleware:
    """Wraps a WSGI application: answers preflights, puts the headers on every other response.

    Args:
        app: the application.
        policy: as for `corsgate.cors`; None reads ``CORSGATE_POLICY``.
        enforce: as for `corsgate.cors`.
        on_error: ``"respond"``: an exception before the response has started is written to
            ``wsgi.errors``, logged, and answered 500 with the headers; ``"raise"``: it is the
            server's; None: the second for a debugger, a test client, or an application of Flask or
            Django that propagates its exceptions, and the first elsewhere.
        debug: as for `corsgate.cors`.
        gateway_owns: as for `corsgate.cors`; the front door is known through apig-wsgi,
            serverless-wsgi, Zappa and the Lambda Web Adapter.
        ttl: as for `corsgate.cors`.

    Raises:
        PolicyError: the variable is missing or holds no policy.
        TypeError: the application is not callable.

    Example:
        >>> from corsgate import CorsPolicy
        >>> def app(environ, start_response):
        ...     start_response("200 OK", [("Content-Type", "text/plain")])
        ...     return [b"hello"]
        >>> app = CorsWsgiMiddleware(app, CorsPolicy(allow_origins=["https://app.example.com"]))

    Source: https://fetch.spec.whatwg.org/#http-cors-protocol
    """

    def __init__(  # noqa: PLR0913 - each option has a name and a default
        self,
        app: WsgiApp,
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

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        options = self._options
        method, origin = environ.get("REQUEST_METHOD", ""), environ.get("HTTP_ORIGIN")
        asked = environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD") if method == OPTIONS else None
        decision = decide(
            options.policy_at(None, method, origin, asked),
            method=method,
            origin=origin,
            request_method=asked,
            request_headers=environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS"),
            enforce=options.enforce,
            fetch_site=environ.get("HTTP_SEC_FETCH_SITE"),
        )
        if options.gateway_owns:
            left = _left(decision, options, environ)
            if left is None:
                return self.app(environ, start_response)
            decision = left
        if options.debug and not decision.allowed:
            _log.refusal(_NAME, decision)
        if decision.status is None:
            return self._through(environ, _Response(decision, environ, start_response))
        status, body = refusal_status_and_body(decision, debug=options.debug)
        return _respond(start_response, status, decision, body)

    def _through(self, environ: Environ, response: _Response) -> Iterable[bytes]:
        try:
            chunks = self.app(environ, response.start)
        except Exception:
            if response.started or self._is_wanted_outside(environ):
                raise
            return response.fail()
        # An application that has started is left alone: a server may know its iterable, as it does
        # wsgi.file_wrapper's. A generator starts with its first chunk, and may raise before it.
        if response.started or self._options.on_error == RAISE:
            return chunks
        return _Chunks(chunks, response, self._is_wanted_outside)

    def _is_wanted_outside(self, environ: Environ) -> bool:
        if self._options.on_error is not None:
            return self._options.on_error == RAISE
        from ._wsgi_errors import is_wanted_outside  # noqa: PLC0415 - with the first exception

        return is_wanted_outside(self.app, environ)


def _left(decision: Decision, options: Options, environ: Environ) -> Decision | None:
    context = environ.get(f"HTTP_{REQUEST_CONTEXT.upper().replace('-', '_')}")
    event = next((environ[key] for key in _EVENTS if key in environ), None)
    return left_by_the_front_door(decision, options, event, context)


class _Response:
    """One response: adds the headers when the application starts it."""

    def __init__(self, decision: Decision, environ: Environ, start_response: StartResponse) -> None:
        self.started = False
        self.environ = environ
        self._decision = decision
        self._start_response = start_response

    def start(
        self, status: str, headers: list[tuple[str, str]], exc_info: Anything = None
    ) -> Anything:
        """Stand in for the server's ``start_response``."""
        self.started = True
        merged = merge_pairs(headers, self._decision.headers)
        if exc_info is None:
            return self._start_response(status, merged)
        return self._start_response(status, merged, exc_info)

    def fail(self) -> list[bytes]:
        """Report the exception that is being handled and answer 500."""
        from ._wsgi_errors import report  # noqa: PLC0415 - with the first exception

        report(_NAME, self.environ)
        return _respond(self._start_response, _ERROR, self._decision, message(_ERROR, {}))


class _Chunks:
    """The chunks of an application that starts its response late, if at all."""

    def __init__(
        self,
        chunks: Iterable[bytes],
        response: _Response,
        is_wanted_outside: Callable[[Environ], bool],
    ) -> None:
        self._chunks = chunks
        self._response = response
        self._is_wanted_outside = is_wanted_outside

    def __iter__(self) -> Iterator[bytes]:
        """Yield the application's chunks, or a 500 in place of the first."""
        try:
            yield from self._chunks
        except Exception:
            if self._response.started or self._is_wanted_outside(self._response.environ):
                raise
            yield from self._response.fail()

    def close(self) -> None:
        """Close the application's iterable, as PEP 3333 asks for."""
        close = getattr(self._chunks, "close", None)
        if close is not None:
            close()


def _respond(
    start_response: StartResponse, status: int, decision: Decision, body: str
) -> list[bytes]:
    content = body.encode()
    headers = list(decision.headers)
    if content:
        headers += [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
    start_response(f"{status} {REASON_PHRASES[status]}", headers)
    return [content] if content else []
