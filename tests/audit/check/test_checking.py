"""Whether an expectation holds: of a template, and of a server."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.check import Expectation, Held, check, read_expectations, source_of
from corsgate_audit.check.initial import OTHER_ORIGIN, initial_text
from corsgate_audit.check.sources import is_url, server
from corsgate_audit.collect import collect
from support.collected import write
from support.heard import ALLOW, APP, Wire, heard

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

TEMPLATE = """\
Resources:
  Orders:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: orders
      ProtocolType: HTTP
      CorsConfiguration:
        AllowOrigins: ['https://app.example.com']
        AllowMethods: [PUT]
        ExposeHeaders: [etag]
  Put:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Orders, RouteKey: PUT /orders}
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {ApiId: !Ref Orders, StageName: dev}
"""
OTHER = """\
  Items:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: items, ProtocolType: HTTP}
  GetItems:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Items, RouteKey: GET /items}
"""


def expected(**changes: Any) -> Expectation:  # noqa: ANN401 - the fields' own
    """Return an expectation that holds of the template."""
    values = {"origin": APP, "method": "PUT", "path": "/orders", "allowed": True, **changes}
    return Expectation(**values)


@pytest.fixture
def template(tmp_path: Path) -> str:
    """Write the template."""
    return write(tmp_path, "orders.yaml", TEMPLATE)


def held(template: str, expectation: Expectation) -> Held:
    """Hold one expectation against a template."""
    (result,) = check([expectation], source_of(collect([template])))
    return result


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"readable": ("etag", "content-type")},
        {"stage": "dev", "api": "orders"},
        {"method": "DELETE", "allowed": False},
        {"origin": OTHER_ORIGIN, "allowed": False},
        {"origin": OTHER_ORIGIN, "allowed": False, "readable": ("etag",)},
    ],
)
def test_an_expectation_that_holds(template: str, changes: dict[str, Any]) -> None:
    """Allowed or blocked, as it says; what a blocked page could read does not matter."""
    found = held(template, expected(**changes))
    assert (found.holds, found.reason) == (True, "")
    assert found.witness is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "DELETE"},
        {"allowed": False},
        {"readable": ("etag", "x-a", "set-cookie")},
    ],
)
def test_an_expectation_that_fails(
    template: str, changes: dict[str, Any], snapshot: SnapshotAssertion
) -> None:
    """What was expected, what is, and the exchange that shows it."""
    found = held(template, expected(**changes))
    assert found.holds is False
    assert found.reason == snapshot
    assert found.witness is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"stage": "prod"},
        {"api": "shop"},
    ],
)
def test_what_cannot_be_asked_is_not_taken_to_hold(
    template: str, changes: dict[str, Any], snapshot: SnapshotAssertion
) -> None:
    """Not even where a block is expected."""
    found = held(template, expected(**changes, allowed=False))
    assert (found.holds, found.witness) == (None, None)
    assert found.reason == snapshot


def test_what_only_the_backend_knows_is_not_taken_to_hold(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """An HTTP API without CORS settings hands everything on."""
    found = held(
        write(tmp_path, "items.yaml", f"Resources:\n{OTHER}"), expected(path="/items", method="GET")
    )
    assert found.holds is None
    assert found.reason == snapshot


@pytest.mark.parametrize("allowed", [True, False])
def test_all_browsers_have_to_agree(*, allowed: bool) -> None:
    """Chromium alone takes the status 407 from nobody but a proxy; a page may come in any."""
    expectation = expected(method="GET", path="/items", allowed=allowed)
    wire = Wire(heard(204, ALLOW), heard(407, ALLOW))
    (found,) = check([expectation], server("https://api.example.com", wire))
    assert found.holds is False

    (of_firefox,) = check([expectation], server("https://api.example.com", wire, "firefox"))
    assert of_firefox.holds is allowed


def test_a_server_is_asked_for_real() -> None:
    """The path goes behind the URL; what may change data is not sent unless asked for."""
    wire = Wire(heard(204, {**ALLOW, "Access-Control-Allow-Methods": "PUT"}))
    (found,) = check([expected()], server("https://api.example.com/v1/", wire))
    assert (found.holds, [each.url for each in wire.sent]) == (
        None,
        ["https://api.example.com/v1/orders"],
    )
    (found,) = check([expected()], server("https://api.example.com", wire, send_actual=True))
    assert found.holds is True


@pytest.mark.parametrize(
    ("target", "url"),
    [("https://x/", True), ("HTTP://x", True), ("cdk.out", False), ("c:/x.yaml", False)],
)
def test_a_url_is_told_from_a_file(target: str, *, url: bool) -> None:
    """By its scheme."""
    assert is_url(target) is url


def test_a_first_file_holds_of_what_it_was_written_from(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Two expectations a route; what could not be determined is a comment."""
    template = write(tmp_path, "both.yaml", TEMPLATE + OTHER)
    assert initial_text(collect([template])) == snapshot


ANY_HEADER = """
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: star
      ProtocolType: HTTP
      CorsConfiguration:
        AllowOrigins: ["https://app.example.com"]
        AllowMethods: ["*"]
        AllowHeaders: ["*"]
  Users:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      Name: users
      AuthorizerType: JWT
      IdentitySource: ["$request.header.Authorization"]
      JwtConfiguration: {Issuer: "https://issuer.example", Audience: [x]}
  Put:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Api
      RouteKey: PUT /x
      AuthorizationType: JWT
      AuthorizerId: !Ref Users
      Target: !Sub integrations/${Backend}
  Backend:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: HTTP_PROXY
      IntegrationUri: https://backend.example.com/
      IntegrationMethod: ANY
"""


OPEN = """
  Open:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: GET /y, Target: !Sub "integrations/${Backend}"}
"""


def test_a_first_file_holds_where_only_the_standard_refuses(tmp_path: Path) -> None:
    """``*`` covers Authorization in every browser: what is written is what they do."""
    template = write(tmp_path, "star.yaml", ANY_HEADER)
    text = initial_text(collect([template])) or ""
    expectations = tomllib.loads(text)["expect"]
    assert [each["allowed"] for each in expectations] == [True, False]


COOKIE = ANY_HEADER.replace("$request.header.Authorization", "$request.header.Cookie")


def test_a_first_file_holds_nothing_that_is_refused(tmp_path: Path) -> None:
    """No page sets a cookie's header: such an expectation is a comment with the reason."""
    template = write(tmp_path, "cookie.yaml", COOKIE + OPEN)
    text = initial_text(collect([template])) or ""
    file = write(tmp_path, "cors.toml", text)
    assert {each.path for each in read_expectations(Path(file))} == {"/y"}
    assert "# left out: headers = {'content-type': 'application/json', 'cookie': " in text
    assert " holds 'cookie'" in text


def test_nothing_to_expect_is_no_file(tmp_path: Path) -> None:
    """Where no route can be determined, or there is none."""
    assert initial_text(collect([write(tmp_path, "cookie.yaml", COOKIE)])) is None
    topic = write(tmp_path, "topic.yaml", "Resources: {Topic: {Type: AWS::SNS::Topic}}")
    assert initial_text(collect([topic])) is None
