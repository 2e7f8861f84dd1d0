"""A request goes to the most specific route."""

from __future__ import annotations

import pytest

from support.front_door.routing import best_path

ROUTES = ("/{proxy+}", "/items/{id}", "/items/new", "/items", "/")


@pytest.mark.parametrize(
    ("path", "route", "parameters"),
    [
        ("/", "/", {}),
        ("/items", "/items", {}),
        ("/items/", "/items", {}),
        ("/items/new", "/items/new", {}),
        ("/items/a%2Fb", "/items/{id}", {"id": "a/b"}),
        ("/items/1/parts", "/{proxy+}", {"proxy": "items/1/parts"}),
    ],
)
def test_most_specific_wins(path: str, route: str, parameters: dict[str, str]) -> None:
    """Literal before ``{name}`` before ``{name+}``, parameters decoded."""
    assert best_path(ROUTES, path) == (route, parameters)


def test_no_route_is_an_error() -> None:
    """What matches nothing goes nowhere."""
    with pytest.raises(LookupError, match=r"^no route has a path that '/pets' matches$"):
        best_path(["/items", "/items/{id}"], "/pets")
