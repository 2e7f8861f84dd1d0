"""The paths in a target lead to files below its own folder, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import TargetError, collect
from corsgate_audit.collect.budget import Budget
from corsgate_audit.collect.reach import OUTSIDE, Reach, missing_folders, reach_of
from support.collected import write

if TYPE_CHECKING:
    from corsgate_audit.model import Coverage

INCLUDE = """
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: a
      ProtocolType: HTTP
      CorsConfiguration:
        Fn::Transform: {Name: AWS::Include, Parameters: {Location: %s}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a template and a part beside a secret that is outside."""
    write(tmp_path, "outside/secret.json", '{"AllowOrigins": ["http://secret.example"]}')
    write(tmp_path, "own-not/part.json", "{}")
    write(tmp_path, "own/t.yaml", INCLUDE % "part.json")
    write(tmp_path, "own/below/part.json", "{}")
    (tmp_path / "own/link.json").symlink_to("../outside/secret.json")
    (tmp_path / "own/linked").symlink_to("../outside")
    (tmp_path / "own/inside.json").symlink_to("below/part.json")
    return tmp_path / "own"


@pytest.mark.parametrize("name", ["t.yaml", "below/part.json", "inside.json", "below/../t.yaml"])
@pytest.mark.parametrize("target", ["", "t.yaml"])
def test_what_is_below_the_folder_is_read(folder: Path, name: str, target: str) -> None:
    """Of a folder that is the target, and of a template's own; links within it are followed."""
    reach = reach_of(folder / target)

    assert reach.allows(folder / name)
    assert reach.read(folder / name) == (folder / name).read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "../outside/secret.json",
        "../outside/gone.json",
        "link.json",
        "linked/secret.json",
        "../own-not/part.json",
        "below/../../outside/secret.json",
        "/proc/self/environ",
        "/etc/passwd",
        "..",
        "a\0b",
    ],
)
def test_what_is_outside_is_not_read(folder: Path, name: str) -> None:
    """However it is written; the message is the same whether it exists or not."""
    reach = reach_of(folder / "t.yaml")

    assert not reach.allows(folder / name)
    with pytest.raises(TargetError, match=f"^{re.escape(repr(str(folder / name)))}: {OUTSIDE}$"):
        reach.read(folder / name)


def test_a_folder_that_the_user_names_may_be_read(folder: Path) -> None:
    """Beside the target's own, through links too."""
    reach = reach_of(folder / "t.yaml", [folder.parent / "outside"])

    for name in ("../outside/secret.json", "link.json", "linked/secret.json", "t.yaml"):
        assert b"secret" in reach.read(folder / name) or name == "t.yaml"
    assert not reach.allows(folder.parent / "own-not/part.json")
    assert reach_of(folder, [Path("/")]).allows(Path("/etc/passwd"))


def test_what_the_user_names_is_read_wherever_it_leads(folder: Path) -> None:
    """A link as a target is the user's own choice; what it refers to is not."""
    reach = reach_of(folder / "link.json")

    assert b"secret" in reach.read(folder / "link.json")
    assert not reach.allows(folder / "linked/secret.json")


def test_content_that_was_read_from_no_file_leads_nowhere(folder: Path) -> None:
    """A template that lies in an account names files of its author's machine."""
    with pytest.raises(TargetError, match="outside"):
        Reach().read(folder / "t.yaml")


def test_the_folder_of_a_stage_is_its_app(tmp_path: Path) -> None:
    """The CDK puts the assets of all stages beside the outermost manifest."""
    write(tmp_path, "secret.json", "{}")
    for place in ("cdk.out", "cdk.out/assembly-Prod"):
        write(tmp_path, f"{place}/manifest.json", "{}")
        write(tmp_path, f"{place}/cdk.out", "{}")
    write(tmp_path, "cdk.out/asset.1.json", "{}")
    stage = reach_of(tmp_path / "cdk.out/assembly-Prod/Api.template.json")

    assert stage.allows(tmp_path / "cdk.out/assembly-Prod/../asset.1.json")
    assert not stage.allows(tmp_path / "secret.json")
    (tmp_path / "cdk.out/cdk.out").unlink()
    alone = reach_of(tmp_path / "cdk.out/assembly-Prod/Api.template.json")
    assert not alone.allows(tmp_path / "cdk.out/asset.1.json")


def test_what_was_left_out_is_told_once() -> None:
    """Sorted, with the first reason."""
    reach = Reach()
    reach.leave_out("b", "one")
    reach.leave_out("a", "two")
    reach.leave_out("b", "three")

    told = [
        (each.service, each.resource, each.state.value, each.reason) for each in reach.left_out()
    ]
    assert told == [("files", "a", "failed", "two"), ("files", "b", "failed", "one")]
    assert reach.left_out() == []


def test_what_was_left_out_is_not_shown_with_the_rest() -> None:
    """It may be long, and names what the target names."""
    reach = Reach()
    reach.leave_out("a", "one")
    assert repr(reach) == repr(Reach())


def test_folders_that_are_none_are_an_error(folder: Path) -> None:
    """A slip of the pen would allow nothing, and nobody would know why."""
    named = [folder, folder / "gone", folder / "t.yaml"]

    assert missing_folders(named) == [str(folder / "gone"), str(folder / "t.yaml")]
    with pytest.raises(TargetError, match=r"own/gone' is not a folder$"):
        collect([str(folder / "t.yaml")], allow_paths=[folder / "gone"])


def left_out(collection_coverage: tuple[Coverage, ...]) -> list[tuple[str, str | None]]:
    """Return what is in the coverage as a file that was not read."""
    return [(each.resource, each.reason) for each in collection_coverage if each.service == "files"]


def test_an_include_that_leads_out_is_named_without_its_content(folder: Path) -> None:
    """The scan is incomplete, and the value unresolved."""
    path = write(folder, "t.yaml", INCLUDE % "../outside/secret.json")

    collection = collect([path])

    named = f"{folder}/../outside/secret.json"
    reason = f"the file of AWS::Include was not read: {named!r}: {OUTSIDE}"
    assert left_out(collection.coverage) == [(named, reason)]
    assert "secret.example" not in repr(collection)


def test_an_include_that_the_user_allows_is_read(folder: Path) -> None:
    """As if it lay below the target."""
    path = write(folder, "t.yaml", INCLUDE % "../outside/secret.json")

    collection = collect([path], allow_paths=[folder.parent / "outside"])

    assert left_out(collection.coverage) == []
    assert "http://secret.example" in repr(collection.apis)


def test_links_that_lead_out_of_a_folder_are_named(folder: Path) -> None:
    """They may be what should be audited: the user decides."""
    write(folder, "part.json", "{}")

    found = dict(left_out(collect([str(folder)]).coverage))

    assert found[str(folder / "link.json")] == OUTSIDE
    assert str(folder / "linked") in found


def test_reading_takes_from_the_budget(folder: Path) -> None:
    """Files and bytes, of what is read and of what is not."""
    budget = Budget()
    reach = reach_of(folder, budget=budget)
    reach.read(folder / "t.yaml")
    with pytest.raises(TargetError):
        reach.read(folder / "link.json")

    spent = Budget(files=Budget().files - 2, size=Budget().size - len(INCLUDE % "part.json"))
    assert (budget.files, budget.size) == (spent.files, spent.size)
    assert (reach.renewed().budget.files, reach.renewed().roots) == (Budget().files, reach.roots)
