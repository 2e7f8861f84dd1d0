"""An allowed origin in a form that no browser ever sends, so that it allows nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN, OPTIONS
from corsgate_audit.browser import BrowserRequest, CorsError
from corsgate_audit.gateway import exchange
from corsgate_audit.model import (
    CorsConfiguration,
    Fix,
    FixSafety,
    FrontDoor,
    Kind,
    Severity,
    Unresolved,
)
from corsgate_audit.rules.origin_values import (
    compared_origins,
    first_intended,
    intended_origin,
    literal,
    malformed,
    static_values,
)
from corsgate_audit.rules.preflights import (
    ORIGIN_ERRORS,
    resources,
    subject_of,
    with_bare_preflights,
)
from corsgate_audit.rules.requests import PAGE, page_request, preflighted_request
from corsgate_audit.rules.rule import Rule, Subject, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Api, Route

_REFUSED = ORIGIN_ERRORS | {
    CorsError.MISSING_ALLOW_ORIGIN_HEADER,
    CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES,
    CorsError.INVALID_ALLOW_ORIGIN_VALUE,
    CorsError.ALLOW_ORIGIN_MISMATCH,
}


_BY_HAND = Fix(
    safety=FixSafety.MANUAL,
    summary="Write the origin of the page that was meant, as browsers send it: scheme://host.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a value stands, and the routes whose pages it is meant for."""

    subject: Subject
    name: str
    value: str
    routes: tuple[Route, ...]


def check(api: Api) -> Iterator[Violation | Undecided]:
    """Look for allowed origins that no browser sends and that keep the intended page out."""
    yield from _unresolved(api)
    bare = with_bare_preflights(api)
    for place in (*_configured(api), *_mapped(api)):
        fault = malformed(place.value)
        made = _kept_out(bare, place) if fault else None
        if fault and made:
            yield Violation(
                subject=place.subject,
                message=f"{place.name} names {place.value!r}, which {fault}. Browsers compare "
                "origins letter by letter, so the page that was meant is kept out.",
                expected="an origin as browsers send it: scheme://host, or scheme://host:port",
                actual=repr(place.value),
                detail=place.value,
                witness=made.witness(),
                fix=RULE.fix if intended_origin(place.value) else _BY_HAND,
            )


def _unresolved(api: Api) -> Iterator[Undecided]:
    """Yield the configured origins that nobody can read."""
    subject = Subject(location=api.location)
    if isinstance(api.cors, Unresolved):
        yield Undecided(subject=subject, value=api.cors)
    elif isinstance(api.cors, CorsConfiguration):
        origins = api.cors.allow_origins
        for value in origins if isinstance(origins, tuple) else (origins,):
            if isinstance(value, Unresolved):
                yield Undecided(subject=subject, value=value)


def _configured(api: Api) -> Iterator[_Place]:
    """Yield the origins in the settings of an HTTP API or a function URL."""
    if isinstance(api.cors, CorsConfiguration) and isinstance(api.cors.allow_origins, tuple):
        subject = Subject(location=api.location)
        for value in api.cors.allow_origins:
            if isinstance(value, str):
                yield _Place(subject=subject, name="allowOrigins", value=value, routes=api.routes)


def _mapped(api: Api) -> Iterator[_Place]:
    """Yield the origins in a REST API's mapping expressions and templates."""
    served = {each.options: each.routes for each in resources(api)}
    for route in api.routes:
        if route.integration is None:
            continue
        users = served[route] if route.method == OPTIONS else (route,)
        values = map(literal, static_values(route.integration))
        found = [(ALLOW_ORIGIN, value) for value in values if value is not None]
        found += [("A template", value) for value in compared_origins(route.integration)]
        for name, value in dict.fromkeys(found):
            yield _Place(subject=subject_of(route), name=name, value=value, routes=users)


def _kept_out(api: Api, place: _Place) -> Exchange | None:
    """Return an exchange in which the page that was meant is refused for its origin.

    There is none where another value lets it in: then the malformed one does no harm.
    """
    origin = first_intended(place.value) or PAGE
    for route in place.routes:
        for request in _requests(route, origin):
            made = exchange(api, request)
            if made.verdict is not None and made.verdict.error in _REFUSED:
                return made
    return None


def _requests(route: Route, origin: str) -> Iterator[BrowserRequest]:
    """Yield what pages ask of a route, with a preflight and without."""
    if route.method == OPTIONS:
        return
    request = preflighted_request(route, origin)
    if isinstance(request, BrowserRequest):
        yield request
    plain = page_request(route, origin, body=False)
    yield plain
    yield replace(plain, headers=(("x-requested-with", "corsgate"),))


RULE = Rule(
    id="CORS505",
    slug="malformed-origin",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset(FrontDoor),
    check=check,
    summary="An allowed origin is written in a form that no browser sends.",
    why="""\
A browser sends its origin as scheme, host and port, in lower case, without a slash at the end,
without a path and without the scheme's default port; and it compares the answer with that letter
by letter. 'https://app.example.com/', 'app.example.com' and 'https://App.example.com' therefore
allow nobody. Neither the CDK nor API Gateway objects to them.
""",
    browser="""\
The 'Access-Control-Allow-Origin' header has a value 'https://app.example.com/' that is not equal
to the supplied origin; or contains the invalid value 'app.example.com'.
""",
    symptoms=(
        CorsError.PREFLIGHT_ALLOW_ORIGIN_MISMATCH,
        CorsError.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE,
        CorsError.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES,
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
        CorsError.ALLOW_ORIGIN_MISMATCH,
        CorsError.INVALID_ALLOW_ORIGIN_VALUE,
        CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES,
        CorsError.MISSING_ALLOW_ORIGIN_HEADER,
    ),
    example="""\
CorsConfiguration:
  AllowOrigins:
    - https://app.example.com/      # ends with a slash
    - admin.example.com             # has no scheme
""",
    use_instead=UseInstead(
        cdk="""\
policy = CorsPolicy(allow_origins=["https://app.example.com", "https://admin.example.com"])
api = CorsHttpApi(self, "Api", policy=policy)  # refuses a malformed origin at synthesis
""",
        cloudformation="""\
CorsConfiguration:
  AllowOrigins:
    - https://app.example.com
    - https://admin.example.com
""",
        cli="""\
aws apigatewayv2 update-api --api-id $API --cors-configuration \\
  AllowOrigins=https://app.example.com,https://admin.example.com
""",
    ),
    when_not="""\
Never: the entry does nothing. Where the page that it was meant for gets in by another entry, it
is not reported.
""",
    sources=(
        "https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin",
        "https://fetch.spec.whatwg.org/#cors-check",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Write the origin as browsers send it: scheme://host, with the port only where it "
        "is not the scheme's own.",
    ),
)
