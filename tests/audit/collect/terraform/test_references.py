"""References of a Terraform plan: what they lead to, and what cannot be followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.collected import only_api, states, without_locations
from support.plans import Plan, configured, read

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


LATER = "known only after apply"
API = ("aws_api_gateway_rest_api.shop.id", "aws_api_gateway_rest_api.shop")
ROOT = ("aws_api_gateway_rest_api.shop.root_resource_id", "aws_api_gateway_rest_api.shop")


def test_instances_refer_to_those_of_their_own_index(tmp_path: Path) -> None:
    """Or to the one that is named."""
    each = ("aws_api_gateway_resource.path", "each.key")
    named = ('aws_api_gateway_resource.path["b"].id', "aws_api_gateway_resource.path")
    plan = Plan().add("aws_api_gateway_rest_api.shop", name="shop")
    for key in ("a", "b"):
        plan.add(
            "aws_api_gateway_resource.path", key, rest_api_id=API, parent_id=ROOT, path_part=key
        )
    for key in ("a", "b"):
        plan.add(
            "aws_api_gateway_method.get",
            key,
            rest_api_id=API,
            resource_id=each,
            http_method="GET",
            authorization="NONE",
        )
    plan.add(
        "aws_api_gateway_method.put",
        rest_api_id=API,
        resource_id=named,
        http_method="PUT",
        authorization="NONE",
    )

    routes = only_api(read(tmp_path, plan.content())).routes

    own = only_api(configured(tmp_path, plan)).routes
    assert without_locations(own) == without_locations(routes)
    assert [(r.path, r.method) for r in routes] == [("/a", "GET"), ("/b", "GET"), ("/b", "PUT")]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (
            {"resource_id": ("aws_api_gateway_resource.gone.id",)},
            f"its path could not be resolved: aws_api_gateway_method.get.resource_id: {LATER}",
        ),
        (
            {"resource_id": ("local.resource", "var.none", "module.none.out", "odd")},
            f"its path could not be resolved: aws_api_gateway_method.get.resource_id: {LATER}",
        ),
        (
            {"resource_id": "r-1"},
            "its path could not be resolved: r-1: the resource is not part of the template",
        ),
        ({"resource_id": ROOT, "http_method": ("var.m",)}, "its HttpMethod could not be resolved"),
    ],
)
def test_what_cannot_be_followed_is_named(
    tmp_path: Path, arguments: dict[str, Any], reason: str
) -> None:
    """A method whose path nobody knows is not judged."""
    given = {"rest_api_id": API, "http_method": "GET", "authorization": "NONE", **arguments}
    plan = Plan().add("aws_api_gateway_rest_api.shop", name="shop")
    plan.add("aws_api_gateway_method.get", **given)
    collection = read(tmp_path, plan.content())
    own = configured(tmp_path, plan)

    assert only_api(collection).routes == only_api(own).routes == ()
    # The reason is what only a plan knows: a configuration has the expression in its place.
    left = [each.resource.rpartition("#")[2] for each in own.coverage if each.incomplete]
    assert left == ["aws_api_gateway_method.get"]
    assert states(collection)["plan.json#aws_api_gateway_method.get"] == ("unresolved", reason)


def test_parts_of_a_method_that_is_not_in_the_plan_are_named(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Another configuration declares the method."""
    plan = Plan().add(
        "aws_api_gateway_integration.put", resource_id="r1", http_method="PUT", type="MOCK"
    )

    assert states(read(tmp_path, plan.content())) == snapshot
    assert states(configured(tmp_path, plan)) == snapshot(name="configuration")
