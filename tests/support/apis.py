"""Small makers of APIs as plain values, for tests of what judges them.

Every maker gives something that is right; a test changes the one thing that it is about.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corsgate_audit.model import (
    Api,
    Authorizer,
    Behavior,
    CachePolicy,
    CorsConfiguration,
    Distribution,
    Door,
    FunctionUrl,
    GatewayResponse,
    HeaderMode,
    HeaderSet,
    HttpApi,
    Integration,
    IntegrationResponse,
    Location,
    MethodResponse,
    Origin,
    OriginKind,
    ResponseHeadersPolicy,
    RestApi,
    Route,
    Unresolved,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.model import Text

APP = "https://app.example.com"
UNKNOWN = Unresolved("!ImportValue shared", "another stack exports it")

PREFLIGHT_HEADERS: Mapping[str, Text] = {
    "Access-Control-Allow-Origin": f"'{APP}'",
    "Access-Control-Allow-Methods": "'GET,POST,PUT'",
    "Access-Control-Allow-Headers": "'authorization,content-type'",
}
USERS = Authorizer(name="users", type="COGNITO_USER_POOLS", identity_headers=("authorization",))
FUNCTION = Integration(type="AWS_PROXY")
DECORATED = Integration(
    type="AWS_PROXY",
    function_policy=f'{{"allow_origins": ["{APP}"], "allow_methods": ["PUT"]}}',
)
TEMPLATE = "template.yaml"


JWT = Authorizer(name="tokens", type="JWT", identity_headers=("authorization",))


WITHOUT_HEADERS = {
    name: value
    for name, value in PREFLIGHT_HEADERS.items()
    if name != "Access-Control-Allow-Headers"
}
"""Of a preflight for pages that send no header beside those that every page may."""


def location(logical_id: str) -> Location:
    """Return the place of a resource in a template."""
    return Location(
        source=TEMPLATE, pointer=f"/Resources/{logical_id}", logical_id=logical_id, line=7
    )


def route(method: str, path: str = "/items", **changes: Any) -> Route:  # noqa: ANN401 - any field
    """Return a method that a function answers, open to all."""
    fields: dict[str, Any] = {
        "integration": FUNCTION,
        "location": location(f"{method.title()}Item"),
    }
    return Route(path=path, method=method, **(fields | changes))


def mock(
    headers: Mapping[str, Text] = PREFLIGHT_HEADERS,
    template: Text | None = '{"statusCode": 204}',
    **changes: Any,  # noqa: ANN401 - any field of the integration
) -> Integration:
    """Return a MOCK that answers 204 with these headers."""
    answer = IntegrationResponse(
        status_code="204", headers=tuple(headers.items()), content_handling="CONVERT_TO_TEXT"
    )
    fields: dict[str, Any] = {
        "passthrough_behavior": "NEVER",
        "content_handling": "CONVERT_TO_TEXT",
        "request_templates": () if template is None else (("application/json", template),),
        "responses": (answer,),
    }
    return Integration(type="MOCK", **(fields | changes))


def preflight(
    path: str = "/items",
    headers: Mapping[str, Text] = PREFLIGHT_HEADERS,
    **changes: Any,  # noqa: ANN401 - any field of the route
) -> Route:
    """Return an ``OPTIONS`` method that answers every preflight as it should."""
    declared = MethodResponse(status_code="204", headers=tuple(headers))
    return route(
        "OPTIONS", path, **({"integration": mock(headers), "responses": (declared,)} | changes)
    )


def gateway_response(response_type: str, **changes: Any) -> GatewayResponse:  # noqa: ANN401 - any field
    """Return a gateway response that carries the one header that lets a page read it."""
    fields: dict[str, Any] = {
        "headers": (("Access-Control-Allow-Origin", f"'{APP}'"),),
        "location": location(response_type.title().replace("_", "")),
    }
    return GatewayResponse(response_type=response_type, **(fields | changes))


READABLE_ERRORS = (gateway_response("DEFAULT_4XX"), gateway_response("DEFAULT_5XX"))


def rest_api(*routes: Route, **changes: Any) -> RestApi:  # noqa: ANN401 - any field
    """Return a REST API whose own errors pages can read."""
    fields: dict[str, Any] = {
        "name": "items",
        "stages": ("prod",),
        "gateway_responses": READABLE_ERRORS,
        "location": location("Api"),
    }
    ordered = tuple(sorted(routes, key=lambda each: (each.path, each.method)))
    return RestApi(routes=ordered, **(fields | changes))


def http_api(
    cors: CorsConfiguration | Unresolved | None,
    *routes: Route,
    **changes: Any,  # noqa: ANN401 - any field
) -> HttpApi:
    """Return an HTTP API with these settings and, unless routes are given, ``PUT /items``."""
    fields: dict[str, Any] = {
        "name": "orders",
        "stages": ("$default",),
        "location": location("Api"),
    }
    return HttpApi(
        cors=cors,
        routes=routes or (route("PUT"),),
        **(fields | changes),
    )


def function_url(cors: CorsConfiguration | Unresolved | None, **changes: Any) -> FunctionUrl:  # noqa: ANN401 - any field
    """Return a function URL with these settings, open to all."""
    fields: dict[str, Any] = {
        "auth_type": "NONE",
        "integration": FUNCTION,
        "location": location("Url"),
    }
    return FunctionUrl(
        name="orders",
        cors=cors,
        **(fields | changes),
    )


def cors(**changes: Any) -> CorsConfiguration:  # noqa: ANN401 - any field
    """Return the settings of an HTTP API that a page of `APP` can use."""
    fields: dict[str, Any] = {
        "allow_origins": (APP,),
        "allow_methods": ("GET", "PUT"),
        "allow_headers": ("authorization", "content-type"),
    }
    return CorsConfiguration(**(fields | changes))


SEVERAL_ORIGINS = """\
#set($origin = $input.params("Origin"))
#if($origin == "https://app.example.com" || $origin == "https://admin.example.com")
#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)
#end
"""


def preflight_of_several_origins() -> Route:
    """Return an ``OPTIONS`` method whose Velocity chooses between two origins."""
    headers = {
        name: value for name, value in PREFLIGHT_HEADERS.items() if not name.endswith("Origin")
    }
    answer = IntegrationResponse(
        status_code="204",
        headers=tuple(headers.items()),
        templates=(("application/json", SEVERAL_ORIGINS),),
        content_handling="CONVERT_TO_TEXT",
    )
    return preflight(integration=mock(headers, responses=(answer,)))


# --- CloudFront --------------------------------------------------------------------------------

KEEPS_NOTHING = CachePolicy(name="CachingDisabled", default_ttl=0, max_ttl=0)
BY_ORIGIN = CachePolicy(
    name="by-origin", key_headers=HeaderSet(mode=HeaderMode.LISTED, names=("origin",))
)
ALL_BUT_HOST = HeaderSet(mode=HeaderMode.ALL_EXCEPT, names=("host",))
ALL_METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE")


def behavior(api: Api | None, path_pattern: str = "/*", **changes: Any) -> Behavior:  # noqa: ANN401 - any field
    """Return a behavior that hands everything on to an API and keeps nothing."""
    fields: dict[str, Any] = {
        "origin": Origin(
            id="api",
            domain=UNKNOWN,
            path="/prod" if api and isinstance(api, RestApi) else "",
            kind=OriginKind.API,
            api=api,
        ),
        "allowed_methods": ALL_METHODS,
        "cache": KEEPS_NOTHING,
        "forwarded_headers": ALL_BUT_HOST,
        "location": location("Distribution"),
    }
    return Behavior(path_pattern=path_pattern, **(fields | changes))


def distribution(*behaviors: Behavior, **changes: Any) -> Distribution:  # noqa: ANN401 - any field
    """Return a distribution with these behaviors."""
    fields: dict[str, Any] = {"name": "shop", "location": location("Distribution")}
    return Distribution(
        behaviors=behaviors,
        **(fields | changes),
    )


GOOD_APIS: Mapping[str, Door] = {
    "a preflight for each path": rest_api(route("GET"), route("PUT"), preflight()),
    "several origins, chosen by Velocity": rest_api(route("PUT"), preflight_of_several_origins()),
    "any origin": rest_api(
        route("PUT"), preflight(headers={**PREFLIGHT_HEADERS, "Access-Control-Allow-Origin": "'*'"})
    ),
    "an authorizer on everything but the preflight": rest_api(
        route("GET", authorization="COGNITO_USER_POOLS", authorizer=USERS),
        route("PUT", authorization="COGNITO_USER_POOLS", authorizer=USERS),
        preflight(),
    ),
    "an API key on everything but the preflight": rest_api(
        route("PUT", api_key_required=True),
        preflight(
            headers={
                **PREFLIGHT_HEADERS,
                "Access-Control-Allow-Headers": "'x-api-key,content-type'",
            }
        ),
    ),
    "signed requests": rest_api(
        route("PUT", authorization="AWS_IAM"),
        preflight(
            headers={
                **PREFLIGHT_HEADERS,
                "Access-Control-Allow-Headers": (
                    "'Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token'"
                ),
            }
        ),
    ),
    "binary media types, and a preflight that asks for text": rest_api(
        route("PUT"), preflight(), binary_media_types=("*/*",)
    ),
    "reading only, with no header": rest_api(route("GET"), route("HEAD", "/health")),
    "a function that answers OPTIONS": rest_api(route("PUT"), route("OPTIONS")),
    "a function behind ANY": rest_api(route("ANY", "/{proxy+}")),
    "more methods behind ANY than the preflight lists": rest_api(route("ANY"), preflight()),
    "an OPTIONS that no page needs": rest_api(
        route("GET"), route("OPTIONS", authorization="AWS_IAM")
    ),
    "every error of the gateway customised by itself": rest_api(
        route("PUT"),
        preflight(),
        gateway_responses=tuple(
            gateway_response(each)
            for each in (
                "ACCESS_DENIED",
                "API_CONFIGURATION_ERROR",
                "AUTHORIZER_CONFIGURATION_ERROR",
                "AUTHORIZER_FAILURE",
                "BAD_REQUEST_BODY",
                "BAD_REQUEST_PARAMETERS",
                "EXPIRED_TOKEN",
                "INTEGRATION_FAILURE",
                "INTEGRATION_TIMEOUT",
                "INVALID_API_KEY",
                "INVALID_SIGNATURE",
                "MISSING_AUTHENTICATION_TOKEN",
                "QUOTA_EXCEEDED",
                "RESOURCE_NOT_FOUND",
                "THROTTLED",
                "UNAUTHORIZED",
                "UNSUPPORTED_MEDIA_TYPE",
                "WAF_FILTERED",
            )
        ),
    ),
    "no routes": rest_api(),
    "an HTTP API with settings": http_api(cors()),
    "an HTTP API with tokens, and preflights that need none": http_api(
        cors(),
        route("PUT", authorization="JWT", authorizer=JWT),
        route("ANY", "/{proxy+}", authorization="JWT", authorizer=JWT),
        route("OPTIONS", "/{proxy+}"),
    ),
    "an HTTP API with credentials": http_api(cors(allow_credentials=True, max_age=600)),
    "an HTTP API for everyone, without credentials": http_api(cors(allow_origins=("*",))),
    "an HTTP API that leaves it to the function": http_api(
        None, route("PUT", integration=DECORATED), route("OPTIONS", integration=DECORATED)
    ),
    "a function URL with settings": function_url(cors(max_age=86_400)),
    "a function URL with settings, before a function that leaves CORS to it": function_url(
        cors(allow_credentials=True),
        integration=replace(DECORATED, gateway_owns="http_api,function_url"),
    ),
    "an HTTP API before a function that leaves CORS to it": http_api(
        cors(), route("PUT", integration=replace(DECORATED, gateway_owns="http_api"))
    ),
    "a function URL that leaves it to the function": function_url(None, integration=DECORATED),
    "a function URL for signed requests": function_url(
        cors(allow_headers=("authorization", "content-type", "x-amz-date", "x-amz-security-token")),
        auth_type="AWS_IAM",
    ),
    "CloudFront before an API, keeping nothing": distribution(behavior(http_api(cors()))),
    "CloudFront before an API, keeping answers by origin": distribution(
        behavior(http_api(cors()), "/api/*", cache=BY_ORIGIN), behavior(None, "*")
    ),
    "CloudFront for pages of its own origin": distribution(
        behavior(
            http_api(None),
            allowed_methods=("GET", "HEAD"),
            cache=CachePolicy(name="CachingOptimized"),
            forwarded_headers=HeaderSet(),
        )
    ),
    "CloudFront that writes the headers of an API that writes none": distribution(
        behavior(
            http_api(None),
            response_headers=ResponseHeadersPolicy(
                name="cors", cors=cors(allow_methods=("ALL",)), origin_override=True
            ),
        )
    ),
    "a malformed origin beside the right one": http_api(cors(allow_origins=(f"{APP}/", APP))),
}
"""What no rule may find anything in, nor be unable to tell."""
