"""What apps and stacks out there rely on: signatures, construct ids, logical ids.

A rename is a new resource and the end of the old one, https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import Fn
from aws_cdk.aws_apigateway import (
    HttpIntegration,
    LambdaRestApi,
    RestApi,
    SpecRestApi,
    TokenAuthorizer,
)
from aws_cdk.aws_apigatewayv2 import CfnRoute, HttpApi
from aws_cdk.aws_apigatewayv2_authorizers import HttpIamAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import HttpUrlIntegration
from aws_cdk.aws_iam import Role
from aws_cdk.aws_lambda import FunctionUrl, FunctionUrlAuthType, IFunction, LayerVersion
from constructs import Construct

import corsgate_cdk
from corsgate_cdk import (
    CorsAuditor,
    CorsAuditRole,
    CorsFunctionUrl,
    CorsGatewayResponses,
    CorsHttpApi,
    CorsLambdaRestApi,
    CorsLayer,
    CorsRestApi,
    CorsSpecRestApi,
    add_cors,
)
from support.synthesis import POLICY, new_function, new_stack, preflight_header, preflights
from support.synthesis import template_of as synthesised

if TYPE_CHECKING:
    from aws_cdk import Stack

ANYWHERE = HttpIntegration("https://backend.example.com")
BASES: dict[type[Any], type[Any]] = {
    CorsAuditRole: Role,
    CorsAuditor: Construct,
    CorsFunctionUrl: FunctionUrl,
    CorsGatewayResponses: Construct,
    CorsHttpApi: HttpApi,
    CorsLambdaRestApi: LambdaRestApi,
    CorsLayer: LayerVersion,
    CorsRestApi: RestApi,
    CorsSpecRestApi: SpecRestApi,
}


@pytest.mark.parametrize("construct", BASES)
def test_a_construct_takes_scope_id_and_flat_keywords(construct: type[Any]) -> None:
    """As the CDK's own do, so that the base's properties stand beside ours."""
    _, scope, identifier, *rest = inspect.signature(construct.__init__).parameters.values()
    assert (scope.name, identifier.name) == ("scope", "id")
    kinds = {parameter.kind for parameter in rest}
    assert kinds <= {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
    assert issubclass(construct, BASES[construct])
    assert construct.__name__ in corsgate_cdk.__all__


def one_of_each() -> Stack:
    """Return a stack in which each construct has added all that it adds."""
    stack = new_stack()
    CorsLayer(stack, "Layer")
    CorsRestApi(stack, "Rest", policy=POLICY).root.add_resource("items").add_method("PUT", ANYWHERE)
    plain = RestApi(stack, "Plain")
    plain.root.add_method("PUT", ANYWHERE)
    add_cors(plain, POLICY)
    imported = RestApi.from_rest_api_attributes(
        stack, "Imported", rest_api_id="a1b2c3", root_resource_id="r00t"
    )
    imported.root.add_resource("items").add_method("PUT", ANYWHERE)
    add_cors(imported, POLICY, stage_name="prod")
    plain = RestApi(stack, "Bare")
    plain.root.add_method("PUT", ANYWHERE)
    CorsGatewayResponses(stack, "Errors", api=plain, policy=POLICY)
    reads = new_function(stack, "Reads")
    CorsSpecRestApi(stack, "Spec", policy=POLICY, routes={"/items": {"PUT": reads}})
    backend = HttpUrlIntegration("Backend", "https://backend.example.com")
    http = CorsHttpApi(stack, "Http", policy=POLICY, default_authorizer=HttpIamAuthorizer())
    http.add_routes(path="/items", integration=backend)
    CorsFunctionUrl(
        stack,
        "Url",
        function=new_function(stack),
        policy=POLICY,
        auth_type=FunctionUrlAuthType.NONE,
    )
    return stack


def test_logical_ids_stay() -> None:
    """Whoever updates the library replaces nothing: a deployment's id ends in its content."""
    resources = synthesised(one_of_each())["Resources"]
    ours = {
        logical_id: each["Type"].rpartition("::")[2]
        for logical_id, each in resources.items()
        if "Cors" in logical_id
        or "OPTIONS" in logical_id
        or each["Type"].endswith(("Url", "LayerVersion"))
        or (logical_id.startswith("Spec") and each["Type"].endswith(("Deployment", "Permission")))
    }
    unhashed = {re.sub("[0-9a-f]{32}$", "", logical_id): each for logical_id, each in ours.items()}
    assert unhashed == {
        "LayerB20D2F06": "LayerVersion",
        "RestitemsOPTIONS9FF48D15": "Method",
        "RestCorsDefault4xx6C806F15": "GatewayResponse",
        "RestCorsDefault5xx25113B7B": "GatewayResponse",
        "PlainOPTIONSAE1C5AB6": "Method",
        "PlainAddedCorsCorsDefault4xx40E0C553": "GatewayResponse",
        "PlainAddedCorsCorsDefault5xx390487D7": "GatewayResponse",
        "ImporteditemsOPTIONS3942BF44": "Method",
        "ImportedAddedCorsDeployment83EAAB96": "Deployment",
        "ImportedAddedCorsCorsDefault4xx8A3604D1": "GatewayResponse",
        "ImportedAddedCorsCorsDefault5xxB69AFC89": "GatewayResponse",
        "ErrorsCorsDefault4xxA63A4DB1": "GatewayResponse",
        "ErrorsCorsDefault5xxCD77E7D8": "GatewayResponse",
        "SpecDeployment84AB8365": "Deployment",
        "SpecPermissionStackReads82B016CE5AA9DB07": "Permission",
        "HttpCorsOptionsitems71879A4A": "Route",
        "UrlD4FAABD0": "Url",
    }


def test_values_that_only_a_deployment_knows_are_passed_over() -> None:
    """A token is neither a header nor a route: what is left is judged as ever."""
    stack = new_stack()
    api = CorsRestApi(stack, "Rest", policy=POLICY)
    guard = TokenAuthorizer(
        stack,
        "Guard",
        handler=new_function(stack),
        identity_source=Fn.import_value("identity-source"),
    )
    api.root.add_method("GET", ANYWHERE, authorizer=guard)
    http = CorsHttpApi(stack, "Http", policy=POLICY)
    CfnRoute(stack, "Route", api_id=http.api_id, route_key=Fn.import_value("route-key"))
    options = preflights(synthesised(stack))["/"]
    assert preflight_header(options, "Access-Control-Allow-Headers") == "'content-type'"


def test_functions_are_taken_by_their_interface() -> None:
    """Aliases, versions and imported ones as well as functions."""
    hints = inspect.signature(CorsFunctionUrl.__init__).parameters
    assert hints["function"].annotation == IFunction.__name__
