"""Gaps around HTTP APIs: moto's CloudFormation knows none of ``AWS::ApiGatewayV2``."""

from __future__ import annotations

from typing import Any

from support.moto_gaps import Gap, client, deploy, destroy, without_noise

_FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:items"


def _api(**properties: object) -> dict[str, Any]:
    return {
        "Type": "AWS::ApiGatewayV2::Api",
        "Properties": {"Name": "items", "ProtocolType": "HTTP", **properties},
    }


def _of_api(kind: str, **properties: object) -> dict[str, Any]:
    return {
        "Type": f"AWS::ApiGatewayV2::{kind}",
        "Properties": {"ApiId": {"Ref": "Api"}, **properties},
    }


_CORS = {
    "AllowOrigins": ["https://a.example"],
    "AllowMethods": ["PUT"],
    "AllowHeaders": ["x-tenant"],
    "ExposeHeaders": ["etag"],
    "AllowCredentials": "true",
    "MaxAge": "600",
}
_INTEGRATION = _of_api(
    "Integration",
    IntegrationType="AWS_PROXY",
    IntegrationUri=_FUNCTION,
    PayloadFormatVersion="2.0",
)
_ROUTE = _of_api(
    "Route",
    RouteKey="PUT /items/{id}",
    AuthorizationType="JWT",
    AuthorizerId={"Ref": "Jwt"},
    AuthorizationScopes=["items/write"],
    Target={"Fn::Join": ["/", ["integrations", {"Ref": "Integration"}]]},
)
_AUTHORIZER = _of_api(
    "Authorizer",
    Name="jwt",
    AuthorizerType="JWT",
    IdentitySource=["$request.header.Authorization"],
    JwtConfiguration={"Audience": ["items"], "Issuer": "https://issuer.example"},
)
_WHOLE = {
    "Api": _api(CorsConfiguration=_CORS),
    "Integration": _INTEGRATION,
    "Route": _ROUTE,
    "Jwt": _AUTHORIZER,
    "Stage": _of_api("Stage", StageName="$default", AutoDeploy=True),
}


def _apis() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client("apigatewayv2").get_apis()["Items"]
    return found


def _listed(action: str) -> list[dict[str, Any]]:
    """Return what ``get_routes`` or one of its fellows lists for the only API."""
    gateway = client("apigatewayv2")
    found: list[dict[str, Any]] = getattr(gateway, action)(ApiId=_apis()[0]["ApiId"])["Items"]
    return found


def _cors() -> object:
    deploy({"Api": _api(CorsConfiguration=_CORS)})
    return _apis()[0]["CorsConfiguration"]


def _empty_cors() -> object:
    deploy({"Api": _api(CorsConfiguration={})})
    return _apis()[0]["CorsConfiguration"]


def _dropped_cors() -> object:
    deploy({"Api": _api(CorsConfiguration=_CORS)})
    deploy({"Api": _api()})
    return ["CorsConfiguration" in api for api in _apis()]


def _endpoint() -> object:
    outputs = deploy({"Api": _api()}, {"Url": {"Fn::GetAtt": ["Api", "ApiEndpoint"]}})
    return outputs["Url"] == _apis()[0]["ApiEndpoint"]


def _route() -> object:
    deploy(_WHOLE)
    (route,) = _listed("get_routes")
    (integration,) = _listed("get_integrations")
    (authorizer,) = _listed("get_authorizers")
    return [
        route["RouteKey"],
        route["AuthorizationType"],
        route["AuthorizationScopes"],
        route["AuthorizerId"] == authorizer["AuthorizerId"],
        route["Target"] == f"integrations/{integration['IntegrationId']}",
    ]


def _integration() -> object:
    deploy(_WHOLE)
    found = without_noise(_listed("get_integrations")[0], "IntegrationId")
    return {k: found[k] for k in ("IntegrationType", "IntegrationUri", "PayloadFormatVersion")}


def _authorizer() -> object:
    deploy(_WHOLE)
    return without_noise(_listed("get_authorizers")[0], "AuthorizerId")


def _stage() -> object:
    deploy(_WHOLE)
    return [[stage["StageName"], stage["AutoDeploy"]] for stage in _listed("get_stages")]


def _changed() -> object:
    deploy(_WHOLE)
    before = _listed("get_routes")[0]["RouteId"]
    open_route = _of_api("Route", RouteKey="$default", Target=_ROUTE["Properties"]["Target"])
    deploy({**_WHOLE, "Route": open_route})
    (route,) = _listed("get_routes")
    return [route["RouteKey"], route["AuthorizationType"], route["RouteId"] == before]


def _dropped() -> object:
    actions = ("get_routes", "get_integrations", "get_authorizers", "get_stages")
    deploy(_WHOLE)
    made = [len(_listed(action)) for action in actions]
    deploy({"Api": _WHOLE["Api"]})
    return [made, [len(_listed(action)) for action in actions]]


def _destroyed() -> object:
    deploy(_WHOLE)
    made = len(_apis())
    destroy()
    return [made, _apis()]


GAPS = (
    Gap(
        "a stack makes an HTTP API with CORS, numbers and booleans written as strings too",
        _cors,
        {
            "AllowOrigins": ["https://a.example"],
            "AllowMethods": ["PUT"],
            "AllowHeaders": ["x-tenant"],
            "ExposeHeaders": ["etag"],
            "AllowCredentials": True,
            "MaxAge": 600,
        },
    ),
    Gap("an empty CORS configuration is kept: it blocks everything", _empty_cors, {}),
    Gap("an update removes a dropped CORS configuration", _dropped_cors, [False]),
    Gap("an output names the endpoint of an HTTP API", _endpoint, True),  # noqa: FBT003 (a value)
    Gap(
        "a stack makes a route with its authorizer and its integration",
        _route,
        ["PUT /items/{id}", "JWT", ["items/write"], True, True],
    ),
    Gap(
        "a stack makes an integration",
        _integration,
        {
            "IntegrationType": "AWS_PROXY",
            "IntegrationUri": _FUNCTION,
            "PayloadFormatVersion": "2.0",
        },
    ),
    Gap(
        "a stack makes a JWT authorizer",
        _authorizer,
        {
            "Name": "jwt",
            "AuthorizerType": "JWT",
            "IdentitySource": ["$request.header.Authorization"],
            "JwtConfiguration": {"Audience": ["items"], "Issuer": "https://issuer.example"},
        },
    ),
    Gap("a stack makes the stage of an HTTP API", _stage, [["$default", True]]),
    Gap("an update changes a route and keeps its id", _changed, ["$default", "NONE", True]),
    Gap("an update removes what an HTTP API no longer has", _dropped, [[1] * 4, [0] * 4]),
    Gap("a deleted stack leaves no HTTP API", _destroyed, [1, []]),
)
