"""Settings of a function URL that Lambda does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import CorsConfiguration, FixSafety, FrontDoor
from corsgate_audit.rules.allowed_origins import unresolved_in
from corsgate_audit.rules.configured import unread, whole
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import FunctionUrl

_METHODS = ("*", "DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_DAY = 86_400


def check(api: FunctionUrl) -> Iterator[Violation | Undecided]:
    """Look for methods and ages that make the deployment fail."""
    yield from unread(api)
    cors = api.cors
    if not isinstance(cors, CorsConfiguration):
        return
    yield from unresolved_in(whole(api), cors.allow_methods, cors.max_age)
    for method in cors.allow_methods if isinstance(cors.allow_methods, tuple) else ():
        if isinstance(method, str) and method not in _METHODS:
            yield _violation(
                api,
                f"AllowMethods has {method!r}, which Lambda refuses{_why(method)}",
                f"methods among {', '.join(_METHODS)}",
                f"AllowMethods has {method!r}",
            )
    if isinstance(cors.max_age, int) and not 0 <= cors.max_age <= _DAY:
        yield _violation(
            api,
            f"MaxAge is {cors.max_age}, which Lambda refuses",
            f"a number of seconds from 0 to {_DAY}",
            f"MaxAge is {cors.max_age}",
        )


def _why(method: str) -> str:
    if method == "OPTIONS":
        return " (the URL answers preflights itself, and they need no leave)"
    return " (methods are upper-case)" if method.upper() in _METHODS else ""


def _violation(api: FunctionUrl, fault: str, expected: str, actual: str) -> Violation:
    return Violation(
        subject=whole(api),
        message=f"{fault}: the deployment fails, and the URL does not get its CORS settings.",
        expected=expected,
        actual=actual,
        detail=actual,
    )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.FUNCTION_URL}),
    safety=FixSafety.SAFE,
    check=check,
)
