"""The HTTP APIs of an account: four calls for an API, plus further pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect import http, shapes
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.live.errors import UNREADABLE, listed, uncovered
from corsgate_audit.collect.routes import in_order
from corsgate_audit.model import (
    Authorizer,
    Coverage,
    CoverageState,
    HttpApi,
    Integration,
    Unresolved,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_apigatewayv2.type_defs import ApiTypeDef, RouteTypeDef

    from corsgate_audit.collect.live.account import Account
    from corsgate_audit.collect.live.functions import Functions
    from corsgate_audit.model import Route, StageVariables, Target

SERVICE = "apigatewayv2"
_TARGET = "integrations/"
_HTTP = "HTTP"


def read_http_apis(
    account: Account, functions: Functions, kept: Mapping[str, Target]
) -> Iterator[HttpApi | Coverage]:
    """Read all HTTP APIs.

    Args:
        account: account that is read.
        functions: functions that answer the APIs' routes.
        kept: APIs that need not be read again, by ARN.

    Yields:
        Each API that could be read, and coverage of every API; WebSocket APIs are named there.
    """
    for api in listed(account, SERVICE, "the list of HTTP APIs", _apis(account)):
        if isinstance(api, Coverage):
            yield api
            continue
        kind = api.get("ProtocolType", _HTTP)
        label = f"{kind} API {api.get('Name')!r} ({api.get('ApiId')})"
        if kind != _HTTP:
            yield account.covered(SERVICE, label, CoverageState.SKIPPED, http.NOT_SUBJECT)
            continue
        before = kept.get(str(account.location("GetApis", f"/apis/{api.get('ApiId')}").arn))
        try:
            yield before if isinstance(before, HttpApi) else _read_api(account, functions, api)
        except UNREADABLE as error:
            yield uncovered(account, SERVICE, label, error)
        else:
            yield account.covered(SERVICE, label, CoverageState.SCANNED)


def read_http_api(account: Account, functions: Functions, api_id: str) -> HttpApi:
    """Read one HTTP API.

    Args:
        account: account of the API.
        functions: functions that answer its routes.
        api_id: id of the API.

    Raises:
        ClientError: there is none, or it may not be read.
        TargetError: it is a WebSocket API.
    """
    found = account.apigatewayv2.get_api(ApiId=api_id)
    if found.get("ProtocolType", _HTTP) != _HTTP:
        message = f"the API {api_id!r} is a {found['ProtocolType']} API: {http.NOT_SUBJECT}"
        raise TargetError(message)
    return _read_api(account, functions, found)  # type: ignore[arg-type]  # an answer is its item


def _apis(account: Account) -> Iterator[ApiTypeDef]:
    """List the APIs."""
    pages = account.apigatewayv2.get_paginator("get_apis").paginate()
    return (api for page in pages for api in page.get("Items", []))


def _read_api(account: Account, functions: Functions, api: ApiTypeDef) -> HttpApi:
    """Read one API, whole."""
    api_id = api["ApiId"]
    stages = _stages(account, api_id)
    return HttpApi(
        name=shapes.text(api.get("Name")),
        stages=tuple(name for name, _ in stages),
        stage_variables=tuple(stages),
        routes=in_order(_routes(account, functions, api_id)),
        cors=http.read_cors(api.get("CorsConfiguration")),
        location=account.location("GetApis", f"/apis/{api_id}"),
    )


def _stages(account: Account, api_id: str) -> list[StageVariables]:
    """Name the stages, each with its variables."""
    pages = account.apigatewayv2.get_paginator("get_stages").paginate(ApiId=api_id)
    items = [stage for page in pages for stage in page.get("Items", [])]
    return sorted((each["StageName"], shapes.pairs(each.get("StageVariables"))) for each in items)


def _routes(account: Account, functions: Functions, api_id: str) -> Iterator[Route]:
    """Read the routes with what they target."""
    authorizers = _authorizers(account, api_id)
    integrations = _integrations(account, functions, api_id)
    pages = account.apigatewayv2.get_paginator("get_routes").paginate(ApiId=api_id)
    for page in pages:
        for route in page.get("Items", []):
            yield http.read_route(
                route,
                key=route["RouteKey"],
                authorizer=_authorizer(route, authorizers),
                integration=_integration(route, integrations),
                location=account.location(
                    "GetRoutes", f"/apis/{api_id}/routes/{route.get('RouteId')}"
                ),
            )


def _authorizers(account: Account, api_id: str) -> Mapping[str, Authorizer]:
    """Read an API's authorizers by id."""
    pages = account.apigatewayv2.get_paginator("get_authorizers").paginate(ApiId=api_id)
    return {
        item.get("AuthorizerId", ""): http.read_authorizer(item)
        for page in pages
        for item in page.get("Items", [])
    }


def _integrations(account: Account, functions: Functions, api_id: str) -> Mapping[str, Integration]:
    """Read an API's integrations by id."""
    pages = account.apigatewayv2.get_paginator("get_integrations").paginate(ApiId=api_id)
    found = {}
    for item in (each for page in pages for each in page.get("Items", [])):
        uri = item.get("IntegrationUri")
        made = http.read_integration(
            item, functions.policy_behind(uri), functions.owners_behind(uri)
        )
        found[item.get("IntegrationId", "")] = functions.with_code(made, uri)
    return found


def _authorizer(route: RouteTypeDef, authorizers: Mapping[str, Authorizer]) -> Authorizer | None:
    """Find a route's authorizer."""
    key = route.get("AuthorizerId")
    if key is None:
        return None
    unknown = Unresolved(key, "GetAuthorizers does not list it")
    return authorizers.get(key, Authorizer(name=unknown, type=unknown, identity_headers=unknown))


def _integration(
    route: RouteTypeDef, integrations: Mapping[str, Integration]
) -> Integration | None:
    """Find what a route targets."""
    target = route.get("Target")
    if target is None:
        return None
    unknown = Unresolved(target, "GetIntegrations does not list it")
    return integrations.get(target.removeprefix(_TARGET), Integration(type=unknown))
