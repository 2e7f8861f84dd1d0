"""What the stages of a REST API serve: one call for each, beside the listing of them.

The working copy of an API is what GetResources answers and people edit; a stage serves the snapshot
that its deployment is, which GetExport answers as a document. It is read as any other document.

Source: https://docs.aws.amazon.com/apigateway/latest/api/API_GetExport.html
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.live.errors import UNREADABLE, one_line, uncovered
from corsgate_audit.collect.live.limits import InterruptedScanError
from corsgate_audit.collect.openapi.definition import define
from corsgate_audit.collect.openapi.document import ANY, INTEGRATION, DocumentPlace, OpenApi
from corsgate_audit.collect.routes import in_order
from corsgate_audit.collect.template.document import Document
from corsgate_audit.collect.template.positions import AsWritten
from corsgate_audit.collect.web_acls import UNJUDGED
from corsgate_audit.model import (
    Coverage,
    CoverageState,
    DeployedStage,
    FrontDoor,
    Unresolved,
    WebAcl,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mypy_boto3_apigateway.type_defs import StageTypeDef

    from corsgate_audit.collect.live.account import Account
    from corsgate_audit.collect.live.functions import Functions
    from corsgate_audit.collect.openapi.definition import Definition
    from corsgate_audit.model import GatewayResponse, Location, RestApi, Route

SERVICE = "apigateway"
_ERRORS = "x-amazon-apigateway-gateway-responses"
_NO_INTEGRATIONS = (
    "its export has no integrations, so what it serves could not be compared with the API"
)


def web_acls(stages: Iterable[StageTypeDef]) -> tuple[WebAcl, ...]:
    """Name the web ACLs in front of stages.

    Args:
        stages: stages as GetStages answers them.
    """
    return tuple(
        WebAcl(stage=stage.get("stageName", ""), arn=stage["webAclArn"])
        for stage in stages
        if stage.get("webAclArn")
    )


def unjudged(account: Account, api: RestApi, label: str) -> Iterator[Coverage]:
    """Name what may answer in the place of an API.

    Args:
        account: account of the API.
        api: API with its web ACLs.
        label: name of the API in the coverage.
    """
    for acl in api.web_acls:
        name = f"web ACL {acl.arn} of stage {acl.stage!r} of {label}"
        yield account.covered("wafv2", name, CoverageState.SKIPPED, UNJUDGED)


def export(client: Any, api_id: str, stage: str) -> dict[str, Any]:  # noqa: ANN401 - a client of boto3
    """Return what a stage serves, as OpenAPI 3.0 with API Gateway's extensions.

    Args:
        client: boto3's, of API Gateway.
        api_id: id of the API.
        stage: stage of the API.

    Raises:
        ClientError: the stage cannot be exported.
        ValueError: the export is no JSON object.
    """
    answer = client.get_export(
        restApiId=api_id,
        stageName=stage,
        exportType="oas30",
        parameters={"extensions": "apigateway"},
        accepts="application/json",
    )
    document = json.loads(answer["body"].read())
    if not isinstance(document, dict):
        message = "the export is not a JSON object"
        raise ValueError(message)  # noqa: TRY004 - of the answer, and not of an argument
    return document


def read_deployed(
    account: Account, functions: Functions, api: RestApi, api_id: str, label: str
) -> Iterator[DeployedStage | Coverage]:
    """Read what each stage of an API serves.

    Args:
        account: account of the API.
        functions: functions that answer its routes.
        api: its working copy, with the names of its stages.
        api_id: id of the API.
        label: name of the API in the coverage.

    Yields:
        What each stage serves, and coverage of those of which that could not be read.

    Raises:
        InterruptedScanError: the API counts as not read, so that another scan reads it.
    """
    for name in api.stages:
        part = f"stage {name!r} of {label}"
        try:
            document = export(account.apigateway, api_id, name)
            location = account.location("GetExport", f"/restapis/{api_id}/stages/{name}")
            yield _served(_Stage(name, document, location), functions, api)
        except InterruptedScanError:
            raise
        except UNREADABLE as error:
            yield uncovered(account, SERVICE, part, error)
        except _IncomparableError as error:
            yield account.covered(SERVICE, part, CoverageState.UNRESOLVED, one_line(error))
        except (ValueError, RecursionError) as error:
            yield account.covered(SERVICE, part, CoverageState.FAILED, one_line(error))


class _IncomparableError(Exception):
    """An export does not hold what it takes to compare it."""


class _NoLines(AsWritten):
    """The positions of a document that stands in no file."""

    def line(self, *_names: str) -> int | None:
        """See `corsgate_audit.collect.template.positions.Positions`."""
        return None


class _Stage:
    """A stage's export.

    Args:
        name: name of the stage.
        document: its export.
        location: location of the stage.
    """

    def __init__(self, name: str, document: dict[str, Any], location: Location) -> None:
        self.name = name
        self.document = document
        self.location = location

    def defined(self) -> Definition:
        """Read the export.

        Raises:
            _IncomparableError: a part of it could not be read, or all that matters is left out.
        """
        place = DocumentPlace(Document(Path("export"), self.document, _NoLines()))
        definition = define(OpenApi(self.document, place), FrontDoor.REST_API)
        if definition.unread:
            raise _IncomparableError(definition.unread[0].reason)
        if any(route.integration is None for route in definition.routes):
            raise _IncomparableError(_NO_INTEGRATIONS)
        return definition

    def uri(self, route: Route) -> str | None:
        """Take the address of a route's integration."""
        method = ANY if route.method == "ANY" else route.method.lower()
        integration = self.document["paths"][route.path][method].get(INTEGRATION)
        uri = integration.get("uri") if isinstance(integration, dict) else None
        return uri if isinstance(uri, str) else None


def _served(stage: _Stage, functions: Functions, api: RestApi) -> DeployedStage:
    definition = stage.defined()
    own = {(route.path, route.method): route for route in api.routes}
    routes = (
        _like(own.get((route.path, route.method)), _answered(route, stage, functions))
        for route in definition.routes
    )
    return DeployedStage(
        stage=stage.name,
        routes=in_order(routes),
        gateway_responses=_gateway_responses(stage, definition.gateway_responses, api),
        binary_media_types=definition.binary_media_types,
        location=stage.location,
    )


def _answered(route: Route, stage: _Stage, functions: Functions) -> Route:
    """Return a route with what the function behind it says."""
    if route.integration is None:  # pragma: no cover - such an export has been refused
        return route
    policy = functions.policy_behind(stage.uri(route))
    integration = replace(route.integration, function_policy=policy)
    return replace(route, integration=integration, location=stage.location)


def _like(own: Route | None, served: Route) -> Route:
    """Return the working copy's route where it is the same: a large API is kept once."""
    is_same = own is not None and own == replace(served, location=own.location)
    return own if own is not None and is_same else served


def _gateway_responses(
    stage: _Stage, found: Sequence[GatewayResponse], api: RestApi
) -> tuple[GatewayResponse, ...] | Unresolved:
    """Sort what the export holds. Not verified on AWS: that every export holds them."""
    if _ERRORS not in stage.document and api.gateway_responses:
        return Unresolved(_ERRORS, f"the export of the stage {stage.name!r} does not contain it")
    located = (replace(response, location=stage.location) for response in found)
    return tuple(sorted(located, key=lambda response: response.response_type))
