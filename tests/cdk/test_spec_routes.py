"""Routes that API Gateway would refuse to import fail when the construct is made."""

from __future__ import annotations

import pytest
from aws_cdk.aws_apigateway import ApiDefinition

from corsgate_cdk import CorsSpecRestApi
from support.synthesis import POLICY, new_function, new_stack

SEGMENT = (
    "; a segment is a variable such as '{id}', the last one also '{proxy+}', or has letters, "
    "digits and . _ - : only"
)
SIBLING = "where another path has '{id}'; API Gateway allows one variable name at each position"
METHODS = "['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']"


@pytest.mark.parametrize(
    ("paths", "problem"),
    [
        ({}, "routes: the value is empty; write {'/items': {'GET': function}}"),
        ({"items": ["GET"]}, "routes: 'items' is not a path, which begins with '/'"),
        (
            {"/items/": ["GET"]},
            f"routes: '/items/' has the segment ''{SEGMENT}",
        ),
        (
            {"/a b": ["GET"]},
            f"routes: '/a b' has the segment 'a b'{SEGMENT}",
        ),
        (
            {"/{proxy+}/x": ["GET"]},
            (
                "routes: '/{proxy+}/x' continues after '{proxy+}', which matches the whole rest "
                "of the path"
            ),
        ),
        (
            {"/items": []},
            "routes: '/items' has no methods; write {'GET': function}, or remove the path",
        ),
        (
            {"/items": ["FETCH"]},
            f"routes: '/items' has the method 'FETCH'; API Gateway supports {METHODS}",
        ),
        (
            {"/items": ["GET", "get"]},
            "routes: '/items' has the method 'GET' in two spellings; keep one of them",
        ),
        (
            {"/items/{id}": ["GET"], "/items/{name}/parts": ["GET"]},
            f"routes: '/items/{{name}}/parts' has '{{name}}' {SIBLING}",
        ),
    ],
)
def test_what_an_import_would_refuse_fails_at_once(
    paths: dict[str, list[str]], problem: str
) -> None:
    """Before a deployment does, and with the line that fixes it."""
    stack = new_stack()
    function = new_function(stack)
    routes = {path: dict.fromkeys(methods, function) for path, methods in paths.items()}
    with pytest.raises(ValueError, match="CorsSpecRestApi") as caught:
        CorsSpecRestApi(stack, "Api", policy=POLICY, routes=routes)
    assert str(caught.value) == f"CorsSpecRestApi 'Api': {problem}"


def test_all_problems_are_told_at_once() -> None:
    """A second source of the document among them."""
    stack = new_stack()
    with pytest.raises(ValueError, match="api_definition") as caught:
        CorsSpecRestApi(  # type: ignore[call-arg] # what a type checker finds, too
            stack,
            "Api",
            policy=POLICY,
            routes={"items": {"FETCH": new_function(stack)}},
            api_definition=ApiDefinition.from_inline({"swagger": "2.0"}),
        )
    assert str(caught.value) == (
        "CorsSpecRestApi 'Api': routes: 'items' is not a path, which begins with '/' | routes: "
        "'items' has the method 'FETCH'; API Gateway supports ['ANY', 'DELETE', 'GET', 'HEAD', "
        "'OPTIONS', 'PATCH', 'POST', 'PUT'] | api_definition sets what routes already sets; "
        "remove it, or give SpecRestApi the result of corsgate.render.inject_cors(document, "
        "policy)"
    )
