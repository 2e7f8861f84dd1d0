"""A stage whose preflights or CORS headers are not those of the API as it is set up now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model import Confidence, DeployedStage, Severity
from corsgate_audit.rules.deployments import (
    ComparedPath,
    compared_paths,
    error_differences,
    path_difference,
)
from corsgate_audit.rules.rule import Rule, Violation, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi
    from corsgate_audit.rules.deployments import StageDifference
    from corsgate_audit.rules.wanted import Wanted

_LIKELY = Confidence.LIKELY  # the form of an export was not compared with AWS's other answers


def subjects(api: RestApi) -> Iterator[ComparedPath | DeployedStage]:
    """List each path of each stage, then the stage for the gateway's own errors."""
    for stage in api.deployed:
        yield from compared_paths(api, stage)
        yield stage


def check(api: RestApi, compared: ComparedPath | DeployedStage) -> Violation | None:
    """Compare what pages meet in a stage with what they would meet after a deployment."""
    if isinstance(compared, DeployedStage):
        errors = error_differences(api, compared)
        return _of_errors(compared, errors) if errors else None
    found = path_difference(compared)
    return _of_path(compared.stage, found) if found else None


def _of_path(stage: DeployedStage, found: StageDifference) -> Violation:
    if found.is_refused_in_stage:
        severity, what = (
            Severity.HIGH,
            "the browser blocks requests there that the API's settings allow",
        )
    elif found.is_refused_in_api:
        severity, what = (
            Severity.MEDIUM,
            "the browser allows requests there that the API's settings block",
        )
    else:
        severity, what = Severity.LOW, "its CORS headers are different"
    return Violation(
        subject=replace(subject_of(stage), path=found.path, method=found.method),
        message=f"The stage {stage.stage!r} serves an older configuration of {found.path!r}: "
        f"{what}. Deploy the API to the stage.",
        expected=found.expected,
        actual=found.actual,
        detail=stage.stage,
        witness=found.witness,
        severity=severity,
        confidence=_LIKELY,
    )


def _of_errors(stage: DeployedStage, found: StageDifference) -> Violation:
    return Violation(
        message=f"The stage {stage.stage!r} serves an older configuration of the gateway "
        "responses, with different CORS headers. Deploy the API to the stage.",
        expected=found.expected,
        actual=found.actual,
        detail=f"{stage.stage} gateway responses",
        witness=found.witness,
        severity=Severity.MEDIUM if found.is_refused_in_stage else Severity.LOW,
        confidence=_LIKELY,
    )


def repair(api: RestApi, violation: Violation, _: Wanted) -> RestApi:
    """Deploy the API as it is set up."""
    at = violation.subject
    deployed = tuple(
        replace(
            each,
            routes=api.routes,
            gateway_responses=api.gateway_responses,
            binary_media_types=api.binary_media_types,
        )
        if at and each.stage == at.stage
        else each
        for each in api.deployed
    )
    return replace(api, deployed=deployed)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
    needs_all_paths=True,
)
