"""HTTP APIs whose CORS settings are at fault."""

from __future__ import annotations

from typing import Any, NamedTuple

from support.planted.fault import Fault
from support.planted.function_urls import function
from support.planted.rest import APP, BACKEND, Resources

SETTINGS: dict[str, Any] = {
    "AllowOrigins": [APP],
    "AllowMethods": ["PUT"],
    "AllowHeaders": ["authorization", "content-type"],
    "MaxAge": 600,
}


class _Api(NamedTuple):
    """An HTTP API with one route.

    Args:
        name: its logical id, after ``Http``.
        rule: that finds the fault.
        what: the fault.
        settings: in the place of `SETTINGS`; None for none at all.
        route: its properties.
        found_at: the end of the logical id that the finding names.
    """

    name: str
    rule: str
    what: str
    settings: dict[str, Any] | None = {}  # noqa: RUF012 - read only
    route: dict[str, Any] = {}  # noqa: RUF012
    found_at: str = ""


APIS = (
    _Api(
        "StarCookies",
        "CORS201",
        "* beside credentials",
        {"AllowOrigins": ["*"], "AllowCredentials": True},
    ),
    _Api("Secure", "CORS202", "every page with TLS", {"AllowOrigins": ["https://*"]}),
    _Api(
        "SecureCookies",
        "CORS202",
        "every page with TLS, and its cookies",
        {"AllowOrigins": ["https://*"], "AllowCredentials": True},
    ),
    _Api(
        "Guarded",
        "CORS203",
        "preflights run into the authorizer",
        {},
        {"RouteKey": "$default", "AuthorizationType": "JWT", "AuthorizerId": {"Ref": "HttpJwt"}},
        "Route",
    ),
    _Api("Reading", "CORS204", "PUT is not listed", {"AllowMethods": ["GET"]}),
    _Api(
        "Unsigned",
        "CORS205",
        "signatures are not allowed",
        {"AllowHeaders": ["content-type"]},
        {"AuthorizationType": "AWS_IAM"},
    ),
    _Api("Bodiless", "CORS208", "JSON is not allowed", {"AllowHeaders": ["authorization"]}),
    _Api("Closed", "CORS209", "no origin is named", {"AllowOrigins": []}),
    _Api("Twice", "CORS206", "the function's headers are dropped", {}, {"Target": "Function"}),
    _Api("Silent", "CORS207", "nothing answers CORS", None),
    _Api("Opaque", "CORS502", "every sandboxed frame", {"AllowOrigins": ["null"]}),
    _Api(
        "Plain",
        "CORS503",
        "a page without TLS, with cookies",
        {"AllowOrigins": ["http://app.example.com"], "AllowCredentials": True},
    ),
    _Api(
        "Local",
        "CORS504",
        "a developer's page in production",
        {"AllowOrigins": [APP, "http://localhost:3000"]},
    ),
    _Api("Slashed", "CORS505", "a slash at the end", {"AllowOrigins": [f"{APP}/"]}),
    _Api("Patterned", "CORS506", "a pattern", {"AllowOrigins": ["https://*.example.com"]}),
    _Api(
        "Hosted",
        "CORS507",
        "a name that anybody can have next",
        {"AllowOrigins": ["https://someone.netlify.app"]},
    ),
    _Api(
        "Stars",
        "CORS508",
        "* beside credentials",
        {"AllowHeaders": ["*"], "AllowCredentials": True},
    ),
    _Api("Uncached", "CORS509", "asked before every request", {"MaxAge": 0}),
)
FAULTS = tuple(Fault(each.rule, f"Http{each.name}{each.found_at}", each.what) for each in APIS)


def resources() -> Resources:
    """Return the APIs."""
    made = {**function("HttpFunction", decorated=True), "HttpJwt": authorizer("HttpGuarded")}
    for each in APIS:
        settings = None if each.settings is None else {**SETTINGS, **each.settings}
        made |= http_api(f"Http{each.name}", settings, **each.route)
    return made | production("HttpLocal")


def production(api: str) -> Resources:
    """Return a stage of an API in production."""
    properties = {"ApiId": {"Ref": api}, "StageName": "production", "AutoDeploy": True}
    return {f"{api}Stage": {"Type": "AWS::ApiGatewayV2::Stage", "Properties": properties}}


def http_api(name: str, settings: dict[str, Any] | None, **route: Any) -> Resources:  # noqa: ANN401 - any JSON
    """Return an HTTP API with a route.

    Args:
        name: its logical id.
        settings: of CORS; None for none.
        route: its properties; the target ``Function`` is the function that answers CORS itself.
    """
    cors = {} if settings is None else {"CorsConfiguration": settings}
    properties = {
        "ApiId": {"Ref": name},
        "RouteKey": "PUT /items",
        **route,
        "Target": {"Fn::Sub": f"integrations/${{{name}Backend}}"},
    }
    api = {"Name": name, "ProtocolType": "HTTP", **cors}
    integration = {"ApiId": {"Ref": name}, **_integration(function=bool(route.get("Target")))}
    return {
        name: {"Type": "AWS::ApiGatewayV2::Api", "Properties": api},
        f"{name}Backend": {"Type": "AWS::ApiGatewayV2::Integration", "Properties": integration},
        f"{name}Route": {"Type": "AWS::ApiGatewayV2::Route", "Properties": properties},
    }


def _integration(*, function: bool) -> dict[str, Any]:
    if function:
        return {
            "IntegrationType": "AWS_PROXY",
            "IntegrationUri": {"Fn::GetAtt": ["HttpFunction", "Arn"]},
            "PayloadFormatVersion": "2.0",
        }
    return {
        "IntegrationType": "HTTP_PROXY",
        "IntegrationMethod": "ANY",
        "IntegrationUri": BACKEND,
        "PayloadFormatVersion": "1.0",
    }


def authorizer(api: str) -> dict[str, Any]:
    """Return an authorizer of an API that reads a token."""
    properties = {
        "ApiId": {"Ref": api},
        "Name": "tokens",
        "AuthorizerType": "JWT",
        "IdentitySource": ["$request.header.Authorization"],
        "JwtConfiguration": {"Issuer": "https://issuer.example.com", "Audience": ["shop"]},
    }
    return {"Type": "AWS::ApiGatewayV2::Authorizer", "Properties": properties}
