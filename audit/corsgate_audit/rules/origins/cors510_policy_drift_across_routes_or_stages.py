"""A path whose preflight lets other pages in than nearly all the others of its API do."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ALLOW_CREDENTIALS, ALLOW_ORIGIN, OPTIONS
from corsgate_audit.browser import HttpRequest
from corsgate_audit.gateway import answer, exchange
from corsgate_audit.model import FixSafety, FrontDoor
from corsgate_audit.rules.allowed_origins import grant
from corsgate_audit.rules.preflights import (
    candidate_origins,
    mock_preflights,
    narrowed,
    subject_of,
    with_bare_preflights,
)
from corsgate_audit.rules.requests import page_request, url_of
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi, Route, Witness
    from corsgate_audit.rules.preflights import Resource

_STRANGER = "https://stranger.example"
_FEWEST = 3  # paths, of which one may be called the odd one
Answers = tuple[tuple[str, str], ...]


class _Path(NamedTuple):
    """A preflight and whom it lets in."""

    resource: Resource
    options: Route
    answers: Answers


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for preflights that let in other pages than most of the API's."""
    bare = with_bare_preflights(api)
    origins = (*candidate_origins(bare), _STRANGER)
    given = {(route.path, route.method): route for route in api.routes}
    paths = [path for each in mock_preflights(bare) for path in _asked(bare, *each, origins)]
    usual = _usual(paths)
    if usual is None:
        return
    for path in paths:
        if path.answers != usual:
            others = tuple(
                origin
                for origin, here, there in zip(origins, path.answers, usual, strict=True)
                if here != there
            )
            options = given[path.options.path, path.options.method]
            yield _violation(path, options, usual, origins, _witness(bare, path, others))


def _asked(
    api: RestApi, resource: Resource, options: Route, origins: tuple[str, ...]
) -> Iterator[_Path]:
    """Ask a preflight about each origin; nothing where an answer is not known."""
    alone = replace(api, routes=(options,))
    answers = []
    for origin in origins:
        headers = (("Origin", origin), ("Access-Control-Request-Method", "GET"))
        said = answer(alone, HttpRequest(OPTIONS, url_of(options.path), headers)).response
        if said is None:
            return
        sent = {name.lower(): value for name, value in said.headers}
        answers.append(
            (sent.get(ALLOW_ORIGIN.lower(), ""), sent.get(ALLOW_CREDENTIALS.lower(), ""))
        )
    yield _Path(resource, options, tuple(answers))


def _usual(paths: list[_Path]) -> Answers | None:
    """Return what at least two of three preflights answer; None where there is no such thing."""
    counted = Counter(path.answers for path in paths).most_common(1)
    if len(paths) < _FEWEST or not counted:
        return None
    answers, count = counted[0]
    return answers if count * 3 >= len(paths) * 2 and count < len(paths) else None


def _witness(api: RestApi, path: _Path, origins: tuple[str, ...]) -> Witness | None:
    """Return an exchange with a page that is answered otherwise: refused, or else let in."""
    alone = narrowed(api, path.resource)
    for origin in origins:
        for route in path.resource.routes:
            made = exchange(alone, page_request(route, origin, body=False))
            if made.verdict is not None:
                return made.witness()
    found = grant(alone, path.resource.routes, origins[-1], credentials=False)
    return found.witness if found else None


def _violation(
    path: _Path,
    options: Route,
    usual: Answers,
    origins: tuple[str, ...],
    witness: Witness | None,
) -> Violation:
    return Violation(
        subject=subject_of(options),
        message=f"The preflight of {options.path!r} answers pages otherwise than nearly all others "
        "of the API do: it was left behind when the rest was changed, or changed alone.",
        expected=_told(origins, usual, path.answers),
        actual=_told(origins, path.answers, usual),
        witness=witness,
    )


def _told(origins: tuple[str, ...], here: Answers, there: Answers) -> str:
    """Say what is answered to the origins for which the two differ."""
    parts: dict[str, list[str]] = defaultdict(list)
    for origin, one, other in zip(origins, here, there, strict=True):
        if one != other:
            said = one[0] or "no Access-Control-Allow-Origin"
            parts[said + " with credentials" * (one[1] == "true")].append(origin)
    return "; ".join(f"{said} for {', '.join(each)}" for said, each in parts.items())


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.MANUAL,
    check=check,
)
