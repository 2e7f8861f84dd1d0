"""CORS settings of a library, and the headers that it puts on an answer because of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.handlers.values.data import Arr, Known, Obj, OneOf, Unfollowed
from corsgate_audit.handlers.values.describing import about, texts_of
from corsgate_audit.handlers.values.event import EventPart, Test

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value

ORIGIN = "Access-Control-Allow-Origin"
CREDENTIALS = "Access-Control-Allow-Credentials"
PAGE = EventPart(("headers", "origin"))
_MARK = b"access-control-allow-origin"


@dataclass(frozen=True, slots=True)
class Origins:
    """Which origins a library allows.

    Args:
        listed: Origins that are compared as a whole; None where every origin is answered.
        value: Header value for every page; None for the page's own origin.
        unknown: Settings that are not literal, for people; nothing else counts then.
        without_origin: Header value for a request without an origin, where each page gets its own.
    """

    listed: tuple[str, ...] | None = None
    value: str | None = None
    unknown: str | None = None
    without_origin: str | None = None


ANY = Origins(value="*")
REFLECTED = Origins()


def cors_headers(
    interpreter: Interpreter, origins: Origins, *, credentials: bool | None
) -> dict[str, Value]:
    """Return the headers of one answer, on this path.

    Args:
        interpreter: Interpreter, whose path decides whether the page's origin is listed.
        origins: Allowed origins.
        credentials: Whether credentials are allowed; None where that is not known.
    """
    if origins.unknown is not None:
        return {ORIGIN: Unfollowed(origins.unknown, frozenset({"origin"}))}
    if origins.listed is not None:
        text = f"the origin is one of {', '.join(origins.listed)}"
        listed = Test(text, frozenset({"origin"}), "origin", "in", origins.listed)
        if interpreter.joining:
            return {ORIGIN: Unfollowed(text, frozenset({"origin"}))}
        if not interpreter.decide(listed):
            return {}
    elif origins.value is None and not interpreter.joining and not interpreter.decide(PAGE):
        other = origins.without_origin
        return {} if other is None else {ORIGIN: Known(other)}
    made: dict[str, Value] = {}
    made[ORIGIN] = PAGE if origins.value is None else Known(origins.value)
    if credentials:
        made[CREDENTIALS] = Known("true")
    elif credentials is None:
        made[CREDENTIALS] = Unfollowed("credentials of the CORS settings")
    return made


def listed_origins(value: Value | None, text: str) -> Origins:
    """Read a list of origins, as Python's frameworks take it: ``["*"]`` is every origin.

    Args:
        value: Setting: a text or a list of texts; None where it is not given.
        text: Setting in the notation of the code.
    """
    if value is None:
        return Origins(())
    if isinstance(value, Known) and isinstance(value.value, str):
        return ANY if value.value == "*" else Origins((value.value,))
    texts = texts_of(value)
    if texts is None:
        return Origins(unknown=text)
    return ANY if "*" in texts else Origins(texts)


def truth_of(value: Value | None, *, default: bool = False) -> bool | None:
    """Read a flag; None where it is not known."""
    if value is None:
        return default
    if isinstance(value, Known):
        return bool(value.value) and str(value.value) != "undefined"
    return None


def with_headers(
    interpreter: Interpreter, response: Value, headers: dict[str, Value], by: str
) -> Value:
    """Return a response with further headers, which take the place of those of the same name.

    Args:
        interpreter: Interpreter, on the path that is followed.
        response: Value that the function returned.
        headers: Values by name; a header that is there already is replaced.
        by: Name of the library, for the report.
    """
    response = interpreter.split(response)
    if isinstance(response, OneOf):
        return OneOf(
            tuple(with_headers(interpreter, each, headers, by) for each in response.options)
        )
    if not isinstance(response, Obj) or response.class_ is not None:
        rest = [Unfollowed(getattr(response, "text", "response"), about(response))]
        known = isinstance(response, Known | Arr)
        return Obj(
            {"headers": Obj(dict(headers), [] if known else list(rest))}, [] if known else rest
        )
    made = Obj(dict(response.entries), list(response.rest), None, response.place, by)
    old = interpreter.split(response.entries.get("headers", Obj()))
    merged = Obj()
    names = {each.lower() for each in headers}
    if isinstance(old, Obj):
        merged.entries = {k: v for k, v in old.entries.items() if k.lower() not in names}
        merged.rest = list(old.rest)
    elif not isinstance(old, Known):
        merged.rest = [Unfollowed(getattr(old, "text", "headers"), about(old))]
    merged.entries.update(headers)
    made.entries["headers"] = merged
    return made


def library_response(
    call: Arguments,
    headers: dict[str, Value],
    *,
    status: int | None = None,
    rest: str | None = None,
    by: str,
) -> Obj:
    """Return an answer that a library gives.

    Args:
        call: Call that is answered.
        headers: Values by name.
        status: HTTP status; None where a route decides.
        rest: Code that may add headers which are not followed; None where there is none.
        by: Name of the library, for the report.
    """
    code: Value = Unfollowed("status of the route") if status is None else Known(status)
    unknown = [] if rest is None else [Unfollowed(rest)]
    return Obj(
        {"statusCode": code, "headers": Obj(dict(headers), unknown)}, [], None, call.place, by
    )


def mentions_cors(interpreter: Interpreter) -> bool:
    """Whether any code of the bundle names the header itself."""
    return interpreter.bundle.mentions(_MARK)
