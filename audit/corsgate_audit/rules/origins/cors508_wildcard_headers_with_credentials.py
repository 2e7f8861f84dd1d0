"""``*`` in a list of methods or headers, where credentials make it a name like any other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import (
    ALLOW_CREDENTIALS,
    ALLOW_HEADERS,
    ALLOW_METHODS,
    EXPOSE_HEADERS,
    OPTIONS,
    WILDCARD,
)
from corsgate_audit.browser import CorsError
from corsgate_audit.gateway import exchange
from corsgate_audit.model import (
    Confidence,
    CorsConfiguration,
    FunctionUrl,
    RestApi,
    Unknowns,
    Unresolved,
    known,
    settings_of,
)
from corsgate_audit.model.editing import listed_in, with_entries, with_header
from corsgate_audit.rules.configured import unguarded
from corsgate_audit.rules.known_origins import with_quoted_origins
from corsgate_audit.rules.origin_values import static_values, templates
from corsgate_audit.rules.preflight_repairs import at_subject, headers_of, methods_of, served_by
from corsgate_audit.rules.preflights import (
    allowed,
    candidate_origins,
    mock_preflights,
    without_barriers,
)
from corsgate_audit.rules.requests import PAGE, page_request
from corsgate_audit.rules.rule import Rule, Violation, subject_of
from corsgate_audit.rules.settings_repairs import with_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Api, Route, Text
    from corsgate_audit.rules.rule import Subject
    from corsgate_audit.rules.wanted import Wanted

_LISTS = {
    CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE: ALLOW_METHODS,
    CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE: ALLOW_HEADERS,
}


@dataclass(frozen=True)
class _Scope:
    """One set of lists, and the routes that it is for."""

    subject: Subject
    api: Api
    routes: tuple[Route, ...]
    origins: tuple[str, ...]

    @cached_property
    def starred(self) -> dict[str, Exchange]:
        """The headers whose star a browser takes for a name, each with what shows it."""
        found: dict[str, Exchange] = {}
        for made in self._exchanges:
            name = _literal_star(made)
            if name is not None:
                found.setdefault(name, made)
        return found

    def make_sure(self) -> None:
        """Make sure that all exchanges are known; what a function answers is its own affair.

        Raises:
            UndeterminedError: some are not.
        """
        unknown = Unknowns()
        for made in self._exchanges:
            with unknown.about(None):
                if made.answer is None:
                    made.known_verdict()
        unknown.name_them()

    @cached_property
    def _exchanges(self) -> tuple[Exchange, ...]:
        return tuple(
            exchange(self.api, replace(request, origin=origin, credentials="include"))
            for request in _requests(self.routes)
            for origin in self.origins
        )


class _List(NamedTuple):
    """One of the headers that list names, where credentials may be allowed."""

    scope: _Scope
    name: str

    @property
    def subject(self) -> Subject:
        """What writes the header."""
        return self.scope.subject


def subjects(api: Api) -> Iterator[_List | Api]:
    """List the headers of each preflight, or of the settings."""
    if isinstance(settings_of(api), Unresolved):
        yield api
    for scope in _scopes(api):
        yield from (_List(scope, name) for name in _HARM)


def check(api: Api, judged: _List | Api) -> Violation | None:
    """Look for stars that credentials turn into names, where that keeps a page from something."""
    if not isinstance(judged, _List):
        known(settings_of(judged))
        return None
    made = judged.scope.starred.get(judged.name)
    if made is not None:
        return _violation(api, judged.name, made)
    judged.scope.make_sure()
    return None


def _scopes(api: Api) -> Iterator[_Scope]:
    if not isinstance(api, RestApi):
        routes = tuple(route for route in api.routes if route.method != OPTIONS)
        if isinstance(api.cors, CorsConfiguration) and api.cors.allow_credentials is not False:
            yield _Scope(subject_of(api), unguarded(api), routes, candidate_origins(api))
        return
    for preflight in mock_preflights(api, with_quoted_origins(without_barriers(api))):
        if _may_have_credentials(preflight.asked):
            origins = candidate_origins(preflight.api, preflight.asked)
            yield _Scope(preflight.subject, preflight.api, preflight.routes, origins)


def _may_have_credentials(options: Route) -> bool:
    integration = options.integration
    if integration is None:
        return False
    name = ALLOW_CREDENTIALS.lower()
    return any(static_values(integration, ALLOW_CREDENTIALS)) or any(
        name in template.lower() for template in templates(integration)
    )


def _requests(routes: tuple[Route, ...]) -> Iterator[BrowserRequest]:
    """Yield requests that hang on a method alone, and on a header alone."""
    for route in routes:
        yield page_request(route, PAGE, body=False)
    for route in routes[:1]:
        plain = page_request(route, PAGE, body=False)
        yield replace(plain, method="POST", headers=(("x-requested-with", "corsgate"),))


def _literal_star(made: Exchange) -> str | None:
    """Return the header whose star a browser takes for a name; None where it harms nothing."""
    if made.verdict is None:
        return None
    if made.verdict.allowed:
        exposed = _exposed(made)
        return EXPOSE_HEADERS if WILDCARD in exposed else None
    error = CorsError(made.verdict.error) if made.verdict.error else None
    name = _LISTS.get(error) if error else None
    if name is None:
        return None
    entries = [entry.strip() for entry in allowed(made, name).split(",")]
    return name if WILDCARD in entries else None


def _exposed(made: Exchange) -> list[str]:
    response = made.answer.response if made.answer else None
    return [
        entry.strip()
        for name, value in (response.headers if response else ())
        if name.lower() == EXPOSE_HEADERS.lower()
        for entry in value.split(",")
    ]


def _violation(api: Api, name: str, made: Exchange) -> Violation:
    url = isinstance(api, FunctionUrl)
    return Violation(
        message=f"{name} is '*' and credentials are allowed: for a request with credentials, a "
        f"browser reads '*' as a name and not as a wildcard, so {_HARM[name]}. Write each name "
        "that pages need.",
        expected=f"{name} with each name that pages need",
        actual=f"{name} has '*'",
        detail=name,
        witness=made.witness(),
        confidence=Confidence.POSSIBLE if url else Confidence.CONFIRMED,
    )


_HARM = {
    ALLOW_METHODS: "it blocks every method except GET, HEAD and POST",
    ALLOW_HEADERS: "it blocks every request with a header that needs permission",
    EXPOSE_HEADERS: "the page cannot read the response headers that it needs",
}


def repair(api: Api, violation: Violation, wanted: Wanted) -> Api:
    """Name what the routes need, and what the page of the witness sends; expose what was named."""
    name, at = violation.detail, violation.subject
    if isinstance(api, RestApi):
        named = _names(name, served_by(api, at.path if at else None), violation, wanted)

        def spelled_out(old: Text | None) -> Text | None:
            entries = [*(each for each in listed_in(old) if each != WILDCARD), *named]
            return f"'{','.join(dict.fromkeys(entries))}'" if entries else None

        return at_subject(api, violation, lambda route: with_header(route, name, spelled_out))
    field = _FIELDS[name]
    named = _names(name, api.routes, violation, wanted)

    def changed(cors: CorsConfiguration) -> CorsConfiguration:
        left = with_entries(getattr(cors, field), named)
        kept = {field: tuple(each for each in left if each != WILDCARD)}
        return replace(cors, **kept)  # type: ignore[arg-type]

    return with_settings(api, changed)


def _names(name: str, routes: tuple[Route, ...], violation: Violation, wanted: Wanted) -> list[str]:
    """Return what a list has to name in the place of its star."""
    if name == ALLOW_METHODS:
        return methods_of(routes, wanted)
    if name == EXPOSE_HEADERS:
        return []
    sent = violation.witness.request.headers if violation.witness else ()
    return list(dict.fromkeys([*headers_of(routes, wanted), *(each for each, _ in sent)]))


_FIELDS = {
    ALLOW_METHODS: "allow_methods",
    ALLOW_HEADERS: "allow_headers",
    EXPOSE_HEADERS: "expose_headers",
}


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
