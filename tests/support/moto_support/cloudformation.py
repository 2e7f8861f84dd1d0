"""The resource types that moto's CloudFormation lacks, or makes and cannot change or remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.cloudformation import parsing

from support.moto_support.bucket_policy import BucketPolicy
from support.moto_support.edge_distribution import Distribution
from support.moto_support.edge_function import EdgeFunction
from support.moto_support.edge_policies import (
    CachePolicy,
    OriginRequestPolicy,
    ResponseHeadersPolicy,
)
from support.moto_support.function_permission import FunctionPermission
from support.moto_support.function_url import FunctionUrl
from support.moto_support.http_api import HttpApi
from support.moto_support.http_authorizer import HttpAuthorizer
from support.moto_support.http_integration import HttpIntegration
from support.moto_support.http_route import HttpRoute
from support.moto_support.http_stage import HttpStage
from support.moto_support.layer_version import LayerVersion
from support.moto_support.rest_account import Account
from support.moto_support.rest_api import RestApi
from support.moto_support.rest_authorizer import Authorizer
from support.moto_support.rest_deployment import Deployment
from support.moto_support.rest_gateway_response import GatewayResponse
from support.moto_support.rest_method import Method
from support.moto_support.rest_path import RestPath
from support.moto_support.rest_request_validator import RequestValidator
from support.moto_support.rest_stage import Stage
from support.moto_support.schedule import Schedule
from support.moto_support.state_machine import StateMachine

if TYPE_CHECKING:
    from support.moto_support.stack_resource import StackResource

MODELS: tuple[type[StackResource], ...] = (
    Account,
    Authorizer,
    BucketPolicy,
    CachePolicy,
    Deployment,
    Distribution,
    EdgeFunction,
    FunctionPermission,
    FunctionUrl,
    GatewayResponse,
    HttpApi,
    HttpAuthorizer,
    HttpIntegration,
    HttpRoute,
    HttpStage,
    LayerVersion,
    Method,
    OriginRequestPolicy,
    RequestValidator,
    ResponseHeadersPolicy,
    RestApi,
    RestPath,
    Schedule,
    Stage,
    StateMachine,
)

_plain_model_list = parsing.get_model_list


def _model_list() -> list[type]:
    """Return moto's own models, those that are replaced left out, and these."""
    replaced = {model.type_name for model in MODELS}
    own = [m for m in _plain_model_list() if m.cloudformation_type() not in replaced]
    return [*own, *MODELS]


def install() -> None:
    """Let stacks have these types.

    moto finds models as the direct subclasses of one class. The list is given to it whole, since
    these share a base, and since the first of two models for a type wins in one of its look-ups
    and the last in another.
    """
    parsing.get_model_list = _model_list
    parsing.get_model_map.cache_clear()
    parsing.get_name_type_map.cache_clear()
