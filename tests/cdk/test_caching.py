"""Stage caching, which would serve one origin's answer to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aws_cdk.aws_apigateway import (
    HttpIntegration,
    IntegrationOptions,
    MockIntegration,
    RestApi,
    StageOptions,
)

from corsgate import CorsPolicy
from corsgate_cdk import CorsRestApi, add_cors
from support.synthesis import (
    POLICY,
    Properties,
    by_logical_id,
    linted,
    new_stack,
    template_of,
)

if TYPE_CHECKING:
    from aws_cdk import Stack

CACHED = StageOptions(cache_cluster_enabled=True, caching_enabled=True)
KEYS = ["method.request.header.Origin", "method.request.header.origin"]
PAGE = "method.request.querystring.page"


def add_routes(api: RestApi) -> None:
    """Add a route that has a cache key of its own, and one that has none."""
    by_page = HttpIntegration(
        "https://backend.example.com",
        options=IntegrationOptions(
            cache_key_parameters=[PAGE],
            request_parameters={"integration.request.querystring.page": PAGE},
        ),
    )
    api.root.add_method("GET", by_page, request_parameters={PAGE: True})
    api.root.add_method("PUT", MockIntegration())


def methods(stack: Stack) -> dict[str, Properties]:
    """Return the methods of the only resource."""
    template = template_of(stack)
    assert linted(template) == []
    found = by_logical_id(template, "AWS::ApiGateway::Method").values()
    return {each["HttpMethod"]: each for each in found}


@pytest.mark.parametrize("added", [True, False])
def test_trap_35_responses_are_kept_apart_by_origin(*, added: bool) -> None:
    """In both cases of the header; the route's own keys stay, and preflights have them as well."""
    stack = new_stack()
    if added:
        api = RestApi(stack, "Api", deploy_options=CACHED)
        add_cors(api, POLICY)
    else:
        api = CorsRestApi(stack, "Api", policy=POLICY, deploy_options=CACHED)
    add_routes(api)
    found = methods(stack)
    assert found["GET"]["RequestParameters"] == {PAGE: True, **dict.fromkeys(KEYS, False)}
    assert found["GET"]["Integration"]["CacheKeyParameters"] == [PAGE, *KEYS]
    assert found["PUT"]["RequestParameters"] == dict.fromkeys(KEYS, False)
    assert found["PUT"]["Integration"]["CacheKeyParameters"] == KEYS
    assert found["OPTIONS"]["RequestParameters"] == dict.fromkeys(KEYS, False)
    assert found["OPTIONS"]["Integration"]["CacheKeyParameters"] == KEYS


@pytest.mark.parametrize(
    ("policy", "options"),
    [
        (CorsPolicy(allow_origins=["*"], allow_methods=["PUT"]), CACHED),
        (POLICY, StageOptions()),
    ],
)
def test_nothing_is_kept_apart_without_need(policy: CorsPolicy, options: StageOptions) -> None:
    """An answer that is the same for all may be shared; a key that nobody needs costs hits."""
    stack = new_stack()
    add_routes(CorsRestApi(stack, "Api", policy=policy, deploy_options=options))
    found = methods(stack)
    assert found["GET"]["Integration"]["CacheKeyParameters"] == [PAGE]
    assert "RequestParameters" not in found["PUT"]
    assert "CacheKeyParameters" not in found["PUT"]["Integration"]


def test_trap_11_caching_that_is_switched_on_is_deployed_with_its_keys() -> None:
    """The keys are part of the methods, and a stage serves a snapshot of those."""

    def deployment(options: StageOptions) -> list[str]:
        stack = new_stack()
        add_routes(CorsRestApi(stack, "Api", policy=POLICY, deploy_options=options))
        return list(by_logical_id(template_of(stack), "AWS::ApiGateway::Deployment"))

    assert deployment(CACHED) != deployment(StageOptions())
