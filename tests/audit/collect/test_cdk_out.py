"""A cloud assembly is read by its manifest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import TargetError, collect
from corsgate_audit.model import Unresolved
from support.collected import states, write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

TEMPLATE = json.dumps(
    {
        "Resources": {
            "Api": {
                "Type": "AWS::ApiGateway::RestApi",
                "Properties": {
                    "Name": {
                        "Fn::Sub": "${AWS::StackName} ${AWS::Partition} ${AWS::AccountId} "
                        "${AWS::Region}"
                    }
                },
            }
        }
    }
)


def stack(file: str, environment: str, **properties: str) -> dict[str, object]:
    """Return a stack's artifact."""
    return {
        "type": "aws:cloudformation:stack",
        "environment": environment,
        "properties": {"templateFile": file, **properties},
    }


def manifest(folder: Path, artifacts: dict[str, object], name: str = "manifest.json") -> str:
    """Write a manifest and return its folder."""
    write(folder, name, json.dumps({"version": "48.0.0", "artifacts": artifacts}))
    return str(folder)


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ("aws://123456789012/eu-central-1", "Shop aws 123456789012 eu-central-1"),
        ("aws://123456789012/cn-north-1", "Shop aws-cn 123456789012 cn-north-1"),
        ("aws://123456789012/us-gov-west-1", "Shop aws-us-gov 123456789012 us-gov-west-1"),
        (
            "aws://unknown-account/unknown-region",
            Unresolved(
                "!Sub ${AWS::StackName} ${AWS::Partition} ${AWS::AccountId} ${AWS::Region}",
                "known only when the stack is deployed",
            ),
        ),
    ],
)
def test_the_environment_gives_the_pseudo_parameters(
    tmp_path: Path, environment: str, name: object
) -> None:
    """Where a stack is bound to an account and region."""
    write(tmp_path, "Shop.template.json", TEMPLATE)
    target = manifest(tmp_path, {"Shop": stack("Shop.template.json", environment)})

    assert [api.name for api in collect([target]).apis] == [name]


def test_stages_are_assemblies_in_the_assembly(tmp_path: Path) -> None:
    """Their stacks are read as well; what is no stack is passed over."""
    write(tmp_path, "A.template.json", TEMPLATE)
    write(tmp_path, "assembly-Prod/B.template.json", TEMPLATE)
    place = "aws://1/eu-west-1"
    manifest(tmp_path / "assembly-Prod", {"B": stack("B.template.json", place, stackName="Prod-B")})
    target = manifest(
        tmp_path,
        {
            "A": stack("A.template.json", place),
            "Prod": {
                "type": "cdk:cloud-assembly",
                "properties": {"directoryName": "assembly-Prod"},
            },
            "A.assets": {"type": "cdk:asset-manifest", "properties": {"file": "A.assets.json"}},
            "Tree": {"type": "cdk:tree"},
            "Odd": "text",
        },
    )

    names = [api.name for api in collect([target]).apis]

    assert names == ["A aws 1 eu-west-1", "Prod-B aws 1 eu-west-1"]


def test_what_of_an_assembly_cannot_be_read_is_named(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """The other stacks are read all the same; an assembly in itself ends."""
    write(tmp_path, "A.template.json", TEMPLATE)
    nested = {"type": "cdk:cloud-assembly"}
    target = manifest(
        tmp_path,
        {
            "A": stack("A.template.json", "aws://1/eu-west-1"),
            "B": stack("gone.json", ""),
            "Itself": {**nested, "properties": {"directoryName": "."}},
            "Missing": {**nested, "properties": {"directoryName": "assembly-Missing"}},
        },
    )

    collection = collect([target])

    assert len(collection.apis) == 1
    assert {
        entry.resource: entry.reason for entry in collection.coverage if entry.incomplete
    } == snapshot


def test_an_assembly_is_found_in_a_folder(tmp_path: Path) -> None:
    """A project's folder with ``cdk.out`` in it; its templates are not read a second time."""
    write(tmp_path / "cdk.out", "A.template.json", TEMPLATE)
    manifest(tmp_path / "cdk.out", {"A": stack("A.template.json", "aws://1/eu-west-1")})
    write(tmp_path, "other.json", '{"Resources": {}}')

    assert [api.name for api in collect([str(tmp_path)]).apis] == ["A aws 1 eu-west-1"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"artifacts": {}}', "the manifest names no stack"),
        ("{", "not valid JSON: Expecting property name enclosed in double quotes"),
        ('{"artifacts": []}', "the manifest of a cloud assembly has artifacts"),
    ],
)
def test_an_assembly_without_stacks_is_an_error(tmp_path: Path, content: str, message: str) -> None:
    """It is not taken for a folder of templates either."""
    write(tmp_path, "cdk.out", '{"version": "48.0.0"}')
    write(tmp_path, "manifest.json", content)
    write(tmp_path, "A.template.json", TEMPLATE)

    with pytest.raises(TargetError, match=message):
        collect([str(tmp_path)])


def test_a_broken_assembly_below_a_folder_is_named(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """It does not keep the rest from being read."""
    manifest(tmp_path / "cdk.out", {})
    write(tmp_path, "a.json", '{"Resources": {}}')

    assert states(collect([str(tmp_path)])) == snapshot


def test_a_manifest_that_is_broken_and_of_no_assembly_is_named(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Without the mark that the CDK leaves, it is a file like any other."""
    write(tmp_path, "manifest.json", "{")
    write(tmp_path, "a.json", '{"Resources": {}}')

    assert states(collect([str(tmp_path)])) == snapshot


def test_a_manifest_of_a_web_application_is_none_of_an_assembly(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """The folder is read as one of templates."""
    write(tmp_path, "manifest.json", '{"short_name": "shop"}')
    write(tmp_path, "a.json", '{"Resources": {}}')

    assert states(collect([str(tmp_path)])) == snapshot
