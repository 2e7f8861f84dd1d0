"""An API as one of its stages serves it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from corsgate_audit.model import Api


def as_served(api: Api, stage: str) -> Api:
    """Return an API as pages meet it in a stage: as it was when it was last deployed there.

    Args:
        api: any.
        stage: its name.

    Returns:
        The API itself where what the stage serves was not read, as in a template.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
    """
    served = next((each for each in api.deployed if each.stage == stage), None)
    if served is None:
        return api
    errors = served.gateway_responses
    return replace(
        api,
        routes=served.routes,
        binary_media_types=served.binary_media_types,
        gateway_responses=api.gateway_responses if isinstance(errors, Unresolved) else errors,
    )


def is_unread(api: Api, stage: str) -> bool:
    """Whether an API of an account has a stage of which nobody knows what it serves.

    Args:
        api: any.
        stage: its name.
    """
    is_live_rest = api.location.arn is not None and "/restapis/" in api.location.arn
    return is_live_rest and stage in api.stages and as_served(api, stage) is api
