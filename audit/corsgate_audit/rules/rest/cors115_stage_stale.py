"""A stage whose preflights or CORS headers are not those of the API as it is set up now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.browser import CorsError
from corsgate_audit.model import Confidence, Fix, FixSafety, FrontDoor, Kind, Severity, Unresolved
from corsgate_audit.rules.deployments import compared_paths, error_differences
from corsgate_audit.rules.rule import Rule, Subject, Undecided, UseInstead, Violation

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


RULE = Rule(
    id="CORS115",
    slug="stage-stale",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.REST_API}),
    check=check,
    summary="A stage serves other preflights or CORS headers than the API is set up with.",
    why="""\
Whatever is changed in a REST API, in the console, with the CLI or by a stack whose deployment
resource did not change, takes effect when the API is deployed to a stage, and not before. A
preflight that was mended and not deployed is as broken as it was; an origin that was withdrawn is
still let in.

In an account, each stage's deployment is read and asked what the API itself is asked: for each path
and method that both have, what a browser makes of their preflights and CORS headers. All else is
left out, and so are paths and methods that only one of them has. High: the stage is refused and
the API is not. Medium: the other way round, or errors of the gateway itself that lack the header in
the stage only. Low: other headers with the same outcome, or a function answers the one and the
gateway the other. All other rules judge the API as it is set up. Of a canary only the part is read
that the stage itself serves. A template holds no deployed stage.
""",
    browser="""\
What the stage serves: as a rule, the error that was there before the API was mended.
""",
    symptoms=(
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
        CorsError.PREFLIGHT_ALLOW_ORIGIN_MISMATCH,
        CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE,
    ),
    example="""\
# The methods change, and the deployment, whose id stays, does not:
Deployment:
  Type: AWS::ApiGateway::Deployment
  Properties:
    RestApiId: !Ref Api
    StageName: prod
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsRestApi(self, "Api", policy=policy)  # a new deployment with each change
""",
        cloudformation="""\
# A new logical id with each change; the CDK and SAM take a hash of the API:
Deployment20250101:
  Type: AWS::ApiGateway::Deployment
  Properties:
    RestApiId: !Ref Api
""",
        cli="""\
aws apigateway create-deployment --rest-api-id $API --stage-name $STAGE
""",
    ),
    when_not="""\
The change is not to be served yet, or the stage is kept as it is on purpose.
""",
    sources=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html",
        "https://docs.aws.amazon.com/apigateway/latest/api/API_GetExport.html",
    ),
    fix=Fix(
        safety=FixSafety.MANUAL,
        summary="Deploy the API to the stage; it ships everything that was changed since, so look "
        "at that first.",
    ),
)
