"""Documents that `inject_cors` cannot complete, and all that is wrong with each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate.render import inject_cors
from support.injection import OK, POLICY, openapi, problems_of

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RESPONSES = "x-amazon-apigateway-gateway-responses"


@pytest.mark.parametrize(
    "document",
    [
        {"openapi": "3.1.0", "paths": {}},
        {"swagger": "1.2"},
        "openapi: 3.0.1",
    ],
)
def test_fails_on_a_version_that_api_gateway_does_not_import(
    document: object, snapshot: SnapshotAssertion
) -> None:
    """Nothing else can be said of such a document."""
    assert problems_of(document) == snapshot


def test_a_number_for_a_version_is_read() -> None:
    """YAML's ``swagger: 2.0``."""
    assert (
        "options"
        in inject_cors({"swagger": 2.0, "paths": {"/a": {"get": OK}}}, POLICY)["paths"]["/a"]
    )


def test_fails_on_everything_that_cannot_be_read_at_once(snapshot: SnapshotAssertion) -> None:
    """Nothing is passed over in silence."""
    document = openapi(
        {
            "/a": {
                "GET": OK,
                "$ref": "#/paths/~1b",
            },
            "b": {},
            "/c": [],
            "/d": {
                "get": "nothing",
                "put": {"security": [{"nobody": []}], "parameters": [{"$ref": "other.json#/p"}]},
                "parameters": "none",
            },
            "/e": {"get": {"parameters": [{"$ref": "#/components/a/b"}, 7]}},
            "/f": {"get": {"parameters": [{"name": "x y", "in": "header", "required": True}]}},
        },
        **{
            "components": {"a": "text"},
            "x-amazon-apigateway-cors": {},
            RESPONSES: {"THROTTLED": None},
        },
    )
    assert problems_of(document, path_policies={"/g": None}) == snapshot


def test_fails_on_parts_of_the_wrong_shape(snapshot: SnapshotAssertion) -> None:
    """Where the paths are to be, and the error responses."""
    problems = problems_of(openapi([], **{RESPONSES: []}))  # type: ignore[arg-type]  # bad input
    assert problems == snapshot


def test_trap_9_fails_on_several_origins_without_a_choice_beside_the_rest(
    snapshot: SnapshotAssertion,
) -> None:
    """The choice is asked for in the same breath as everything else."""
    several = POLICY.replace(allow_origins=["https://a.test", "https://b.test"])
    assert problems_of(openapi({"/a": {"patch": OK}}), several) == snapshot
