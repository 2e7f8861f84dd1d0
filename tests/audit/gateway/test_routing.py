"""Which route a request reaches, and on which path it is asked for."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsgate_audit.browser import HttpRequest
from corsgate_audit.gateway import match_route
from corsgate_audit.gateway.received import receive
from corsgate_audit.gateway.routing import path_parameters
from support.apis import http_api, rest_api, route

# The example of https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
DOCUMENTED = http_api(
    None,
    route("GET", "/pets/dog/1"),
    route("GET", "/pets/dog/{id}"),
    route("GET", "/pets/{proxy+}"),
    route("ANY", "/{proxy+}"),
    route("ANY", "$default"),
)

# What the tests of localstack/localstack, run against AWS, have seen: TestApigatewayRouting.
SEEN_ON_AWS = rest_api(
    route("POST", "/test"), route("ANY", "/test/any"), route("OPTIONS", "/{proxy+}")
)


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/pets/dog/1", ("GET", "/pets/dog/1")),
        ("GET", "/pets/dog/2", ("GET", "/pets/dog/{id}")),
        ("GET", "/pets/cat/1", ("GET", "/pets/{proxy+}")),
        ("POST", "/test/5", ("ANY", "/{proxy+}")),
        ("POST", "/pets/dog/1", ("ANY", "/{proxy+}")),
        ("GET", "/", ("ANY", "$default")),
    ],
)
def test_http_apis_route_as_aws_documents(
    method: str, path: str, expected: tuple[str, str]
) -> None:
    """The most specific path that has the method."""
    found = match_route(DOCUMENTED, method, path)
    assert found is not None
    assert (found.method, found.path) == expected


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("OPTIONS", "/test", ("OPTIONS", "/{proxy+}")),
        ("POST", "/test", ("POST", "/test")),
        ("POST", "/test/", ("POST", "/test")),
        ("OPTIONS", "/test/any", ("ANY", "/test/any")),
        ("GET", "/test/any", ("ANY", "/test/any")),
    ],
)
def test_rest_apis_route_as_seen_on_aws(method: str, path: str, expected: tuple[str, str]) -> None:
    """A greedy path answers a method that the literal one lacks."""
    found = match_route(SEEN_ON_AWS, method, path)
    assert found is not None
    assert (found.method, found.path) == expected


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/test"), ("POST", "/other"), ("PURGE", "/test/any")]
)
def test_without_a_route_there_is_none(method: str, path: str) -> None:
    """`ANY` stands for the methods that API Gateway serves, and for no other."""
    assert match_route(SEEN_ON_AWS, method, path) is None


def test_the_method_itself_goes_before_any() -> None:
    """On the same path."""
    api = rest_api(route("ANY"), route("OPTIONS"))
    found = match_route(api, "OPTIONS", "/items")
    assert found is not None
    assert found.method == "OPTIONS"


def test_a_variable_takes_one_segment_and_a_greedy_one_takes_at_least_one() -> None:
    """Neither takes an empty one."""
    api = http_api(None, route("GET", "/items/{id}"), route("GET", "/files/{path+}"))
    assert match_route(api, "GET", "/items/") is None
    assert match_route(api, "GET", "/items/1/2") is None
    assert match_route(api, "GET", "/files/") is None
    assert match_route(api, "GET", "/files/a/b") is not None


@given(st.text(max_size=30), st.text(max_size=8))
def test_any_path_is_matched_or_not(path: str, method: str) -> None:
    """Nothing that a request can ask for is an error."""
    for api in (DOCUMENTED, SEEN_ON_AWS):
        found = match_route(api, method, path)
        assert found is None or found in api.routes


def test_path_variables_are_decoded() -> None:
    """A greedy one keeps its slashes."""
    assert path_parameters(route("GET", "/a/{id}/{rest+}"), "/a/x%20y/b/c%2Fd") == {
        "id": "x y",
        "rest": "b/c/d",
    }


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a1.execute-api.eu-central-1.amazonaws.com/prod/items/1", ("prod", "/items/1")),
        ("https://a1.execute-api.eu-central-1.amazonaws.com/prod", ("prod", "/")),
        ("https://api.example.com/prod/items", ("", "/prod/items")),
        ("https://api.example.com", ("", "/")),
    ],
)
def test_a_rest_apis_own_domain_has_the_stage_in_its_path(
    url: str, expected: tuple[str, str]
) -> None:
    """A custom domain has not."""
    received = receive(rest_api(), HttpRequest("GET", url))
    assert (received.stage, received.path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/dev/items", ("dev", "/items")), ("/items", ("$default", "/items"))],
)
def test_an_http_apis_default_stage_is_not_in_its_path(
    path: str, expected: tuple[str, str]
) -> None:
    """A stage with a name is."""
    api = http_api(None, stages=("$default", "dev"))
    url = f"https://a1.execute-api.eu-central-1.amazonaws.com{path}"
    received = receive(api, HttpRequest("GET", url))
    assert (received.stage, received.path) == expected


_SEGMENT = st.sampled_from(["a", "b", "{x}", "{y}", "{p+}", ""])
_PATHS = st.one_of(
    st.just("$default"), st.lists(_SEGMENT, min_size=1, max_size=4).map(lambda s: "/" + "/".join(s))
)
_ASKED = st.lists(st.sampled_from(["a", "b", "%61", "", "c"]), min_size=1, max_size=4)


@given(
    declared=st.lists(st.tuples(st.sampled_from(["GET", "ANY", "PUT"]), _PATHS), max_size=12),
    asked=_ASKED,
    is_rest=st.booleans(),
)
def test_of_many_routes_the_one_is_found_that_walking_them_all_finds(
    *, declared: list[tuple[str, str]], asked: list[str], is_rest: bool
) -> None:
    """The order of routes that are equally specific included."""
    routes = [route(*each) for each in declared]
    api = rest_api(*routes) if is_rest else http_api(None, *routes)
    path = "/" + "/".join(asked)

    fitting = [
        ((rank, each.method == "ANY"), each)
        for each in api.routes
        if each.method in {"GET", "ANY"}
        and (rank := _specific(each.path, path, is_rest=is_rest)) is not None
    ]
    expected = min(fitting, key=lambda pair: pair[0])[1] if fitting else None
    assert match_route(api, "GET", path) is expected


def _specific(pattern: str, path: str, *, is_rest: bool) -> tuple[int, ...] | None:
    """Compare one path with one route, segment by segment."""
    if pattern == "$default":
        return (3,)
    ends = "/" if is_rest else ""
    parts = (pattern.rstrip(ends) if ends else pattern).removeprefix("/").split("/")
    segments = (path.rstrip(ends) if ends else path).removeprefix("/").split("/")
    ranks: list[int] = []
    for index, part in enumerate(parts):
        if part.endswith("+}"):
            return (*ranks, 2) if "/".join(segments[index:]) else None
        if index >= len(segments):
            return None
        is_variable = part.startswith("{")
        if not (segments[index] if is_variable else part == unquote(segments[index])):
            return None
        ranks.append(1 if is_variable else 0)
    return tuple(ranks) if len(parts) == len(segments) else None
