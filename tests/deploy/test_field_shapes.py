"""Apps in field shapes: deployed, audited, walked through by a browser, changed, destroyed.

Eleven of them are those of `support.shapes`: in one stack or in two, with or without deployments
by hand. Of the two others one has its origin from a parameter, one from a distribution of
CloudFront, with another distribution in front of its API.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.collect.live.scan import ScanOptions, scan
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Distribution, HeaderMode, HeaderSet, OriginKind, known
from deploy.apps.field_shapes import NAMES
from support import cdk
from support.aws import REGION, emulated_account
from support.chromium import FAILED, NOT_RUN, find_chromium
from support.compared_apps import stack_name
from support.front_door.deployed import all_doors
from support.front_door.served import served
from support.inventory import inventory
from support.pages import page_servers, pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corsgate_audit.model import Collection
    from support.aws import EmulatedAccount

pytestmark = [pytest.mark.deploy, pytest.mark.slow]

APP = f"{sys.executable} {Path(__file__).parent / 'apps' / 'field_shapes.py'}"
Seen = dict[str, Any]
JSON = (("content-type", "application/json"),)
STAGED_BY_HAND = {"KnownAtDeployment", "RoutesAndDeployment", "TwoStages"}


@dataclass(frozen=True)
class Route:
    """A request of a page, and what a page of the policy's origin reads.

    Args:
        door: name of the API.
        method: of the request.
        path: of the request.
        status: that the page reads; None where every page is blocked.
        headers: that the page sends.
    """

    door: str
    method: str
    path: str
    status: int | None = 200
    headers: tuple[tuple[str, str], ...] = ()


NEEDED = (*JSON, ("shard-iterator", "1"))
ROUTES = (
    Route("AnswersAddedLater", "GET", ""),
    Route("AnswersAddedLater", "PUT", "", None),  # no such route: its preflight does not list it
    Route("CatchAll", "PATCH", "any/path", headers=JSON),
    Route("GreedyWithoutAny", "POST", "a/b", headers=JSON),
    Route("GreedyWithoutAny", "GET", "health"),
    Route("HttpByAParameter", "DELETE", "any/path"),
    # Without a key, and without a signature: the gateway refuses, and the page reads why.
    Route("InheritedDefaults", "GET", "", 403),
    Route("InheritedDefaults", "POST", "signed", 403, JSON),
    Route("InheritedDefaults", "DELETE", "signed/open"),
    Route("ManyRoutes", "GET", "path7"),
    Route("OptionsByAFunction", "GET", ""),
    Route("OptionsByAFunction", "GET", "files", headers=JSON),
    Route("OwnPermissions", "POST", "path1", headers=JSON),
    Route("RequiredParameters", "PUT", "a?q=1", headers=NEEDED),
    Route("RequiredParameters", "PUT", "a?q=1", 400, JSON),
    Route("RoutesAndDeployment", "GET", ""),
    Route("RoutesAndDeployment", "DELETE", "items"),
    Route("TwoStages", "GET", "", headers=JSON),
    Route("TwoStages", "GET", "nowhere", 403),
    Route("KnownAtDeployment", "PUT", "", headers=JSON),
    Route("KnownAtDeployment", "GET", "mocked"),
    # Its pages are on CloudFront.
    Route("Fronted", "PUT", "", None),
)


def test_the_life_of_apps_in_field_shapes(tmp_path: Path) -> None:
    """Each step costs a run of the CDK CLI, and starts where the last one ended."""
    with page_servers() as origins, emulated_account() as account:
        deploy = partial(_deploy, tmp_path, origins[0])
        cdk.run("bootstrap", workspace=tmp_path)
        empty = inventory(account)
        deploy("--parameters", f"KnownAtDeployment:Site={origins[0]}")
        first = inventory(account)
        read = scan(ScanOptions(regions=(REGION,)))
        the_live_audit_finds_what_tests_bring_about(read, origins[0])
        the_site_is_the_origin_of_its_api(read, first)
        the_api_is_behind_cloudfront(read)
        if find_chromium() is not None:
            every_verdict_is_what_the_policy_says(account, origins, tmp_path / "packages")
        deploy("--context", "max_age=60")
        a_changed_policy_is_served_by_every_stage(first, inventory(account))
        cdk.run("destroy", workspace=tmp_path, app=str(tmp_path / "cdk.out"))
        assert inventory(account) == empty
    if find_chromium() is None:
        pytest.skip(NOT_RUN)


def _deploy(workspace: Path, origin: str, *context: str) -> str:
    options = ("--context", f"origin={origin}", *context)
    return cdk.run("deploy", *options, workspace=workspace, app=APP)


def the_live_audit_finds_what_tests_bring_about(read: Collection, origin: str) -> None:
    """A page on loopback, in stages that are called ``prod``; nothing is undetermined."""
    judgement = judge_collection(read)
    assert {each.rule for each in judgement.findings} == {"CORS504"}
    assert all(repr(origin) in each.message for each in judgement.findings)
    assert judgement.incomplete == ()


def the_site_is_the_origin_of_its_api(read: Collection, held: Seen) -> None:
    """A token in the policy: the domain that CloudFront has given to the site."""
    (domain,) = [
        each["DomainName"]
        for each in held["distributions"]
        if each["Origins"]["Items"][0]["DomainName"] == "www.example.com"
    ]
    (api,) = [each for each in held["rest_apis"] if each["name"] == "Fronted"]
    root = next(each for each in api["resources"] if each["path"] == "/")
    answers = root["resourceMethods"]["OPTIONS"]["methodIntegration"]["integrationResponses"]
    assert f"'https://{domain}'" in json.dumps(answers)
    assert {str(each.name) for each in read.apis} >= {*map(stack_name, NAMES), "Fronted"}


def the_api_is_behind_cloudfront(read: Collection) -> None:
    """As `cors_behavior` has said: all methods and headers, no cache but one with the origin."""
    fronts = [each for each in read.apis if isinstance(each, Distribution)]
    (front,) = [each for each in fronts if len(each.behaviors) > 1]
    cached, default = front.behaviors
    methods = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}
    not_host = HeaderSet(mode=HeaderMode.ALL_EXCEPT, names=("host",))
    for each in (cached, default):
        assert {*known(each.allowed_methods)} == methods
        assert each.forwarded_headers == not_host
        assert each.origin is not None
        assert (each.origin.path, known(each.origin.kind)) == ("/prod", OriginKind.API)
    by_origin = HeaderSet(mode=HeaderMode.LISTED, names=("origin",))
    assert known(cached.cache).key_headers == by_origin
    assert (known(cached.cache).default_ttl, known(default.cache).max_ttl) == (60, 0)
    assert (cached.edge_events, default.edge_events) == (("viewer-request",), ())
    assert cached.response_headers is not None
    assert known(cached.response_headers).cors is None


def every_verdict_is_what_the_policy_says(
    account: EmulatedAccount, origins: tuple[str, str, str], folder: Path
) -> None:
    """Preflight, request and error response; from the origin, a foreign one and a sub-domain."""
    folder.mkdir()
    doors = {str(door.api.name): door for door in all_doors(account, folder)}
    assert doors.keys() == {route.door for route in ROUTES}
    with served(doors) as host, pages(origins) as browser:
        seen = {origin: browser.fetch(origin, _calls(host)) for origin in origins}
    found = {origin: _read(results) for origin, results in seen.items()}
    own = [route.status or FAILED for route in ROUTES]
    assert found == dict(zip(origins, (own, *[[FAILED] * len(ROUTES)] * 2), strict=True))


def _calls(host: str) -> list[Seen]:
    return [
        {
            "url": f"{host}/{route.door}/{route.path}",
            "method": route.method,
            "headers": dict(route.headers),
            "credentials": "omit",
        }
        for route in ROUTES
    ]


def _read(results: Sequence[Seen]) -> list[object]:
    return [result.get("status", result.get("thrown")) for result in results]


def a_changed_policy_is_served_by_every_stage(first: Seen, changed: Seen) -> None:
    """Also by those of deployments made by hand; no API is replaced."""
    by_hand = set()
    for was, now in _pairs(first["rest_apis"], changed["rest_apis"], "name"):
        serves, served_before = (
            {stage["stageName"]: stage["deploymentId"] for stage in each["stages"]}
            for each in (now, was)
        )
        assert (now["id"], now["name"]) == (was["id"], was["name"])
        assert "'60'" in json.dumps(now["resources"])
        assert serves.keys() == served_before.keys()
        assert all(serves[name] != served_before[name] for name in serves)
        assert set(serves.values()) <= {each["id"] for each in now["deployments"]}
        by_hand |= {now["name"]} & STAGED_BY_HAND
    assert by_hand == STAGED_BY_HAND
    for was, now in _pairs(first["http_apis"], changed["http_apis"], "Name"):
        assert (now["ApiId"], now["CorsConfiguration"]["MaxAge"]) == (was["ApiId"], 60)
    assert len(changed["distributions"]) == len(first["distributions"])


def _pairs(before: Sequence[Seen], after: Sequence[Seen], key: str) -> Iterator[tuple[Seen, Seen]]:
    """Yield each API as it was and as it is, by its name: an account has no order."""
    was, now = ({each[key]: each for each in apis} for apis in (before, after))
    assert was.keys() == now.keys()
    yield from ((was[name], now[name]) for name in was)
