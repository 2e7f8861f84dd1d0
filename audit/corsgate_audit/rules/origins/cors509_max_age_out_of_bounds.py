"""A time for which browsers are to remember a preflight, and do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import MAX_AGE
from corsgate_audit.browser import HttpResponse
from corsgate_audit.browser.max_age import BROWSER_LIMITS, effective_max_age
from corsgate_audit.model import (
    FixSafety,
    FrontDoor,
    FunctionUrl,
    RestApi,
    Severity,
    Unresolved,
)
from corsgate_audit.rules.allowed_origins import all_settings, unresolved_in
from corsgate_audit.rules.configured import unread
from corsgate_audit.rules.origin_values import literal, static_values
from corsgate_audit.rules.preflights import mock_preflights, subject_of
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Door, Number
    from corsgate_audit.rules.rule import Subject

_LONGEST = max(limit.seconds for limit in BROWSER_LIMITS.values())


class _Age(NamedTuple):
    """A value as it is sent, and where it stands."""

    subject: Subject
    value: str


def check(api: Door) -> Iterator[Violation | Undecided]:
    """Look for ages that no browser keeps to, and for those that have it ask every time."""
    yield from unread(api)
    for age in (*_configured(api), *_mapped(api)):
        if isinstance(age, Undecided):
            yield age
        elif fault := _fault(api, age.value):
            severity, text = fault
            yield Violation(
                subject=age.subject,
                message=f"{MAX_AGE} is {age.value!r}: {text}",
                expected=f"a number of seconds from 1 to {_LONGEST}",
                actual=f"{MAX_AGE}: {age.value}",
                severity=severity,
            )


def _configured(api: Door) -> Iterator[_Age | Undecided]:
    for settings in all_settings(api):
        age: Number | None = settings.cors.max_age
        if isinstance(age, Unresolved):
            yield from unresolved_in(settings.subject, age)
        elif age is not None:
            yield _Age(settings.subject, str(age))


def _mapped(api: Door) -> Iterator[_Age | Undecided]:
    if not isinstance(api, RestApi):
        return
    for _, options in mock_preflights(api):
        for mapping in static_values(options.integration, MAX_AGE) if options.integration else ():
            value = literal(mapping)
            if isinstance(mapping, Unresolved):
                yield Undecided(subject=subject_of(options), value=mapping)
            elif value is not None:
                yield _Age(subject_of(options), value)


def _fault(api: Door, value: str) -> tuple[Severity, str] | None:
    """Say what is wrong with an age; None where nothing is."""
    kept = effective_max_age(HttpResponse(204, ((MAX_AGE, value),)))
    told = ", ".join(f"{name} {seconds} s" for name, seconds in kept.items())
    if not value.lstrip("+-").isdecimal():
        return Severity.LOW, f"that is no number, so that browsers keep to their own ({told})."
    if isinstance(api, FunctionUrl) and value != "0":
        return None  # Lambda takes no others, which is CORS304's part
    if int(value) <= 0:
        return Severity.INFO, (
            "a browser asks again before every request that needs leave, which doubles the "
            "requests and the time that each takes."
        )
    if int(value) <= _LONGEST:
        return None
    return Severity.LOW, f"no browser remembers it for so long ({told})."


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset(FrontDoor) - {FrontDoor.FUNCTION},
    safety=FixSafety.SAFE,
    check=check,
)
