"""The one model that every source is read into and every rule judges: frozen values, no I/O.

A value that a source names but does not hold (an import, a parameter without a default, a stage
variable) is an `Unresolved` in the value's place. Rules and the gateway never judge such a value
on a default: they say that they could not tell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corsgate_audit import serving
    from corsgate_audit.browser import BrowserRequest, HttpResponse, Verdict
    from corsgate_audit.cloudfront import Distribution
    from corsgate_audit.handlers import OriginUse


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A value that could not be resolved.

    Args:
        expression: as the source has it, for people: ``!ImportValue shared-origin``.
        reason: why it could not be resolved, a sentence without a final period.
    """

    expression: str
    reason: str


Text = str | Unresolved
Flag = bool | Unresolved
Number = int | Unresolved
Texts = tuple[Text, ...] | Unresolved


class FrontDoor(StrEnum):
    """What receives the browser's request."""

    REST_API = "rest"
    HTTP_API = "http"
    FUNCTION_URL = "function_url"
    CLOUDFRONT = "cloudfront"
    FUNCTION = "function"
    """A function's own code, whatever stands in front of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a thing was read. Left out of comparisons between sources.

    Args:
        source: a template's path, or ``aws`` for a live account.
        pointer: a JSON pointer into the template, or the API call that returned the value.
        logical_id: in a template.
        arn: in an account.
        account: the account's id, in an account.
        region: in an account.
        line: counted from 1, where the source has lines.
        construct: the path of the CDK construct that wrote it: ``Shop/Api/Default/items/PUT``.
    """

    source: str
    pointer: str
    logical_id: str | None = None
    arn: str | None = None
    account: str | None = None
    region: str | None = None
    line: int | None = None
    construct: str | None = None


# --- REST APIs -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationResponse:
    """How a REST integration's result becomes the answer.

    Args:
        status_code: of the answer.
        selection_pattern: a regular expression on the integration's status; None is the default.
        headers: ``(name, mapping expression)``: ``("Vary", "'Origin'")``, name as declared after
            ``method.response.header.``.
        templates: ``(content type, Velocity)``.
        content_handling: None, ``CONVERT_TO_TEXT`` or ``CONVERT_TO_BINARY``.
    """

    status_code: Text
    selection_pattern: Text | None = None
    headers: tuple[tuple[str, Text], ...] | Unresolved = ()
    templates: tuple[tuple[str, Text], ...] | Unresolved = ()
    content_handling: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """What a route is answered by.

    Args:
        type: ``MOCK``, ``AWS``, ``AWS_PROXY``, ``HTTP`` or ``HTTP_PROXY``.
        passthrough_behavior: ``WHEN_NO_MATCH`` (AWS's default), ``WHEN_NO_TEMPLATES``, ``NEVER``.
        content_handling: of the request.
        request_templates: ``(content type, Velocity)``.
        responses: REST only.
        function_policy: the text of ``CORSGATE_POLICY`` in the environment of the Lambda function
            that answers; None where the function has none, or no function answers.
        gateway_owns: the text of ``CORSGATE_GATEWAY_OWNS`` there: the kinds of front door for which
            the function leaves CORS to the gateway, separated by commas.
    """

    type: Text
    passthrough_behavior: Text = "WHEN_NO_MATCH"
    content_handling: Text | None = None
    request_templates: tuple[tuple[str, Text], ...] | Unresolved = ()
    responses: tuple[IntegrationResponse, ...] = ()
    function_policy: Text | None = None
    gateway_owns: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodResponse:
    """What a REST method declares: a header that is not declared cannot be mapped."""

    status_code: Text
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorizer:
    """Who is asked before a route answers.

    Args:
        name: as the source has it.
        type: ``TOKEN``, ``REQUEST``, ``COGNITO_USER_POOLS`` or ``JWT``.
        identity_headers: lower-case names of the request headers that it reads.
    """

    name: Text
    type: Text
    identity_headers: tuple[str, ...] | Unresolved = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method on one path. An ``OPTIONS`` route is a route like any other.

    Args:
        path: as API Gateway writes it: ``/items/{id}``, ``/{proxy+}``; ``$default`` for HTTP APIs.
        method: upper-case; ``ANY`` stands for all.
        authorization: ``NONE``, ``AWS_IAM``, ``CUSTOM``, ``COGNITO_USER_POOLS`` or ``JWT``.
        api_key_required: REST only.
        validates_request: a request validator is attached (REST only).
        required_headers: lower-case names of the request headers that the method requires.
    """

    path: str
    method: str
    authorization: Text = "NONE"
    authorizer: Authorizer | None = None
    api_key_required: Flag = False
    validates_request: Flag = False
    required_headers: tuple[str, ...] = ()
    integration: Integration | None = None
    responses: tuple[MethodResponse, ...] = ()
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayResponse:
    """A gateway response that somebody has customised. What nobody has is not listed.

    Args:
        response_type: ``DEFAULT_4XX``, ``UNAUTHORIZED`` …
        status_code: None keeps AWS's own.
        headers: ``(name, mapping expression)``, name as after ``gatewayresponse.header.``.
    """

    response_type: str
    status_code: Text | None = None
    headers: tuple[tuple[str, Text], ...] | Unresolved = ()
    location: Location


# --- HTTP APIs and function URLs -------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CorsConfiguration:
    """The CORS settings of an HTTP API or a function URL. All empty is not the same as absent."""

    allow_origins: Texts = ()
    allow_methods: Texts = ()
    allow_headers: Texts = ()
    expose_headers: Texts = ()
    allow_credentials: Flag = False
    max_age: Number | None = None


# --- The whole -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """One front door with everything that decides about CORS behind it.

    Args:
        name: the API's own name.
        stages: names of its stages, sorted.
        binary_media_types: REST only.
        routes: sorted by path, then method.
        gateway_responses: REST only, sorted by type.
        cors: HTTP API or function URL; None where CORS is not configured there; an `Unresolved`
            where it is configured but could not be read.
        distribution: CloudFront only, and all that there is of it: such an API has no routes.
        domain_names: that lead to it, in an account: custom ones, and those that AWS has given to a
            function URL or a distribution. What AWS gives to an API follows from its id.
        deployed: REST only, in an account: what those of its stages serve that could be read.
        web_acls: REST only, in an account: what may answer in the place of its stages.
        resource_policy: REST only: who may call at all; None where everybody may.
        origin_uses: of a function's code: where it answers with the page's origin.
        deployments: REST only, in a template: what its stages get their methods by.
    """

    front_door: FrontDoor
    name: Text
    stages: tuple[str, ...] = ()
    binary_media_types: Texts = ()
    routes: tuple[Route, ...] = ()
    gateway_responses: tuple[GatewayResponse, ...] = ()
    cors: CorsConfiguration | Unresolved | None = None
    distribution: Distribution | None = None
    domain_names: tuple[serving.DomainName, ...] = ()
    deployed: tuple[serving.DeployedStage, ...] = ()
    web_acls: tuple[serving.WebAcl, ...] = ()
    resource_policy: serving.ResourcePolicy | Unresolved | None = None
    deployments: tuple[serving.Deployment, ...] = ()
    origin_uses: tuple[OriginUse, ...] = ()
    location: Location


class CoverageState(StrEnum):
    """Whether a part of the target was seen."""

    SCANNED = "scanned"
    SKIPPED = "skipped"  # not asked for, or not subject to CORS: does not make a report incomplete
    DENIED = "denied"
    THROTTLED = "throttled"
    FAILED = "failed"
    UNRESOLVED = "unresolved"  # CORS902: a value that a verdict depends on


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One part of the target and whether it was seen; never left out of a report."""

    account: str | None = None
    region: str | None = None
    service: str
    resource: str
    state: CoverageState
    reason: str | None = None

    @property
    def incomplete(self) -> bool:
        """Whether this part was expected and not seen."""
        return self.state not in (CoverageState.SCANNED, CoverageState.SKIPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """What a collector read: the APIs, and what it could and could not see."""

    apis: tuple[Api, ...] = ()
    coverage: tuple[Coverage, ...] = ()


# --- Findings --------------------------------------------------------------------------------


class Severity(IntEnum):
    """How much a finding matters; compares in this order."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    def __str__(self) -> str:
        """Return the name as reports and options write it."""
        return self.name.lower()


class Kind(StrEnum):
    """What sort of harm a finding is about."""

    SECURITY = "security"
    BROKEN = "broken"
    HYGIENE = "hygiene"
    COVERAGE = "coverage"


class Confidence(StrEnum):
    """How sure a finding is."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceRef:
    """What a finding is about."""

    type: str
    api: str | None = None
    stage: str | None = None
    path: str | None = None
    method: str | None = None
    logical_id: str | None = None
    arn: str | None = None
    account: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the source holds and what it should hold.

    Args:
        line: of the source, counted from 1, where it has lines. Left out of comparisons: it moves
            with everything that is written above it.
        construct: the path of the CDK construct that wrote it, where one did.
    """

    source: str
    pointer: str
    expected: str
    actual: str
    line: int | None = field(default=None, compare=False)
    construct: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """The exchange that proves a finding. An answer that was never sent is None."""

    request: BrowserRequest
    preflight: HttpResponse | None = None
    response: HttpResponse | None = None
    verdict: Verdict


class FixSafety(StrEnum):
    """Whether a fix can be applied without a person's judgement."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """How to mend it."""

    safety: FixSafety
    summary: str
    patch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault, with its proof.

    Args:
        rule: ``CORSnnn``; once released it never changes its meaning.
        browser_symptom: the console sentence that a developer sees; None where a browser shows
            nothing (an over-permission).
        fingerprint: stable across runs and re-deployments.
    """

    rule: str
    slug: str
    severity: Severity
    kind: Kind
    confidence: Confidence
    resource: ResourceRef
    message: str
    evidence: Evidence
    witness: Witness | None = None
    browser_symptom: str | None = None
    fix: Fix | None = None
    fingerprint: str
