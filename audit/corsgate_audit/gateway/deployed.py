"""An API as one of its stages serves it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, overload

from corsgate_audit.model import RestApi, Unresolved

if TYPE_CHECKING:
    from corsgate_audit.model import Door


@overload
def as_served(api: RestApi, stage: str) -> RestApi: ...
@overload
def as_served(api: Door, stage: str) -> Door: ...
def as_served(api: Door, stage: str) -> Door:
    """Return an API as pages meet it in a stage: as it was when it was last deployed there.

    Args:
        api: any.
        stage: its name.

    Returns:
        The API itself where what the stage serves was not read, as in a template.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
    """
    deployed = api.deployed if isinstance(api, RestApi) else ()
    served = next((each for each in deployed if each.stage == stage), None)
    if served is None or not isinstance(api, RestApi):
        return api
    errors = served.gateway_responses
    return replace(
        api,
        routes=served.routes,
        binary_media_types=served.binary_media_types,
        gateway_responses=api.gateway_responses if isinstance(errors, Unresolved) else errors,
    )


def is_unread(api: Door, stage: str) -> bool:
    """Whether an API of an account has a stage of which nobody knows what it serves.

    Args:
        api: any.
        stage: its name.
    """
    if not isinstance(api, RestApi) or api.location.arn is None:
        return False
    return stage in api.stages and as_served(api, stage) is api
