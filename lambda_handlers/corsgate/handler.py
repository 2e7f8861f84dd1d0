"""The decorator: a Lambda handler that answers preflights and sends CORS headers."""

from __future__ import annotations

import json
import sys
from functools import wraps
from types import FunctionType

from ._front_door import REASON_PHRASES
from ._front_doors import front_door_of, is_authorizer, raw_event
from ._options import OPTIONS_OF_CORS, Options
from .decision import ACTUAL, PREFLIGHT, Decision, decide
from .names import FETCH_SITE, OPTIONS, ORIGIN, REQUEST_HEADERS, REQUEST_METHOD
from .policy import FIELDS, CorsPolicy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    from ._front_door import FrontDoor
    from ._types import Anything, Cors, Response


MARK = "__corsgate__"
"""The attribute that tells a decorated handler; `functools.wraps` of other decorators keeps it."""

_ORIGIN = ORIGIN.lower()
_REQUEST_METHOD = REQUEST_METHOD.lower()
_REQUEST_HEADERS = REQUEST_HEADERS.lower()
_FETCH_SITE = FETCH_SITE.lower()

_COLLECTS_ARGUMENTS = 0x04 | 0x08
"""A function's flags for ``*args`` and ``**kwargs``.

https://docs.python.org/3/library/inspect.html#inspect.CO_VARARGS
"""

_EVENT_AND_CONTEXT = 2
_IDEMPOTENCY = "aws_lambda_powertools.utilities.idempotency"
_CALLERS = 50
_WRAPPED_METHODS = (classmethod, staticmethod)
_OK = 200
_NO_CONTENT = 204
_ERROR = 500


def _typed(function: Anything) -> Cors:
    """Show the decorator to type checkers with its overloads, at no cost when it runs."""
    typed: Cors = function
    return typed


@_typed
def cors(policy: Anything = None, **options: Anything) -> Anything:  # noqa: D417 - see Cors
    """Decorate a Lambda handler with a policy, whatever front door its events come through.

    Preflights are answered without calling the handler. On every other response the headers that
    the policy decides replace those that the handler set itself; ``Vary`` is merged. The handler's
    own objects are never changed. Events that are no HTTP requests, and those of authorizers, pass
    through untouched.

    Args:
        policy: the policy; a map of policies by method (``"*"`` for the others); or, with ``ttl``,
            a function that returns the policy, of all requests or of the origin that it receives,
            ``async`` or not. None, or the bare ``@cors``, reads the environment variable
            ``CORSGATE_POLICY`` when the handler is decorated.
        routes: for one handler behind several routes: by the path of a route as the API declares
            it (a REST API's ``resource``, the path in an HTTP API's ``routeKey``), a policy, a map
            of policies by method, the list of methods that the route has, to which ``policy`` is
            then cut, or None, which allows no page of another origin.
        enforce: answer actual requests of origins outside the policy with 403, and with methods
            that it does not list with 405, before the handler runs; a site's own requests pass.
        on_error: ``"raise"`` leaves an exception to the runtime, so that alarms see it and the
            gateway's own error response has to carry the headers; ``"respond"`` logs it and
            answers 500 with them; None does the first behind a REST or HTTP API and the second
            where nothing else can carry the headers (ALB, VPC Lattice, a function URL that does
            not own CORS).
        debug: log each refusal with its step and value, and name them in the refusal's body.
            Tells any page what the policy allows: not for production.
        gateway_owns: the kinds of front door that own CORS, ``"http_api"`` and ``"function_url"``;
            there the decorator adds nothing, because an HTTP API drops the headers and a function
            URL doubles them. None reads ``CORSGATE_GATEWAY_OWNS``.
        ttl: seconds for which the answer of such a function is kept; 0 calls it every time.

    Returns:
        A decorator, or the decorated handler for the bare ``@cors``. An ``async def`` handler is
        run to completion.

    Raises:
        PolicyError: a variable is missing or holds no policy: the function fails at init.
        TypeError: what is decorated is not callable, is decorated already, or is a policy provider
            without ``ttl``.

    Example:
        >>> @cors(CorsPolicy(allow_origins=["https://app.example.com"], allow_methods=["GET"]))
        ... def handler(event, context):
        ...     return {"statusCode": 200, "body": "[]"}
        >>> event = {"httpMethod": "GET", "headers": {"origin": "https://app.example.com"}}
        >>> handler(event, None)["headers"]["Access-Control-Allow-Origin"]
        'https://app.example.com'

    Source: https://fetch.spec.whatwg.org/#http-cors-protocol
    """
    if not options and (callable(policy) or isinstance(policy, _WRAPPED_METHODS)):
        _refuse_provider(policy)
        return _decorate(policy, Options(policy=None))
    chosen = Options(policy=_policy_in(policy, options), **options)
    return lambda handler: _decorate(handler, chosen)


def _policy_in(policy: Anything, options: dict[str, Anything]) -> Anything:
    """Build the policy of ``@cors(allow_origins=[...])``; its fields are taken from the options."""
    fields = {name: options.pop(name) for name in FIELDS if name in options}
    unknown = sorted(options.keys() - set(OPTIONS_OF_CORS))
    if unknown:
        message = (
            f"cors() got an unexpected keyword argument {unknown[0]!r}; it takes "
            f"{', '.join(OPTIONS_OF_CORS)}, and the fields of a CorsPolicy: {', '.join(FIELDS)}"
        )
        raise TypeError(message)
    if not fields:
        return policy
    if policy is not None:
        message = f"cors() takes a policy or its fields, but got both: {policy!r} and {fields!r}"
        raise TypeError(message)
    if "allow_origins" not in fields:
        message = f"cors() got {fields!r} without allow_origins; write @cors(allow_origins=[...])"
        raise TypeError(message)
    return CorsPolicy(**fields)


def _decorate(handler: Anything, options: Options) -> Anything:
    if isinstance(handler, _WRAPPED_METHODS):
        return type(handler)(_decorate(handler.__func__, options))
    _check_handler(handler)
    make = _answering if _takes_event_and_context(handler) else _answering_any_call
    decorated = wraps(handler)(make(handler, options))
    setattr(decorated, MARK, True)
    return decorated


def _answering(handler: Anything, options: Options) -> Callable[..., Anything]:  # noqa: C901 - one request from top to bottom; each call more would add a twentieth to it
    """Put the answers and headers around a handler, in one function for speed."""
    log_unknown, first = _log_of_unknown_events(), [True]
    # Where a request's origin is all that its answer depends on, its headers are ready.
    answers = None if options.decides_more_than_origins() else options.policy.answers

    def decorated(event: Anything, context: Anything) -> Anything:  # noqa: C901, PLR0912 - see above
        # `__class__`, here and below: nearly always a dict, and asked at every request.
        raw = event if event.__class__ is dict else raw_event(event)
        door = front_door_of(raw)
        if door is None:
            log_unknown(raw)
            return _completed(handler(event, context))
        if options.gateway_owns and door.name in options.gateway_owns:
            from ._owned import answered_by_owner  # noqa: PLC0415 - where the front door owns CORS

            return answered_by_owner(
                door, raw, lambda: _completed(handler(event, context)), options
            )
        headers = None
        if answers is not None:
            method, origin = door.asked(raw)
            if method != OPTIONS:
                headers = answers.ready.get(origin)
            elif door.answers_preflights:
                answered = _preflight_answer(door, raw, origin, options)
                if answered is not None:
                    return answered
        if headers is None:
            if first:
                first.clear()
                _warn_below_idempotent()
            decision = decision_for(door, raw, options)
            headers = decision.headers.by_name
            if decision.status is not None and door.answers_preflights:
                return answer(door, decision, options)
            if options.debug and not decision.allowed:
                _log().refusal(door.name, decision)
            if answers is not None and decision.allowed and decision.kind != PREFLIGHT:
                answers.remember(origin, headers)
        try:
            result = handler(event, context)
            if result.__class__ is not dict:
                result = _completed(result)
        except Exception:
            if not options.answers_errors(door):
                raise
            _log().failure(door.name)
            return door.answer(_ERROR, headers, message(_ERROR, {}))
        return door.merge(result, headers)

    return decorated


def _preflight_answer(
    door: FrontDoor, event: Anything, origin: str | None, options: Options
) -> Response | None:
    """Answer a preflight by the one policy for all routes, with headers that are ready mostly.

    Returns:
        None for OPTIONS requests that are no preflights.
    """
    method = door.header(event, _REQUEST_METHOD)
    if origin is None or method is None:
        return None
    # What it asks for makes no difference to its answer, only to what the browser makes of that.
    known = options.policy.answers.preflight_by_origin.get(origin)
    if known is not None:
        return door.answer(_NO_CONTENT, known.headers.by_name, "")
    decision = decide(options.policy, method=OPTIONS, origin=origin, request_method=method)
    return answer(door, decision, options)


def _takes_event_and_context(handler: Anything) -> bool:
    """Whether a handler is the function that AWS documents, ``def handler(event, context):``.

    It can be called without packing its arguments, which would take a tenth of the time.
    """
    if not isinstance(handler, FunctionType):
        return False
    code = handler.__code__
    return (
        code.co_varnames[: code.co_argcount] == ("event", "context")
        and not code.co_kwonlyargcount
        and not code.co_flags & _COLLECTS_ARGUMENTS
        and not handler.__defaults__
    )


def _answering_any_call(handler: Anything, options: Options) -> Callable[..., Anything]:
    """The same for every other callable; what it is called with is passed on as it is."""
    answering = _answering(lambda _event, call: call(), options)

    def decorated(*args: Anything, **kwargs: Anything) -> Anything:
        return answering(_event_among(args, kwargs), lambda: handler(*args, **kwargs))

    return decorated


def _refuse_provider(handler: Anything) -> None:
    """Tell a policy provider from a handler: the runtime calls that with two arguments."""
    code = getattr(handler, "__code__", None)
    if code and code.co_argcount < _EVENT_AND_CONTEXT and not code.co_flags & _COLLECTS_ARGUMENTS:
        name, count = handler.__qualname__, code.co_argcount
        message = (
            f"@cors decorates a handler(event, context), but {name} takes {count} arguments; for a "
            f"policy provider, write @cors({name}, ttl=60)"
        )
        raise TypeError(message)


def _event_among(args: tuple[Anything, ...], kwargs: dict[str, Anything]) -> Anything:
    """Find the event: by its name in AWS's documentation, or in first place, behind ``self``."""
    if "event" in kwargs or not args:
        return kwargs.get("event")
    for each in args[:2]:
        raw = raw_event(each)
        if front_door_of(raw) is not None:
            return raw
    behind_self = len(args) > 1 and len(args) + len(kwargs) > _EVENT_AND_CONTEXT
    return args[1] if behind_self else args[0]


def _warn_below_idempotent() -> None:
    """Look for Powertools' idempotency among the callers, with the first request only.

    https://docs.aws.amazon.com/powertools/python/latest/utilities/idempotency/
    """
    frame = sys._getframe(1)  # noqa: SLF001 - there is no other way to see who calls
    for _ in range(_CALLERS):
        if frame.f_back is None:
            return
        frame = frame.f_back
        if str(frame.f_globals.get("__name__")).startswith(_IDEMPOTENCY):
            _log().repeated()
            return


def _log_of_unknown_events() -> Callable[[Anything], None]:
    """Return what logs the events that are no requests, the first of them as a warning."""
    seen = False

    def log(raw: Anything) -> None:
        nonlocal seen
        if not (isinstance(raw, dict) and is_authorizer(raw)):
            _log().unknown_event(raw, seen=seen)
            seen = True

    return log


def _log() -> ModuleType:
    """Return what logs; most functions never have anything to log."""
    from . import _log as log  # noqa: PLC0415 - see above

    return log


def _check_handler(handler: Anything) -> None:
    if not callable(handler):
        message = (
            f"@cors decorates a handler, not {handler!r}; put it right above 'def handler(event, "
            "context):'"
        )
        raise TypeError(message)
    if getattr(handler, MARK, False):
        name = getattr(handler, "__qualname__", repr(handler))
        message = f"{name} is already decorated with @cors; remove one of the two"
        raise TypeError(message)


def _completed(result: Anything) -> Anything:
    """Return what a handler returned, or what its coroutine returns."""
    if not hasattr(result, "__await__"):
        return result
    from ._asynchronous import run  # noqa: PLC0415 - asyncio takes 40 ms, for async handlers only

    return run(result)


def decision_for(door: FrontDoor, event: Anything, options: Options) -> Decision:
    """Decide the request of an event.

    Args:
        door: door that the event came through.
        event: event of that door.
        options: options with the policy of each route.

    Returns:
        The decision.
    """
    method, origin = door.asked(event)
    asked = door.header(event, _REQUEST_METHOD) if method == OPTIONS else None
    policy = options.policy_at(door.route(event) if options.routes else None, method, origin, asked)
    if method != OPTIONS:
        site = door.header(event, _FETCH_SITE) if options.enforce else None
        return decide(
            policy, method=method, origin=origin, enforce=options.enforce, fetch_site=site
        )
    return decide(
        policy,
        method=method,
        origin=origin,
        request_method=asked,
        request_headers=door.header(event, _REQUEST_HEADERS),
        enforce=options.enforce,
        fetch_site=door.header(event, _FETCH_SITE) if options.enforce else None,
    )


def answer(door: FrontDoor, decision: Decision, options: Options) -> Response:
    """Answer a preflight, or a refusal that is enforced.

    Args:
        door: door that writes the response.
        decision: decision with a status.
        options: options of the handler.

    Returns:
        The response; in debug mode a refusal is logged and its body says why.
    """
    if options.debug and not decision.allowed:
        _log().refusal(door.name, decision)
    status, body = refusal_status_and_body(decision, debug=options.debug)
    return door.answer(status, decision.headers.by_name, body)


def refusal_status_and_body(decision: Decision, *, debug: bool) -> tuple[int, str]:
    """Return what a decision that has a status is answered with.

    Args:
        decision: decision of a preflight, or an enforced refusal.
        debug: name the step and the value in the body.

    Returns:
        The status, and JSON or nothing.
    """
    status = decision.status or _OK
    if decision.allowed or not (debug or decision.kind == ACTUAL):
        return status, ""
    if debug and status == _NO_CONTENT:
        # A 204 has no body; to the browser any other ok status means the same.
        status = _OK
    return status, message(status, _refusal_detail(decision) if debug else {})


def _refusal_detail(decision: Decision) -> Response:
    """Return what debug mode adds to a refusal's body: the step and the value, escaped."""
    return {
        "corsgate": {"reason": decision.reason, "value": _log().escaped(decision.refused or "")}
    }


def message(status: int, detail: Mapping[str, Anything]) -> str:
    """Write the body of a refusal or an error, in the shape of API Gateway's own."""
    return json.dumps({"message": REASON_PHRASES[status], **detail})
