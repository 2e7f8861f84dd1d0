"""A MOCK preflight that takes its status from the caller's body where no template matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity, Unresolved
from corsgate_audit.rules.configured import listed, whole
from corsgate_audit.rules.preflights import mock_preflights, subject_of
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Integration, RestApi

_NEVER = "NEVER"


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for MOCK preflights that let a body through; all of an API's are one finding."""
    open_ones = []
    for _, options in mock_preflights(api):
        integration = options.integration
        passing = _passes_bodies(integration) if integration else False
        if isinstance(passing, Unresolved):
            yield Undecided(subject=subject_of(options), value=passing)
        elif passing:
            open_ones.append(options)
    if open_ones:
        behaviors = {
            str(each.integration and each.integration.passthrough_behavior): None
            for each in open_ones
        }
        yield Violation(
            subject=whole(api),
            message=f"The MOCK behind {listed(open_ones)} passes on the body of a request whose "
            "content type no request template matches, and reads the status code from it: who "
            "calls it with another content type chooses the answer, or gets 500 in place of 415.",
            expected=f"PassthroughBehavior {_NEVER}",
            actual=f"PassthroughBehavior {' and '.join(behaviors)}",
        )


def _passes_bodies(integration: Integration) -> bool | Unresolved:
    """Whether some request has no template and gets through all the same."""
    behavior, templates = integration.passthrough_behavior, integration.request_templates
    if behavior == _NEVER:
        return False
    for value in (behavior, templates):
        if isinstance(value, Unresolved):
            return value
    if behavior == "WHEN_NO_TEMPLATES":
        return not templates
    return "$default" not in dict(templates if isinstance(templates, tuple) else ())


RULE = Rule(
    id="CORS106",
    slug="preflight-passthrough-not-never",
    severity=Severity.LOW,
    kind=Kind.HYGIENE,
    front_doors=frozenset({FrontDoor.REST_API}),
    check=check,
    summary="A MOCK preflight lets bodies through that no request template matches.",
    why="""\
With the passthrough behavior WHEN_NO_MATCH, AWS's default and what the CDK and SAM write, a MOCK
that gets a request of another content type reads the status code from the caller's own body. A
browser's preflight has neither body nor content type and is not concerned, so that no page is
kept out; but an OPTIONS request of a scanner, or of a page's own, comes to 500, which counts among
the errors of the API. NEVER answers 415 and says what is wrong. All such methods of an API are one
finding.
""",
    browser="""\
Nothing: preflights are answered as they should.
""",
    symptoms=(),
    example="""\
Integration:
  Type: MOCK                     # PassthroughBehavior: WHEN_NO_MATCH
  RequestTemplates: {application/json: '{"statusCode": 204}'}
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsRestApi(self, "Api", policy=policy)  # renders NEVER
""",
        cloudformation="""\
Integration:
  Type: MOCK
  PassthroughBehavior: NEVER
  RequestTemplates: {application/json: '{"statusCode": 204}'}
""",
        cli="""\
aws apigateway update-integration --rest-api-id $API --resource-id $RESOURCE \\
  --http-method OPTIONS --patch-operations op=replace,path=/passthroughBehavior,value=NEVER
aws apigateway create-deployment --rest-api-id $API --stage-name $STAGE
""",
    ),
    when_not="""\
Nobody but browsers calls OPTIONS, and errors of the API wake nobody.
""",
    sources=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Set the passthrough behavior of the MOCK to NEVER; then deploy the stage anew.",
    ),
)
