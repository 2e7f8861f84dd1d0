"""Response streaming: ``awslambda.streamifyResponse``.

Source: https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn, Native
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.data import UNDEFINED, Known, Obj, Unfollowed

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


class _Stream(Native):
    """The stream that the function writes to: it raises nothing and keeps nothing."""

    name = "responseStream"

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a method, or the stream's metadata."""
        return Fn(key, lambda *_: UNDEFINED)


def _from(interpreter: Interpreter, call: Arguments) -> Value:
    """``HttpResponseStream.from(stream, metadata)``: the metadata is the answer."""
    interpreter.answered = interpreter.answered or (
        call.get(1) or Unfollowed(call.text),
        call.place,
    )
    return call.get(0) or UNDEFINED


def _streamify(_: Interpreter, call: Arguments) -> Value:
    handler = call.get(0) or UNDEFINED
    return Fn(
        "streamifyResponse", lambda interpreter, inner: _streamed(interpreter, handler, inner)
    )


def _streamed(interpreter: Interpreter, handler: Value, call: Arguments) -> Value:
    """Without metadata the answer is 200 with no header of the function's."""
    given = [call.get(0) or UNDEFINED, _Stream(), call.get(1) or UNDEFINED]
    interpreter.call(handler, Arguments(call.text, call.place, given))
    if interpreter.answered is not None:
        return UNDEFINED
    return Obj({"statusCode": Known(200), "headers": Obj()}, place=interpreter.place)


AWSLAMBDA = Fn("awslambda", None, {
    "streamifyResponse": Fn("streamifyResponse", _streamify),
    "HttpResponseStream": Fn("HttpResponseStream", None, {"from": Fn("from", _from)}),
})  # fmt: skip
