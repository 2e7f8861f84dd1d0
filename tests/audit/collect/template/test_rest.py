"""REST APIs in templates: what can be resolved is in the model, what cannot is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import (
    Authorizer,
    Integration,
    Location,
    RestApi,
    Route,
    Unresolved,
)
from support.collected import NOWHERE, only_api, only_route, states, without_locations
from support.rest_template import HEAD, LATER, NO_DEFAULT, method, read

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


def undecided(why: Unresolved, verb: str = "GET") -> Route:
    """Return a route of which nothing is known."""
    return Route(
        path="/",
        method=verb,
        authorization=why,
        api_key_required=why,
        validates_request=why,
        needs_body=why,
        integration=Integration(type=why, passthrough_behavior=why),
        location=NOWHERE,
    )


def test_an_api_without_anything(tmp_path: Path) -> None:
    """Nothing is made up for it."""
    collection = read(tmp_path, "")

    assert only_api(collection) == RestApi(
        name="shop",
        location=Location(
            source=str(tmp_path / "t.yaml"), pointer="/Resources/Api", logical_id="Api", line=8
        ),
    )
    assert states(collection) == {"t.yaml": ("scanned", None), "t.yaml#Api": ("scanned", None)}


def test_a_method_without_settings_has_those_of_aws(tmp_path: Path) -> None:
    """No authorization, no integration: what AWS answers for it too."""
    assert without_locations(only_route(read(tmp_path, method()))) == Route(
        path="/", method="GET", authorization="NONE", location=NOWHERE
    )


def test_settings_of_a_method_that_cannot_be_resolved(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Each stands in its own place, with its reason; the rest is read."""
    route = only_route(
        read(
            tmp_path,
            method(
                """AuthorizationType: !Ref Open
      ApiKeyRequired: !Ref Open
      RequestValidatorId: !If [Unknown, !Ref Api, !Ref "AWS::NoValue"]
      AuthorizerId: !ImportValue shared
      Integration:
        Type: !Ref Open
        PassthroughBehavior: !Ref Open
        ContentHandling: !Ref Open
        RequestTemplates: text
        IntegrationResponses:
          - StatusCode: !Ref Open
            SelectionPattern: !Ref Open
            ContentHandling: !Ref Open
            ResponseTemplates: {text/html: true, text/plain: !Ref Open}
            ResponseParameters:
              method.response.header.Access-Control-Allow-Origin: !Sub "'${Open}'"
              method.response.header.Vary: [a]
          - StatusCode: "500"
            ResponseParameters: !Ref Open"""
            ),
        )
    )

    hole = Unresolved("!Ref Open", NO_DEFAULT)
    shared = Unresolved("!ImportValue shared", "an export of another stack")
    integration = route.integration
    assert integration is not None
    assert (route.authorization, route.api_key_required) == (hole, hole)
    assert route.validates_request == snapshot
    assert route.authorizer == Authorizer(name=shared, type=shared, identity_headers=shared)
    assert (integration.type, integration.passthrough_behavior) == (hole, hole)
    assert integration.content_handling == hole
    assert integration.request_templates == snapshot
    first, second = sorted(integration.responses, key=lambda part: part.status_code == "500")
    assert (first.status_code, first.selection_pattern, first.content_handling) == (hole,) * 3
    assert first.templates == (("text/html", "true"), ("text/plain", hole))
    assert first.headers == (
        ("Access-Control-Allow-Origin", Unresolved("!Sub '${Open}'", NO_DEFAULT)),
        ("Vary", Unresolved('["a"]', "a string is expected here")),
    )
    assert second.headers == hole


@pytest.mark.parametrize(
    ("properties", "expression", "reason"),
    [
        ("Integration: !Ref Open", "!Ref Open", NO_DEFAULT),
        ("Integration: text", "text", "a map is expected here"),
        ("Integration: {IntegrationResponses: !Ref Open}", "!Ref Open", NO_DEFAULT),
        ("Integration: {IntegrationResponses: [!Ref Open]}", "!Ref Open", NO_DEFAULT),
        ("Integration: {IntegrationResponses: text}", "text", "a list is expected here"),
        ("Integration: {IntegrationResponses: [text]}", "text", "a map is expected here"),
        ("MethodResponses: !Ref Open", "!Ref Open", NO_DEFAULT),
        ("MethodResponses: [{ResponseParameters: !Ref Open}]", "!Ref Open", NO_DEFAULT),
        ("RequestParameters: !Ref Open", "!Ref Open", NO_DEFAULT),
    ],
)
def test_a_method_of_which_too_much_is_open_is_undecided(
    tmp_path: Path, properties: str, expression: str, reason: str
) -> None:
    """The model would have to say 'none' where it cannot say 'unknown'."""
    route = only_route(read(tmp_path, method(properties)))

    assert without_locations(route) == undecided(Unresolved(expression, reason))


def test_a_method_whose_condition_is_open_is_undecided(tmp_path: Path) -> None:
    """An OPTIONS that is left out would read as a missing preflight."""
    options = method(name="Options", verb="OPTIONS", more="Condition: Unknown")
    never = method(name="Never", verb="PUT", more="Condition: Never")

    api = only_api(read(tmp_path, options + never))

    assert without_locations(api.routes) == (
        undecided(Unresolved("!Ref Open", NO_DEFAULT), "OPTIONS"),
    )


def test_a_method_with_the_condition_of_its_api_is_decided(tmp_path: Path) -> None:
    """Wherever the API exists, so does the method."""
    head = HEAD.replace("Api: {Type", "Api: {Condition: Unknown, Type")

    route = only_route(read(tmp_path, method(more="Condition: Unknown"), head))

    assert route.authorization == "NONE"


def test_a_method_that_is_declared_twice_is_undecided(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Which of the two is deployed, the template does not say."""
    twice = method() + method(name="Again", verb="get")

    assert without_locations(only_route(read(tmp_path, twice))) == snapshot


def test_paths_follow_their_parents(tmp_path: Path) -> None:
    """However they are ordered in the template."""
    api = only_api(
        read(
            tmp_path,
            """
  Deep:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Api, ResourceId: !Ref Item, HttpMethod: any}
  Item:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !Ref Items, PathPart: "{id}"}
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items}
""",
        )
    )

    assert [(route.path, route.method) for route in api.routes] == [("/items/{id}", "ANY")]


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("!Ref Self", "Self: the resource is its own parent"),
        ("!Ref Ring1", "Ring1: the resource is its own parent"),
        ("!Ref Named", f"!Ref Open: {NO_DEFAULT}"),
        ("!Ref Numbered", "Numbered: its PathPart is not a string"),
        ("!Ref Api", f"!Ref Api: {LATER}"),
        ("!ImportValue root", "!ImportValue root: an export of another stack"),
        ("abc123", "abc123: the resource is not part of the template"),
    ],
)
def test_a_method_without_a_path_is_named(tmp_path: Path, where: str, reason: str) -> None:
    """It cannot be placed among the routes; paths in a ring end."""
    collection = read(
        tmp_path,
        f"""
  Get:
    Type: AWS::ApiGateway::Method
    Properties: {{RestApiId: !Ref Api, ResourceId: {where}, HttpMethod: GET}}
  Self:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !Ref Self, PathPart: a}}
  Ring1:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !Ref Ring2, PathPart: a}}
  Ring2:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !Ref Ring1, PathPart: a}}
  Named:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: !Ref Open}}
  Numbered:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId}}
""",
    )

    assert only_api(collection).routes == ()
    state, told = states(collection)["t.yaml#Get"]
    assert state == "unresolved"
    assert str(told).partition(": ")[2] == reason


def test_a_path_with_a_method_without_a_name_is_left_out(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """That method may be the preflight of the others."""
    collection = read(tmp_path, method() + method(name="Open", verb="!Ref Open"))

    assert only_api(collection).routes == ()
    assert states(collection) == snapshot


def test_parts_of_an_api_outside_the_template_are_named(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """They are judged nowhere, so they are in the coverage."""
    collection = read(
        tmp_path,
        """
  Get:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !ImportValue api, ResourceId: x, HttpMethod: GET}
  Errors:
    Type: AWS::ApiGateway::GatewayResponse
    Properties: {RestApiId: abc123, ResponseType: DEFAULT_4XX}
  Wild:
    Type: AWS::ApiGateway::Method
    Properties: !Ref Open
""",
    )

    assert states(collection) == snapshot


@pytest.mark.parametrize(
    ("properties", "reason"),
    [("!Ref Open", NO_DEFAULT), ("text", "its Properties are not an object")],
)
def test_an_api_without_readable_properties_is_named(
    tmp_path: Path, properties: str, reason: str
) -> None:
    """Nothing is known of it."""
    collection = read(tmp_path, "", HEAD.replace("{Name: shop}", properties))

    assert collection.apis == ()
    assert states(collection)["t.yaml#Api"] == ("unresolved", reason)


def test_an_api_whose_condition_is_false_is_not_there(tmp_path: Path) -> None:
    """It is not deployed, and neither are its parts."""
    head = HEAD.replace("Api: {Type", "Api: {Condition: Never, Type")

    collection = read(tmp_path, method(more="Condition: Never"), head)

    assert collection.apis == ()
    assert states(collection) == {"t.yaml": ("scanned", None)}


def test_names_that_cannot_be_resolved(tmp_path: Path) -> None:
    """An API's name is a value like any other; a stage goes by its expression."""
    head = HEAD.replace("Name: shop", "Name: !Ref Open, BinaryMediaTypes: [!Ref Open, a/b]")
    stage = """
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, StageName: !Ref Open}
"""

    api = only_api(read(tmp_path, stage, head))

    hole = Unresolved("!Ref Open", NO_DEFAULT)
    assert (api.name, api.stages) == (hole, ("!Ref Open",))
    assert api.binary_media_types == (hole, "a/b")
