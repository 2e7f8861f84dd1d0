"""The one model that every source is read into and every rule judges: frozen values, no I/O.

Five kinds of target are judged: `RestApi`, `HttpApi`, `FunctionUrl`, `Distribution` and `Handler`,
each with the fields that it uses.
"""

from __future__ import annotations

from corsgate_audit.model.apis import Api, routes_of, settings_of
from corsgate_audit.model.collection import (
    Collection,
    Coverage,
    CoverageState,
    Door,
    Target,
    with_required_code,
)
from corsgate_audit.model.cors_configuration import (
    CorsConfiguration,
)
from corsgate_audit.model.distribution import (
    Behavior,
    CachePolicy,
    Distribution,
    HeaderMode,
    HeaderSet,
    Origin,
    OriginKind,
    ResponseHeadersPolicy,
    origin_kind,
)
from corsgate_audit.model.findings import (
    Confidence,
    Evidence,
    Finding,
    Fix,
    FixSafety,
    Kind,
    Occurrence,
    ResourceRef,
    Severity,
    Witness,
)
from corsgate_audit.model.function import (
    FunctionSettings,
)
from corsgate_audit.model.function_url import (
    FunctionUrl,
)
from corsgate_audit.model.handler import (
    FunctionCode,
    Handler,
    LooseComparison,
    OriginUse,
)
from corsgate_audit.model.http_api import (
    HttpApi,
)
from corsgate_audit.model.rest_api import (
    DeployedStage,
    Deployment,
    GatewayResponse,
    PolicyStatement,
    ResourcePolicy,
    RestApi,
    WebAcl,
)
from corsgate_audit.model.route import (
    Authorizer,
    Integration,
    IntegrationResponse,
    MethodResponse,
    Route,
)
from corsgate_audit.model.target import (
    DomainName,
    FrontDoor,
    TargetBase,
)
from corsgate_audit.model.values import (
    Flag,
    HasLocation,
    Location,
    Number,
    StageVariables,
    Text,
    Texts,
    UndeterminedError,
    Unknowns,
    Unresolved,
    all_known,
    includes,
    known,
    unknown_in,
)

__all__ = [
    "Api",
    "Authorizer",
    "Behavior",
    "CachePolicy",
    "Collection",
    "Confidence",
    "CorsConfiguration",
    "Coverage",
    "CoverageState",
    "DeployedStage",
    "Deployment",
    "Distribution",
    "DomainName",
    "Door",
    "Evidence",
    "Finding",
    "Fix",
    "FixSafety",
    "Flag",
    "FrontDoor",
    "FunctionCode",
    "FunctionSettings",
    "FunctionUrl",
    "GatewayResponse",
    "Handler",
    "HasLocation",
    "HeaderMode",
    "HeaderSet",
    "HttpApi",
    "Integration",
    "IntegrationResponse",
    "Kind",
    "Location",
    "LooseComparison",
    "MethodResponse",
    "Number",
    "Occurrence",
    "Origin",
    "OriginKind",
    "OriginUse",
    "PolicyStatement",
    "ResourcePolicy",
    "ResourceRef",
    "ResponseHeadersPolicy",
    "RestApi",
    "Route",
    "Severity",
    "StageVariables",
    "Target",
    "TargetBase",
    "Text",
    "Texts",
    "UndeterminedError",
    "Unknowns",
    "Unresolved",
    "WebAcl",
    "Witness",
    "all_known",
    "includes",
    "known",
    "origin_kind",
    "routes_of",
    "settings_of",
    "unknown_in",
    "with_required_code",
]
