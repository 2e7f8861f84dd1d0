"""A time for which browsers are to remember a preflight, and do not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import MAX_AGE
from corsgate_audit.browser import HttpResponse
from corsgate_audit.browser.max_age import BROWSER_LIMITS, effective_max_age
from corsgate_audit.model import (
    CorsConfiguration,
    FunctionUrl,
    RestApi,
    Severity,
    Text,
    Unresolved,
    known,
    settings_of,
)
from corsgate_audit.model.editing import with_header
from corsgate_audit.rules.allowed_origins import all_settings
from corsgate_audit.rules.origin_values import literal, static_values
from corsgate_audit.rules.preflight_repairs import at_subject
from corsgate_audit.rules.preflights import mock_preflights
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import with_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Door, Number
    from corsgate_audit.rules.rule import Subject
    from corsgate_audit.rules.wanted import Wanted

_LONGEST = max(limit.seconds for limit in BROWSER_LIMITS.values())


class _Age(NamedTuple):
    """An age of preflights, with where it stands."""

    subject: Subject
    value: Text | Number


def subjects(api: Door) -> Iterator[_Age]:
    """List the ages in settings and in mapping expressions."""
    for settings in all_settings(api):
        # Settings of CloudFront that are not known are no age, and other rules name them.
        if isinstance(settings.cors, Unresolved) and settings_of(api) is not None:
            yield _Age(settings.subject, settings.cors)
        elif isinstance(settings.cors, CorsConfiguration) and settings.cors.max_age is not None:
            yield _Age(settings.subject, settings.cors.max_age)
    for preflight in mock_preflights(api) if isinstance(api, RestApi) else ():
        integration = preflight.options.integration
        for mapping in static_values(integration, MAX_AGE) if integration else ():
            value = mapping if isinstance(mapping, Unresolved) else literal(mapping)
            if value is not None:
                yield _Age(preflight.subject, value)


def check(api: Door, age: _Age) -> Violation | None:
    """Look for ages that no browser keeps to, and for those that have it ask every time."""
    value = str(known(age.value))
    fault = _fault(api, value)
    if fault is None:
        return None
    severity, text = fault
    return Violation(
        message=f"{MAX_AGE} is {value!r}: {text}",
        expected=f"a number of seconds from 1 to {_LONGEST}",
        actual=f"{MAX_AGE}: {value}",
        severity=severity,
    )


def _fault(api: Door, value: str) -> tuple[Severity, str] | None:
    """Say what is wrong with an age; None where nothing is."""
    kept = effective_max_age(HttpResponse(204, ((MAX_AGE, value),)))
    told = ", ".join(f"{name} {seconds} s" for name, seconds in kept.items())
    if not value.lstrip("+-").isdecimal():
        return Severity.LOW, f"this is not a number, so browsers use their own default ({told})."
    if isinstance(api, FunctionUrl) and value != "0":
        return None  # Lambda takes no others, which is CORS304's part
    if int(value) <= 0:
        return Severity.INFO, (
            "the browser sends a preflight before every request that triggers one, which doubles "
            "the number of requests and the time of each."
        )
    if int(value) <= _LONGEST:
        return None
    return Severity.LOW, f"no browser caches a preflight result for that long ({told})."


def repair(api: Door, violation: Violation, wanted: Wanted) -> Door:
    """Keep to what browsers keep; what is no age goes, so that browsers keep to their own."""
    if isinstance(api, RestApi):

        def kept(old: Text | None) -> Text | None:
            seconds = _kept(literal(old), wanted)
            return None if seconds is None else f"'{seconds}'"

        return at_subject(api, violation, lambda route: with_header(route, MAX_AGE, kept))
    return with_settings(
        api, lambda cors: replace(cors, max_age=_kept(cors.max_age, wanted)), violation
    )


def _kept(age: Text | Number | None, wanted: Wanted) -> int | None:
    if wanted.policy is not None:
        return wanted.policy.max_age or None
    text = str(age)
    seconds = int(text) if text.lstrip("+-").isdecimal() else 0
    return min(seconds, _LONGEST) if seconds > 0 else None


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
    about=MAX_AGE,
)
