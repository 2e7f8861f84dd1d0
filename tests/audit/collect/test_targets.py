"""What users name is found, and what of it cannot be read is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import TargetError, collect
from corsgate_audit.collect.openapi.read import NOT_FOR_API_GATEWAY
from support.collected import states, write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


TEMPLATE = """
Resources:
  Api: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: %s}}
"""


def test_a_folder_is_read_with_all_below_it(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Templates, and everything that looks like one and cannot be read as one."""
    write(tmp_path, "b.yaml", TEMPLATE % "second")
    write(tmp_path, "below/a.template", TEMPLATE % "third")
    write(tmp_path, "a.json", '{"Resources": {"Api": {"Type": "AWS::ApiGateway::RestApi"}}}')
    write(tmp_path, "broken.yml", "Resources: b: c")
    write(tmp_path, "chart.yml", "a: b: c")
    write(tmp_path, "api.yaml", "swagger: '2.0'")
    write(tmp_path, "package.json", "{}")
    write(tmp_path, "README.md", "# not a template")
    write(tmp_path, ".git/c.yaml", TEMPLATE % "hidden")
    write(tmp_path, "node_modules/x/c.yaml", TEMPLATE % "foreign")

    collection = collect([str(tmp_path)])

    assert [api.location.source for api in collection.apis] == [
        str(tmp_path / name) for name in ("a.json", "b.yaml", "below/a.template")
    ]
    assert states(collection) == snapshot


def test_an_openapi_document_that_is_not_for_aws_is_refused(tmp_path: Path) -> None:
    """As a target it is a mistake: whatever answers is not in it."""
    path = write(tmp_path, "api.json", '{"openapi": "3.0.1"}')

    with pytest.raises(TargetError, match=f"^'{path}': {NOT_FOR_API_GATEWAY}$"):
        collect([path])


def test_documents_that_a_template_takes_in_are_read_once(tmp_path: Path) -> None:
    """As what the template makes of them, and not as targets of their own too."""
    api = '{"openapi": "3.0.1", "info": {"title": "%s"}, "paths": {"/": {"get": {%s}}}}'
    mock = '"x-amazon-apigateway-integration": {"type": "mock"}'
    for name in ("body", "included", "own"):
        write(tmp_path, f"{name}.json", api % (name, mock))
    write(
        tmp_path,
        "t.yaml",
        """
Resources:
  A: {Type: "AWS::ApiGateway::RestApi", Properties: {BodyS3Location: ./body.json}}
  B:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body: {"Fn::Transform": {Name: AWS::Include, Parameters: {Location: included.json}}}
""",
    )

    assert [api.name for api in collect([str(tmp_path)]).apis] == ["body", "included", "own"]


def test_several_targets_are_one_collection(tmp_path: Path) -> None:
    """In the order in which they were named."""
    paths = [write(tmp_path, f"{name}.yaml", TEMPLATE % name) for name in ("b", "a")]

    assert [api.name for api in collect(paths).apis] == ["b", "a"]


def test_every_target_that_cannot_be_read_is_in_the_error(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """In one line, and not one run after the other."""
    good = write(tmp_path, "good.yaml", TEMPLATE % "a")
    none = write(tmp_path, "none.json", "{}")
    empty = tmp_path / "empty"
    empty.mkdir()

    with pytest.raises(TargetError) as caught:
        collect([str(tmp_path / "gone"), good, none, str(empty)])

    assert str(caught.value) == snapshot


def test_a_folder_of_which_nothing_can_be_read_is_an_error(tmp_path: Path) -> None:
    """What is skipped is no reason to pass."""
    write(tmp_path, "package.json", "{}")

    with pytest.raises(TargetError, match="no template in this folder"):
        collect([str(tmp_path)])


def test_a_folder_that_cannot_be_listed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The walk goes on beside it; root can list everything, so the refusal is made here."""
    import os  # noqa: PLC0415 - only this test replaces what lists folders

    write(tmp_path, "a.yaml", TEMPLATE % "a")
    write(tmp_path, "closed/b.yaml", TEMPLATE % "b")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)

    collection = collect([str(tmp_path)])

    assert [api.name for api in collection.apis] == ["a"]
    assert states(collection)["closed"] == ("denied", "Permission denied")


def test_links_that_lead_nowhere_or_to_folders_are_named(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """A template may be behind them."""
    write(tmp_path, "a.yaml", TEMPLATE % "a")
    (tmp_path / "gone.yaml").symlink_to("nowhere")
    (tmp_path / "linked").symlink_to(tmp_path)

    found = states(collect([str(tmp_path)]))

    assert {name: found[name] for name in ("gone.yaml", "linked")} == snapshot


def test_the_empty_text_is_no_target() -> None:
    """A variable of a script was not set: the working folder would be a guess."""
    with pytest.raises(
        TargetError, match=r"^a target is the empty string ''; name a file or a fol"
    ):
        collect([""])
