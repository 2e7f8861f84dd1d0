"""What the page shows, before anything is known of HTML."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.judging.judged import api_name
from corsgate_audit.judging.judgement import part_name
from corsgate_audit.model import Api, routes_of
from corsgate_audit.report.finding_lines import place_of
from corsgate_audit.report.html.exchanges import DrawnExchange, of_finding, of_route, page_origins
from corsgate_audit.rules.requests import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corsgate_audit.judging.judged import ApiJudgement, Judgement
    from corsgate_audit.model import Finding, Route, Severity, Target

WHOLE = "the whole API"
_NOTHING = DrawnExchange()
_METHODS = ("", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "ANY", OPTIONS)

Place = tuple[str, str]
"""A path and a method; both empty for the API as a whole."""

Asked = tuple[str, DrawnExchange]
"""What comes of a page's request, as a state of a cell, and the exchange."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One finding, with where it was read and the exchange that proves it."""

    finding: Finding
    place: str
    exchange: DrawnExchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One method on one path.

    Args:
        name: its element's id.
        state: ``found``, ``allowed``, ``blocked`` (by the fault of another cell, or on purpose),
            ``unknown`` or ``asked`` (an ``OPTIONS`` without findings: what it answers is in the
            other cells).
        badges: ``(severity, how many findings)``, the worst first.
        exchange: exchange of a cell without findings.
    """

    name: str
    path: str
    method: str
    state: str
    badges: tuple[tuple[Severity, int], ...] = ()
    findings: tuple[Told, ...] = ()
    exchange: DrawnExchange = _NOTHING

    @property
    def opens(self) -> bool:
        """Whether there is something to show."""
        return bool(self.findings or self.exchange.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One rule with all that it has found.

    Args:
        rule: Id of the rule.
        findings: Findings with the cell that shows each, and the name of its API.
    """

    rule: str
    slug: str
    severity: Severity
    findings: tuple[tuple[Told, Cell, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """One API: its paths by its methods.

    Args:
        rows: ``(path, cells)``, a cell for each method; None where there is no such method.
        untold: the paths and methods of which some rule could not tell.
    """

    title: str
    place: str
    methods: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]
    untold: frozenset[Place] = frozenset()

    @property
    def cells(self) -> Iterator[Cell]:
        """All cells that open something, in order."""
        for _, cells in self.rows:
            yield from (cell for cell in cells if cell and cell.opens)


def causes(shown: Iterable[Matrix]) -> tuple[Cause, ...]:
    """Return what was found by its cause, the worst first.

    Args:
        shown: Matrices of the page.
    """
    found: dict[str, list[tuple[Told, Cell, str]]] = {}
    for matrix in shown:
        for cell in matrix.cells:
            for told in cell.findings:
                found.setdefault(told.finding.rule, []).append((told, cell, matrix.title))
    listed = [
        Cause(
            rule=rule,
            slug=each[0][0].finding.slug,
            severity=max(told.finding.severity for told, _, _ in each),
            findings=tuple(each),
        )
        for rule, each in found.items()
    ]
    return tuple(sorted(listed, key=lambda cause: (-cause.severity, cause.rule)))


def read_from(judgement: Judgement) -> tuple[str, ...]:
    """Return what was audited: files, or accounts with their regions.

    Args:
        judgement: Everything that the audit found.
    """
    places = [judged.api.location for judged in judgement.apis]
    named = [
        f"account {place.account} {place.region or ''}".strip() if place.account else place.source
        for place in places
    ]
    others = [
        f"account {part.account} {part.region or ''}".strip()
        for part in judgement.coverage
        if part.account
    ]
    return tuple(dict.fromkeys([*named, *others]))


def matrices(judgement: Judgement) -> tuple[Matrix, ...]:
    """Return each API as a matrix.

    Args:
        judgement: all that the audit found.
    """
    untold = {part.resource for part in judgement.coverage if part.incomplete}
    return tuple(_matrix(judged, number, untold) for number, judged in enumerate(judgement.apis, 1))


def _matrix(judged: ApiJudgement, number: int, untold: set[str]) -> Matrix:
    api = judged.api
    found: dict[Place, list[Finding]] = {}
    for finding in judged.findings:
        found.setdefault(_place(finding), []).append(finding)
    routes = {(route.path, route.method): route for route in routes_of(api)}
    here = sorted({*found, *routes})
    methods = sorted({method for _, method in here}, key=_order)
    origins = page_origins(api)
    clean = {
        place: _without_finding(api, route, origins.get(place, PAGE))
        for place, route in routes.items()
        if place not in found
    }
    cells = {
        place: _cell(api, place, found.get(place, ()), clean.get(place), f"{number}-{each}")
        for each, place in enumerate(here, 1)
    }
    paths = sorted({path for path, _ in here})
    rows = [(path or WHOLE, tuple(cells.get((path, each)) for each in methods)) for path in paths]
    return Matrix(
        title=f"{api.label} {api_name(api)}",
        place=part_name(api.location),
        methods=tuple(methods),
        rows=tuple(rows),
        untold=frozenset(p for p, each in routes.items() if _name(each) in untold),
    )


def _name(route: Route) -> str:
    return part_name(route.location, route.method, route.path)


def _place(finding: Finding) -> Place:
    return finding.resource.path or "", finding.resource.method or ""


def _order(method: str) -> tuple[int, str]:
    known = _METHODS.index(method) if method in _METHODS else len(_METHODS)
    return known, method


def _cell(
    api: Target, place: Place, found: Sequence[Finding], clean: Asked | None, number: str
) -> Cell:
    path, method = place
    state, exchange = clean or ("found", _NOTHING)
    return Cell(
        name=f"cell-{number}",
        path=path or WHOLE,
        method=method,
        state=state,
        badges=_badges(found),
        findings=tuple(
            Told(finding=each, place=place_of(each), exchange=of_finding(api, each))
            for each in found
        ),
        exchange=exchange,
    )


def _without_finding(api: Target, route: Route, origin: str) -> Asked:
    if route.method == OPTIONS or not isinstance(api, Api):
        return "asked", _NOTHING
    return of_route(api, route, origin)


def _badges(findings: Iterable[Finding]) -> tuple[tuple[Severity, int], ...]:
    counts = Counter(finding.severity for finding in findings)
    return tuple(sorted(counts.items(), reverse=True))
