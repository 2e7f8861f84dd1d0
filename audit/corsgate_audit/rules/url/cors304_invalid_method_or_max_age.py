"""Settings of a function URL that Lambda does not take."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.model import Number, Text, known
from corsgate_audit.rules.rule import Rule, Subject, Violation, subject_of
from corsgate_audit.rules.settings_repairs import with_settings
from corsgate_audit.rules.wording import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import CorsConfiguration, FunctionUrl
    from corsgate_audit.rules.wanted import Wanted

_METHODS = ("*", "DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_DAY = 86_400


class _Setting(NamedTuple):
    """One value of the settings: an allowed method, or the age of preflights."""

    subject: Subject
    value: Text | Number


def subjects(api: FunctionUrl) -> Iterator[_Setting]:
    """List the allowed methods and the age."""
    cors = known(api.cors)
    if cors is None:
        return
    methods = cors.allow_methods if isinstance(cors.allow_methods, tuple) else (cors.allow_methods,)
    for value in (*methods, *(() if cors.max_age is None else (cors.max_age,))):
        yield _Setting(subject_of(api), value)


def check(api: FunctionUrl, setting: _Setting) -> Violation | None:
    """Look for values that make the deployment fail."""
    value = known(setting.value)
    if isinstance(value, str) and value not in _METHODS:
        methods = named("AllowMethods", api.location)
        return _violation(
            f"{methods} has {value!r}, which Lambda rejects{_why(value)}",
            f"methods among {', '.join(_METHODS)}",
            f"{methods} has {value!r}",
            f"AllowMethods has {value!r}",
        )
    if isinstance(value, int) and not 0 <= value <= _DAY:
        age = named("MaxAge", api.location)
        return _violation(
            f"{age} is {value}, which Lambda rejects",
            f"a number of seconds from 0 to {_DAY}",
            f"{age} is {value}",
            f"MaxAge is {value}",
        )
    return None


def _why(method: str) -> str:
    if method == "OPTIONS":
        return " (the URL answers preflights itself, and OPTIONS needs no permission)"
    return " (methods are written in upper case)" if method.upper() in _METHODS else ""


def _violation(fault: str, expected: str, actual: str, detail: str) -> Violation:
    return Violation(
        message=f"{fault}: the deployment fails and the URL does not get its CORS settings.",
        expected=expected,
        actual=actual,
        detail=detail,
    )


def repair(api: FunctionUrl, _: Violation, __: Wanted) -> FunctionUrl:
    """Keep to the methods and the ages that Lambda accepts."""

    def accepted(cors: CorsConfiguration) -> CorsConfiguration:
        methods, age = cors.allow_methods, cors.max_age
        if isinstance(methods, tuple):
            known = (each.upper() if isinstance(each, str) else each for each in methods)
            kept = (each for each in known if not isinstance(each, str) or each in _METHODS)
            methods = tuple(dict.fromkeys(kept))
        if isinstance(age, int):
            age = min(age, _DAY) if age >= 0 else None
        return replace(cors, allow_methods=methods, max_age=age)

    return with_settings(api, accepted)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
