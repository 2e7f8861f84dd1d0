"""How much fits into one template, and that the CDK's notes say how full it is."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App, NestedStack, Stack
from aws_cdk.assertions import Annotations, Match
from aws_cdk.aws_apigateway import (
    CorsOptions,
    HttpIntegration,
    LambdaIntegration,
    Resource,
    RestApi,
)

from corsgate import CorsPolicy
from corsgate_cdk import CorsRestApi, CorsSpecRestApi
from support.synthesis import (
    POLICY,
    STABILIZED,
    Properties,
    by_logical_id,
    linted,
    new_function,
    new_stack,
    template_of,
    variables,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from aws_cdk.aws_lambda import Function

FUNCTIONS = {"AWS::Lambda::Function", "AWS::Lambda::Permission"}
MOST_RESOURCES = 500
MOST_BYTES = 1_000_000
DEPLOYMENT = "AWS::ApiGateway::Deployment"


def policy_of(origins: int) -> CorsPolicy:
    """Return a policy with so many origins, and with every header that a preflight can have."""
    return CorsPolicy(
        allow_origins=[f"https://app-{number}.customer.example.com" for number in range(origins)],
        allow_methods=["GET", "PUT"],
        allow_headers=["authorization", "content-type"],
        expose_headers=["etag"],
        allow_credentials=True,
        max_age=600,
    )


def add_routes(api: RestApi, functions: Sequence[Function], paths: int) -> None:
    """Add paths with two methods each, every route with an integration of its own."""
    for number in range(paths):
        resource = api.root.add_resource(f"items{number}")
        for method, function in zip(("GET", "PUT"), functions, strict=True):
            resource.add_method(method, LambdaIntegration(function))


def types(template: Properties) -> Counter[str]:
    """Count the resources by type."""
    return Counter(each["Type"] for each in template["Resources"].values())


def note_of(stack: Stack, *, about: str) -> str:
    """Return the only note that has these words."""
    (note,) = Annotations.from_stack(stack).find_info("*", Match.string_like_regexp(about))
    return str(note.entry.data)


@pytest.mark.parametrize("origins", [2, 10])
def test_trap_39_300_paths_with_two_methods_are_at_most_12_resources(
    origins: int, tmp_path: Path
) -> None:
    """And the template, as it is written for a deployment, is below one megabyte."""
    app = App(outdir=str(tmp_path), context=STABILIZED)
    stack = Stack(app, "Stack")
    functions = [new_function(stack, name) for name in ("Reads", "Writes")]
    routes = {
        f"/items{number}/{{id}}": dict(zip(("GET", "PUT"), functions, strict=True))
        for number in range(300)
    }
    CorsSpecRestApi(stack, "Api", policy=policy_of(origins), error_origin="reflect", routes=routes)
    app.synth()
    written = (tmp_path / "Stack.template.json").read_bytes()
    counted = types(json.loads(written))
    roles = 2  # of the functions
    beside = sum(counted.values()) - sum(counted[each] for each in FUNCTIONS) - roles
    assert counted["AWS::Lambda::Permission"] == len(functions)
    assert beside <= 12
    assert len(written) < MOST_BYTES


def test_traps_39_and_40_115_paths_fit_with_one_permission_for_each_function() -> None:
    """With the error responses, and with each integration an object of its own."""
    stack = new_stack()
    functions = [new_function(stack, name) for name in ("Reads", "Writes")]
    api = CorsRestApi(
        stack, "Api", policy=policy_of(2), error_origin="reflect", consolidate_permissions=True
    )
    add_routes(api, functions, 115)
    template = template_of(stack)
    counted = types(template)
    assert sum(counted.values()) <= MOST_RESOURCES
    assert counted["AWS::ApiGateway::Method"] == 3 * 115
    assert counted["AWS::ApiGateway::GatewayResponse"] == 2
    assert counted["AWS::Lambda::Permission"] == len(functions)
    assert note_of(stack, about="template") == (
        f"Stack/Api: the template of its stack has {sum(counted.values())} of 500 resources"
    )


def test_a_consolidated_permission_covers_every_stage_method_and_path() -> None:
    """Of this API only, for each of its functions; the functions still get the policy."""
    stack = new_stack()
    functions = [new_function(stack, name) for name in ("Reads", "Writes")]
    api = CorsRestApi(stack, "Api", policy=POLICY, consolidate_permissions=True)
    add_routes(api, functions, 2)
    template = template_of(stack)
    permissions = by_logical_id(template, "AWS::Lambda::Permission").values()
    (api_id,) = by_logical_id(template, "AWS::ApiGateway::RestApi")
    names = list(by_logical_id(template, "AWS::Lambda::Function"))
    assert [each["FunctionName"]["Fn::GetAtt"] for each in permissions] == [
        [name, "Arn"] for name in names
    ]
    for each in permissions:
        assert each["Principal"] == "apigateway.amazonaws.com"
        assert each["SourceArn"]["Fn::Join"][1][-2:] == [{"Ref": api_id}, "/*/*/*"]
    assert all("CORSGATE_POLICY" in each for each in variables(template).values())
    assert linted(template) == []


def test_consolidated_permissions_of_a_nested_stack_stay_there() -> None:
    """Its functions are not known outside, and its resources are not in this template."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", policy=POLICY, consolidate_permissions=True)
    api.root.add_method("GET", LambdaIntegration(new_function(stack)))
    nested = NestedStack(stack, "Nested")
    items = Resource(nested, "Items", parent=api.root, path_part="items")
    items.add_method("PUT", LambdaIntegration(new_function(nested)))
    inner, outer = template_of(nested), template_of(stack)
    assert types(inner)["AWS::Lambda::Permission"] == 1
    assert types(outer)["AWS::Lambda::Permission"] == 1
    # All but the stack itself is below the API or beside it: none of the nested ones is counted.
    assert note_of(stack, about="template").endswith(f" {len(outer['Resources'])} of 500 resources")


def test_without_it_the_permissions_are_the_cdks_own() -> None:
    """Off by default: and then there is no note either."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", policy=POLICY)
    add_routes(api, [new_function(stack, name) for name in ("Reads", "Writes")], 1)
    assert types(template_of(stack))["AWS::Lambda::Permission"] == 4
    assert Annotations.from_stack(stack).find_info("*", Match.any_value()) == []


Ids = dict[str, tuple[str, Any]]


def whole_app(api_class: Any, **properties: Any) -> Ids:  # noqa: ANN401
    """Return type and properties by logical id, of an app with routes of every kind."""
    stack = new_stack()
    functions = [new_function(stack, name) for name in ("Reads", "Writes")]
    api = api_class(stack, "Api", **properties)
    add_routes(api, functions, 2)
    items = api.root.add_resource("items")
    items.add_method("ANY", HttpIntegration("https://backend.example.com"))
    items.add_resource("{id}").add_method("GET", LambdaIntegration(functions[0]))
    api.root.add_proxy(default_integration=LambdaIntegration(functions[1]))
    # Before the root would have a method, which only the CDK gives a preflight.
    api.root.add_method("GET", LambdaIntegration(functions[0]))
    resources = template_of(stack)["Resources"]
    return {name: (each["Type"], each.get("Properties")) for name, each in resources.items()}


@pytest.mark.parametrize("had_preflights", [False, True])
def test_restapi_becomes_corsrestapi_and_no_resource_is_replaced(*, had_preflights: bool) -> None:
    """The diff of logical ids: nothing goes but the deployment, which is new on every change.

    What decides on a replacement of a method is where it is, and of a resource its place and name:
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-method.html
    """
    options = CorsOptions(allow_origins=["https://app.example.com"])
    theirs = whole_app(
        RestApi, **({"default_cors_preflight_options": options} if had_preflights else {})
    )
    policy = CorsPolicy(
        allow_origins=["https://app.example.com"], allow_methods=["GET", "PUT", "DELETE", "PATCH"]
    )
    ours = whole_app(CorsRestApi, policy=policy)
    gone = {name: theirs[name][0] for name in theirs.keys() - ours.keys()}
    assert list(gone.values()) == [DEPLOYMENT]
    added = Counter(ours[name][0] for name in ours.keys() - theirs.keys())
    new_methods = {} if had_preflights else {"AWS::ApiGateway::Method": 6}
    assert added == {DEPLOYMENT: 1, "AWS::ApiGateway::GatewayResponse": 2, **new_methods}
    for name in theirs.keys() & ours.keys():
        assert decisive(*theirs[name]) == decisive(*ours[name]), name


def decisive(kind: str, properties: Properties | None) -> Any:  # noqa: ANN401
    """Return what must not change, or the resource would be replaced, and its type.

    For methods and functions those of their properties; for all else, every property, but for the
    stage's deployment.
    """
    given = properties or {}
    replaced = {
        "AWS::ApiGateway::Method": {"HttpMethod", "ResourceId", "RestApiId"},
        "AWS::Lambda::Function": {"FunctionName", "PackageType"},
        "AWS::ApiGateway::Stage": {"StageName", "RestApiId"},
    }.get(kind, set(given))
    return kind, {name: given.get(name) for name in replaced}
