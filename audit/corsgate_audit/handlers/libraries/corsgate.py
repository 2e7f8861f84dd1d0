"""corsgate's own decorator, and its middlewares."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from corsgate import CorsPolicy, PolicyError
from corsgate_audit.handlers.code.functions import UnreadableCodeError
from corsgate_audit.handlers.interpreter.natives import Fn, Native, decorated
from corsgate_audit.handlers.libraries.applications import App, Support, Wrapped
from corsgate_audit.handlers.libraries.settings import (
    Origins,
    cors_headers,
    listed_origins,
    truth_of,
    with_headers,
)
from corsgate_audit.handlers.values.data import Known, Unfollowed
from corsgate_audit.handlers.values.describing import texts_of

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value


_ENVIRONMENT = "CORSGATE_POLICY of the environment"
_OWNERS = "CORSGATE_GATEWAY_OWNS"
_DECIDES_OTHERWISE = frozenset({"gateway_owns", "routes", "ttl"})
"""Options of ``@cors`` by which an answer's headers are not those of the one policy."""


_FIELDS = frozenset(inspect.signature(CorsPolicy).parameters)


def _check(call: Arguments) -> None:
    """Build a policy whose fields are all literal, as the function does when it starts.

    Raises:
        UnreadableCodeError: the policy is refused; the text says why.
    """
    given = {name: value for name, value in call.named.items() if name in _FIELDS}
    fields = {name: _literal(value) for name, value in given.items()}
    if call.values or call.more is not None or None in fields.values():
        return
    try:
        CorsPolicy(**fields)  # type: ignore[arg-type] # what the code gives, right or wrong
    except PolicyError as error:
        message = f"the function does not start: {error}"
        raise UnreadableCodeError(message) from error


def _literal(value: Value) -> object:
    """Return a constant or a list of texts; None where it is neither."""
    return value.value if isinstance(value, Known) else texts_of(value)


class _Policy(Native):
    """``CorsPolicy(…)``, or ``@cors(allow_origins=…)`` with its fields."""

    name = "CorsPolicy"

    def __init__(self, call: Arguments) -> None:
        origins = listed_origins(call.named.get("allow_origins"), call.text)
        if origins.listed is not None and any("*" in each for each in origins.listed):
            origins = Origins(unknown=call.text)
        self.origins = Origins(unknown=call.text) if call.more is not None else origins
        self.credentials = truth_of(call.named.get("allow_credentials"))
        _check(call)


class _Decorated(Native):
    """A handler below ``@cors``."""

    name = "@cors"
    is_decorable = True

    def __init__(self, function: Value, policy: _Policy | None, text: str) -> None:
        self.function, self.policy, self.text = function, policy, text

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Call the handler; its answer gets the policy's headers, whatever it had."""
        response = interpreter.call(self.function, call)
        owned = interpreter.environment.value(_OWNERS)
        if self.policy is None or owned is not None:
            why = self.text if owned is None else f"{self.text}: {_OWNERS} of the environment"
            unknown = Origins(unknown=why)
            return with_headers(
                interpreter,
                response,
                cors_headers(interpreter, unknown, credentials=None),
                "corsgate",
            )
        headers = cors_headers(
            interpreter, self.policy.origins, credentials=self.policy.credentials
        )
        return with_headers(interpreter, response, headers, "corsgate")


def _cors(_: Interpreter, call: Arguments) -> Value:
    given = call.get(0, "policy")
    if not call.named and given is not None and given is decorated(call):
        return _Decorated(given, None, f"{call.text}: {_ENVIRONMENT}")
    if given is None and "allow_origins" in call.named:
        given = _Policy(call)
    policy = given if isinstance(given, _Policy) else None
    if _DECIDES_OTHERWISE & call.named.keys() or call.more is not None:
        policy = None
    text = call.text if policy or call.values or call.named else f"{call.text}: {_ENVIRONMENT}"
    return Fn("@cors", lambda __, inner: _Decorated(inner.get(0) or Unfollowed(text), policy, text))


def corsgate_support(interpreter: Interpreter, call: Arguments) -> Support:
    """Read what a middleware of corsgate puts on every answer, those to exceptions included.

    Args:
        interpreter: Interpreter, for the environment.
        call: Middleware's call, or the one that adds it; the policy is its second argument.
    """
    policy = call.get(1, "policy")
    owned = interpreter.environment.value(_OWNERS)
    told = call.named.get("on_error")
    covers = not (isinstance(told, Known) and told.value == "raise")
    if (
        not isinstance(policy, _Policy)
        or owned is not None
        or _DECIDES_OTHERWISE & call.named.keys()
        or call.more is not None
    ):
        return Support(Origins(unknown=call.text), None, covers_errors=covers)
    return Support(policy.origins, policy.credentials, covers_errors=covers)


def _middleware(interpreter: Interpreter, call: Arguments) -> Value:
    """Put a middleware around an application, or around its own entry point."""
    app = call.get(0, "app")
    support = corsgate_support(interpreter, call)
    if not isinstance(app, App):
        return Wrapped(support)
    interpreter.attribute(app, "support", support)
    return app


MODULES: dict[str, Value] = {
    "corsgate": Fn(
        "corsgate",
        None,
        {
            "cors": Fn("cors", _cors),
            "CorsPolicy": Fn("CorsPolicy", lambda _, call: _Policy(call)),
            "CorsAsgiMiddleware": Fn("CorsAsgiMiddleware", _middleware),
            "CorsWsgiMiddleware": Fn("CorsWsgiMiddleware", _middleware),
        },
    ),
}
