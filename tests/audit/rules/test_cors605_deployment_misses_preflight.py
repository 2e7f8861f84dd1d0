"""CORS605: deployments that CloudFormation may make before the preflights."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.collect import collect
from corsgate_audit.model import Confidence, Deployment, RestApi, Severity
from support.apis import READABLE_ERRORS, gateway_response, location, preflight, rest_api, route
from support.collected import only_api, write
from support.judging import error_of, findings, only_finding

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


RULE = "CORS605"
RELEASE = location("Release")
ERRORS = tuple(str(each.location.logical_id) for each in READABLE_ERRORS)
"""Logical ids of error responses that pages can read."""


def deployed(*after: str, paths: tuple[str, ...] = ("/items",)) -> RestApi:
    """Return an API whose deployment waits for these logical ids."""
    routes = [
        made
        for number, path in enumerate(paths)
        for made in (
            route("PUT", path, location=location(f"Put{number}")),
            preflight(path, location=location(f"Options{number}")),
        )
    ]
    return rest_api(*routes, deployments=(Deployment(after=(*after, *ERRORS), location=RELEASE),))


def test_a_deployment_that_waits_for_the_method_alone(snapshot: SnapshotAssertion) -> None:
    """The whole finding, and what a page meets at a stage that came too early."""
    found = only_finding(deployed("Put0"), RULE)

    assert (found.severity, found.kind) == (Severity.MEDIUM, "broken")
    assert found.confidence is Confidence.LIKELY
    assert found.resource.logical_id == "Release"
    assert found.message == snapshot
    assert found.evidence.expected == "DependsOn: Options0"
    assert error_of(found) == "PreflightInvalidStatus"
    assert found.fix is not None
    assert found.fix.safety == "safe"


def test_many_are_shortened(snapshot: SnapshotAssertion) -> None:
    """Three by name, and how many more."""
    found = only_finding(deployed(paths=("/a", "/b", "/c", "/d", "/e")), RULE)

    assert found.message == snapshot


def test_a_deployment_that_waits_for_all() -> None:
    """And an API without one."""
    assert findings(deployed("Options0", "Put0"), RULE) == ()
    assert findings(replace(deployed(), deployments=()), RULE) == ()


def test_preflights_that_come_with_the_api() -> None:
    """From its body, or from another file: nothing waits for those."""
    api = rest_api(
        route("PUT"),
        preflight(location=location("Api")),
        deployments=(Deployment(after=ERRORS, location=RELEASE),),
    )
    elsewhere = replace(location("Options0"), source="other.yaml")
    of_another = rest_api(
        route("PUT"),
        preflight(location=elsewhere),
        deployments=(Deployment(after=ERRORS, location=RELEASE),),
    )

    assert findings(api, RULE) == ()
    assert findings(of_another, RULE) == ()


TEMPLATE = """\
Resources:
  Api: {Type: "AWS::ApiGateway::RestApi"}
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items}
  Options:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      Integration: {Type: MOCK}
  Marker:
    Type: AWS::SSM::Parameter
    DependsOn: [Options]
    Properties: {Type: String, Value: !Sub "${Items}/${Api.RootResourceId}"}
  Release:
    Type: AWS::ApiGateway::Deployment
    Properties: {RestApiId: !Ref Api, Description: !GetAtt [Marker, Value]}
  Early:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Items
    Properties: {RestApiId: !Ref Api, Description: !Sub "for ${AWS::Region}"}
"""


def test_what_is_made_before_a_deployment(tmp_path: Path) -> None:
    """By DependsOn and by references, through others."""
    write(tmp_path, "template.yaml", TEMPLATE)
    api = only_api(collect([str(tmp_path / "template.yaml")]))

    assert {each.location.logical_id: each.after for each in api.deployments} == {
        "Release": ("Api", "Items", "Marker", "Options"),
        "Early": ("Api", "Items"),
    }


def test_a_deployment_that_does_not_wait_for_error_responses(snapshot: SnapshotAssertion) -> None:
    """A page of a stage that came too early cannot read the error."""
    first, last = ERRORS
    deployment = Deployment(after=("Options0", first), location=RELEASE)
    found = only_finding(replace(deployed("Options0"), deployments=(deployment,)), RULE)

    assert found.message == snapshot
    assert found.evidence.expected == f"DependsOn: {last}"
    assert error_of(found) == "MissingAllowOriginHeader"


def test_error_responses_of_an_api_that_no_page_calls() -> None:
    """Nothing there shows CORS; its errors are nobody's business here."""
    own = replace(gateway_response("THROTTLED"), headers=())
    api = rest_api(
        route("PUT"), gateway_responses=(own,), deployments=(Deployment(location=RELEASE),)
    )
    assert findings(api, RULE) == ()
