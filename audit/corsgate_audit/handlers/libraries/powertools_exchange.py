"""One request that the router of Powertools for TypeScript answers, and its answer so far.

Source: packages/event-handler/src/http/converters.ts of version 2.35
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn
from corsgate_audit.handlers.languages.javascript.web_responses import WebHeaders, WebResponse
from corsgate_audit.handlers.libraries.settings import mentions_cors
from corsgate_audit.handlers.values.data import Known, Obj, Unfollowed
from corsgate_audit.handlers.values.describing import text_of
from corsgate_audit.handlers.values.event import EventPart

if TYPE_CHECKING:
    from corsgate_audit.handlers.code import CodeLocation
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value

_RESULT = frozenset(
    {"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded", "cookies"}
)


@dataclass(slots=True)
class RouterExchange:
    """One request, and what has been set of its answer.

    Args:
        place: Line of the answer.
        headers: Headers that middlewares and the route have set.
        status: Status so far: 500 until something answers.
    """

    place: CodeLocation
    headers: WebHeaders = field(default_factory=WebHeaders)
    status: Value = field(default_factory=lambda: Known(500))

    def context(self) -> Obj:
        """Return what middlewares and routes are given."""
        headers = Fn("headers", None, {"get": Fn("get", _request_header)})
        request = Obj(
            {"headers": headers, "method": EventPart(("httpMethod",))}, [Unfollowed("req")]
        )
        entries: dict[str, Value] = {
            "event": EventPart(()),
            "params": Obj(rest=[Unfollowed("params")]),
            "req": request,
            "res": Obj({"headers": self.headers}, [Unfollowed("res")]),
        }
        return Obj(entries, [Unfollowed("reqCtx")])

    def take(self, interpreter: Interpreter, value: Value) -> None:
        """Take what a function returned for the answer: a response, or a body."""
        value = interpreter.split(value)
        if isinstance(value, WebResponse):
            self.headers.write_all(interpreter, value.headers)
            self.status, self.place = value.status, value.place
        elif isinstance(value, Obj) and is_result(value):
            self.status = interpreter.split(value.entries["statusCode"])
            self.place = value.place or self.place
            for part in ("headers", "multiValueHeaders"):
                given = interpreter.split(value.entries.get(part) or Obj())
                self.headers.write_all(interpreter, given)
        elif isinstance(value, Unfollowed) and not (value.is_data or value.is_text):
            self.status = Unfollowed(text_of(value))
            if mentions_cors(interpreter):  # it may be a response with headers
                self.headers.write_all(interpreter, value)
        else:
            self.status = Known(200)

    def answer(self) -> Obj:
        """Return the answer as the router gives it."""
        of = self.headers.entries
        headers = Obj(dict(of.entries), list(of.rest))
        return Obj(
            {"statusCode": self.status, "headers": headers}, [], None, self.place, "Powertools"
        )


def is_result(value: Obj) -> bool:
    """Whether an object is taken for a response, and not for a body.

    Args:
        value: Object that a function returned.

    Source: ``isExtendedAPIGatewayProxyResult`` in ``utils.ts``
    """
    return "statusCode" in value.entries and (
        "body" in value.entries or value.entries.keys() <= _RESULT
    )


def _request_header(_: Interpreter, call: Arguments) -> Value:
    name = call.get(0)
    if isinstance(name, Known):
        return EventPart(("headers", str(name.value).lower()))
    return Unfollowed(call.text)
