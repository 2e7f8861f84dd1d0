"""What stands beside the methods of a REST API in a template: gateway responses, authorizers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import Authorizer, GatewayResponse, Unresolved
from support.collected import NOWHERE, only_api, only_route, states, without_locations
from support.rest_template import NO_DEFAULT, method, read

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


def test_gateway_responses(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Their own settings, those that are open, and one that cannot be determined."""
    collection = read(
        tmp_path,
        """
  Denied:
    Type: AWS::ApiGateway::GatewayResponse
    Properties: {RestApiId: !Ref Api, ResponseType: ACCESS_DENIED, StatusCode: 403}
  Teapot:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref Api
      ResponseType: THROTTLED
      StatusCode: 418
      ResponseParameters:
        gatewayresponse.header.Vary: "'Origin'"
        gatewayresponse.header.Access-Control-Allow-Origin: !Sub "'${Open}'"
        other: ignored
  Maybe:
    Type: AWS::ApiGateway::GatewayResponse
    Condition: Unknown
    Properties: {RestApiId: !Ref Api, ResponseType: DEFAULT_4XX}
  Which:
    Type: AWS::ApiGateway::GatewayResponse
    Properties: {RestApiId: !Ref Api, ResponseType: !Ref Open}
""",
    )

    hole = Unresolved("!Ref Open", NO_DEFAULT)
    assert without_locations(only_api(collection).gateway_responses) == (
        GatewayResponse(response_type="ACCESS_DENIED", location=NOWHERE),
        GatewayResponse(
            response_type="DEFAULT_4XX", status_code=hole, headers=hole, location=NOWHERE
        ),
        GatewayResponse(
            response_type="THROTTLED",
            status_code="418",
            headers=(
                ("Access-Control-Allow-Origin", Unresolved("!Sub '${Open}'", NO_DEFAULT)),
                ("Vary", "'Origin'"),
            ),
            location=NOWHERE,
        ),
    )
    assert states(collection)["t.yaml#Which"] == snapshot


@pytest.mark.parametrize(
    ("source", "headers"),
    [
        (
            "'method.request.header.A, method.request.querystring.b,method.request.header.C'",
            ("a", "c"),
        ),
        ("context.identity.sourceIp", ()),
        ("!Ref Open", Unresolved("!Ref Open", NO_DEFAULT)),
    ],
)
def test_an_authorizer_s_headers(tmp_path: Path, source: str, headers: object) -> None:
    """Query strings and context are nothing that a preflight must ask for."""
    authorizer = f"""
  Authorizer:
    Type: AWS::ApiGateway::Authorizer
    Properties: {{RestApiId: !Ref Api, Name: a, Type: REQUEST, IdentitySource: {source}}}
"""
    route = only_route(read(tmp_path, method("AuthorizerId: !Ref Authorizer") + authorizer))

    assert route.authorizer == Authorizer(name="a", type="REQUEST", identity_headers=headers)  # type: ignore[arg-type]


def test_an_authorizer_outside_the_template(tmp_path: Path) -> None:
    """It is known that there is one, and nothing else."""
    route = only_route(read(tmp_path, method("AuthorizerId: abc123")))

    unknown = Unresolved("abc123", "the authorizer is not part of the template")
    assert route.authorizer == Authorizer(name=unknown, type=unknown, identity_headers=unknown)
