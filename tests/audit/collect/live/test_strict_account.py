"""An account that answers as sparingly as AWS: what the collector would lose with fewer words.

Each of its habits is taken from it here, on the way between it and the account, so that a test
that compares what it reads is seen to fail without the habit.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
import botocore
import pytest
from moto import mock_aws

from corsgate_audit.collect.live.scan import ScanOptions, scan
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Collection, Unresolved, routes_of
from support.front_doors import fill
from support.moto_support import api_pages, install

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow  # an emulated account

REGION = "eu-west-1"
OPTIONS = ScanOptions(max_rps=10)


@pytest.fixture(name="whole")
def _whole(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collection]:
    """Have an account with an item on a page, and return all that is in it."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setattr(api_pages, "_MAX_LIMIT", 1)
    install()
    with mock_aws():
        fill(boto3.Session(region_name=REGION))
        rest: Any = boto3.client("apigateway")
        for api in (each for page in pages(rest) for each in page["items"]):
            root = rest.get_resources(restApiId=api["id"])["items"][0]["id"]
            made = rest.create_resource(restApiId=api["id"], parentId=root, pathPart="items")
            rest.put_method(
                restApiId=api["id"],
                resourceId=made["id"],
                httpMethod="GET",
                authorizationType="NONE",
            )
        yield scan(OPTIONS)


def pages(rest: Any) -> Any:  # noqa: ANN401 - boto3's
    """Walk the REST APIs."""
    return rest.get_paginator("get_rest_apis").paginate()


@contextmanager
def on(event: str, change: Callable[..., object]) -> Iterator[None]:
    """Change what goes through an event of every session that is made inside the block."""

    def prepare(session: Any) -> None:  # noqa: ANN401 - a botocore session
        session.get_component("event_emitter").register_last(event, change)

    botocore.register_initializer(prepare)
    try:
        yield
    finally:
        botocore.unregister_initializer(prepare)


def paths(collection: Collection) -> list[tuple[str, str, str]]:
    """Return API, method and path of each route."""
    return sorted(
        (str(api.name), route.method, route.path)
        for api in collection.apis
        for route in routes_of(api)
    )


def test_everything_is_read_of_many_pages(whole: Collection) -> None:
    """Each item of which is on a page of its own."""
    assert paths(whole) == [
        (f"{name}-eu-west-1", method, path)
        for name in ("a", "b")
        for method, path in (("GET", "/"), ("GET", "/items"), ("OPTIONS", "/"))
    ]
    assert "CORS108" in {each.rule for each in judge_collection(whole).findings}


def test_without_embed_the_methods_are_missed(whole: Collection) -> None:
    """Their settings are not taken for defaults: nothing passes, and nothing is found."""

    def forget(params: dict[str, Any], **_: object) -> None:
        params.pop("embed")

    with on("before-parameter-build.apigateway.GetResources", forget):
        found = scan(OPTIONS)

    assert found != whole
    routes = [route for api in found.apis for route in routes_of(api)]
    assert all(isinstance(route.authorization, Unresolved) for route in routes)
    judgement = judge_collection(found)
    assert judgement.incomplete
    assert not [each for each in judgement.findings if each.rule == "CORS108"]


@pytest.mark.parametrize(
    ("operation", "left"),
    [
        ("GetRestApis", [("a-eu-west-1", "GET", "/"), ("a-eu-west-1", "GET", "/items")]),
        ("GetResources", [("a-eu-west-1", "GET", "/"), ("b-eu-west-1", "GET", "/")]),
    ],
)
def test_without_a_paginator_the_rest_is_missed(
    operation: str, left: list[tuple[str, str, str]], whole: Collection
) -> None:
    """Of the APIs, and of the resources of each."""

    def forget(parsed: dict[str, Any], **_: object) -> None:
        parsed.pop("position", None)

    with on(f"after-call.apigateway.{operation}", forget):
        found = scan(OPTIONS)

    assert [each for each in paths(found) if each[1] == "GET"] == left
    assert found != whole
