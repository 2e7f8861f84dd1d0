"""CloudFront as the CDK writes it: its hosts, paths and policies are read, and judged."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from aws_cdk.aws_apigateway import HttpIntegration
from aws_cdk.aws_cloudfront import BehaviorOptions, CachePolicy, Distribution
from aws_cdk.aws_cloudfront_origins import FunctionUrlOrigin, RestApiOrigin

from corsgate import CorsPolicy
from corsgate_audit import model
from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import OriginKind
from corsgate_cdk import CorsFunctionUrl, CorsRestApi, cors_behavior
from support.collected import of_kind
from support.synthesis import new_function, new_stack, template_of

if TYPE_CHECKING:
    from pathlib import Path

    from aws_cdk import Stack

    from corsgate_audit.judging.judged import Judgement
    from corsgate_audit.model import Collection

POLICY = CorsPolicy(
    allow_origins=["https://app.example.com"], allow_methods=["PUT"], allow_credentials=True
)

pytestmark = pytest.mark.slow


def _rest_api(stack: Stack) -> CorsRestApi:
    api = CorsRestApi(stack, "Api", policy=POLICY)
    api.root.add_resource("items").add_method("PUT", HttpIntegration("https://b.example.com"))
    return api


def _read(folder: Path, stack: Stack) -> Collection:
    path = folder / "template.json"
    path.write_text(json.dumps(template_of(stack)), "utf-8")
    return collect([str(path)])


def _found(judgement: Judgement) -> set[tuple[str, str | None]]:
    of_cloudfront = [
        each for each in judgement.findings if each.resource.type.startswith("AWS::CloudFront")
    ]
    return {(each.rule, each.resource.path) for each in of_cloudfront}


def test_behaviors_that_corsgate_makes_are_clean(tmp_path: Path) -> None:
    """Before a REST API and a function URL; both are recognised behind it."""
    stack = new_stack()
    url = CorsFunctionUrl(stack, "Url", function=new_function(stack), policy=POLICY)
    Distribution(
        stack,
        "Distribution",
        default_behavior=cors_behavior(RestApiOrigin(_rest_api(stack)), POLICY),
        additional_behaviors={"/function": cors_behavior(FunctionUrlOrigin(url), POLICY)},
    )
    collection = _read(tmp_path, stack)
    (distribution,) = of_kind(collection.apis, model.Distribution)

    origins = [behavior.origin for behavior in distribution.behaviors]
    assert [origin and origin.kind for origin in origins] == [OriginKind.API, OriginKind.API]
    assert all(origin and origin.api for origin in origins)
    judgement = judge_collection(collection)
    assert _found(judgement) == set()
    assert judgement.incomplete == ()


def test_the_cdks_own_defaults_keep_preflights_from_the_api(tmp_path: Path) -> None:
    """GET and HEAD alone; once the other methods pass, no `Origin` passes with them."""
    stack = new_stack()
    origin = RestApiOrigin(_rest_api(stack))
    Distribution(
        stack,
        "Distribution",
        default_behavior=BehaviorOptions(origin=origin),
        additional_behaviors={
            "/items": BehaviorOptions(origin=origin, cache_policy=CachePolicy.CACHING_DISABLED)
        },
    )

    found = _found(judge_collection(_read(tmp_path, stack)))
    assert found == {("CORS401", "/items"), ("CORS402", "/items")}
