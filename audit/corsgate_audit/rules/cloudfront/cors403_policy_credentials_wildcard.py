"""``*`` with credentials in a response headers policy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_CREDENTIALS, ALLOW_HEADERS, ALLOW_METHODS, ALLOW_ORIGIN, WILDCARD
from corsgate_audit.browser import BrowserRequest, HttpResponse, judge
from corsgate_audit.model import (
    CorsConfiguration,
    UndeterminedError,
    Witness,
    known,
    unknown_in,
)
from corsgate_audit.rules.allowed_origins import all_settings
from corsgate_audit.rules.requests import PAGE, url_of
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import with_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Distribution, Texts
    from corsgate_audit.rules.allowed_origins import Settings
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: Distribution) -> Iterator[Settings]:
    """List the settings of policies; one that several behaviors share is one fault."""
    seen: list[CorsConfiguration] = []
    for settings in all_settings(api):
        cors = settings.cors
        if isinstance(cors, CorsConfiguration) and cors not in seen:
            seen.append(cors)
            yield settings


def check(_: Distribution, settings: Settings) -> Violation | None:
    """Look for stars where credentials are allowed."""
    cors = known(settings.cors)
    if cors.allow_credentials is False:
        return None
    stars = [name for name, values in _lists(cors) if _has_star(values)]
    if stars:
        known(cors.allow_credentials)
        return _violation(stars)
    unknown = unknown_in(*(values for _, values in _lists(cors)))
    if unknown:
        raise UndeterminedError(*unknown)
    return None


def _lists(cors: CorsConfiguration) -> tuple[tuple[str, object], ...]:
    return (
        (ALLOW_ORIGIN, cors.allow_origins),
        (ALLOW_HEADERS, cors.allow_headers),
        (ALLOW_METHODS, cors.allow_methods),
    )


def _has_star(values: object) -> bool:
    return isinstance(values, tuple) and WILDCARD in values


def _violation(stars: list[str]) -> Violation:
    names = ", ".join(stars)
    return Violation(
        message=f"The response headers policy allows credentials and has '*' for {names}: "
        "CloudFront rejects this combination, and browsers do not accept '*' for a request with "
        "credentials. Write the names themselves, or do not allow credentials.",
        expected="the names themselves, or no credentials",
        actual=f"'*' for {names}, and {ALLOW_CREDENTIALS}: true",
        detail=names,
        witness=_refused(stars),
    )


def _refused(stars: list[str]) -> Witness:
    """Return what a browser would make of the policy if it could be deployed."""
    request = BrowserRequest(
        url=url_of("/"),
        origin=PAGE,
        method="PUT",
        headers=(("x-requested-with", "corsgate"),),
        credentials="include",
    )
    given = {ALLOW_ORIGIN: PAGE, ALLOW_METHODS: "PUT", ALLOW_HEADERS: "x-requested-with"}
    headers = given | dict.fromkeys(stars, WILDCARD) | {ALLOW_CREDENTIALS: "true"}
    preflight = HttpResponse(204, tuple(headers.items()))
    verdict = judge(request, preflight=preflight)
    return Witness(request=request, preflight=preflight, verdict=verdict)


def repair(api: Distribution, violation: Violation, wanted: Wanted) -> Distribution:
    """Write names in the place of the stars."""

    def spelled_out(cors: CorsConfiguration) -> CorsConfiguration:
        return replace(
            cors,
            allow_origins=_without_star(cors.allow_origins, wanted.origins(star=False)),
            allow_headers=_without_star(cors.allow_headers, _HEADERS),
            allow_methods=_without_star(cors.allow_methods, ("ALL",)),
        )

    return with_settings(api, spelled_out, violation)


_HEADERS = ("authorization", "content-type", "x-requested-with")


def _without_star(values: Texts, names: tuple[str, ...]) -> Texts:
    if not isinstance(values, tuple) or WILDCARD not in values:
        return values
    return tuple(each for each in values if each != WILDCARD) or names


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
