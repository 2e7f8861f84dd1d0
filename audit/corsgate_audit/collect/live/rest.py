"""The REST APIs of an account: four calls for an API and one for each stage, plus further pages.

Where a method has a request validator there are two more.

GetResources embeds the methods with their integrations, 500 resources a page; a call per method
would meet the account's quota of 10 requests a second.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.collect import rest, shapes
from corsgate_audit.collect.live.errors import UNREADABLE, listed, uncovered
from corsgate_audit.collect.live.stages import read_deployed, unjudged, web_acls
from corsgate_audit.collect.live.validators import Validators
from corsgate_audit.collect.resource_policy import read_policy
from corsgate_audit.collect.routes import in_order
from corsgate_audit.model import (
    Authorizer,
    Coverage,
    CoverageState,
    DeployedStage,
    RestApi,
    Unresolved,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_apigateway.type_defs import (
        MethodTypeDef,
        PaginatorConfigTypeDef,
        RestApiTypeDef,
    )

    from corsgate_audit.collect.live.account import Account
    from corsgate_audit.collect.live.functions import Functions
    from corsgate_audit.model import GatewayResponse, Route, Target

SERVICE = "apigateway"
_PAGE: PaginatorConfigTypeDef = {"PageSize": 500}


def read_rest_apis(
    account: Account, functions: Functions, kept: Mapping[str, Target]
) -> Iterator[RestApi | Coverage]:
    """Read all REST APIs.

    Args:
        account: account that is read.
        functions: functions that answer the APIs' routes.
        kept: APIs that need not be read again, by ARN.

    Yields:
        Each API that could be read, and coverage of every API.
    """
    for api in listed(account, SERVICE, "the list of REST APIs", _apis(account)):
        if isinstance(api, Coverage):
            yield api
            continue
        label = f"REST API {api.get('name')!r} ({api['id']})"
        before = kept.get(str(account.location("GetRestApis", f"/restapis/{api['id']}").arn))
        try:
            # What an interrupted scan has kept is taken where it had read every stage.
            read, *unread = (
                [before]
                if isinstance(before, RestApi) and len(before.deployed) == len(before.stages)
                else _with_stages(account, functions, api, label)
            )
        except UNREADABLE as error:
            yield uncovered(account, SERVICE, label, error)
        else:
            yield read
            yield account.covered(SERVICE, label, CoverageState.SCANNED)
            yield from (*unread, *unjudged(account, read, label))


def _with_stages(
    account: Account, functions: Functions, api: RestApiTypeDef, label: str
) -> tuple[RestApi, *tuple[Coverage, ...]]:
    """Read one API and what its stages serve, and name the stages that could not be read."""
    read = _read_api(account, functions, api)
    parts = list(read_deployed(account, functions, read, api["id"], label))
    deployed = tuple(part for part in parts if isinstance(part, DeployedStage))
    unread = (part for part in parts if isinstance(part, Coverage))
    return replace(read, deployed=deployed), *unread


def read_rest_api(account: Account, functions: Functions, api_id: str) -> RestApi:
    """Read one REST API, but for what its stages serve.

    Args:
        account: account of the API.
        functions: functions that answer its routes.
        api_id: id of the API.

    Raises:
        ClientError: there is none, or it may not be read.
    """
    found = account.apigateway.get_rest_api(restApiId=api_id)
    return _read_api(account, functions, found)  # type: ignore[arg-type]  # an answer is its item


def _apis(account: Account) -> Iterator[RestApiTypeDef]:
    """List the APIs."""
    pages = account.apigateway.get_paginator("get_rest_apis").paginate(PaginationConfig=_PAGE)
    return (api for page in pages for api in page.get("items", []))


def _read_api(account: Account, functions: Functions, api: RestApiTypeDef) -> RestApi:
    """Read one API."""
    stages = account.apigateway.get_stages(restApiId=api["id"]).get("item", [])  # has no pages
    return RestApi(
        name=shapes.text(api.get("name")),
        stages=tuple(sorted(stage["stageName"] for stage in stages)),
        stage_variables=tuple(
            (stage["stageName"], shapes.pairs(stage.get("variables"))) for stage in stages
        ),
        binary_media_types=shapes.texts(api.get("binaryMediaTypes")),
        routes=in_order(_routes(account, functions, api["id"])),
        gateway_responses=_gateway_responses(account, api["id"]),
        web_acls=web_acls(stages),
        resource_policy=read_policy(api.get("policy")),
        location=account.location("GetRestApis", f"/restapis/{api['id']}"),
    )


def _gateway_responses(account: Account, api_id: str) -> tuple[GatewayResponse, ...]:
    """Read the gateway responses that somebody has customised."""
    paginator = account.apigateway.get_paginator("get_gateway_responses")
    pages = paginator.paginate(restApiId=api_id, PaginationConfig=_PAGE)
    prefix = f"/restapis/{api_id}/gatewayresponses"
    found = (
        rest.read_gateway_response(
            item, account.location("GetGatewayResponses", f"{prefix}/{item.get('responseType')}")
        )
        for page in pages
        for item in page.get("items", [])
        if rest.is_customised(item)
    )
    return tuple(sorted(found, key=lambda response: response.response_type))


def _routes(account: Account, functions: Functions, api_id: str) -> Iterator[Route]:
    """Read the methods of all resources."""
    authorizers, validators = _authorizers(account, api_id), Validators(account, api_id)
    pages = account.apigateway.get_paginator("get_resources").paginate(
        restApiId=api_id, embed=["methods"], PaginationConfig=_PAGE
    )
    for page in pages:
        for resource in page.get("items", []):
            prefix = f"/restapis/{api_id}/resources/{resource['id']}/methods"
            for name, method in resource.get("resourceMethods", {}).items():
                route = rest.read_route(
                    method,
                    path=resource["path"],
                    method=name,
                    authorizer=_authorizer(method, authorizers),
                    function_policy=functions.policy_behind(_uri(method)),
                    validation=validators.of(method),
                    location=account.location("GetResources", f"{prefix}/{name}"),
                )
                made = route.integration
                integration = made and functions.with_code(made, _uri(method))
                yield replace(route, integration=integration)


def _authorizers(account: Account, api_id: str) -> Mapping[str, Authorizer]:
    """Read an API's authorizers by id."""
    paginator = account.apigateway.get_paginator("get_authorizers")
    pages = paginator.paginate(restApiId=api_id, PaginationConfig=_PAGE)
    return {
        item["id"]: rest.read_authorizer(item) for page in pages for item in page.get("items", [])
    }


def _authorizer(method: MethodTypeDef, authorizers: Mapping[str, Authorizer]) -> Authorizer | None:
    """Find a method's authorizer."""
    key = method.get("authorizerId")
    if key is None:
        return None
    unknown = Unresolved(key, "GetAuthorizers does not list it")
    return authorizers.get(key, Authorizer(name=unknown, type=unknown, identity_headers=unknown))


def _uri(method: MethodTypeDef) -> str | None:
    """Take the address of a method's integration."""
    return method.get("methodIntegration", {}).get("uri")
