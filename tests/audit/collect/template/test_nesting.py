"""Nested stacks are read with the template that nests them, as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.model import Unresolved
from support.collected import only_api, states, write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

PARENT = """
Resources:
  Api: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: shop}}
  Nested:
    Type: AWS::CloudFormation::Stack
    Metadata: {"aws:asset:path": child.json}
    Properties:
      TemplateURL: !Sub https://bucket/${AWS::Region}/x.json
      Parameters: {ApiId: !Ref Api, Root: !GetAtt Api.RootResourceId, Verb: PUT}
  Errors:
    Type: AWS::ApiGateway::GatewayResponse
    Properties: {RestApiId: !Ref Api, ResponseType: !GetAtt Nested.Outputs.Kind}
  Under:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Nested.Outputs.Items
      HttpMethod: !GetAtt Nested.Outputs.Verb
"""
CHILD = """
Parameters:
  ApiId: {Type: String}
  Root: {Type: String}
  Verb: {Type: String, Default: PATCH}
Resources:
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref ApiId, ParentId: !Ref Root, PathPart: items}
  Get:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref ApiId, ResourceId: !Ref Items, HttpMethod: GET}
Outputs:
  Kind: {Value: DEFAULT_4XX}
  Items: {Value: !Ref Items}
  Verb: {Value: !Ref Verb}
"""


def test_routes_of_a_nested_stack_belong_to_the_api_around_it(tmp_path: Path) -> None:
    """Parameters go in, outputs come out, and links are followed through both."""
    write(tmp_path, "child.json", CHILD)

    collection = collect([write(tmp_path, "parent.yaml", PARENT)])

    api = only_api(collection)
    assert [(route.path, route.method) for route in api.routes] == [
        ("/items", "GET"),
        ("/items", "PUT"),
    ]
    assert api.routes[0].location.source == str(tmp_path / "child.json")
    assert api.routes[0].location.line == 10
    assert [response.response_type for response in api.gateway_responses] == ["DEFAULT_4XX"]
    assert states(collection) == {
        "parent.yaml": ("scanned", None),
        "parent.yaml#Nested": ("scanned", None),
        "parent.yaml#Api": ("scanned", None),
    }


def test_a_folder_reads_a_nested_template_once(tmp_path: Path) -> None:
    """On its own its parameters would be open."""
    write(tmp_path, "child.json", CHILD)
    write(tmp_path, "parent.yaml", PARENT)

    assert len(only_api(collect([str(tmp_path)])).routes) == 2


def test_a_local_path_is_followed(tmp_path: Path) -> None:
    """``aws cloudformation package`` takes those."""
    write(tmp_path, "below/child.json", CHILD)
    local = PARENT.replace('    Metadata: {"aws:asset:path": child.json}\n', "").replace(
        "!Sub https://bucket/${AWS::Region}/x.json", "below/child.json"
    )

    assert len(only_api(collect([write(tmp_path, "parent.yaml", local)])).routes) == 2


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (
            "https://bucket/x.json",
            "the nested stack's template is not a local file, and was not read",
        ),
        ("!Ref AWS::Region", "the nested stack's template is not a local file, and was not read"),
        (
            "gone.yaml",
            (
                "the nested stack's template was not read: "
                "'{folder}/gone.yaml': no such file or folder"
            ),
        ),
        (
            "broken.yaml",
            (
                "the nested stack's template was not read: '{folder}/broken.yaml': "
                "not valid YAML: mapping values are not allowed here, line 1, column 5"
            ),
        ),
        ("parent.yaml", "'{folder}/parent.yaml' is nested in itself"),
    ],
)
def test_a_nested_stack_that_cannot_be_read_is_named(tmp_path: Path, url: str, reason: str) -> None:
    """The template around it is read all the same."""
    write(tmp_path, "broken.yaml", "a: b: c")
    parent = f"""
Resources:
  Api: {{Type: "AWS::ApiGateway::RestApi", Properties: {{Name: shop}}}}
  Nested: {{Type: "AWS::CloudFormation::Stack", Properties: {{TemplateURL: {url}}}}}
"""

    collection = collect([write(tmp_path, "parent.yaml", parent)])

    assert only_api(collection).name == "shop"
    assert states(collection)["parent.yaml#Nested"] == (
        "failed",
        reason.format(folder=tmp_path),
    )


def test_stacks_that_nest_each_other_again_and_again_end(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Twelve levels of two would be eight thousand stacks."""
    two = """
Resources:
  A: {{Type: "AWS::CloudFormation::Stack", Properties: {{TemplateURL: {next}.yaml}}}}
  B: {{Type: "AWS::CloudFormation::Stack", Properties: {{TemplateURL: {next}.yaml}}}}
"""
    for level in range(12):
        write(tmp_path, f"{level}.yaml", two.format(next=level + 1))
    write(tmp_path, "12.yaml", "Resources: {}")

    collection = collect([str(tmp_path / "0.yaml")])

    reasons = [entry.reason for entry in collection.coverage if entry.reason]
    assert set(reasons) == snapshot
    assert len(collection.coverage) < 500


def test_outputs_in_terms_of_each_other_end(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Two stacks, each given what the other one gives out."""
    write(
        tmp_path,
        "child.yaml",
        "{Parameters: {In: {Type: String}}, Resources: {}, Outputs: {Out: {Value: {Ref: In}}}}",
    )
    parent = """
Resources:
  A:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: child.yaml, Parameters: {In: !GetAtt B.Outputs.Out}}
  B:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: child.yaml, Parameters: {In: !GetAtt A.Outputs.Out}}
  Api: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: !GetAtt A.Outputs.Out}}
  Other: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: !GetAtt A.Outputs.None}}
"""

    loop, missing = collect([write(tmp_path, "parent.yaml", parent)]).apis

    assert isinstance(loop.name, Unresolved)
    assert loop.name.reason == snapshot
    assert missing.name == snapshot


LISTED = """
Resources:
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: !Sub https://s3.${AWS::Region}.${AWS::URLSuffix}/assets/0ffee.json
      Parameters: {ApiId: api, Root: root}
"""


@pytest.mark.parametrize(
    ("listing", "state"),
    [
        ('{"files": {"0ffee": {"source": {"path": "child.json"}}}}', "scanned"),
        ('{"files": {"c0ffee": {"source": {"path": "child.json"}}}}', "failed"),
        ('{"files": {"0ffee": {"source": {"executable": ["make"]}}}}', "failed"),
        ('{"files": ["0ffee"]}', "failed"),
        ("{", "failed"),
    ],
)
def test_a_nested_stack_is_found_in_the_list_of_the_cdk_s_assets(
    tmp_path: Path, listing: str, state: str
) -> None:
    """An app that is synthesised without the CDK's command writes no path beside the resource."""
    write(tmp_path, "child.json", CHILD)
    write(tmp_path, "parent.assets.json", listing)

    collection = collect([write(tmp_path, "parent.template.json", LISTED)])

    reason = "the nested stack's template is not a local file, and was not read"
    assert states(collection)["parent.template.json#Nested"] == (
        state,
        None if state == "scanned" else reason,
    )
