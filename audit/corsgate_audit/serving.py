"""Where an API answers, what its stages serve there, and who gets that far: frozen values, no I/O.

A part of the model; see `corsgate_audit.model`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corsgate_audit.model import Flag, GatewayResponse, Location, Route, Texts, Unresolved


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainName:
    """A host name that leads to an API, whole or under a base path.

    Args:
        name: lower-case: ``api.example.com``.
        base_path: the first segments of the paths that lead to this API, without slashes at their
            ends; empty for all paths.
        stage: that answers; empty where the front door has none.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
    """

    name: str
    base_path: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployedStage:
    """What a stage of a REST API serves: the API as it was when it was last deployed there.

    Args:
        stage: its name.
        routes: sorted by path, then method. Those that are as in the API itself are the same
            objects.
        gateway_responses: sorted by type; an `Unresolved` where AWS does not tell.
        binary_media_types: as of the API.
        location: of the stage.

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
        location: of the deployment.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
    """

    after: tuple[str, ...] = ()
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAcl:
    """A web ACL of AWS WAF, which looks at a stage's requests before the API does.

    Args:
        stage: its name.
        arn: of the web ACL.

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
