"""HTTP APIs and function URLs in templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.model import (
    Authorizer,
    CorsConfiguration,
    FunctionUrl,
    HttpApi,
    Integration,
    Route,
    Unresolved,
)
from support.collected import NOWHERE, only_api, only_route, states, without_locations, write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Collection

LATER = "known only when the stack is deployed"
NO_DEFAULT = "the parameter 'Open' has no default"
HOLE = Unresolved("!Ref Open", NO_DEFAULT)

HEAD = """
Parameters:
  Open: {Type: String}
Conditions:
  Unknown: !Equals [!Ref Open, x]
Resources:
"""


def read(folder: Path, resources: str) -> Collection:
    """Read a template with these resources."""
    return collect([write(folder, "t.yaml", HEAD + resources)])


def api(properties: str = "") -> str:
    """Write an HTTP API."""
    return f"""
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {{Name: shop, ProtocolType: HTTP, {properties}}}
"""


def route(properties: str, more: str = "") -> str:
    """Write a route."""
    return f"""
  Route:
    Type: AWS::ApiGatewayV2::Route
    {more}
    Properties: {{ApiId: !Ref Api, {properties}}}
"""


@pytest.mark.parametrize(
    ("properties", "cors"),
    [
        ("", None),
        ("CorsConfiguration: !Ref AWS::NoValue", None),
        ("CorsConfiguration: {}", CorsConfiguration()),
        ("CorsConfiguration: !Ref Open", HOLE),
        ("CorsConfiguration: text", Unresolved("text", "a map is expected here")),
        (
            (
                "CorsConfiguration: {AllowOrigins: [a, !Ref Open], AllowMethods: !Ref Open, "
                "AllowHeaders: text, ExposeHeaders: [1], AllowCredentials: 'TRUE', MaxAge: '600'}"
            ),
            CorsConfiguration(
                allow_origins=("a", HOLE),
                allow_methods=HOLE,
                allow_headers=Unresolved("text", "a list of strings is expected here"),
                expose_headers=("1",),
                allow_credentials=True,
                max_age=600,
            ),
        ),
        (
            "CorsConfiguration: {AllowCredentials: maybe, MaxAge: true}",
            CorsConfiguration(
                allow_credentials=Unresolved("maybe", "true or false is expected here"),
                max_age=Unresolved("true", "an integer is expected here"),
            ),
        ),
        (
            "CorsConfiguration: {AllowCredentials: !Ref Open, MaxAge: !Ref Open}",
            CorsConfiguration(allow_credentials=HOLE, max_age=HOLE),
        ),
    ],
)
def test_cors_settings(tmp_path: Path, properties: str, cors: object) -> None:
    """All empty is not the same as absent, and open is neither."""
    collection = read(tmp_path, api(properties))

    assert only_api(collection, HttpApi).cors == cors
    assert states(collection)["t.yaml#Api"] == ("scanned", None)


def test_a_route_without_settings(tmp_path: Path) -> None:
    """It is open to all, and answered by nothing."""
    collection = read(tmp_path, api() + route("RouteKey: get /items"))

    assert without_locations(only_route(collection)) == Route(
        path="/items", method="GET", location=NOWHERE
    )


def test_a_route_whose_parts_are_exports_of_other_stacks(tmp_path: Path) -> None:
    """Their reasons are the template's own."""
    foreign = route("RouteKey: GET /, Target: !ImportValue target, AuthorizerId: !ImportValue who")

    found = only_route(read(tmp_path, api() + foreign))

    reason = "an export of another stack"
    asked = Unresolved("!ImportValue who", reason)
    assert found.integration == Integration(type=Unresolved("!ImportValue target", reason))
    assert found.authorizer == Authorizer(name=asked, type=asked, identity_headers=asked)


def test_a_route_whose_parts_cannot_be_followed(tmp_path: Path) -> None:
    """What it targets and who is asked are open."""
    open_route = route("RouteKey: $default, Target: integrations/a1, AuthorizerId: b2")

    found = only_route(read(tmp_path, api() + open_route))

    target = Unresolved("integrations/a1", "the integration is not part of the template")
    asked = Unresolved("b2", "the authorizer is not part of the template")
    assert without_locations(found) == Route(
        path="$default",
        method="ANY",
        authorizer=Authorizer(name=asked, type=asked, identity_headers=asked),
        integration=Integration(type=target),
        location=NOWHERE,
    )


@pytest.mark.parametrize(
    ("source", "headers"),
    [
        ("[$request.header.Authorization, $request.querystring.a]", ("authorization",)),
        ("[$request.header.A, !Ref Open]", HOLE),
        ("!Ref Open", HOLE),
    ],
)
def test_an_authorizer_s_headers(tmp_path: Path, source: str, headers: object) -> None:
    """Query strings are nothing that a preflight must ask for."""
    authorizer = f"""
  Asked:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties: {{ApiId: !Ref Api, Name: a, AuthorizerType: REQUEST, IdentitySource: {source}}}
"""
    guarded = route("RouteKey: GET /, AuthorizationType: CUSTOM, AuthorizerId: !Ref Asked")

    found = only_route(read(tmp_path, api() + guarded + authorizer))

    assert found.authorizer == Authorizer(name="a", type="REQUEST", identity_headers=headers)  # type: ignore[arg-type]


def test_a_route_whose_condition_is_open_is_undecided(tmp_path: Path) -> None:
    """Nothing is known of it but its key."""
    found = only_route(read(tmp_path, api() + route("RouteKey: GET /", "Condition: Unknown")))

    assert found.authorization == HOLE
    assert found.integration == Integration(type=HOLE, passthrough_behavior=HOLE)


def test_a_route_without_a_key_is_named(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """It cannot be placed among the routes."""
    collection = read(tmp_path, api() + route("RouteKey: !Ref Open"))

    assert only_api(collection, HttpApi).routes == ()
    assert states(collection)["t.yaml#Route"] == snapshot


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("https://backend.example.com", Integration(type="HTTP_PROXY")),
        (
            "!GetAtt Function.Arn",
            Integration(type="AWS_PROXY", function_policy="{}", unpermitted="Function"),
        ),
    ],
)
def test_an_api_that_is_created_quickly(tmp_path: Path, target: str, expected: Integration) -> None:
    """A target makes one route and one stage."""
    function = """
  Function:
    Type: AWS::Lambda::Function
    Properties: {Environment: {Variables: {CORSGATE_POLICY: "{}"}}}
"""

    found = only_api(read(tmp_path, api(f"Target: {target}") + function), HttpApi)

    assert without_locations(found) == HttpApi(
        name="shop",
        stages=("$default",),
        routes=(Route(path="$default", method="ANY", integration=expected, location=NOWHERE),),
        location=NOWHERE,
    )


@pytest.mark.parametrize(
    ("properties", "state", "reason"),
    [
        ("{ProtocolType: WEBSOCKET}", "skipped", "WebSocket APIs are not subject to CORS"),
        (
            "{BodyS3Location: {Bucket: b, Key: k}}",
            "failed",
            "the document in BodyS3Location is not a local file, and was not read",
        ),
        ("!Ref Open", "unresolved", NO_DEFAULT),
    ],
)
def test_an_api_that_is_not_read_is_named(
    tmp_path: Path, properties: str, state: str, reason: str
) -> None:
    """With the reason."""
    collection = read(
        tmp_path, f"  Api: {{Type: 'AWS::ApiGatewayV2::Api', Properties: {properties}}}"
    )

    assert collection.apis == ()
    assert states(collection)["t.yaml#Api"] == (state, reason)


FUNCTION = """
  Function:
    Type: AWS::Lambda::Function
    Properties: {%s Environment: {Variables: {CORSGATE_POLICY: "{}"}}}
"""


@pytest.mark.parametrize(
    ("target", "function", "name"),
    [
        ("!GetAtt Function.Arn", "FunctionName: items,", "items"),
        ("!Ref Function", "FunctionName: !Ref Open,", HOLE),
        (
            "!Ref Function",
            "",
            Unresolved("Function", f"the function's name is {LATER}"),
        ),
    ],
)
def test_a_function_url(tmp_path: Path, target: str, function: str, name: object) -> None:
    """It is a front door with one route, and goes by the function's name."""
    url = f"""
  Url:
    Type: AWS::Lambda::Url
    Properties: {{TargetFunctionArn: {target}, AuthType: NONE, Cors: {{AllowOrigins: ["*"]}}}}
"""

    found = only_api(read(tmp_path, url + FUNCTION % function), FunctionUrl)

    assert without_locations(found) == FunctionUrl(
        name=name,  # type: ignore[arg-type]
        auth_type="NONE",
        integration=Integration(type="AWS_PROXY", function_policy="{}", unpermitted="Function"),
        cors=CorsConfiguration(allow_origins=("*",)),
        location=NOWHERE,
    )


def test_a_url_of_a_function_outside_the_template(tmp_path: Path) -> None:
    """It goes by what the template has in the name's place."""
    url = """
  Url: {Type: "AWS::Lambda::Url", Properties: {TargetFunctionArn: items, AuthType: AWS_IAM}}
"""

    found = only_api(read(tmp_path, url), FunctionUrl)

    assert (found.name, found.auth_type, found.cors) == ("items", "AWS_IAM", None)


@pytest.mark.parametrize(("alias", "name"), [("live", "items:live"), ("!Ref Open", HOLE)])
def test_a_url_of_an_alias(tmp_path: Path, alias: str, name: object) -> None:
    """It goes by the function's name and its own, as in an account."""
    settings = f"{{TargetFunctionArn: items, Qualifier: {alias}, AuthType: NONE}}"

    text = f"  Url: {{Type: 'AWS::Lambda::Url', Properties: {settings}}}"
    found = only_api(read(tmp_path, text), FunctionUrl)

    assert found.name == name


def test_a_url_without_readable_properties_is_named(tmp_path: Path) -> None:
    """Nothing is known of it."""
    collection = read(tmp_path, "  Url: {Type: 'AWS::Lambda::Url', Properties: !Ref Open}")

    assert collection.apis == ()
    assert states(collection)["t.yaml#Url"] == ("unresolved", NO_DEFAULT)
