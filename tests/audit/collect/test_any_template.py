"""Whatever a template holds, it is read to the end, and ends in a model or in one line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corsgate_audit.collect import TargetError, collect
from corsgate_audit.collect.template.functions import FUNCTIONS
from corsgate_audit.model import Collection, CoverageState, Target
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("A", "B", "C", "AWS::NoValue", "AWS::Region", "Loop")
ATTRIBUTES = ("Arn", "RootResourceId", "Outputs.Out")
TYPES = (
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::Method",
    "AWS::ApiGateway::GatewayResponse",
    "AWS::ApiGateway::Authorizer",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Route",
    "AWS::ApiGatewayV2::Integration",
    "AWS::ApiGatewayV2::Authorizer",
    "AWS::Lambda::Function",
    "AWS::Lambda::Url",
    "AWS::CloudFormation::Stack",
)
PROPERTIES = (
    "ApiId", "AuthorizationType", "AuthorizerId", "BinaryMediaTypes", "CorsConfiguration",
    "Cors", "Environment", "FunctionName", "HttpMethod", "IdentitySource", "Integration",
    "IntegrationUri", "MethodResponses", "Name", "ParentId", "PathPart", "RequestParameters",
    "ResourceId", "ResponseParameters", "ResponseType", "RestApiId", "RouteKey", "StageName",
    "Target", "TargetFunctionArn", "TemplateURL", "Uri",
)  # fmt: skip

references = st.one_of(
    st.builds(lambda name: {"Ref": name}, st.sampled_from(NAMES)),
    st.builds(
        lambda name, attribute: {"Fn::GetAtt": [name, attribute]},
        st.sampled_from(NAMES),
        st.sampled_from(ATTRIBUTES),
    ),
    st.builds(lambda name: {"Fn::Sub": f"x${{{name}}}y"}, st.sampled_from(NAMES)),
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(-1, 999), st.text(max_size=8))
values = st.recursive(
    st.one_of(references, scalars),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(st.sampled_from(PROPERTIES), st.text(max_size=4)), inner, max_size=3
        ),
        st.builds(
            lambda name, argument: {name: argument}, st.sampled_from(sorted(FUNCTIONS)), inner
        ),
        st.builds(
            lambda name, arguments: {name: arguments},
            st.sampled_from(sorted(FUNCTIONS)),
            st.lists(inner, max_size=4),
        ),
    ),
    max_leaves=12,
)
resources = st.fixed_dictionaries(
    {"Type": st.one_of(st.sampled_from(TYPES), scalars)},
    optional={
        "Properties": st.one_of(
            st.dictionaries(st.sampled_from(PROPERTIES), values, max_size=8), values
        ),
        "Condition": st.one_of(st.sampled_from(NAMES), scalars),
        "Metadata": values,
    },
)
conditions = st.recursive(
    st.one_of(
        values,
        st.builds(lambda name: {"Condition": name}, st.sampled_from(NAMES)),
        st.builds(lambda a, b: {"Fn::Equals": [a, b]}, values, values),
    ),
    lambda inner: st.builds(
        lambda name, parts: {name: parts},
        st.sampled_from(["Fn::And", "Fn::Or", "Fn::Not"]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=5,
)
sections = st.one_of(st.dictionaries(st.sampled_from(NAMES), values, max_size=3), values)
templates = st.fixed_dictionaries(
    {"Resources": st.dictionaries(st.sampled_from(NAMES), resources, max_size=6)},
    optional={
        "Parameters": sections,
        "Mappings": sections,
        "Outputs": sections,
        "Conditions": st.dictionaries(st.sampled_from(NAMES), conditions, max_size=4),
        "Transform": values,
    },
)


@pytest.mark.slow
@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(template=templates)
def test_any_template_is_read_to_the_end(tmp_path: Path, template: dict[str, Any]) -> None:
    """Every API of it that may exist is in the model, or named with a reason; nothing twice."""
    try:
        collection = collect([write(tmp_path, "t.json", json.dumps(template))])
    except TargetError as error:
        assert "\n" not in str(error)  # noqa: PT017 - most templates are no error
        return

    for front_door, kind in (
        ("rest", "AWS::ApiGateway::RestApi"),
        ("http", "AWS::ApiGatewayV2::Api"),
    ):
        declared = {
            name for name, body in template["Resources"].items() if body.get("Type") == kind
        }
        read = [api for api in collection.apis if api.front_door == front_door]
        assert {name_of(api) for api in read} | unread(collection) >= declared - gone(template)
        assert len(read) == len({name_of(api) for api in read})


def name_of(api: Target) -> str:
    """Return an API's name in the template."""
    return str(api.location.logical_id)


def unread(collection: Collection) -> set[str]:
    """Return what the coverage says was not seen, by its name in the template."""
    return {
        entry.resource.rpartition("#")[2]
        for entry in collection.coverage
        if entry.state is not CoverageState.SCANNED and entry.reason
    }


def gone(template: dict[str, Any]) -> set[str]:
    """Return the resources that have a condition: it may be false."""
    return {name for name, body in template["Resources"].items() if "Condition" in body}
