"""A path whose preflight lets other pages in than nearly all the others of its API do."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ALLOW_CREDENTIALS, ALLOW_ORIGIN, OPTIONS
from corsgate_audit.browser import HttpRequest
from corsgate_audit.gateway import answer, exchange
from corsgate_audit.model.editing import REPAIR, with_route
from corsgate_audit.rules.alike import kind_of
from corsgate_audit.rules.allowed_origins import grant
from corsgate_audit.rules.preflight_repairs import at_subject, letting_in, saying
from corsgate_audit.rules.preflights import (
    Preflight,
    candidate_origins,
    mock_preflights,
    without_barriers,
)
from corsgate_audit.rules.requests import ANOTHER_ORIGIN, page_request, url_of
from corsgate_audit.rules.rule import Rule, Subject, Violation

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from corsgate_audit.model import RestApi, Witness
    from corsgate_audit.rules.wanted import Wanted

_FEWEST = 3  # paths, of which one may be called the odd one
Answers = tuple[tuple[str, str], ...]


class _Path(NamedTuple):
    """A preflight and whom it lets in."""

    preflight: Preflight
    answers: Answers


class _Odd(NamedTuple):
    """A preflight that lets in other pages than most of the API's."""

    path: _Path
    usual: Answers
    origins: tuple[str, ...]

    @property
    def subject(self) -> Subject:
        """The preflight."""
        return self.path.preflight.subject


def subjects(api: RestApi) -> Iterator[_Odd]:
    """List the preflights that answer otherwise than most do."""
    bare = without_barriers(api)
    origins = (*candidate_origins(bare), ANOTHER_ORIGIN)
    paths = _paths(api, bare, origins)
    usual = _usual(paths)
    for path in paths if usual is not None else ():
        if usual is not None and path.answers != usual:
            yield _Odd(path, usual, origins)


def check(_: RestApi, odd: _Odd) -> Violation | None:
    """Show a page that is answered otherwise."""
    path, usual, origins = odd
    differing = zip(origins, path.answers, usual, strict=True)
    others = tuple(origin for origin, here, there in differing if here != there)
    options = path.preflight.options
    return Violation(
        message=f"The preflight of {options.path!r} gives a different answer from nearly all "
        "others of the API, so a page that can use the rest of the API may be blocked here, or a "
        "page that is blocked elsewhere may be allowed. Use the same CORS settings on every path.",
        expected=_told(origins, usual, path.answers),
        actual=_told(origins, path.answers, usual),
        witness=_witness(path.preflight, others),
    )


def _paths(api: RestApi, bare: RestApi, origins: tuple[str, ...]) -> list[_Path]:
    """Ask all preflights of the source, one of each kind.

    One that a repair has added says nothing of the usual; nor does one whose answer is not known.
    """
    said: dict[Hashable, Answers | None] = {}
    found = []
    for each in mock_preflights(api, bare):
        if each.options.location.source == REPAIR:
            continue
        kind = kind_of(bare, each.asked)
        if kind not in said:
            said[kind] = _asked(each, origins)
        answers = said[kind]
        if answers is not None:
            found.append(_Path(each, answers))
    return found


def _asked(preflight: Preflight, origins: tuple[str, ...]) -> Answers | None:
    """Ask a preflight about each origin; None where an answer is not known."""
    alone = replace(preflight.api, routes=(preflight.asked,))
    answers = []
    for origin in origins:
        headers = (("Origin", origin), ("Access-Control-Request-Method", "GET"))
        said = answer(alone, HttpRequest(OPTIONS, url_of(preflight.asked.path), headers)).response
        if said is None:
            return None
        sent = {name.lower(): value for name, value in said.headers}
        answers.append(
            (sent.get(ALLOW_ORIGIN.lower(), ""), sent.get(ALLOW_CREDENTIALS.lower(), ""))
        )
    return tuple(answers)


def _usual(paths: list[_Path]) -> Answers | None:
    """Return what at least two of three preflights answer; None where there is no such thing."""
    counted = Counter(path.answers for path in paths).most_common(1)
    if len(paths) < _FEWEST or not counted:
        return None
    answers, count = counted[0]
    return answers if count * 3 >= len(paths) * 2 and count < len(paths) else None


def _witness(preflight: Preflight, origins: tuple[str, ...]) -> Witness | None:
    """Return an exchange with a page that is answered otherwise: refused, or else let in."""
    for origin in origins:
        for route in preflight.routes:
            made = exchange(preflight.api, page_request(route, origin, body=False))
            if made.verdict is not None:
                return made.witness()
    found = grant(preflight.api, preflight.routes, origins[-1], credentials=False)
    return found.witness if found else None


def _told(origins: tuple[str, ...], here: Answers, there: Answers) -> str:
    """Say what is answered to the origins for which the two differ."""
    parts: dict[str, list[str]] = defaultdict(list)
    for origin, one, other in zip(origins, here, there, strict=True):
        if one != other:
            said = one[0] or "no Access-Control-Allow-Origin"
            parts[said + " with credentials" * (one[1] == "true")].append(origin)
    return "; ".join(f"{said} for {', '.join(each)}" for said, each in parts.items())


def repair(api: RestApi, violation: Violation, wanted: Wanted) -> RestApi:
    """Let the preflight say what nearly all others say; with a policy, all say what it says."""
    bare = without_barriers(api)
    origins = (*candidate_origins(bare), ANOTHER_ORIGIN)
    paths = _paths(api, bare, origins)
    if wanted.policy is not None:
        allowing = partial(
            letting_in, origins=wanted.origins(), credentials=wanted.allows_credentials()
        )
        for path in paths:
            api = with_route(api, path.preflight.options.path, OPTIONS, allowing)
        return api
    usual = _usual(paths)
    model = next((path.preflight.options for path in paths if path.answers == usual), None)
    if model is None or model.integration is None:
        return api
    answer = model.integration.responses[0]
    return at_subject(api, violation, lambda route: saying(route, answer))


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
    needs_all_paths=True,
    about=ALLOW_ORIGIN,
)
