"""Origins that only a deployment knows are expressions of CloudFormation wherever they are put."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App, CfnParameter, Stack
from aws_cdk.assertions import Template
from aws_cdk.aws_apigateway import LambdaIntegration
from aws_cdk.aws_apigatewayv2 import HttpMethod
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from aws_cdk.aws_cloudfront import BehaviorOptions, Distribution
from aws_cdk.aws_cloudfront_origins import HttpOrigin, RestApiOrigin
from aws_cdk.aws_ssm import StringParameter

from corsgate import CorsPolicy
from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from corsgate_cdk import CorsFunctionUrl, CorsHttpApi, CorsRestApi, CorsSpecRestApi, cors_for
from support.synthesis import (
    POLICY,
    Properties,
    by_logical_id,
    failure_of,
    linted,
    new_function,
    new_stack,
    preflights,
    template_of,
    variables,
)

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

SITE = {"Ref": "Site"}
NAMED = {"Ref": "SsmParameterValuesiteoriginC96584B6F00A464EAD1953AFF4B05118Parameter"}


@dataclass(frozen=True)
class Built:
    """An app with all front doors, whose policy has a parameter, an SSM value, and a domain."""

    template: Properties
    domain: Any


def policy_with(*origins: str) -> CorsPolicy:
    """Return a policy for these origins."""
    return CorsPolicy(
        allow_origins=origins,
        allow_methods=["GET", "PUT"],
        allow_headers=["content-type"],
        allow_credentials=True,
    )


def build(max_age: int | None = None) -> Built:
    """Build the app; the distribution is in a stack of its own."""
    app = App()
    pages, stack = Stack(app, "Pages"), Stack(app, "Stack")
    site = Distribution(
        pages, "Site", default_behavior=BehaviorOptions(origin=HttpOrigin("pages.example.com"))
    )
    policy = policy_with(
        f"https://{CfnParameter(stack, 'Site').value_as_string}",
        StringParameter.value_for_string_parameter(stack, "/site/origin"),
        f"https://{site.distribution_domain_name}:8443",
    ).replace(max_age=max_age)
    function = new_function(stack)
    rest = CorsRestApi(stack, "Rest", policy=policy, error_origin="first")
    rest.root.add_method("PUT", LambdaIntegration(function))
    part = rest.root.add_resource("part")
    part.add_method("GET", LambdaIntegration(new_function(stack, "Part")))
    cors_for(part, policy.replace(allow_methods=["GET"]))
    http = CorsHttpApi(stack, "Http", policy=policy)
    backend = HttpLambdaIntegration("Backend", function)
    http.add_routes(path="/items", methods=[HttpMethod.PUT], integration=backend)
    routes = {"/items": {"PUT": function}}
    CorsSpecRestApi(stack, "Spec", policy=policy, routes=routes, error_origin="first")
    CorsFunctionUrl(stack, "Url", function=new_function(stack, "Behind"), policy=policy)
    template = dict(Template.from_stack(stack).to_json())
    assert linted(template) == []
    (name,) = Template.from_stack(pages).to_json()["Outputs"]
    return Built(template, {"Fn::ImportValue": f"Pages:{name}"})


@pytest.fixture(scope="module")
def built() -> Built:
    """Return the app, built once."""
    return build()


def joined(*parts: Any) -> Properties:  # noqa: ANN401
    """Return parts as one text of CloudFormation's."""
    return {"Fn::Join": ["", [*parts]]}


def test_preflights_select_them(built: Built) -> None:
    """In Velocity, in the quotes that Velocity does not look into."""
    options = preflights(built.template)
    expected = joined(
        "#set($origin = $input.params().header.get('Origin'))"
        "#set($lower = $input.params().header.get('origin'))"
        "#if($lower && $lower != '')#set($origin = $lower)#end"
        "#if($origin == 'https://",
        SITE,
        "' || $origin == '",
        NAMED,
        "' || $origin == 'https://",
        built.domain,
        ":8443')#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#end",
    )
    for path in ("/", "/part"):
        (response,) = options[path]["Integration"]["IntegrationResponses"]
        assert response["ResponseTemplates"] == {"application/json": expected}


def test_error_responses_name_the_first(built: Built) -> None:
    """In the quotes of a mapping expression."""
    responses = by_logical_id(built.template, "AWS::ApiGateway::GatewayResponse").values()
    name = "gatewayresponse.header.Access-Control-Allow-Origin"
    assert [each["ResponseParameters"][name] for each in responses] == [
        joined("'https://", SITE, "'")
    ] * 2


def test_settings_list_them(built: Built) -> None:
    """Of the HTTP API and of the function URL."""
    expected = [joined("https://", SITE), NAMED, joined("https://", built.domain, ":8443")]
    (http,) = by_logical_id(built.template, "AWS::ApiGatewayV2::Api").values()
    (url,) = by_logical_id(built.template, "AWS::Lambda::Url").values()
    assert http["CorsConfiguration"]["AllowOrigins"] == expected
    assert url["Cors"]["AllowOrigins"] == expected


def test_functions_get_them_in_their_environment(built: Built) -> None:
    """One function stands behind three APIs, with one and the same policy."""
    texts = [each["CORSGATE_POLICY"] for each in variables(built.template).values()]
    expected = joined(
        '{"allow_credentials":true,"allow_headers":["content-type"],"allow_methods":["GET","PUT"],'
        '"allow_origins":["https://',
        SITE,
        '","',
        NAMED,
        '","https://',
        built.domain,
        ':8443"],"version":1}',
    )
    assert texts.count(expected) == 2
    assert len(texts) == 3


def test_a_document_has_them(built: Built) -> None:
    """As any other text of it."""
    bodies = by_logical_id(built.template, "AWS::ApiGateway::RestApi").values()
    (body,) = [each["Body"] for each in bodies if "Body" in each]
    text = json.dumps(body)
    assert text.count(json.dumps(SITE)) == 3  # a template, and an error response of each kind
    assert "Token[" not in text


def test_a_parameter_takes_hosts_alone(built: Built) -> None:
    """A quote or a ``$`` would change what the template means, a capital would allow nobody."""
    parameters = built.template["Parameters"]
    assert parameters["Site"]["AllowedPattern"] == "[a-z0-9_.-]+"
    assert "AllowedPattern" not in parameters[NAMED["Ref"]]  # it would be for the name


def test_the_same_policy_makes_the_same_deployment(built: Built) -> None:
    """Tokens have numbers, which differ from app to app."""
    again, changed = build(), build(max_age=1)
    ids = [
        list(by_logical_id(each.template, "AWS::ApiGateway::Deployment"))
        for each in (built, again, changed)
    ]
    assert ids[0] == ids[1]
    assert set(ids[0]).isdisjoint(ids[2])


def test_the_audit_judges_the_rest(built: Built, tmp_path: Path) -> None:
    """It finds a method that is not listed, and says that the origins are undetermined."""
    faulty = json.loads(json.dumps(built.template).replace("'PUT'", "'GET'"))
    found = {}
    for name, template in {"sound": built.template, "faulty": faulty}.items():
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(template))
        judgement = judge_collection(collect([str(path)]))
        found[name] = sorted(each.rule for each in judgement.findings)
        assert judgement.incomplete
    assert set(found["faulty"]) - set(found["sound"]) == {"CORS110"}


@pytest.mark.parametrize("pattern", [None, "app[.]example[.]com"])
def test_a_parameter_for_a_whole_origin(pattern: str | None) -> None:
    """It gets a pattern of its own, unless it has one."""
    stack = new_stack()
    site = CfnParameter(stack, "Site", allowed_pattern=pattern)
    api = CorsRestApi(stack, "Api", policy=policy_with(site.value_as_string))
    api.root.add_method("PUT", LambdaIntegration(new_function(stack)))
    expected = pattern or "https?://[a-z0-9_.-]+(:[1-9][0-9]*)?"
    assert template_of(stack)["Parameters"]["Site"]["AllowedPattern"] == expected


def test_fails_on_a_distribution_in_front_of_the_api_itself(snapshot: SnapshotAssertion) -> None:
    """Neither can be created first, and its pages need no CORS."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", policy=POLICY)
    front = Distribution(
        stack, "Front", default_behavior=BehaviorOptions(origin=RestApiOrigin(api))
    )
    part = api.root.add_resource("part")
    part.add_method("PUT", LambdaIntegration(new_function(stack, "Part")))
    cors_for(part, policy_with(f"https://{front.distribution_domain_name}"))
    assert failure_of(stack) == snapshot


def test_a_distribution_in_front_of_another_api_is_no_circle() -> None:
    """Two APIs, one of them behind the distribution whose pages call the other."""
    stack = new_stack()
    first = CorsRestApi(stack, "First", policy=POLICY)
    first.root.add_method("GET", LambdaIntegration(new_function(stack)))
    front = Distribution(
        stack, "Front", default_behavior=BehaviorOptions(origin=RestApiOrigin(first))
    )
    domain = front.distribution_domain_name
    second = CorsRestApi(stack, "Second", policy=policy_with(f"https://{domain}"))
    second.root.add_method("PUT", LambdaIntegration(new_function(stack, "Other")))
    assert len(preflights(template_of(stack))) == 1  # both are at the root
