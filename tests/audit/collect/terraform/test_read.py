"""Terraform plans are read as the templates that declare the same things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.model import (
    CorsConfiguration,
    FrontDoor,
    HttpApi,
    ResourcePolicy,
    Unresolved,
    routes_of,
    settings_of,
)
from support.collected import only_api, states, without_locations, write
from support.plans import Plan, configured, read
from support.rest_plan import API, ORIGIN, rest_plan

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

LATER = "known only after apply"
TWIN = """
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: shop, BinaryMediaTypes: ["*/*"]}
  Path:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items}
  Authorizer:
    Type: AWS::ApiGateway::Authorizer
    Properties: {RestApiId: !Ref Api, Name: token, Type: TOKEN,
                 IdentitySource: method.request.header.Authorization}
  Validator: {Type: "AWS::ApiGateway::RequestValidator", Properties: {RestApiId: !Ref Api}}
  Function:
    Type: AWS::Lambda::Function
    Properties: {FunctionName: items, Environment: {Variables: {CORSGATE_POLICY: "{}"}}}
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Function
      Principal: apigateway.amazonaws.com
  Put:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Path
      HttpMethod: PUT
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Authorizer
      ApiKeyRequired: true
      RequestValidatorId: !Ref Validator
      RequestParameters: {method.request.header.X-Tenant: true}
      Integration: {Type: AWS_PROXY, Uri: !GetAtt Function.Arn}
  Options:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Path
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      MethodResponses:
        - {StatusCode: 204, ResponseParameters: {ORIGIN: true}}
      Integration:
        Type: MOCK
        PassthroughBehavior: NEVER
        ContentHandling: CONVERT_TO_TEXT
        RequestTemplates: {application/json: '{"statusCode": 204}'}
        IntegrationResponses:
          - {StatusCode: 204, ResponseParameters: {ORIGIN: "'*'"}, SelectionPattern: "2.."}
  Root:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET,
                 AuthorizationType: NONE}
  Errors:
    Type: AWS::ApiGateway::GatewayResponse
    Properties: {RestApiId: !Ref Api, ResponseType: DEFAULT_4XX, StatusCode: 499,
                 ResponseParameters: {gatewayresponse.header.Vary: "'Origin'"}}
  Stage: {Type: "AWS::ApiGateway::Stage", Properties: {RestApiId: !Ref Api, StageName: prod}}
""".replace("ORIGIN", ORIGIN)


def test_a_plan_and_its_twin_in_cloudformation_give_one_model(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Every setting of a REST API that the collector reads is in both."""
    collection = read(tmp_path, rest_plan().content())
    twin = only_api(collect([write(tmp_path, "twin.yaml", TWIN)]))

    assert without_locations(only_api(collection)) == without_locations(twin)
    own = only_api(configured(tmp_path, rest_plan()))
    assert without_locations(own) == without_locations(twin)
    assert len(twin.routes) == 3
    assert states(collection) == snapshot


def test_locations_are_the_plans_own(tmp_path: Path) -> None:
    """The address, and where in the file the resource is."""
    api = only_api(read(tmp_path, rest_plan().content()))

    (put,) = (route for route in api.routes if route.method == "PUT")
    assert put.location.source == str(tmp_path / "plan.json")
    assert put.location.logical_id == "aws_api_gateway_method.put"
    assert put.location.pointer == "/planned_values/root_module/resources/6"
    lines = (tmp_path / "plan.json").read_text().split("\n")
    assert put.location.line is not None
    assert '"aws_api_gateway_method.put"' in lines[put.location.line]


def test_a_state_is_read_by_the_ids_in_it(tmp_path: Path) -> None:
    """It has no configuration, and needs none: every id is known."""
    content = rest_plan().content()
    resources = content["planned_values"]["root_module"]["resources"]
    by_address = {each["address"]: each["values"] for each in resources}
    for address, values in by_address.items():
        values["id"] = f"id-of-{address}"
    by_address["aws_api_gateway_rest_api.shop"]["root_resource_id"] = "root-id"
    by_address["aws_lambda_function.items"]["invoke_arn"] = "arn:of:items"
    by_address["aws_lambda_function.items"]["arn"] = "arn:items"
    for each in content["configuration"]["root_module"]["resources"]:
        for name, expression in each["expressions"].items():
            reference = expression["references"][0].rpartition(".")
            target = by_address[reference[0]]
            by_address[f"{each['type']}.{each['name']}"][name] = target[reference[2]]
    state = {"format_version": "1.0", "values": content["planned_values"]}

    planned = only_api(read(tmp_path, rest_plan().content()))

    assert without_locations(only_api(read(tmp_path, state))) == without_locations(planned)


def test_an_http_api_and_a_function_url(tmp_path: Path) -> None:
    """With the settings in blocks, and what is not known yet in its place."""
    api = ("aws_apigatewayv2_api.shop.id",)
    cors = {"allow_origins": ["https://a.example"], "allow_credentials": True, "max_age": None}
    plan = (
        Plan()
        .add(
            "aws_apigatewayv2_api.shop",
            name="shop",
            protocol_type="HTTP",
            target=None,
            cors_configuration=[{**cors, "allow_methods": ["PUT"]}],
        )
        .add(
            "aws_apigatewayv2_authorizer.jwt",
            api_id=api,
            name="jwt",
            authorizer_type="JWT",
            identity_sources=["$request.header.Authorization"],
        )
        .add(
            "aws_apigatewayv2_integration.items",
            api_id=api,
            integration_type="AWS_PROXY",
            integration_uri=("aws_lambda_function.items.invoke_arn",),
        )
        .add(
            "aws_apigatewayv2_route.put",
            api_id=api,
            route_key="PUT /items",
            authorization_type="JWT",
            authorizer_id=("aws_apigatewayv2_authorizer.jwt.id",),
            target=("aws_apigatewayv2_integration.items.id", "aws_apigatewayv2_integration.items"),
        )
        .add("aws_apigatewayv2_stage.default", api_id=api, name="$default")
        .add(
            "aws_lambda_function.items",
            function_name="items",
            environment=[{"variables": {"CORSGATE_POLICY": "{}"}}],
        )
        .add(
            "aws_lambda_function_url.items",
            function_name=("aws_lambda_function.items.function_name",),
            authorization_type="NONE",
            cors=[cors],
            qualifier="live",
        )
    )
    own_http, own_url = configured(tmp_path, plan).apis
    planned_http, planned_url = read(tmp_path, plan.content()).apis
    assert without_locations(own_http) == without_locations(planned_http)
    assert without_locations(own_url) == without_locations(planned_url)
    content = plan.content()
    content["resource_changes"][-1]["change"]["after_unknown"]["cors"] = [{"allow_headers": True}]

    http, url = read(tmp_path, content).apis

    assert isinstance(http, HttpApi)
    assert (http.name, http.stages) == ("shop", ("$default",))
    assert settings_of(http) == CorsConfiguration(
        allow_origins=("https://a.example",), allow_methods=("PUT",), allow_credentials=True
    )
    (route,) = routes_of(http)
    assert (route.path, route.method, route.authorization) == ("/items", "PUT", "JWT")
    assert route.authorizer is not None
    assert route.authorizer.identity_headers == ("authorization",)
    assert route.integration is not None
    assert (route.integration.type, route.integration.function_policy) == ("AWS_PROXY", "{}")

    assert (url.front_door, url.name) == (FrontDoor.FUNCTION_URL, "items:live")
    assert settings_of(url) == CorsConfiguration(
        allow_origins=("https://a.example",),
        allow_headers=Unresolved("aws_lambda_function_url.items.cors[0].allow_headers", LATER),
        allow_credentials=True,
    )


@pytest.mark.parametrize(
    "content",
    [
        {"format_version": "1.2", "planned_values": {}},
        {"format_version": "0.2", "values": {"root_module": 1}},
        {
            "format_version": "1.2",
            "planned_values": {"root_module": {"resources": [1], "child_modules": [2]}},
            "resource_changes": [3],
            "configuration": 4,
        },
    ],
)
def test_an_empty_or_odd_plan_has_no_apis(tmp_path: Path, content: dict[str, Any]) -> None:
    """It is read to the end all the same, in a folder too."""
    collection = read(tmp_path, content)

    assert collection.apis == ()
    assert states(collection) == {"plan.json": ("scanned", None)}
    assert collect([str(tmp_path)]) == collection


ALL = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}'


def test_a_resource_policy(tmp_path: Path) -> None:
    """The API's own, or a resource of its own; nobody's where the provider leaves it open."""
    shop = "aws_api_gateway_rest_api.shop"
    own = "aws_api_gateway_rest_api_policy.shop"
    plans = (
        Plan().add(shop, name="shop", policy=ALL),
        Plan().add(shop, name="shop").add(own, rest_api_id=API, policy=ALL),
        Plan().add(shop, name="shop").add(own, rest_api_id=API, policy=("x.y",)),
        Plan().add(shop, name="shop", policy=("x.y",)),
        Plan().add(shop, name="shop", policy=""),
    )
    inline, apart, later, left_open, none = (
        only_api(read(tmp_path, plan.content())).resource_policy for plan in plans
    )

    assert isinstance(inline, ResourcePolicy)
    assert [each.for_anonymous for each in inline.statements] == [True]
    assert apart == inline
    assert later == Unresolved(f"{own}.policy", LATER)
    of_files = [only_api(configured(tmp_path, plan)).resource_policy for plan in plans]
    assert of_files[:2] == [inline, apart]
    # What only a plan knows: that the provider left it open. A configuration has the expression.
    assert isinstance(of_files[2], Unresolved)
    assert of_files[4] is None
    assert (left_open, none) == (None, None)
