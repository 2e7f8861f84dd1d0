"""What pages meet in a stage, beside what they would meet were the API deployed to it now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ALLOW_ORIGIN, CORS_RESPONSE_HEADERS, OPTIONS
from corsgate_audit.browser.preflight import OK_STATUSES
from corsgate_audit.gateway import exchange
from corsgate_audit.gateway.error_types import OWN_STATUS, default_of
from corsgate_audit.model import Unknowns, Unresolved, known
from corsgate_audit.rules.gateway_answers import error_witness
from corsgate_audit.rules.preflights import candidate_origins, resources
from corsgate_audit.rules.requests import ANOTHER_ORIGIN, page_request, preflighted_request
from corsgate_audit.rules.rule import Subject, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from corsgate_audit.gateway import Answer, Exchange
    from corsgate_audit.model import DeployedStage, GatewayResponse, RestApi, Route, Witness

    Said = tuple[tuple[bool, tuple[tuple[str, str], ...]] | None, ...]
    Headers = dict[str, str]

_NOTHING = "no CORS header"


class StageDifference(NamedTuple):
    """Where a stage and its API are not alike.

    Args:
        path: Path of the method.
        method: Method of the page's request.
        expected: Answer of the API as it is set up.
        actual: Answer of the stage.
        is_refused_in_stage: Whether the stage refuses what the API is known to allow.
        is_refused_in_api: Whether the API refuses what the stage is known to allow.
        witness: Exchange with the stage; with the API where only the function behind the stage
            knows what it answers.
    """

    path: str
    method: str
    expected: str
    actual: str
    is_refused_in_stage: bool
    is_refused_in_api: bool
    witness: Witness | None


# --- Paths -----------------------------------------------------------------------------------


class ComparedPath(NamedTuple):
    """One path in an API and in one of its stages.

    Args:
        stage: Stage with the deployment.
        api: The path alone, as it is set up.
        served: The path alone, as the stage serves it.
    """

    stage: DeployedStage
    api: RestApi
    served: RestApi

    @property
    def subject(self) -> Subject:
        """The stage."""
        return subject_of(self.stage)


def compared_paths(api: RestApi, stage: DeployedStage) -> Iterator[ComparedPath]:
    """Yield the paths that both have and that are not the same."""
    own_copy = replace(api, deployed=())
    served = replace(own_copy, routes=stage.routes, binary_media_types=stage.binary_media_types)
    has_same_types = own_copy.binary_media_types == served.binary_media_types
    there = _by_path(served)
    for path, own in _by_path(own_copy).items():
        other = there.get(path)
        if other is not None and not (own == other and has_same_types):
            yield ComparedPath(stage, replace(own_copy, routes=own), replace(served, routes=other))


def path_difference(pair: ComparedPath) -> StageDifference | None:
    """Return how the two are not alike: of several differences the one that matters most.

    Raises:
        UndeterminedError: there is none, and some answers are not known.
    """
    methods = {each.method for each in pair.served.routes} - {OPTIONS}
    unknown = Unknowns()
    found: list[StageDifference] = []
    for route in pair.api.routes:
        for origin in _origins(pair) if route.method in methods else ():
            request = preflighted_request(route, origin) or page_request(route, origin)
            here, there = exchange(pair.api, request), exchange(pair.served, request)
            if _said(here) == _said(there):
                continue
            with unknown.about(None):
                here.known_verdict()
                there.known_verdict()
                found.append(_difference(route, here, there))
    if not found:
        unknown.name_them()
    return min(found, key=_weight, default=None)


def _origins(pair: ComparedPath) -> tuple[str, ...]:
    """Return the origins that either names, and another one."""
    named = (*candidate_origins(pair.api), *candidate_origins(pair.served), ANOTHER_ORIGIN)
    return tuple(dict.fromkeys(named))


def _weight(found: StageDifference) -> tuple[bool, bool]:
    """Sort what is refused in the stage first."""
    return not found.is_refused_in_stage, not found.is_refused_in_api


def _by_path(api: RestApi) -> dict[str, tuple[Route, ...]]:
    """Return the methods of each path, with the ``OPTIONS`` that answers their preflights."""
    found: dict[str, list[Route]] = defaultdict(list)
    for resource in resources(api):
        for path in sorted({route.path for route in resource.routes}):
            own = [route for route in resource.routes if route.path == path]
            found[path] += [*own, *([resource.options] if resource.options else [])]
    return {path: tuple(routes) for path, routes in sorted(found.items())}


def _difference(route: Route, here: Exchange, there: Exchange) -> StageDifference:
    return StageDifference(
        path=route.path,
        method=route.method,
        expected=_told(here),
        actual=_told(there),
        is_refused_in_stage=_is_refused(there) and _is_let_through(here, there),
        is_refused_in_api=_is_refused(here) and _is_let_through(there, here),
        witness=there.witness() or here.witness(),
    )


def _is_refused(made: Exchange) -> bool:
    return made.verdict is not None and not made.verdict.allowed


def _is_let_through(made: Exchange, refused: Exchange) -> bool:
    """Whether an exchange is known to get past the point where another one was refused."""
    asked = made.preflight_answer
    if _is_refused(made) or (asked and asked.response is None):
        return False
    if refused.answer is None:
        return True
    return made.answer is not None and made.answer.response is not None


def _said(made: Exchange) -> Said:
    """Return what a browser heeds of the answers: None for those that only a function knows."""
    return tuple(
        (answer.response.status in OK_STATUSES, tuple(sorted(_cors_headers(answer).items())))
        if answer and answer.response
        else None
        for answer in (made.preflight_answer, made.answer)
    )


def _cors_headers(answer: Answer) -> Headers:
    headers = answer.response.headers if answer.response else ()
    return {name: value for name, value in headers if name.lower() in CORS_RESPONSE_HEADERS}


def _told(made: Exchange) -> str:
    """Say what was answered to a page."""
    answers = (("the preflight", made.preflight_answer), (made.request.method, made.answer))
    told = "; ".join(f"{name}: {_words(answer)}" for name, answer in answers if answer)
    return f"to {made.request.origin}: {told}"


def _words(answer: Answer) -> str:
    if answer.response is None:
        return "depends on what your function returns"
    return f"{answer.response.status} with {_listed(_cors_headers(answer))}"


def _listed(headers: Headers) -> str:
    return ", ".join(f"{name}: {value}" for name, value in sorted(headers.items())) or _NOTHING


# --- The gateway's own errors ----------------------------------------------------------------


def error_differences(api: RestApi, stage: DeployedStage) -> StageDifference | None:
    """Compare the CORS headers of gateway responses.

    Returns:
        All differences as one; None for none.

    Raises:
        UndeterminedError: what the stage answers is not known.
    """
    here = {each.response_type: each for each in api.gateway_responses}
    if isinstance(stage.gateway_responses, Unresolved) and not any(map(_mapped, here.values())):
        return None
    there = {each.response_type: each for each in known(stage.gateway_responses)}
    kinds = [
        kind
        for kind in sorted(here.keys() | there.keys())
        if _mapped(_effective(here, kind)) != _mapped(_effective(there, kind))
    ]
    return _error_difference(api, here, there, kinds) if kinds else None


def _error_difference(
    api: RestApi,
    here: Mapping[str, GatewayResponse],
    there: Mapping[str, GatewayResponse],
    kinds: list[str],
) -> StageDifference:
    lacking = [kind for kind in kinds if _lacks(there, kind) and not _lacks(here, kind)]
    shown = (lacking or kinds)[0]
    witness = error_witness(api, _error(shown), _effective(there, shown), candidate_origins(api)[0])
    return StageDifference(
        path="",
        method="",
        expected=_told_errors(here, kinds),
        actual=_told_errors(there, kinds),
        is_refused_in_stage=bool(lacking),
        is_refused_in_api=False,
        witness=witness,
    )


def _effective(customised: Mapping[str, GatewayResponse], kind: str) -> GatewayResponse | None:
    default = default_of(kind) if kind in OWN_STATUS else kind
    return customised.get(kind) or customised.get(default)


def _error(kind: str) -> str:
    """Return an error that is answered with a response type."""
    falling_back = (each for each in OWN_STATUS if default_of(each) == kind)
    return kind if kind in OWN_STATUS else next(falling_back)


def _lacks(customised: Mapping[str, GatewayResponse], kind: str) -> bool:
    names = {name.lower() for name in _mapped(_effective(customised, kind))}
    return ALLOW_ORIGIN.lower() not in names


def _mapped(response: GatewayResponse | None) -> Headers:
    """Return the CORS headers of a gateway response as they are mapped."""
    headers = response.headers if response and isinstance(response.headers, tuple) else ()
    return {name: str(value) for name, value in headers if name.lower() in CORS_RESPONSE_HEADERS}


def _told_errors(customised: Mapping[str, GatewayResponse], kinds: Iterable[str]) -> str:
    return "; ".join(
        f"{kind} with {_listed(_mapped(_effective(customised, kind)))}" for kind in kinds
    )
