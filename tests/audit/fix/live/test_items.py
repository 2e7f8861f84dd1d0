"""The way from one state to another: it ends there, and is found again from where it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsgate_audit.fix.live.behavior import BehaviorMethods, methods_of, opened
from corsgate_audit.fix.live.cors_settings import FunctionUrlCors, HttpApiCors
from corsgate_audit.fix.live.desired import preflight
from corsgate_audit.fix.live.gateway_response import GatewayResponse
from corsgate_audit.fix.live.gateway_response import state_of as response_state
from corsgate_audit.fix.live.items import ITEMS
from corsgate_audit.fix.live.rest_method import RestMethod, state_of, unknown_fields
from corsgate_audit.fix.live.stage import MADE, Stage
from support.live_fix import POLICY

if TYPE_CHECKING:
    from corsgate_audit.fix.live.values import Item, State

PLACE = {"restApiId": "a1", "resourceId": "r1", "httpMethod": "OPTIONS"}
NAMES = st.sampled_from(["200", "204", "400"])
METHODS = st.none() | st.fixed_dictionaries(
    {"httpMethod": st.just("OPTIONS"), "authorizationType": st.sampled_from(["NONE", "AWS_IAM"])},
    optional={
        "methodIntegration": st.fixed_dictionaries(
            {"type": st.sampled_from(["MOCK", "HTTP"])},
            optional={
                "uri": st.just("https://x.example.com"),
                "integrationResponses": st.dictionaries(
                    NAMES, st.fixed_dictionaries({"statusCode": NAMES}), min_size=1
                ),
            },
        ),
        "methodResponses": st.dictionaries(
            NAMES, st.fixed_dictionaries({"statusCode": NAMES}), min_size=1
        ),
    },
)
SETTINGS = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "AllowOrigins": st.lists(st.sampled_from(["https://a.example", "https://b.example"])),
        "AllowHeaders": st.lists(st.sampled_from(["X-A", "x-a", "x-b"])),
        "MaxAge": st.integers(0, 5),
    },
)
STAGES = st.fixed_dictionaries(
    {"deployment": st.sampled_from(["d0", "d1"]), "made": st.booleans()}
) | st.just({"deployment": MADE, "made": True})
RESPONSES = st.none() | st.fixed_dictionaries({"responseParameters": st.just({"a": "'b'"})})


def walk(item: Item[Any], address: dict[str, str], start: State, target: State) -> None:
    """Walk from one state to another, asking anew after each step."""
    steps = item.steps(address, start, target)
    state = start
    for number, step in enumerate(steps):
        assert list(item.steps(address, state, target)) == list(steps[number:])
        state = step.then
    assert list(item.steps(address, state, target)) == []
    if not isinstance(item, Stage):
        assert item.same(state, target)


@given(start=METHODS, target=METHODS)
def test_a_method(start: State, target: State) -> None:
    """Whatever is there becomes whatever is wanted."""
    walk(RestMethod(), PLACE, start, target)


@given(start=SETTINGS, target=SETTINGS)
def test_settings(start: State, target: State) -> None:
    """Of HTTP APIs and function URLs."""
    walk(HttpApiCors(), {"ApiId": "h1"}, start, target)
    walk(FunctionUrlCors(), {"FunctionName": "f"}, start, target)


@given(start=RESPONSES, target=RESPONSES)
def test_gateway_responses(start: State, target: State) -> None:
    """Put, or taken away."""
    walk(GatewayResponse(), {"restApiId": "a1", "responseType": "THROTTLED"}, start, target)


@given(start=STAGES, target=STAGES)
def test_a_stage(start: State, target: State) -> None:
    """It serves what it shall; a deployment that was made stays."""
    address = {"restApiId": "a1", "stageName": "prod", "mark": "m"}
    walk(Stage(), address, start, target)
    steps = Stage().steps(address, start, target)
    end = steps[-1].then if steps else start
    assert (end or {})["deployment"] == (target or {})["deployment"]


BEHAVIORS = st.fixed_dictionaries(
    {
        "Items": st.sampled_from([["GET", "HEAD"], ["HEAD", "GET", "OPTIONS"]]),
        "CachedMethods": st.just(["GET", "HEAD"]),
    }
)


@given(start=BEHAVIORS, target=BEHAVIORS)
def test_a_behavior(start: State, target: State) -> None:
    """One call, whatever the order."""
    walk(BehaviorMethods(), {"Id": "E1", "PathPattern": "/items*"}, start, target)


def test_a_behavior_without_a_list_reads_only() -> None:
    """As CloudFront takes it."""
    config = {"DefaultCacheBehavior": {}, "CacheBehaviors": {"Quantity": 0}}
    unset = {"Items": ["GET", "HEAD"], "CachedMethods": ["GET", "HEAD"]}
    assert methods_of(config, "*") == unset
    assert methods_of(config, "/items*") is None


@pytest.mark.parametrize(
    ("methods", "after"),
    [
        (["GET"], ["GET", "HEAD", "OPTIONS"]),
        (["PATCH"], ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]),
    ],
)
def test_preflights_get_through_with_as_few_methods_as_can_be(
    methods: list[str], after: list[str]
) -> None:
    """CloudFront knows three sets."""
    state = {"Items": ["HEAD", "GET"], "CachedMethods": ["GET", "HEAD"]}
    assert opened(state, methods) == {"Items": after, "CachedMethods": ["GET", "HEAD"]}


def test_a_preflight_from_nothing_takes_four_calls() -> None:
    """In the order that API Gateway demands."""
    steps = RestMethod().steps(PLACE, None, preflight(POLICY, ["PUT"], []))

    assert [step.call.operation for step in steps] == [
        "put_method",
        "put_integration",
        "put_method_response",
        "put_integration_response",
    ]
    assert steps[0].call.arguments == {**PLACE, "authorizationType": "NONE"}


def test_what_aws_fills_in_says_nothing() -> None:
    """A method as AWS answers it is the one that was put; an empty template is one."""
    answered: dict[str, Any] = {
        "ResponseMetadata": {"HTTPStatusCode": 200},
        "httpMethod": "OPTIONS",
        "authorizationType": "NONE",
        "apiKeyRequired": False,
        "methodIntegration": {
            "type": "MOCK",
            "passthroughBehavior": "WHEN_NO_MATCH",
            "timeoutInMillis": 29000,
            "cacheNamespace": "r1",
            "cacheKeyParameters": [],
            "responseTransferMode": "BUFFERED",
            "requestTemplates": {"application/json": None},
        },
    }

    assert state_of(answered, "r1") == {
        "httpMethod": "OPTIONS",
        "authorizationType": "NONE",
        "methodIntegration": {"type": "MOCK", "requestTemplates": {"application/json": ""}},
    }
    kept = {"timeoutInMillis": 5000, "cacheNamespace": "shared"}
    assert state_of({"methodIntegration": kept}, "r1") == {"methodIntegration": kept}


def test_fields_that_nobody_could_put_back_are_named() -> None:
    """What AWS may add to a method some day."""
    state = {"authorizationType": "NONE", "shiny": 1, "methodIntegration": {"new": 2, "uri": ""}}

    assert unknown_fields(state) == ("new", "shiny")


@pytest.mark.parametrize(
    ("shape", "state"),
    [
        ({"responseType": "THROTTLED", "defaultResponse": True, "statusCode": "429"}, None),
        ({"responseType": "THROTTLED", "statusCode": "429"}, {}),
        ({"responseType": "THROTTLED", "statusCode": "503"}, {"statusCode": "503"}),
        (
            {
                "responseType": "DEFAULT_4XX",
                "responseTemplates": {
                    "application/json": '{"message":$context.error.messageString}'
                },
            },
            {},
        ),
    ],
)
def test_a_gateway_response_without_what_is_aws_s_own(
    shape: dict[str, Any], state: dict[str, Any] | None
) -> None:
    """A customised response without settings is not the same as none."""
    assert response_state(shape) == state


def test_settings_that_mean_the_same() -> None:
    """Order and the case of header names say nothing; no settings are not empty ones."""
    http = HttpApiCors()
    one = {"AllowHeaders": ["X-A", "b"], "AllowCredentials": False, "MaxAge": 0}
    assert http.same(one, {"AllowHeaders": ["B", "x-a"], "ExposeHeaders": [], "MaxAge": 0})
    assert not http.same({"MaxAge": 0}, {})
    assert not http.same(None, {})
    assert FunctionUrlCors().same(None, {})


def test_every_kind_has_its_name() -> None:
    """As the saved state names it: a file of an older version must find its kind."""
    assert sorted(ITEMS) == [
        "cloudfront_behavior",
        "function_url_cors",
        "gateway_response",
        "http_api_cors",
        "rest_method",
        "stage",
    ]
