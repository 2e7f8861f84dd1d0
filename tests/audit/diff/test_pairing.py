"""Which API is which on both sides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate import CorsPolicy
from corsgate_audit.diff.pairing import is_from_account, pairs_of
from corsgate_audit.model import Collection, DeployedStage, Location, Unresolved
from support.collected import NOWHERE
from support.diff_pairs import http_door, rest_door

if TYPE_CHECKING:
    from corsgate_audit.model import Door

POLICY = CorsPolicy(allow_origins=["https://app.example.com"])
ARN = "arn:aws:apigateway:eu-west-1::/apis/"


def door(name: str, path: str = "/a", **at: str) -> Door:
    """Return an HTTP API with one route."""
    location = Location(source=at.pop("source", "t.yaml"), pointer="", **at)  # type: ignore[arg-type]
    return replace(http_door(POLICY, ((path, "GET"),)), name=name, location=location)


def paired(before: list[Door], after: list[Door]) -> list[tuple[object, object]]:
    """Return the names of each pair."""
    found = pairs_of(Collection(apis=tuple(before)), Collection(apis=tuple(after)), ("a", "b"))
    return [(each.before and each.before.name, each.after and each.after.name) for each in found]


def test_by_what_names_them_best() -> None:
    """The ARN, the file with the logical id, the logical id, the name, and the routes."""
    before = [
        door("arn", arn=f"{ARN}1"),
        door("file", source="a/x.yaml", logical_id="Api"),
        door("other file", source="a/y.yaml", logical_id="Api"),
        door("id", logical_id="Moved", source="a/z.yaml"),
        door("name"),
        door("alike", "/only/here"),
        door("gone", "/gone"),
    ]
    after = [
        door("new", "/new"),
        door("renamed alike", "/only/here"),
        door("name"),
        door("renamed id", logical_id="Moved", source="b/w.yaml"),
        door("renamed other file", source="b/y.yaml", logical_id="Api"),
        door("renamed file", source="b/x.yaml", logical_id="Api"),
        door("renamed arn", arn=f"{ARN}1"),
    ]
    assert sorted(paired(before, after), key=str) == sorted(
        [
            ("arn", "renamed arn"),
            ("file", "renamed file"),
            ("other file", "renamed other file"),
            ("id", "renamed id"),
            ("name", "name"),
            ("alike", "renamed alike"),
            ("gone", None),
            (None, "new"),
        ],
        key=str,
    )


def test_a_name_that_several_have_pairs_none() -> None:
    """Their routes do."""
    before, after = [door("a", "/1"), door("a", "/2")], [door("a", "/2"), door("a", "/3")]
    found = pairs_of(Collection(apis=tuple(before)), Collection(apis=tuple(after)))
    assert [(each.before, each.after) for each in found] == [
        (before[1], after[0]),
        (None, after[1]),
        (before[0], None),
    ]


def test_each_stage_of_an_account_is_compared() -> None:
    """With the stage of that name, and a template with each of them."""
    api = rest_door(POLICY)
    stages = tuple(DeployedStage(stage=name, location=NOWHERE) for name in ("dev", "prod"))
    live = replace(
        api,
        stages=("dev", "prod"),
        deployed=stages,
        location=Location(source="aws", pointer="", arn=f"{ARN}9"),
    )
    found = pairs_of(Collection(apis=(live,)), Collection(apis=(api,)))
    assert [(each.stage_before, each.stage_after, each.name) for each in found] == [
        ("dev", "prod", "REST API 'shop' in stage 'prod'"),
        ("prod", "prod", "REST API 'shop' in stage 'prod'"),
    ]
    assert (is_from_account(live), is_from_account(api), is_from_account(None)) == (
        True,
        False,
        False,
    )


def test_an_unknown_name_is_written_as_its_source_has_it() -> None:
    """It pairs with nothing by that name."""
    unnamed = replace(http_door(POLICY), name=Unresolved("!Ref Name", "no default"))
    (pair,) = pairs_of(Collection(apis=(unnamed,)), Collection())
    assert pair.name == "HTTP API '!Ref Name'"
