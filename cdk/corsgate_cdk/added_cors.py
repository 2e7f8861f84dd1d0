"""CORS for an API that is not one of ours: any `RestApi`, a part of one, or an imported one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, overload

from aws_cdk.aws_apigateway import Deployment, RestApiBase
from aws_cdk.aws_apigatewayv2 import HttpApi

from corsgate.render import gateway_responses

from ._added_http_cors import AddedHttpCors, check_http_target
from ._at_synthesis import at_synthesis
from ._cors_in import GATEWAY
from ._covered import cover, overlapping
from ._gateway_responses import claim_errors
from ._own_policies import OwnPolicies
from ._policy_owner import PolicyOwner
from ._public_suffixes import check_public_suffixes
from ._rest_api_with_policy import RestApiWithPolicy
from ._rest_cors import RestCors
from ._targets import check_imports, check_kind, check_stage
from .overrides import paths_of
from .spec_rest_api import CorsSpecRestApi

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk.aws_apigateway import IResource, IRestApi
    from aws_cdk.aws_lambda import IFunction
    from constructs import Construct, IDependable

    from corsgate import CorsPolicy
    from corsgate.render import ErrorOrigin

    from ._cors_in import CorsIn

_ID = "AddedCors"
_CALLER = "add_cors"


class AddedCors(PolicyOwner):
    """What `add_cors` has added.

    Args:
        target: the API, or a resource of it.
        api: API that the target is, or belongs to.
        policy: policy of the target.
        responses: error responses, as rendered; empty for none.
        own_policies: the functions to leave alone.
        stage_name: stage name of a stage to deploy anew, None where another deployment does.
    """

    def __init__(  # noqa: PLR0913 - made by `add_cors` alone
        self,
        target: IRestApi | IResource,
        *,
        api: IRestApi,
        policy: CorsPolicy,
        responses: dict[str, dict[str, Any]],
        own_policies: OwnPolicies,
        stage_name: str | None,
    ) -> None:
        # A target is a construct, which its interface does not say.
        super().__init__(cast("Construct", target), _ID)
        self.api = api
        self.is_whole = isinstance(target, RestApiBase)
        self._cors = RestCors(
            scope=self,
            target=target,
            api=api,
            policy=policy,
            responses=responses,
            own_policies=own_policies,
        )
        self._deployment = (
            Deployment(self, "Deployment", api=api, stage_name=stage_name)
            if stage_name
            else api.latest_deployment
        )
        at_synthesis(self, self._cors.complete)

    @property
    def options_methods(self) -> IDependable:
        """The OPTIONS methods, for what has to wait for them. Deployments do so by themselves."""
        return self._cors.options_methods

    @property
    def deployment(self) -> Deployment | None:
        """The deployment that makes the additions live; None if the API has ``deploy=False``."""
        return self._deployment


@overload
def add_cors(
    target: IRestApi | IResource,
    policy: CorsPolicy,
    *,
    error_origin: ErrorOrigin | None = None,
    error_responses: bool = True,
    functions_with_own_policy: Iterable[IFunction] = (),
    stage_name: str | None = None,
) -> AddedCors: ...


@overload
def add_cors(
    target: HttpApi,
    policy: CorsPolicy,
    *,
    functions_with_own_policy: Iterable[IFunction] = (),
    cors_in: CorsIn = GATEWAY,
) -> AddedHttpCors: ...


def add_cors(  # noqa: PLR0913 - as flat as the CDK's own properties
    target: IRestApi | IResource | HttpApi,
    policy: CorsPolicy,
    *,
    error_origin: ErrorOrigin | None = None,
    error_responses: bool = True,
    functions_with_own_policy: Iterable[IFunction] = (),
    stage_name: str | None = None,
    cors_in: CorsIn = GATEWAY,
) -> AddedCors | AddedHttpCors:
    """Do for another API what ours do for themselves, or for a part of a REST API.

    The order does not matter: routes that come later are seen as well.

    Args:
        target: a `RestApi`; an imported one, of which the routes that this app adds are seen; or a
            resource of either, which stands for itself and what is below it. Or an `HttpApi`, which
            gets what `CorsHttpApi` has.
        policy: policy of the API or of that part.
        error_origin: as for `CorsRestApi`.
        error_responses: whether to give the gateway's error responses the headers. They belong to
            the API as a whole, so that a resource never gets them; False is for an imported API
            that has them already.
        functions_with_own_policy: as for `CorsRestApi`.
        stage_name: stage name of an imported API, the stage that is deployed anew. It is required
            there, because no other deployment knows what is added here.
        cors_in: as for `CorsHttpApi`, for an HTTP API alone.

    Returns:
        A construct below the target.

    Raises:
        ValueError: the target has a policy already, or a part of it has; it is built from an
            OpenAPI document; it is imported and ``stage_name`` is missing; a choice has no effect
            on it.
        TypeError: the policy is none; the target is no API, or a WebSocket API.
        corsgate.render.RenderError: several origins, and no ``error_origin``.
        corsgate.PolicyError: a pattern covers a public suffix, and credentials are allowed.

    Example:
        >>> add_cors(api, policy)  # doctest: +SKIP

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
    """
    check_kind(_CALLER, target)
    if isinstance(target, HttpApi) or hasattr(target, "api_id"):  # an imported one has no class
        choices = {
            "error_origin": error_origin is not None,
            "error_responses": not error_responses,
            "stage_name": stage_name is not None,
        }
        http_api = check_http_target(target, cors_in, choices)
        check_public_suffixes(policy)
        return AddedHttpCors(http_api, policy, functions_with_own_policy, cors_in)
    api = _api(target)
    _check(target, api, stage_name)
    _check_choices(target, api, error_origin)
    check_public_suffixes(policy)
    cover(api, _lineage(target))
    whole = isinstance(target, RestApiBase) and error_responses
    responses = gateway_responses(policy, error_origin=error_origin) if whole else {}
    if responses:
        claim_errors(_CALLER, api)
    own_policies = OwnPolicies(functions_with_own_policy)
    return AddedCors(
        target,
        api=api,
        policy=policy,
        responses=responses,
        own_policies=own_policies,
        stage_name=stage_name,
    )


def _api(target: IRestApi | IResource) -> IRestApi:
    return target if isinstance(target, RestApiBase) else cast("IResource", target).api


def _check(target: IRestApi | IResource, api: IRestApi, stage_name: str | None) -> None:
    path = target.node.path
    if isinstance(api, CorsSpecRestApi):
        message = (
            f"add_cors: {path!r} belongs to a CorsSpecRestApi, which has a policy; for a part of "
            "it use path_policies={'/path': other_policy}"
        )
        raise ValueError(message)  # noqa: TRY004 - of the right type, but taken
    if isinstance(api, RestApiWithPolicy):
        message = (
            f"add_cors: {path!r} belongs to a {type(api).__name__}, which has a policy; for a part "
            "of it write cors_for(resource, policy)"
        )
        raise ValueError(message)  # noqa: TRY004 - of the right type, but taken
    check_imports(_CALLER, target, api)
    if target.node.try_find_child(_ID) is not None:
        message = f"add_cors: {path!r} already has a policy; remove one of the two calls"
        raise ValueError(message)
    check_stage(_CALLER, target, api, stage_name)


def _check_choices(
    target: IRestApi | IResource,
    api: IRestApi,
    error_origin: ErrorOrigin | None,
) -> None:
    path = target.node.path
    other = overlapping(api, _lineage(target))
    if other is not None:
        message = (
            f"add_cors: {path!r} shares resources with {other!r}, which has a policy; for a part "
            "of an API that has one write cors_for(resource, policy)"
        )
        raise ValueError(message)
    if error_origin is not None and not isinstance(target, RestApiBase):
        message = (
            f"add_cors: {path!r} is a part of an API, but error responses belong to the whole API; "
            "remove error_origin, or pass the API"
        )
        raise ValueError(message)


def _lineage(target: IRestApi | IResource) -> list[str]:
    return [] if isinstance(target, RestApiBase) else paths_of(cast("IResource", target))
