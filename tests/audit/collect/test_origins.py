"""Which API is behind a behavior of a distribution, by the domain name of its origin."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import BrowserRequest
from corsgate_audit.collect.origins import link_origins
from corsgate_audit.gateway import exchange
from corsgate_audit.gateway.cloudfront import url_behind
from corsgate_audit.model import (
    Api,
    Behavior,
    CachePolicy,
    CoverageState,
    Distribution,
    DomainName,
    FunctionUrl,
    Integration,
    Location,
    Origin,
    RestApi,
    Route,
    Target,
    Text,
    Unresolved,
    origin_kind,
)
from corsgate_audit.rules.behaviors import routes_through

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

HOST = "api.example.com"
UNKNOWN = Unresolved("?", "nobody knows")


def place(end: str) -> Location:
    """Return where something of an account was read."""
    return Location(
        source="aws", pointer="x", arn=f"arn:aws:{end}", account="1", region="eu-west-1"
    )


def rest(key: str, *names: DomainName) -> RestApi:
    """Return a REST API with two methods."""
    there = place(f"apigateway:eu-west-1::/restapis/{key}")
    mock = Integration(type="MOCK")
    routes = tuple(
        Route(path=path, method="GET", integration=mock, location=there)
        for path in ("/items", "/v1/more")
    )
    return RestApi(
        name=key,
        stages=("prod",),
        routes=routes,
        domain_names=names,
        location=there,
    )


def distribution(domain: str, path: Text = "", pattern: Text = "*") -> Distribution:
    """Return a distribution with one behavior."""
    there = place("cloudfront::1:distribution/E1")
    origin = Origin(id="o", domain=domain, path=path, kind=origin_kind(domain))
    behavior = Behavior(
        path_pattern=pattern, origin=origin, cache=CachePolicy(name="c"), location=there
    )
    return Distribution(
        name="cdn",
        behaviors=(behavior,),
        aliases=("cdn.example.com",),
        location=there,
    )


def origin_of(api: Target) -> Origin:
    """Return the one origin of a distribution."""
    assert isinstance(api, Distribution)
    (behavior,) = api.behaviors
    assert behavior.origin is not None
    return behavior.origin


def linked(front: Target, *apis: Target) -> Origin:
    """Link, and return the origin."""
    (first, *rest_of_them), _ = link_origins([front, *apis])
    assert rest_of_them == [*apis]
    return origin_of(first)


@pytest.mark.parametrize(
    ("domain", "api"),
    [
        ("A1.execute-api.eu-west-1.amazonaws.com", rest("a1")),
        (
            "a1.execute-api.eu-west-1.amazonaws.com.cn",
            replace(
                rest("a1"), location=replace(place(""), arn="arn:aws-cn:apigateway:r::/restapis/a1")
            ),
        ),
        (
            "x.lambda-url.eu-west-1.on.aws",
            FunctionUrl(
                name="f",
                auth_type="NONE",
                integration=Integration(type="AWS_PROXY"),
                domain_names=(DomainName(name="x.lambda-url.eu-west-1.on.aws"),),
                location=place("lambda:eu-west-1:1:function:f"),
            ),
        ),
    ],
)
def test_a_domain_name_of_awss(domain: str, api: Api) -> None:
    """The id in it names the API; another API's does not."""
    found = linked(distribution(domain, "/prod"), rest("a2"), api)

    assert (found.api, found.mapping, found.kind) == (api, None, "api")


ROOT, ONE, TWO = (DomainName(name=HOST, base_path=p, stage=f"s{p}") for p in ("", "v1", "v1/x"))


@pytest.mark.parametrize(
    ("names", "path", "pattern", "chosen"),
    [
        ((ROOT,), "", "*", ROOT),
        ((ROOT,), UNKNOWN, UNKNOWN, ROOT),
        ((ONE,), "", "*", ONE),
        ((ROOT, ONE), "/v1", "*", ONE),
        ((ROOT, ONE), "", "/v1/*", ONE),
        ((ROOT, ONE), "", "v1", ONE),
        ((ROOT, ONE), "", "v2/*", ROOT),
        ((ROOT, ONE, TWO), "/v1", "x/*", TWO),
        ((ROOT, ONE, TWO), "", "v1/y?", ONE),
        ((ROOT, ONE), "", "*", None),
        ((ROOT, ONE), "", "v1*", None),
        ((ROOT, ONE, TWO), "/v1", "*", None),
        ((ONE, TWO), "", UNKNOWN, None),
        ((ROOT, ONE), UNKNOWN, "v1/*", None),
    ],
)
def test_a_custom_domain_name(
    names: tuple[DomainName, ...], path: Text, pattern: Text, chosen: DomainName | None
) -> None:
    """The mapping that all requests of the behavior take; where they may take several, none."""
    apis = [rest(f"a{index}", name) for index, name in enumerate(names)]
    (front, *_), coverage = link_origins([distribution(HOST.upper(), path, pattern), *apis])

    assert origin_of(front).mapping == chosen
    assert origin_of(front).api == (None if chosen is None else apis[names.index(chosen)])
    assert [entry.state for entry in coverage] == [CoverageState.UNRESOLVED] * (chosen is None)


def test_what_may_reach_several_apis_is_named(snapshot: SnapshotAssertion) -> None:
    """With their paths: rules could not tell."""
    _, (entry,) = link_origins([distribution(HOST), rest("a1", ROOT), rest("a2", ONE)])

    assert entry.resource == "arn:aws:cloudfront::1:distribution/E1 behavior '*'"
    assert entry.reason == snapshot


def test_an_api_that_is_not_part_of_the_scan_is_named(snapshot: SnapshotAssertion) -> None:
    """It may be in another region or account; a bucket or another server is none."""
    host = "a9.execute-api.eu-west-2.amazonaws.com"
    bucket = distribution("b.s3.eu-west-2.amazonaws.com")
    (first, second), (entry,) = link_origins([distribution(host), bucket])

    assert origin_of(first).api is None
    assert second == bucket
    assert entry.state is CoverageState.SKIPPED
    assert entry.reason == snapshot


def test_requests_go_through_the_mapping(snapshot: SnapshotAssertion) -> None:
    """To the stage that it names, without the base path; beside it, nobody knows an answer."""
    (front, api), _ = link_origins([distribution(HOST, "/v1"), rest("a1", ONE)])
    assert isinstance(front, Distribution)
    assert isinstance(api, RestApi)
    (behavior,) = front.behaviors

    assert [route.path for route in routes_through(front, behavior)] == ["/items", "/v1/more"]
    inside = url_behind(origin_of(front), api, "https://cdn.example.com/items?a=1")
    assert inside == "https://a1.execute-api.eu-west-1.amazonaws.com/sv1/items"
    (whole, _), _ = link_origins([distribution(HOST), api])
    assert isinstance(whole, Distribution)
    request = BrowserRequest("https://cdn.example.com/items", "https://app.example.com")
    answer = exchange(whole, request).answer
    assert answer is not None
    assert answer.note == snapshot
