"""Which REST APIs something can be added to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk.aws_apigateway import (
    CfnRestApi,
    Method,
    ResourceBase,
    RestApi,
    RestApiBase,
    SpecRestApi,
)
from aws_cdk.aws_apigatewayv2 import CfnApi, WebSocketApi
from aws_cdk.aws_lambda import FunctionUrl

if TYPE_CHECKING:
    from aws_cdk.aws_apigateway import IResource, IRestApi

_WAYS_OUT = (
    (
        CfnApi,
        (
            "write HttpApi or CorsHttpApi, or "
            'api.add_property_override("CorsConfiguration", corsgate.render.http_api(policy))'
        ),
    ),
    (
        CfnRestApi,
        (
            "import it with RestApi.from_rest_api_attributes(scope, id, rest_api_id=api.ref, "
            "root_resource_id=api.attr_root_resource_id), and pass that with stage_name='...'"
        ),
    ),
    (FunctionUrl, "write CorsFunctionUrl"),
    (Method, "pass method.resource, because the preflight is for the whole resource"),
    (
        WebSocketApi,
        (
            "remove the call, because a WebSocket has no CORS: its $connect route checks the "
            "Origin header by itself"
        ),
    ),
)


def check_kind(caller: str, target: object) -> None:
    """Refuse what is no API and no resource of one.

    Args:
        caller: who adds, as people write it.
        target: the API or a resource of it.

    Raises:
        TypeError: it is neither.
    """
    ways_out = [way_out for kind, way_out in _WAYS_OUT if isinstance(target, kind)]
    if ways_out or not (
        isinstance(target, (RestApiBase, ResourceBase)) or hasattr(target, "api_id")
    ):
        way_out = ways_out[0] if ways_out else "pass one of these"
        message = (
            f"{caller} takes a RestApi, a resource of one, or an HttpApi, but got a "
            f"{type(target).__name__}; {way_out}"
        )
        raise TypeError(message)


def check_imports(caller: str, target: IRestApi | IResource, api: IRestApi) -> None:
    """Refuse an API whose next import would remove what is added.

    Args:
        caller: who adds, as people write it.
        target: the API or a resource of it.
        api: API that the target is, or belongs to.

    Raises:
        ValueError: it is built from an OpenAPI document.
    """
    if isinstance(api, SpecRestApi):
        message = (
            f"{caller}: {target.node.path!r} is built from an OpenAPI document, and the next "
            "import would remove what is added; import corsgate.render.inject_cors(document, "
            "policy) instead, or use CorsSpecRestApi"
        )
        raise ValueError(message)  # noqa: TRY004 - for want of another one


def check_stage(
    caller: str, target: IRestApi | IResource, api: IRestApi, stage_name: str | None
) -> None:
    """Refuse what would never be deployed, and what would be deployed twice.

    Args:
        caller: who adds, as people write it.
        target: the API or a resource of it.
        api: API that the target is, or belongs to.
        stage_name: stage name of a stage to deploy anew.

    Raises:
        ValueError: the API is imported and there is none, or the API deploys itself and there is
            one.
    """
    path = target.node.path
    if stage_name is None and not isinstance(api, RestApi):
        message = (
            f"{caller}: {path!r} belongs to an imported API, whose own deployments do not include "
            "what is added here; name the stage to deploy: stage_name='prod'"
        )
        raise ValueError(message)
    if stage_name is not None and api.latest_deployment is not None:
        message = (
            f"{caller}: {path!r} is deployed by its own API, and a second deployment to "
            f"{stage_name!r} would conflict with that; remove stage_name"
        )
        raise ValueError(message)
