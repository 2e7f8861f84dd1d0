"""An app with every construct: deployed, audited, walked through by a browser, changed, destroyed.

Not among them is CloudFront, which the emulated account cannot make.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.browser import BrowserRequest
from corsgate_audit.collect.live import read_account
from corsgate_audit.collect.live.account import connect
from corsgate_audit.judging.judgement import judge_collection
from deploy.apps.every_construct import ANYONE, one_origin, several_origins
from support import cdk
from support.aws import emulated_account
from support.browsing import allowed_by
from support.chromium import FAILED, NOT_RUN, find_chromium
from support.front_door.deployed import all_doors
from support.front_door.served import served
from support.inventory import inventory
from support.pages import page_servers, pages
from support.synthesis import linted

if TYPE_CHECKING:
    from corsgate import CorsPolicy
    from support.aws import EmulatedAccount

pytestmark = [pytest.mark.deploy, pytest.mark.slow]

APP = f"{sys.executable} {Path(__file__).parent / 'apps' / 'every_construct.py'}"
Seen = dict[str, Any]


@dataclass(frozen=True)
class Route:
    """A route and what is to come of it.

    Args:
        door: the construct's name.
        method: of the route.
        path: of the route.
        policy: for an origin, given the first page's origin; None: no page reads anything.
        status: that a page reads, where it may.
        headers: that the page sends.
        credentials: as in ``fetch``.
    """

    door: str
    method: str
    path: str
    policy: Any
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    credentials: str = "include"


def everyone(_: str) -> CorsPolicy:
    """Return the policy of a route, or of an error response, that every page may read."""
    return ANYONE


JSON = (("content-type", "application/json"),)
TRACE = (("x-trace", "1"),)
WITH_AGE = {"ErrorsApi", "ItemsApi", "SpecApi"}
"""REST APIs with a preflight that has a ``max_age``."""
ROUTES = (
    Route("ItemsApi", "GET", "items", one_origin),
    Route("ItemsApi", "PUT", "items", one_origin, headers=JSON),
    # The page has no key: the gateway refuses, and the page that may reads why.
    Route("ItemsApi", "DELETE", "items/1", one_origin, status=403),
    Route("ItemsApi", "PATCH", "items", one_origin),
    Route("ItemsApi", "GET", "nowhere", one_origin, status=403),
    Route("PartsApi", "GET", "public", everyone, credentials="omit"),
    Route("PartsApi", "PUT", "public", everyone, credentials="omit"),
    Route("PartsApi", "GET", "hooks", None),
    Route("SpecApi", "GET", "items", one_origin),
    Route("SpecApi", "PUT", "items", one_origin, headers=JSON),
    Route("SpecApi", "GET", "hooks", None),
    Route("SpecApi", "GET", "nowhere", one_origin, status=403),
    Route("ErrorsApi", "GET", "items", one_origin),
    Route("ErrorsApi", "GET", "nowhere", one_origin, status=403),
    Route("PlainApi", "GET", "files/a/b", several_origins, credentials="omit"),
    Route("PlainApi", "PATCH", "files/a", several_origins, headers=TRACE, credentials="omit"),
    # ``reflect``: every page reads what the gateway answers itself.
    Route("PlainApi", "GET", "nowhere", everyone, 403, credentials="omit"),
    Route("HttpApi", "GET", "items", one_origin),
    Route("HttpApi", "PUT", "items", one_origin, headers=JSON),
    Route("HttpApi", "DELETE", "closed", one_origin, status=403),
    Route("HttpApi", "GET", "nowhere", one_origin, status=404),
    Route("HandlerApi", "GET", "files", several_origins, credentials="omit"),
    Route("HandlerApi", "PATCH", "files", several_origins, headers=TRACE, credentials="omit"),
    Route("Url", "GET", "any/path", one_origin),
    Route("Url", "PUT", "any/path", one_origin, headers=JSON),
)


def test_the_life_of_an_app_with_every_construct(tmp_path: Path) -> None:
    """Each step costs a run of the CDK CLI, and starts where the last one ended."""
    with page_servers() as origins, emulated_account() as account:
        deploy = partial(_deploy, tmp_path, origins[0])
        cdk.run("bootstrap", workspace=tmp_path)
        empty = inventory(account)
        deploy()
        first = inventory(account)
        all_of_it_is_deployed(account, tmp_path)
        the_live_audit_finds_nothing()
        if find_chromium() is not None:
            every_verdict_is_what_the_policy_says(account, origins, tmp_path / "packages")
        assert deploy().count("(no changes)") == 1
        assert inventory(account) == first
        deploy("--context", "max_age=60")
        a_changed_policy_is_a_new_deployment(first, inventory(account))
        cdk.run("destroy", workspace=tmp_path, app=str(tmp_path / "cdk.out"))
        assert inventory(account) == empty
    if find_chromium() is None:
        pytest.skip(NOT_RUN)


def _deploy(workspace: Path, origin: str, *context: str) -> str:
    options = ("--context", f"origin={origin}", *context)
    return cdk.run("deploy", *options, workspace=workspace, app=APP)


def all_of_it_is_deployed(account: EmulatedAccount, workspace: Path) -> None:
    """No resource of the template is passed over; cfn-lint and the CDK's own rules like it."""
    template = workspace / "cdk.out" / "EveryConstruct.template.json"
    assert linted(json.loads(template.read_text())) == []
    report = json.loads((workspace / "cdk.out" / "validation-report.json").read_text())
    assert report["pluginReports"] == []
    pages = account.client("cloudformation").get_paginator("list_stack_resources")
    deployed = {
        resource["LogicalResourceId"]: resource["ResourceType"]
        for page in pages.paginate(StackName="EveryConstruct")
        for resource in page["StackResourceSummaries"]
    }
    resources = json.loads(template.read_text())["Resources"]
    assert deployed == {name: each["Type"] for name, each in resources.items()}
    assert "AWS::Lambda::LayerVersion" in deployed.values()


def the_live_audit_finds_nothing() -> None:
    """And has seen everything; that error responses reflect is what the app has chosen."""
    judgement = judge_collection(read_account(connect()))
    assert [each.message for each in judgement.findings] == []
    assert judgement.incomplete == ()


def every_verdict_is_what_the_policy_says(
    account: EmulatedAccount, origins: tuple[str, str, str], folder: Path
) -> None:
    """Preflight, request and error response; from the origin, a foreign one and a sub-domain.

    Traps 6 and 27: each response carries the headers, and carries them once.
    """
    folder.mkdir()
    doors = {_short(str(door.api.name)): door for door in all_doors(account, folder)}
    assert doors.keys() == {route.door for route in ROUTES}
    with served(doors) as host, pages(origins) as browser:
        seen = {origin: browser.fetch(origin, _calls(host)) for origin in origins}
    found = {
        (origin, route.door, route.method, route.path): result.get("status", result.get("thrown"))
        for origin, results in seen.items()
        for route, result in zip(ROUTES, results, strict=True)
    }
    assert found == {
        (origin, route.door, route.method, route.path): _wanted(route, origin, origins[0])
        for origin in origins
        for route in ROUTES
    }


def _calls(host: str) -> list[Seen]:
    return [
        {
            "url": f"{host}/{route.door}/{route.path}",
            "method": route.method,
            "headers": dict(route.headers),
            "credentials": route.credentials,
        }
        for route in ROUTES
    ]


def _wanted(route: Route, origin: str, first: str) -> int | str:
    """Return the status that a page reads, or what its ``fetch`` throws."""
    url = "https://api.example.com/"
    request = BrowserRequest(url, origin, route.method, route.headers, route.credentials)
    policy = route.policy(first) if route.policy else None
    return route.status if policy and allowed_by(policy, request) else FAILED


def a_changed_policy_is_a_new_deployment(first: Seen, changed: Seen) -> None:
    """Trap 11: the stage of the API that it is about serves it; no API is replaced."""
    for was, now in zip(first["rest_apis"], changed["rest_apis"], strict=True):
        concerned = now["name"] in WITH_AGE
        serves, served_before = (
            [stage["deploymentId"] for stage in each["stages"]] for each in (now, was)
        )
        assert now["id"] == was["id"]
        assert ("'60'" in json.dumps(now["resources"])) is concerned
        assert (serves != served_before) is concerned
        assert serves == [each["id"] for each in now["deployments"]]
    ages = {api.get("CorsConfiguration", {}).get("MaxAge") for api in changed["http_apis"]}
    urls = [url for function in changed["functions"] for url in function["urls"]]
    assert ages == {60, None}
    assert [url["Cors"]["MaxAge"] for url in urls] == [60]


def _short(name: str) -> str:
    """Return the construct's name; a URL has that of its function."""
    return "Url" if name.startswith("EveryConstruct-") else name
