"""What corsgate renders, the audit finds nothing in: for every policy, not for some."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corsgate.render import REFLECT, gateway_responses, http_api, mock_preflight
from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from support.policies import policies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate import CorsPolicy
    from corsgate_audit.judging.judged import Judgement

pytestmark = pytest.mark.slow

API = {"RestApiId": {"Ref": "Api"}}
STANDARD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def _judged(template: dict[str, Any]) -> Judgement:
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(template, file)
        file.flush()
        return judge_collection(collect([str(Path(file.name))]))


def _rest(policy: CorsPolicy, methods: list[str], binary: list[str]) -> dict[str, Any]:
    """Return a template whose one path has these methods and the policy's preflight."""
    root = API | {"ResourceId": {"Fn::GetAtt": ["Api", "RootResourceId"]}}
    backend = {"Type": "HTTP_PROXY", "Uri": "https://x.example", "IntegrationHttpMethod": "ANY"}
    resources: dict[str, Any] = {
        "Api": {
            "Type": "AWS::ApiGateway::RestApi",
            "Properties": {"Name": "items", "BinaryMediaTypes": binary},
        },
        "Preflight": {
            "Type": "AWS::ApiGateway::Method",
            "Properties": root | mock_preflight(policy, methods=methods),
        },
    }
    for method in methods:
        properties = {"HttpMethod": method, "AuthorizationType": "NONE", "Integration": backend}
        resources[method] = {"Type": "AWS::ApiGateway::Method", "Properties": root | properties}
    patterns = [each for each in policy.allow_origins if "*" in each.removesuffix("*")]
    several = len(policy.allow_origins) > 1 or patterns or ":*" in str(policy.allow_origins)
    choice = {"error_origin": REFLECT} if several else {}
    for name, properties in gateway_responses(policy, **choice).items():
        resources[name.replace("_", "")] = {
            "Type": "AWS::ApiGateway::GatewayResponse",
            "Properties": API | properties,
        }
    return {"Resources": resources}


def _own_wish(policy: CorsPolicy, methods: Sequence[str] = ()) -> list[str]:
    """Return what is reported of a policy that asks browsers to remember nothing, or has no JSON.

    Args:
        policy: of the API.
        methods: of its path.
    """
    refuses_json = not {"content-type", "*"} & set(policy.allow_headers)
    sends_json = bool({"POST", "PUT", "PATCH"} & set(methods))
    no_json = ["CORS122"] if refuses_json and sends_json else []
    return no_json + (["CORS509"] if policy.max_age == 0 else [])


@settings(max_examples=75)
@given(
    policies(),
    st.lists(st.sampled_from(STANDARD), unique=True, min_size=1),
    st.sampled_from([[], ["*/*"]]),
)
def test_a_rest_api_with_a_rendered_preflight_is_clean(
    policy: CorsPolicy, methods: list[str], binary: list[str]
) -> None:
    """Origins, patterns, wildcards, credentials, binary media types: no finding, nothing untold."""
    offered = [method for method in methods if {method, "*"} & set(policy.allow_methods)]
    judgement = _judged(_rest(policy, offered, binary))

    assert [found.rule for found in judgement.findings] == _own_wish(policy, offered)
    assert [part.reason for part in judgement.incomplete] == []


@settings(max_examples=40)
@given(policies(exact_only=True))
def test_an_http_api_with_rendered_settings_is_clean(policy: CorsPolicy) -> None:
    """The same for what an HTTP API can express."""
    properties = {"ProtocolType": "HTTP", "Name": "items", "CorsConfiguration": http_api(policy)}
    judgement = _judged(
        {"Resources": {"Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": properties}}}
    )

    assert [found.rule for found in judgement.findings] == _own_wish(policy)
    assert [part.reason for part in judgement.incomplete] == []
