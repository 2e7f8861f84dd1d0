"""Each field of a policy: what it accepts, and the one form in which it is kept."""

from __future__ import annotations

from ._origin_rules import is_plain, origin_problem
from .names import (
    CORS_RESPONSE_HEADERS,
    FORBIDDEN_METHODS,
    FORBIDDEN_RESPONSE_HEADERS,
    SAFELISTED_RESPONSE_HEADERS,
    WILDCARD,
    is_forbidden_request_header,
    is_token,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ._found import Found

LONGEST_MAX_AGE = 86400
"""Seconds: no browser keeps a preflight for longer, and a function URL refuses more.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-url-cors.html
"""

_OUTSIDE = 6
"""Frames between a warning and who builds the policy."""

_LIST_OF = {
    "allow_origins": "['https://app.example.com']",
    "allow_methods": "['GET', 'PUT']",
    "allow_headers": "['authorization', 'content-type']",
    "expose_headers": "['etag']",
}


def origins(field: str, value: object, found: Found) -> tuple[str, ...]:
    """Keep the origins in the given order: the first is the one that a static header names."""
    given = tuple(dict.fromkeys(_texts(field, value, found)))
    if not given and not found.findings:
        found.add(
            field,
            value,
            "missing",
            "lists no origin; name at least one, 'https://app.example.com', or ['*'] for all",
        )
    if WILDCARD in given and len(given) > 1:
        found.add(
            field,
            list(given),
            "conflict",
            "has '*' beside other origins; '*' allows every origin: keep it alone or remove it",
        )
    for origin in given:
        if is_plain(origin) or origin == WILDCARD:
            continue
        refusal = origin_problem(origin)
        if refusal:
            found.add(field, origin, *refusal)
    return given


def methods(field: str, value: object, found: Found) -> tuple[str, ...]:
    """Sort the methods; they are case-sensitive and stay as they are."""
    given = _texts(field, value, found)
    for method in given:
        _check_method(field, method, found)
    return tuple(sorted(set(given)))


def request_headers(field: str, value: object, found: Found) -> tuple[str, ...]:
    """Lower and sort the names of request headers, as a browser does before it asks."""
    return _header_names(field, value, found, _check_request_header)


def response_headers(field: str, value: object, found: Found) -> tuple[str, ...]:
    """Lower and sort the names of the response headers that pages may read.

    Those that every page may read anyway are left out, with a warning: no policy is refused for
    what makes no difference.
    """
    names = _header_names(field, value, found, _check_response_header)
    for name in names:
        if name in SAFELISTED_RESPONSE_HEADERS:
            _warn(f"{field}: {name!r} can be read by every page anyway; it is not sent")
    return tuple(name for name in names if name not in SAFELISTED_RESPONSE_HEADERS)


def flag(field: str, value: object, found: Found) -> bool:
    """Accept True and False, and nothing that merely looks like them."""
    if not isinstance(value, bool):
        found.add(field, value, "type", "is not a bool; write True or False")
    return value is True


def max_age(field: str, value: object, found: Found) -> int | None:
    """Accept seconds within what browsers keep, or None."""
    fix = f"give 0 (do not cache) to {LONGEST_MAX_AGE} seconds, or None for no header"
    if value is None:
        return None
    # bool is a subclass of int: without this, True would mean one second.
    if isinstance(value, bool) or not isinstance(value, int):
        found.add(field, value, "type", f"is not an integer; {fix}")
        return None
    if value < 0:
        found.add(field, value, "range", f"is out of range; {fix}")
    if value > LONGEST_MAX_AGE:
        _warn(
            f"{field}: {value!r} is longer than any browser caches a preflight; {LONGEST_MAX_AGE} "
            "seconds are sent"
        )
    return min(value, LONGEST_MAX_AGE)


FIELDS = {
    "allow_origins": origins,
    "allow_methods": methods,
    "allow_headers": request_headers,
    "expose_headers": response_headers,
    "allow_credentials": flag,
    "max_age": max_age,
    "dangerously_allow_insecure_origins": flag,
    "dangerously_allow_public_suffixes": flag,
}
"""Every field and the function that checks it and returns the form in which it is kept."""


def _warn(text: str) -> None:
    from warnings import warn  # noqa: PLC0415 - few policies have anything to warn about

    warn(f"CORS policy: {text}", stacklevel=_OUTSIDE)


def _texts(field: str, value: object, found: Found) -> tuple[str, ...]:
    """Take a sequence of texts; what is not a text is reported and left out."""
    fix = f"give a list: {_LIST_OF[field]}"
    if isinstance(value, (str, bytes)):
        # Iterating over it would allow its single letters; a substring test, worse, its parts.
        found.add(field, value, "type", f"is a bare string where a list is expected; {fix}")
        return ()
    try:
        items: Iterable[object] = tuple(value)  # type: ignore[arg-type]  # the except is the check
    except TypeError:
        found.add(field, value, "type", f"is not a list; {fix}")
        return ()
    texts = [item for item in items if isinstance(item, str)]
    for item in items:
        if not isinstance(item, str):
            found.add(field, item, "type", f"is not a string; {fix}")
    # A set has no order that survives the process; a policy that changes its text with every
    # synthesis would deploy every time.
    return tuple(sorted(texts) if isinstance(value, (set, frozenset)) else texts)


_ANY = "ANY"
_ANY_TEXT = "is a route of API Gateway, not a method that browsers send; write '*', or name each"


def _check_method(field: str, method: str, found: Found) -> None:
    if method == WILDCARD:
        return
    if not is_token(method):
        found.add(field, method, "malformed", "is not an HTTP method; write for example 'PUT'")
    elif method.upper() == _ANY:
        found.add(field, method, "malformed", _ANY_TEXT)
    elif method.upper() in FORBIDDEN_METHODS:
        found.add(field, method, "forbidden", "cannot be sent by a page; remove it")
    elif method != method.upper():
        found.add(field, method, "case", _case_text(method))


def _case_text(method: str) -> str:
    fix = f"methods are case-sensitive; write {method.upper()!r}"
    # https://fetch.spec.whatwg.org/#concept-method-normalize
    if method.upper() in {"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"}:
        return f"is not upper-case, which is what browsers send; {fix}"
    return (
        f"is not upper-case; {fix}, here and in fetch(url, {{method: {method.upper()!r}}}): the "
        "browser does not change it to upper case, and no route of API Gateway answers "
        f"{method!r}"
    )


def _header_names(
    field: str, value: object, found: Found, check: Callable[[str, str, Found], None]
) -> tuple[str, ...]:
    given = _texts(field, value, found)
    for name in given:
        if name == WILDCARD:
            continue
        if is_token(name):
            check(field, name, found)
        else:
            found.add(field, name, "malformed", "is not a header name; write for example 'x-trace'")
    return tuple(sorted({name.lower() for name in given}))


def _check_request_header(field: str, name: str, found: Found) -> None:
    if name.lower() in CORS_RESPONSE_HEADERS:
        found.add(
            field,
            name,
            "response header",
            "is a header of responses, which corsgate sends by itself; remove it",
        )
    elif is_forbidden_request_header(name.lower()):
        found.add(
            field,
            name,
            "forbidden",
            "is set only by the browser and needs no permission; remove it",
        )


def _check_response_header(field: str, name: str, found: Found) -> None:
    if name.lower() in FORBIDDEN_RESPONSE_HEADERS:
        found.add(field, name, "forbidden", "cannot be read by a page; remove it")
