"""CORS settings of a library, and the headers that it puts on an answer because of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.handlers.values import (
    Arr,
    EventPart,
    Known,
    Obj,
    OneOf,
    Test,
    Unfollowed,
    Value,
    about,
    texts_of,
)

if TYPE_CHECKING:
    from corsgate_audit.handlers.modules import Modules
    from corsgate_audit.handlers.values import Arguments

ORIGIN = "Access-Control-Allow-Origin"
CREDENTIALS = "Access-Control-Allow-Credentials"
PAGE = EventPart(("headers", "origin"))
_MARK = b"access-control-allow-origin"


@dataclass(frozen=True, slots=True)
class Origins:
    """Which origins a library allows.

    Args:
        listed: compared with the whole origin; None where every origin is answered.
        value: that every page is answered with; None where it is the page's own origin.
        unknown: settings that are not literal; nothing else counts then.
        without_origin: what a request without an origin is answered with, where each page gets its
            own.
    """

    listed: tuple[str, ...] | None = None
    value: str | None = None
    unknown: str | None = None
    without_origin: str | None = None


ANY = Origins(value="*")
REFLECTED = Origins()


def cors_headers(core: Modules, origins: Origins, *, credentials: bool | None) -> dict[str, Value]:
    """Return the headers of one answer, on this path.

    Args:
        core: the interpreter, whose path decides whether the page's origin is listed.
        origins: that are allowed.
        credentials: whether they are, too; None where that is not known.
    """
    if origins.unknown is not None:
        return {ORIGIN: Unfollowed(origins.unknown, frozenset({"origin"}))}
    if origins.listed is not None:
        text = f"the origin is one of {', '.join(origins.listed)}"
        listed = Test(text, frozenset({"origin"}), "origin", "in", origins.listed)
        if core.joining:
            return {ORIGIN: Unfollowed(text, frozenset({"origin"}))}
        if not core.decide(listed):
            return {}
    elif origins.value is None and not core.joining and not core.decide(PAGE):
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
        value: the setting; None where it is not given.
        text: of it, for people.
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


def with_headers(core: Modules, response: Value, headers: dict[str, Value], by: str) -> Value:
    """Return a response with further headers, which take the place of those of the same name.

    Args:
        core: the interpreter.
        response: that the function returned.
        headers: to add.
        by: name of the library.
    """
    response = core.split(response)
    if isinstance(response, OneOf):
        return OneOf(tuple(with_headers(core, each, headers, by) for each in response.options))
    if not isinstance(response, Obj) or response.class_ is not None:
        rest = [Unfollowed(getattr(response, "text", "response"), about(response))]
        known = isinstance(response, Known | Arr)
        return Obj(
            {"headers": Obj(dict(headers), [] if known else list(rest))}, [] if known else rest
        )
    made = Obj(dict(response.entries), list(response.rest), None, response.place, by)
    old = core.split(response.entries.get("headers", Obj()))
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
        call: for its place.
        headers: of the answer.
        status: None where a route decides.
        rest: what may add headers that are not seen.
        by: name of the library.
    """
    code: Value = Unfollowed("status of the route") if status is None else Known(status)
    unknown = [] if rest is None else [Unfollowed(rest)]
    return Obj(
        {"statusCode": code, "headers": Obj(dict(headers), unknown)}, [], None, call.place, by
    )


def mentions_cors(core: Modules) -> bool:
    """Whether any code of the bundle names the header itself."""
    return any(_MARK in content.lower() for content in core.bundle.files.values())
