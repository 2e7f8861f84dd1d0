"""REST APIs whose routes are a text in a Terraform plan: an OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.collected import only_route, states, without_locations
from support.openapi import REST_HEAD
from support.plans import Plan, configured, read

if TYPE_CHECKING:
    from pathlib import Path


LATER = "known only after apply"


DOCUMENT = f"{REST_HEAD}paths: {{/items: {{get: {{}}}}}}\n"


@pytest.mark.parametrize("body", [DOCUMENT, '{"swagger": "2.0", "paths": {"/items": {"get": {}}}}'])
def test_a_body_is_a_text(tmp_path: Path, body: str) -> None:
    """In JSON or YAML; its routes are where the text is."""
    plan = Plan().add("aws_api_gateway_rest_api.shop", name="shop", body=body)

    route = only_route(read(tmp_path, plan.content()))
    own = only_route(configured(tmp_path, plan))

    assert without_locations(own) == without_locations(route)
    assert own.location.logical_id == route.location.logical_id
    assert (route.path, route.method) == ("/items", "GET")
    assert route.location.pointer == "/planned_values/root_module/resources/0/values/body"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (("local.body",), f"aws_api_gateway_rest_api.shop.body: {LATER}"),
        (
            "a: b: c",
            "not valid YAML: mapping values are not allowed here, line 1, column 5",
        ),
        ("[" * 200 + "]" * 200, "an object is expected at the top, not a list"),
    ],
)
def test_a_body_that_cannot_be_read_is_named(tmp_path: Path, body: object, reason: str) -> None:
    """The API is not judged."""
    plan = Plan().add("aws_api_gateway_rest_api.shop", name="shop", body=body)
    collection = read(tmp_path, plan.content())

    state, said = states(collection)["plan.json#aws_api_gateway_rest_api.shop"]
    assert collection.apis == ()
    assert state == "failed"
    assert str(said).endswith(reason)
    own = configured(tmp_path, plan)
    assert own.apis == ()
    (left,) = (each for each in own.coverage if each.incomplete)
    assert left.resource.endswith("main.tf#aws_api_gateway_rest_api.shop")
    # What only a plan knows is that the value is made later: a configuration has its expression.
    assert str(left.reason).endswith(reason) or isinstance(body, tuple)
