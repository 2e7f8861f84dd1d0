"""Which REST APIs something can be added to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk.aws_apigateway import RestApi, SpecRestApi

if TYPE_CHECKING:
    from aws_cdk.aws_apigateway import IResource, IRestApi


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
