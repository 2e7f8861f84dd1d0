"""REST APIs whose preflights are at fault, path by path."""

from __future__ import annotations

from typing import Any, NamedTuple

from support.planted.fault import Fault
from support.planted.rest import APP, BACKEND, Resources, method, origin, path, preflight, rest_api

_COGNITO = {"AuthorizationType": "COGNITO_USER_POOLS", "AuthorizerId": {"Ref": "ShopAuthorizer"}}
_IAM = {"AuthorizationType": "AWS_IAM"}
_KEY = {"ApiKeyRequired": True}
_ECHO = {"Access-Control-Allow-Origin": "method.request.header.Origin"}
_COOKIES = {"Access-Control-Allow-Credentials": "'true'"}
_OTHERS = "Access-Control-Allow-{}".format


_CHOSEN = "#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#end"
_ASKED = '#set($origin = $input.params("Origin"))#if('
_LOOSE = f'{_ASKED}$origin.matches("https://www.example.com")){_CHOSEN}'
_EITHER = f'{_ASKED}$origin == "{APP}" || $origin == "https://admin.example.com"){_CHOSEN}'
_ANSWER = {"Type": "HTTP", "IntegrationHttpMethod": "GET", "Uri": BACKEND}
_HEADER = f"method.response.header.{_OTHERS('Origin')}"
_DECLARED = [{"StatusCode": "200", "ResponseParameters": {_HEADER: False}}]
_CHOOSING = {
    **_ANSWER,
    "IntegrationResponses": [
        {"StatusCode": "200", "ResponseTemplates": {"application/json": _EITHER}}
    ],
}
_NAMING = {
    **_ANSWER,
    "IntegrationResponses": [
        {"StatusCode": "200", "ResponseParameters": {_HEADER: "'https://old.example.com'"}}
    ],
}


class _Path(NamedTuple):
    """A path of an API, with a method and its preflight.

    Args:
        name: part of logical ids.
        rule: that finds the fault.
        what: the fault.
        options: of the preflight, see `preflight`; None for none.
        put: properties of the method.
        verb: of the method.
        found_at: the method whose logical id the finding names.
    """

    name: str
    rule: str
    what: str
    options: dict[str, Any] | None = {}  # noqa: RUF012 - read only
    put: dict[str, Any] = {}  # noqa: RUF012
    verb: str = "PUT"
    found_at: str = "OPTIONS"


_NO_PREFLIGHT: dict[str, Any] = {"options": None}
_SHOP = (
    _Path("Orders", "CORS101", "PUT has no preflight", None, found_at="PUT"),
    _Path("Invoices", "CORS101", "PATCH has none", None, verb="PATCH", found_at="PATCH"),
    _Path("Signed", "CORS102", "a preflight has to be signed", _IAM),
    _Path("Tokens", "CORS102", "a preflight needs a token", _COGNITO),
    _Path("Keyed", "CORS103", "a preflight needs an API key", _KEY),
    _Path("Everything", "CORS104", "ANY wants signatures", None, _IAM, "ANY", "ANY"),
    _Path("Members", "CORS104", "ANY wants tokens", None, _COGNITO, "ANY", "ANY"),
    _Path(
        "Templateless",
        "CORS105",
        "the MOCK has no template",
        {"integration": {"RequestTemplates": None}},
    ),
    _Path(
        "Unmatched",
        "CORS105",
        "no integration response has the MOCK's status",
        {"response": {"SelectionPattern": "204"}},
    ),
    _Path(
        "Undeclared", "CORS108", "a header is mapped and not declared", {"undeclared": "Methods"}
    ),
    _Path(
        "Unquoted",
        "CORS109",
        "an origin without single quotes",
        {"headers": {_OTHERS("Origin"): APP}},
    ),
    _Path("Reading", "CORS110", "PUT is not listed", {"headers": {_OTHERS("Methods"): "'GET'"}}),
    _Path("Lower", "CORS110", "put is not PUT", {"headers": {_OTHERS("Methods"): "'get,put'"}}),
    _Path("Methodless", "CORS110", "no methods at all", {"headers": {_OTHERS("Methods"): None}}),
    _Path(
        "Unsigned",
        "CORS111",
        "signatures are not allowed",
        {"headers": {_OTHERS("Headers"): "'content-type'"}},
        _IAM,
    ),
    _Path(
        "Untold",
        "CORS111",
        "* is no authorization",
        {"headers": {_OTHERS("Headers"): "'*'"}},
        _COGNITO,
    ),
    _Path(
        "Keyless",
        "CORS111",
        "API keys are not allowed",
        {"headers": {_OTHERS("Headers"): "'content-type'"}},
        _KEY,
    ),
    _Path(
        "Bodiless",
        "CORS122",
        "JSON is not allowed",
        {"headers": {_OTHERS("Headers"): "'authorization'"}},
    ),
    _Path(
        "Mapped",
        "CORS112",
        "a mapped response has no headers",
        {},
        {
            "Integration": {
                "Type": "HTTP",
                "IntegrationHttpMethod": "PUT",
                "Uri": "https://backend.example.com",
                "IntegrationResponses": [{"StatusCode": "200"}],
            },
            "MethodResponses": [{"StatusCode": "200"}],
        },
        found_at="PUT",
    ),
    _Path(
        "Passing",
        "CORS106",
        "the MOCK passes on what it has no template for",
        {"integration": {"PassthroughBehavior": "WHEN_NO_MATCH"}},
    ),
)
_ALONE = (
    _Path(
        "Listed",
        "CORS116",
        "two pages in one value",
        {"headers": origin(f"{APP}, https://a.example.com")},
    ),
    _Path(
        "Spaced",
        "CORS116",
        "two pages, with a space",
        {"headers": origin(f"{APP} https://a.example.com")},
    ),
    _Path(
        "Choosing",
        "CORS119",
        "a cache is not told that pages differ",
        {"headers": {_OTHERS("Methods"): "'GET'"}},
        {"Integration": _CHOOSING, "MethodResponses": _DECLARED},
        "GET",
        "GET",
    ),
    _Path(
        "Disagreeing",
        "CORS120",
        "the answer names another page",
        {},
        {"Integration": _NAMING, "MethodResponses": _DECLARED},
        found_at="PUT",
    ),
    _Path(
        "Matching",
        "CORS117",
        "a dot is any character",
        {
            "headers": {"Vary": "'Origin'", _OTHERS("Origin"): None},
            "also_declared": _OTHERS("Origin"),
            "response": {"ResponseTemplates": {"application/json": _LOOSE}},
        },
    ),
    _Path("Echo", "CORS118", "every page is let in", {"headers": _ECHO}),
    _Path("EchoCookies", "CORS118", "every page, with cookies", {"headers": {**_ECHO, **_COOKIES}}),
    _Path("Star", "CORS501", "* where callers authenticate", {"headers": origin("*")}, _COGNITO),
    _Path("Opaque", "CORS502", "every sandboxed frame", {"headers": origin("null")}),
    _Path("Plain", "CORS503", "a page without TLS", {"headers": origin("http://app.example.com")}),
    _Path(
        "Local",
        "CORS504",
        "a developer's page in production",
        {"headers": origin("http://localhost:3000")},
    ),
    _Path("Slashed", "CORS505", "a slash at the end", {"headers": origin(f"{APP}/")}),
    _Path("Shouted", "CORS505", "upper case", {"headers": origin("https://App.Example.com")}),
    _Path("Ported", "CORS505", "the default port", {"headers": origin(f"{APP}:443")}),
    _Path("Deep", "CORS505", "a path", {"headers": origin(f"{APP}/shop")}),
    _Path("Bare", "CORS505", "no scheme", {"headers": origin("app.example.com")}),
    _Path("Patterned", "CORS506", "a pattern", {"headers": origin("https://*.example.com")}),
    _Path(
        "Hosted",
        "CORS507",
        "a name that anybody can have next",
        {"headers": origin("https://someone.github.io")},
    ),
    _Path(
        "Cookies",
        "CORS508",
        "* beside credentials",
        {"headers": {**_COOKIES, _OTHERS("Headers"): "'*'"}},
    ),
    _Path(
        "Uncached",
        "CORS509",
        "asked before every request",
        {"headers": {"Access-Control-Max-Age": "'0'"}},
    ),
    _Path(
        "Cached",
        "CORS509",
        "no browser remembers for so long",
        {"headers": {"Access-Control-Max-Age": "'999999'"}},
    ),
)
PATHS = (*_SHOP, *_ALONE)
"""Every fault of a path, each with what it changes."""

FAULTS = (
    *(
        Fault(each.rule, f"Shop{each.name}{each.found_at.capitalize()}", each.what)
        for each in _SHOP
        if each.name != "Passing"
    ),
    Fault("CORS106", "ShopPassingOptions", "the MOCK passes on what it has no template for"),
    *(
        Fault(each.rule, f"{each.name}Items{each.found_at.capitalize()}", each.what)
        for each in _ALONE
    ),
    Fault("CORS510", "DriftingFourOptions", "one preflight names another page than all others"),
)


def resources() -> Resources:
    """Return the APIs."""
    made = {**rest_api("Shop"), **authorizer()}
    for each in _SHOP:
        made |= _served("Shop", each.name, each)
    # One API for each: side by side, those that differ from the others would be a fault of theirs.
    for each in _ALONE:
        made |= {**rest_api(each.name), **_served(each.name, "Items", each)}
    waited_for = ["LocalItemsPut", "LocalItemsOptions", "Local4XX", "Local5XX"]
    return {**made, **production("Local", waited_for), **_drifting()}


def _served(api: str, at: str, each: _Path) -> Resources:
    made = {**path(api, at), **method(api, at, each.verb, **each.put)}
    return made if each.options is None else {**made, **preflight(api, at, **each.options)}


def authorizer() -> Resources:
    """Return the authorizer of the API ``Shop``."""
    pool = {"Type": "AWS::Cognito::UserPool", "Properties": {}}
    properties = {
        "RestApiId": {"Ref": "Shop"},
        "Name": "shoppers",
        "Type": "COGNITO_USER_POOLS",
        "IdentitySource": "method.request.header.Authorization",
        "ProviderARNs": [{"Fn::GetAtt": ["ShopPool", "Arn"]}],
    }
    authorizer = {"Type": "AWS::ApiGateway::Authorizer", "Properties": properties}
    return {"ShopPool": pool, "ShopAuthorizer": authorizer}


def production(api: str, parts: list[str]) -> Resources:
    """Return a stage in production.

    Args:
        api: logical id of its API.
        parts: logical ids of the methods and error responses that it serves.
    """
    deployment = {
        "Type": "AWS::ApiGateway::Deployment",
        "DependsOn": parts,
        "Properties": {"RestApiId": {"Ref": api}},
    }
    properties = {
        "RestApiId": {"Ref": api},
        "DeploymentId": {"Ref": f"{api}Deployment"},
        "StageName": "prod",
    }
    stage = {"Type": "AWS::ApiGateway::Stage", "Properties": properties}
    return {f"{api}Deployment": deployment, f"{api}Stage": stage}


def _drifting() -> Resources:
    made = rest_api("Drifting")
    for name in ("One", "Two", "Three", "Four"):
        other = origin("https://old.example.com") if name == "Four" else None
        made |= {**path("Drifting", name), **method("Drifting", name)}
        made |= preflight("Drifting", name, headers=other)
    return made
