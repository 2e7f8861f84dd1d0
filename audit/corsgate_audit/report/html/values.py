"""What the page shows, before anything is known of HTML."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.judging.judgement import api_name, part_name
from corsgate_audit.model import Api, routes_of
from corsgate_audit.report.html.exchanges import ExchangeStep, of_finding, of_route, page_origins
from corsgate_audit.report.text_report import place_of
from corsgate_audit.rules.requests import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corsgate_audit.judging.judgement import ApiJudgement, Judgement
    from corsgate_audit.model import Finding, Route, Severity, Target

WHOLE = "the whole API"
_METHODS = ("", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "ANY", OPTIONS)

Place = tuple[str, str]
"""A path and a method; both empty for the API as a whole."""

Asked = tuple[str, tuple[ExchangeStep, ...]]
"""What comes of a page's request, as a state of a cell, and the exchange."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One finding, with where it was read and the exchange that proves it."""

    finding: Finding
    place: str
    steps: tuple[ExchangeStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One method on one path.

    Args:
        name: its element's id.
        state: ``found``, ``allowed``, ``blocked`` (by the fault of another cell, or on purpose),
            ``unknown`` or ``asked`` (an ``OPTIONS`` without findings: what it answers is in the
            other cells).
        badges: ``(severity, how many findings)``, the worst first.
        steps: steps of a cell without findings.
    """

    name: str
    path: str
    method: str
    state: str
    badges: tuple[tuple[Severity, int], ...] = ()
    findings: tuple[Told, ...] = ()
    steps: tuple[ExchangeStep, ...] = ()


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
            yield from (cell for cell in cells if cell and (cell.findings or cell.steps))


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
    state, steps = clean or ("found", ())
    return Cell(
        name=f"cell-{number}",
        path=path or WHOLE,
        method=method,
        state=state,
        badges=_badges(found),
        findings=tuple(
            Told(finding=each, place=place_of(each), steps=of_finding(api, each)) for each in found
        ),
        steps=steps,
    )


def _without_finding(api: Target, route: Route, origin: str) -> Asked:
    if route.method == OPTIONS or not isinstance(api, Api):
        return "asked", ()
    return of_route(api, route, origin)


def _badges(findings: Iterable[Finding]) -> tuple[tuple[Severity, int], ...]:
    counts = Counter(finding.severity for finding in findings)
    return tuple(sorted(counts.items(), reverse=True))
