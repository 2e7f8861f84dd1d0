"""The five kinds of target: what they share, and what only some of them have."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

from corsgate_audit.model import (
    Collection,
    CorsConfiguration,
    FrontDoor,
    FunctionUrl,
    Handler,
    Route,
    Target,
    TargetBase,
    Unresolved,
    routes_of,
    settings_of,
)
from support.apis import (
    FUNCTION,
    UNKNOWN,
    cors,
    distribution,
    function_url,
    http_api,
    location,
    rest_api,
    route,
)

HANDLER = Handler(name="app", location=location("Function"))
EACH = (rest_api(route("GET")), http_api(cors()), function_url(None), distribution(), HANDLER)


def test_every_kind_is_a_front_door_of_its_own() -> None:
    """No two share one, and none is left out."""
    assert {type(each) for each in EACH} == set(get_args(Target))
    assert {each.front_door for each in EACH} == set(FrontDoor)


def test_a_kind_has_a_name_and_a_place_and_the_fields_that_it_uses() -> None:
    """No field is there for another kind alone."""
    names = {type(each).__name__: {field.name for field in fields(each)} for each in EACH}
    shared = {field.name for field in fields(TargetBase)}
    assert all(shared < own for own in names.values())
    assert {kind for kind, own in names.items() if "routes" in own} == {"RestApi", "HttpApi"}
    assert {kind for kind, own in names.items() if "cors" in own} == {"HttpApi", "FunctionUrl"}
    assert {kind for kind, own in names.items() if "domain_names" in own} == {
        "RestApi",
        "HttpApi",
        "FunctionUrl",
        "Distribution",
    }


def test_a_function_url_is_one_route_for_everything() -> None:
    """With the URL's own authorization, in the URL's place."""
    url = FunctionUrl(
        name="items", auth_type="AWS_IAM", integration=FUNCTION, location=location("Url")
    )

    assert url.routes == (
        Route(
            path="$default",
            method="ANY",
            authorization="AWS_IAM",
            integration=FUNCTION,
            location=location("Url"),
        ),
    )


def test_routes_and_settings_of_any_target() -> None:
    """None where a kind has none."""
    assert [len(routes_of(each)) for each in EACH] == [1, 1, 1, 0, 0]
    found: list[CorsConfiguration | Unresolved | None] = [settings_of(each) for each in EACH]
    assert found == [None, cors(), None, None, None]
    assert settings_of(http_api(UNKNOWN)) == UNKNOWN


def test_code_answers_no_browser() -> None:
    """All other targets of a collection do."""
    assert Collection(apis=EACH).doors == EACH[:-1]
