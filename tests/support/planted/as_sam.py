"""The planted faults in SAM's resources: each in a template of its own, or in its ``Globals``."""

from __future__ import annotations

from typing import Any

import yaml

from support.planted import function_urls, http_apis
from support.planted.as_openapi import POOL, documents
from support.planted.errors import ACCOUNT_ONLY
from support.planted.rest import APP

Template = dict[str, Any]
_SOUND = {
    "AllowOrigin": f"'{APP}'",
    "AllowMethods": "'PUT,OPTIONS'",
    "AllowHeaders": "'authorization,content-type'",
    "MaxAge": "'600'",
}
_HEADERS = {"ResponseParameters": {"Headers": {"Access-Control-Allow-Origin": f"'{APP}'"}}}
_ERRORS = {"DEFAULT_4XX": _HEADERS, "DEFAULT_5XX": _HEADERS}
_OTHER = {"StatusCode": 401}
_GUARDED = {"Authorizers": {"Pool": {"UserPoolArn": POOL}}, "DefaultAuthorizer": "Pool"}
_OPEN = {"AddDefaultAuthorizerToCorsPreflight": False, **_GUARDED}
_JWT = {"issuer": "https://issuer.example.com", "audience": ["shop"]}
_TOKENS = {
    "Authorizers": {
        "Tokens": {
            "JwtConfiguration": _JWT,
            "IdentitySource": "$request.header.Authorization",
        }
    },
    "DefaultAuthorizer": "Tokens",
}

CORS: dict[str, dict[str, Any]] = {
    "Methods": {"AllowMethods": "'GET'"},
    "Headers": {"AllowHeaders": "'x-a'"},
    "Unquoted": {"AllowMethods": "PUT"},
    "Plain": {"AllowOrigin": "'http://app.example.com'"},
    "Opaque": {"AllowOrigin": "'null'"},
    "Slashed": {"AllowOrigin": f"'{APP}/'"},
    "Old": {"MaxAge": "'86401'"},
    "Several": {"AllowOrigin": f"'{APP},https://b.example.com'"},
    "Echo": {"AllowOrigin": "method.request.header.Origin"},
    "Local": {"AllowOrigin": "'http://localhost:3000'"},
    "Patterned": {"AllowOrigin": "'https://*.example.com'"},
    "Hosted": {"AllowOrigin": "'https://someone.github.io'"},
    "Stars": {"AllowHeaders": "'*'", "AllowCredentials": True},
}
"""Members of ``Cors`` with a fault, by the name of the fault."""
PROPERTIES: dict[str, dict[str, Any]] = {
    "None": {"Cors": None},
    "Silent": {"GatewayResponses": None},
    "Denied": {
        "GatewayResponses": {**_ERRORS, "ACCESS_DENIED": {"StatusCode": 401}},
        "Auth": _OPEN,
    },
    "Guarded": {"Auth": _GUARDED},
    "Keyed": {"Auth": {"ApiKeyRequired": True}},
    "Unsigned": {"Auth": _OPEN, "Cors": {**_SOUND, "AllowHeaders": "'content-type'"}},
    "Star": {"Auth": _OPEN, "Cors": {**_SOUND, "AllowOrigin": "'*'"}},
    "Binary": {"BinaryMediaTypes": ["*/*"]},
    "Private": {"Auth": {"ResourcePolicy": {"CustomStatements": ACCOUNT_ONLY["Statement"]}}},
}
"""Properties of a REST API with a fault, in the place of those that are in order."""


def _rest() -> dict[str, dict[str, Any]]:
    faults = {name: {"Cors": {**_SOUND, **cors}} for name, cors in CORS.items()} | PROPERTIES
    sound = {"StageName": "prod", "Cors": _SOUND, "GatewayResponses": _ERRORS}
    return {
        name: {key: value for key, value in {**sound, **fault}.items() if value is not None}
        for name, fault in faults.items()
    }


_HTTP = [each for each in http_apis.APIS if each.rule != "CORS201"]  # SAM refuses it: CORS606


def sam() -> dict[str, str]:
    """Return a template for each fault, by the name of its file."""
    made = {f"rest-{name}": _of_rest(properties) for name, properties in _rest().items()}
    for name, document in documents().items():
        if "x-amazon-apigateway-importexport-version" not in document:
            properties = {"StageName": "prod", "DefinitionBody": document}
            made[f"body-{name}"] = {"Shop": _resource("Api", properties)}
    made |= {f"http-{each.name}": _of_http(each) for each in _HTTP}
    made |= {f"url-{each.name}": _of_url(each) for each in function_urls.URLS}
    made["url-Silent"] = {"Function": _function(FunctionUrlConfig={"AuthType": "AWS_IAM"})}
    return {f"{name}.yaml": _text(resources) for name, resources in made.items()}


def sam_globals() -> dict[str, str]:
    """Return templates in whose ``Globals`` the faults stand."""
    made: dict[str, str] = {}
    for name, properties in _rest().items():
        inherited = {key: value for key, value in properties.items() if key != "StageName"}
        resources = _of_rest({"StageName": "prod"})
        made[f"rest-{name}"] = _text(resources, {"Api": inherited})
    for name in ("Methods", "Slashed", "Old"):
        inherited = {"Cors": {**_SOUND, **CORS[name]}}
        made[f"implicit-{name}"] = _text(_implicit("Api"), {"Api": inherited})
    for http in _HTTP:
        resources = _of_http(http)
        inherited = resources["Shop"].pop("Properties")
        made[f"http-{http.name}"] = _text(resources, {"HttpApi": inherited})
    wrong = {"CorsConfiguration": {**http_apis.SETTINGS, "AllowMethods": ["GET"]}}
    made["implicit-http"] = _text(_implicit("HttpApi"), {"HttpApi": wrong})
    for url in function_urls.URLS:
        resources = _of_url(url)
        config = resources["Function"]["Properties"].pop("FunctionUrlConfig")
        made[f"url-{url.name}"] = _text(resources, {"Function": {"FunctionUrlConfig": config}})
    return {f"{name}.yaml": text for name, text in made.items()}


def _text(resources: Template, inherited: Template | None = None) -> str:
    head = {"Transform": "AWS::Serverless-2016-10-31"}
    shared = {"Globals": inherited} if inherited else {}
    content = {**head, **shared, "Resources": resources}
    return str(yaml.safe_dump(content, sort_keys=False))


def _resource(kind: str, properties: Template) -> Template:
    return {"Type": f"AWS::Serverless::{kind}", "Properties": properties}


def _function(*, decorated: bool = False, **properties: Any) -> Template:  # noqa: ANN401 - any JSON
    """Return a function of SAM's, as `function_urls.function` is one of Lambda's."""
    made = function_urls.function("Function", decorated=decorated)["Function"]["Properties"]
    kept = {name: value for name, value in made.items() if name not in {"Role", "Code"}}
    code = {"InlineCode": made["Code"]["ZipFile"]}
    return _resource("Function", {**kept, **code, **properties})


def _of_rest(properties: Template) -> Template:
    place = {"RestApiId": {"Ref": "Shop"}, "Path": "/items", "Method": "put"}
    events = {"Put": {"Type": "Api", "Properties": place}}
    return {
        "Shop": _resource("Api", properties),
        "Function": _function(decorated=True, Events=events),
    }


def _implicit(kind: str) -> Template:
    """Return a function whose event is all that there is of its API."""
    event = {"Type": kind, "Properties": {"Path": "/items", "Method": "put"}}
    return {"Function": _function(decorated=True, Events={"Put": event})}


def _of_http(fault: http_apis._Api) -> Template:
    cors = None if fault.settings is None else {**http_apis.SETTINGS, **fault.settings}
    place: Template = {"ApiId": {"Ref": "Shop"}}
    if fault.route.get("RouteKey") != "$default":
        place |= {"Path": "/items", "Method": "put"}
    auth: Template = {}
    if fault.route.get("AuthorizationType") == "JWT":
        auth = _TOKENS
    elif fault.route.get("AuthorizationType"):
        auth = {"EnableIamAuthorizer": True}
        place["Auth"] = {"Authorizer": "AWS_IAM"}
    settings = {"CorsConfiguration": cors, "Auth": auth}
    events = {"Put": {"Type": "HttpApi", "Properties": place}}
    return {
        "Shop": _resource("HttpApi", {name: value for name, value in settings.items() if value}),
        "Function": _function(decorated="Target" in fault.route, Events=events),
    }


def _of_url(fault: function_urls._Url) -> Template:
    cors = {**function_urls.SETTINGS, **fault.settings}
    config = {"AuthType": fault.auth, "Cors": cors}
    return {"Function": _function(decorated=fault.decorated, FunctionUrlConfig=config)}
