"""A stage whose preflights or CORS headers are not those of the API as it is set up now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model import Confidence, FixSafety, FrontDoor, Severity, Unresolved
from corsgate_audit.rules.deployments import compared_paths, error_differences
from corsgate_audit.rules.rule import Rule, Subject, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import DeployedStage, RestApi
    from corsgate_audit.rules.deployments import Difference

_LIKELY = Confidence.LIKELY  # the form of an export was not compared with AWS's other answers


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Compare what pages meet in each stage with what they would meet after a deployment."""
    for stage in api.deployed:
        served = replace(
            api, routes=stage.routes, binary_media_types=stage.binary_media_types, deployed=()
        )
        for difference in compared_paths(replace(api, deployed=()), served):
            if isinstance(difference, Unresolved):
                yield Undecided(subject=_subject(stage), value=difference)
            else:
                yield _of_path(stage, difference)
        yield from _of_errors(api, stage)


def _subject(stage: DeployedStage) -> Subject:
    return Subject(location=stage.location, stage=stage.stage)


def _of_path(stage: DeployedStage, found: Difference) -> Violation:
    if found.is_refused_in_stage:
        severity, what = Severity.HIGH, "a browser refuses there what the API would let through"
    elif found.is_refused_in_api:
        severity, what = Severity.MEDIUM, "a browser lets through there what the API would refuse"
    else:
        severity, what = Severity.LOW, "CORS is answered otherwise there"
    return Violation(
        subject=replace(_subject(stage), path=found.path, method=found.method),
        message=f"The stage {stage.stage!r} does not serve {found.path!r} as the API is set up "
        f"now: {what}. Pages meet what is deployed.",
        expected=found.expected,
        actual=found.actual,
        detail=stage.stage,
        witness=found.witness,
        severity=severity,
        confidence=_LIKELY,
    )


def _of_errors(api: RestApi, stage: DeployedStage) -> Iterator[Violation | Undecided]:
    """Compare the gateway's own errors."""
    found = error_differences(api, stage)
    if isinstance(found, Unresolved):
        yield Undecided(subject=_subject(stage), value=found)
    elif found is not None:
        yield Violation(
            subject=_subject(stage),
            message=f"The stage {stage.stage!r} does not answer the gateway's own errors as the "
            "API is set up now: their CORS headers are others. Pages meet what is deployed.",
            expected=found.expected,
            actual=found.actual,
            detail=f"{stage.stage} gateway responses",
            witness=found.witness,
            severity=Severity.MEDIUM if found.is_refused_in_stage else Severity.LOW,
            confidence=_LIKELY,
        )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.MANUAL,
    check=check,
)
