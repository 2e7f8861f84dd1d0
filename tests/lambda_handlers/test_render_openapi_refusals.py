"""Documents that `inject_cors` cannot complete, and all that is wrong with each."""

from __future__ import annotations

import pytest

from corsgate.render import inject_cors
from support.injection import OK, POLICY, openapi, problems_of

RESPONSES = "x-amazon-apigateway-gateway-responses"
WAYS_OUT = (
    "or give the path a policy of its own with path_policies={{{0!r}: other_policy}}, or none, if "
    "no browser calls it, with path_policies={{{0!r}: None}}"
)


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (
            {"openapi": "3.1.0", "paths": {}},
            (
                "openapi: '3.1.0' is not supported by API Gateway, which imports swagger: '2.0' "
                "and openapi: '3.0.x'"
            ),
        ),
        (
            {"swagger": "1.2"},
            (
                "swagger: '1.2' is not supported by API Gateway, which imports swagger: '2.0' and "
                "openapi: '3.0.x'"
            ),
        ),
        (
            "openapi: 3.0.1",
            "str is not an object; read the file with json or a YAML parser",
        ),
    ],
)
def test_fails_on_a_version_that_api_gateway_does_not_import(
    document: object, problem: str
) -> None:
    """Nothing else can be said of such a document."""
    assert problems_of(document) == [problem]


def test_a_number_for_a_version_is_read() -> None:
    """YAML's ``swagger: 2.0``."""
    assert (
        "options"
        in inject_cors({"swagger": 2.0, "paths": {"/a": {"get": OK}}}, POLICY)["paths"]["/a"]
    )


def test_fails_on_everything_that_cannot_be_read_at_once() -> None:
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
    follow = (
        "cannot be followed; write the object itself, or refer to one in this document by '#/…'"
    )
    assert problems_of(document, path_policies={"/g": None}) == [
        (
            "x-amazon-apigateway-cors is for HTTP APIs, and REST APIs ignore it; remove it, or "
            "give an HTTP API the settings of corsgate.render.http_api(policy)"
        ),
        "/a: 'GET' is not read as a method; write 'get'",
        (
            "/a: '$ref' is neither a method nor a field of a path item; write the path item in its "
            "place"
        ),
        "paths: 'b' is not a path, which begins with '/'",
        "/c: [] is not a path item object",
        (
            "path_policies: the document has no path at or below '/g'; its paths are "
            "['/d', '/e', '/f']"
        ),
        "GET /d: 'nothing' is not an operation object",
        "/d: parameters: 'none' is not a list",
        (
            "PUT /d: security names 'nobody', which is not in the document's "
            "components.securitySchemes; define it there, or correct the name"
        ),
        f"PUT /d: parameters: {{'$ref': 'other.json#/p'}} {follow}",
        f"GET /e: parameters: {{'$ref': '#/components/a/b'}} {follow}",
        f"GET /e: parameters: 7 {follow}",
        "/f: CORS policy: allow_headers: 'x y' is not a header name; write for example 'x-trace'",
        f"{RESPONSES}: THROTTLED: None is not a gateway response object",
    ]


def test_fails_on_parts_of_the_wrong_shape() -> None:
    """Where the paths are to be, and the error responses."""
    assert problems_of(openapi([], **{RESPONSES: []})) == [  # type: ignore[arg-type]  # bad input
        "paths: [] is not an object of path items",
        f"{RESPONSES}: [] is not an object",
    ]


def test_trap_9_fails_on_several_origins_without_a_choice_beside_the_rest() -> None:
    """The choice is asked for in the same breath as everything else."""
    several = POLICY.replace(allow_origins=["https://a.test", "https://b.test"])
    first, second = problems_of(openapi({"/a": {"patch": OK}}), several)
    assert first.startswith("the route PATCH /a is outside the policy")
    assert second.startswith("the policy allows several origins (['https://a.test',")
