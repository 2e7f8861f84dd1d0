"""The reference app, deployed, and what pages on allowed and other origins get from it.

Each request walks the whole way: browser, preflight, event, handler, response, verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import BrowserRequest
from corsgate_audit.model import FrontDoor
from support import cdk
from support.aws import EmulatedAccount, emulated_account
from support.front_door.deployed import DeployedDoor, deployed_doors
from support.front_door.journey import Journey, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.deploy, pytest.mark.slow]

ORIGINS = ("https://app.example.com", "https://admin.example.com")
STRANGER = "https://evil.example.net"
JSON = (("content-type", "application/json"),)

Doors = dict[FrontDoor, DeployedDoor]


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatedAccount]:
    """An account that the reference app is deployed in."""
    workspace = tmp_path_factory.mktemp("workspace")
    with emulated_account() as account:
        cdk.run("bootstrap", workspace=workspace)
        cdk.run("deploy", workspace=workspace)
        yield account


@pytest.fixture(scope="module")
def doors(account: EmulatedAccount, tmp_path_factory: pytest.TempPathFactory) -> Doors:
    """Its front doors."""
    return deployed_doors(account, tmp_path_factory.mktemp("packages"))


@pytest.fixture(params=[FrontDoor.REST_API, FrontDoor.HTTP_API])
def door(request: pytest.FixtureRequest, doors: Doors) -> DeployedDoor:
    """One of them."""
    return doors[request.param]


def fetch(door: DeployedDoor, origin: str, method: str, path: str, *, body: bytes = b"") -> Journey:
    """Do what a page does with ``fetch(url, {method, body, credentials: "include"})``."""
    headers = JSON if body else ()
    request = BrowserRequest(door.url(path), origin, method, headers, credentials="include")
    return walk(request, door.answer, body)


def status(journey: Journey) -> int:
    """Return the status that the page reads; the page has to get the response."""
    assert journey.verdict.allowed, journey.verdict.console
    assert journey.response
    return journey.response.status


def created(journey: Journey) -> str:
    """Return the path of the item that a POST made."""
    assert status(journey) == 201
    assert journey.response
    headers = {name.lower(): value for name, value in journey.response.headers}
    return headers["location"]


@pytest.mark.parametrize("origin", ORIGINS)
def test_whole_life_of_an_item(door: DeployedDoor, origin: str) -> None:
    """A page on an allowed origin creates, replaces, reads and deletes an item."""
    path = created(fetch(door, origin, "POST", "/items", body=b'{"name": "a"}'))
    assert status(fetch(door, origin, "PUT", path, body=b'{"name": "b"}')) == 200
    assert status(fetch(door, origin, "GET", path)) == 200
    assert status(fetch(door, origin, "DELETE", path)) == 204
    assert status(fetch(door, origin, "GET", path)) == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_stranger_is_blocked_before_the_handler_runs(door: DeployedDoor, method: str) -> None:
    """A page on another origin changes nothing: the preflight fails, and nothing else is sent."""
    path = created(fetch(door, ORIGINS[0], "POST", "/items", body=b'{"name": "a"}'))
    journey = fetch(door, STRANGER, method, path, body=b'{"name": "b"}')
    assert journey.verdict.error == "PreflightMissingAllowOriginHeader"
    assert journey.response is None
    assert status(fetch(door, ORIGINS[0], "GET", path)) == 200


def test_stranger_reads_nothing(door: DeployedDoor) -> None:
    """A GET is sent without a preflight, and the page does not get the response."""
    journey = fetch(door, STRANGER, "GET", "/items")
    assert journey.preflight is None
    assert journey.verdict.error == "MissingAllowOriginHeader"


def test_method_without_a_route_is_refused_by_name(door: DeployedDoor) -> None:
    """The console names the method, and not a missing header."""
    journey = fetch(door, ORIGINS[0], "PATCH", "/items")
    assert journey.verdict.error == "MethodDisallowedByPreflightResponse"
    assert journey.verdict.parameter == "PATCH"


def test_gateway_error_is_readable(door: DeployedDoor) -> None:
    """A path that the API does not have: the page reads the error, and learns what is wrong."""
    wanted = {FrontDoor.REST_API: 403, FrontDoor.HTTP_API: 404}
    journey = fetch(door, ORIGINS[1], "GET", "/nowhere")
    assert status(journey) == wanted[door.api.front_door]


def test_failing_handler_is_readable(account: EmulatedAccount, doors: Doors) -> None:
    """A handler that raises: the page reads the 502 of the REST API."""
    functions = account.client("lambda")
    name = next(
        f["FunctionName"]
        for f in functions.list_functions()["Functions"]
        if f["Handler"].endswith(".list_items")
    )
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    broken = {**variables, "ITEMS_TABLE": "no-such-table"}
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": broken})
    try:
        journey = fetch(doors[FrontDoor.REST_API], ORIGINS[0], "GET", "/items")
    finally:
        functions.update_function_configuration(
            FunctionName=name, Environment={"Variables": variables}
        )
    assert status(journey) == 502
