"""REST APIs, what their stages serve, and who gets that far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from corsgate_audit.model.target import FrontDoor, TargetBase

if TYPE_CHECKING:
    from corsgate_audit.model.route import Route
    from corsgate_audit.model.target import DomainName
    from corsgate_audit.model.values import (
        Flag,
        Location,
        StageVariables,
        Text,
        Texts,
        Unresolved,
    )


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


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployedStage:
    """What a stage of a REST API serves: the API as it was when it was last deployed there.

    Args:
        stage: name of the stage.
        routes: routes sorted by path, then method. Those that are as in the API itself are the same
            objects.
        gateway_responses: gateway responses sorted by type; an `Unresolved` where AWS does not
            tell.
        binary_media_types: content types that API Gateway hands on as bytes; those of the API.
        location: location of the stage.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
    """

    stage: str
    routes: tuple[Route, ...] = ()
    gateway_responses: tuple[GatewayResponse, ...] | Unresolved = ()
    binary_media_types: Texts = ()
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A deployment in a template, and what CloudFormation makes before it.

    Args:
        after: logical ids, sorted; those that it depends on through others included.
        location: location of the deployment.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
    """

    after: tuple[str, ...] = ()
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAcl:
    """A web ACL of AWS WAF, which looks at a stage's requests before the API does.

    Args:
        stage: its name.
        arn: ARN of the web ACL.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
    """

    stage: str
    arn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyStatement:
    """One statement of a resource policy, as far as it concerns callers without credentials.

    Args:
        allows: whether its effect is Allow; else it is Deny.
        for_anonymous: whether its principals are everybody.
        actions: ``execute-api:Invoke``.
        resources: ARNs, or their ends: ``execute-api:/prod/GET/items``.
        condition_keys: lower-case: ``aws:sourceip``.
    """

    allows: Flag
    for_anonymous: Flag
    actions: Texts
    resources: Texts
    condition_keys: tuple[str, ...] | Unresolved = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourcePolicy:
    """Who may call a REST API at all, before any of its methods is asked.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html
    """

    statements: tuple[PolicyStatement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RestApi(TargetBase):
    """A REST API.

    Args:
        stages: names, sorted.
        stage_variables: variables of the stages that have any.
        binary_media_types: content types that API Gateway hands on as bytes.
        routes: methods on paths, sorted by path, then method.
        gateway_responses: the customised ones, sorted by type.
        resource_policy: who may call at all; None where everybody may.
        deployments: deployments of a template, by which its stages get their methods; empty for an
            account.
        domain_names: custom ones that lead to it.
        deployed: what the stages of an account serve, for those that could be read.
        web_acls: web ACLs of an account, which may answer in the place of its stages.
        api_keys: values of the API keys that the template sets.
        sam_refusal: why SAM refuses its CORS settings, in the translator's words; nothing else is
            known of the API then. None where SAM accepts them.
    """

    front_door: ClassVar[FrontDoor] = FrontDoor.REST_API

    stages: tuple[str, ...] = ()
    stage_variables: tuple[StageVariables, ...] = field(default=(), compare=False, repr=False)
    binary_media_types: Texts = ()
    routes: tuple[Route, ...] = ()
    gateway_responses: tuple[GatewayResponse, ...] = ()
    resource_policy: ResourcePolicy | Unresolved | None = None
    deployments: tuple[Deployment, ...] = ()
    domain_names: tuple[DomainName, ...] = ()
    deployed: tuple[DeployedStage, ...] = ()
    web_acls: tuple[WebAcl, ...] = ()
    api_keys: tuple[str, ...] = field(default=(), compare=False, repr=False)
    sam_refusal: str | None = None
