"""`CorsSpecRestApi`: a whole API as one document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Annotations, Match
from aws_cdk.aws_apigateway import (
    MockIntegration,
    ResponseType,
    StageOptions,
)
from aws_cdk.aws_lambda import Alias, Function

from corsgate import CorsPolicy, PolicyError
from corsgate.render import RenderError, inject_cors
from corsgate_cdk import CorsRestApi, CorsSpecRestApi, add_cors, cors_for
from support.synthesis import (
    POLICY,
    STABILIZED,
    Properties,
    by_logical_id,
    failure_of,
    linted,
    new_function,
    new_stack,
    template_of,
    variables,
)

if TYPE_CHECKING:
    from corsgate_cdk._spec_routes import Routes

POLICY_OF_ALL = CorsPolicy(allow_origins=["*"], allow_methods=["GET"])
GATEWAY = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda"
URI = f"{GATEWAY}:path/2015-03-31/functions/%s/invocations"


def body_of(template: Properties) -> Properties:
    """Return the document of the only API."""
    (api,) = by_logical_id(template, "AWS::ApiGateway::RestApi").values()
    return dict(api["Body"])


def integrated(uri: Any) -> Properties:  # noqa: ANN401
    """Return an operation as it is to be."""
    return {
        "responses": {},
        "x-amazon-apigateway-integration": {"type": "aws_proxy", "httpMethod": "POST", "uri": uri},
    }


def test_trap_41_the_document_is_what_inject_cors_makes_of_the_routes() -> None:
    """All of it: routes, preflights with the methods of their path, error responses."""
    stack = new_stack()
    reads, writes = (new_function(stack, name) for name in ("Reads", "Writes"))
    CorsSpecRestApi(
        stack,
        "Api",
        policy=POLICY,
        routes={"/": {"GET": reads}, "/items/{id}": {"get": reads, "PUT": writes}},
    )
    template = template_of(stack)
    first, second = by_logical_id(template, "AWS::Lambda::Function")
    read = integrated({"Fn::Sub": URI % f"${{{first}.Arn}}"})
    write = integrated({"Fn::Sub": URI % f"${{{second}.Arn}}"})
    document = {
        "swagger": "2.0",
        "info": {"title": "Api", "version": "1"},
        "paths": {"/": {"get": read}, "/items/{id}": {"get": read, "put": write}},
    }
    assert body_of(template) == inject_cors(document, POLICY)
    assert set(body_of(template)["paths"]["/items/{id}"]) == {"get", "put", "options"}
    assert linted(template) == []


def test_each_function_has_one_permission_and_the_policy() -> None:
    """Whatever the number of its routes."""
    stack = new_stack()
    reads, writes = (new_function(stack, name) for name in ("Reads", "Writes"))
    CorsSpecRestApi(
        stack,
        "Api",
        policy=POLICY,
        routes={"/a": {"GET": reads, "PUT": writes}, "/b": {"ANY": reads}},
    )
    template = template_of(stack)
    permissions = by_logical_id(template, "AWS::Lambda::Permission").values()
    names = list(by_logical_id(template, "AWS::Lambda::Function"))
    assert [each["FunctionName"]["Fn::GetAtt"][0] for each in permissions] == names
    assert all(each["SourceArn"]["Fn::Join"][1][-1] == "/*/*/*" for each in permissions)
    assert variables(template) == {name: {"CORSGATE_POLICY": POLICY.to_json()} for name in names}
    assert set(body_of(template)["paths"]["/b"]) == {"x-amazon-apigateway-any-method", "options"}


def test_a_function_may_be_an_alias_or_of_another_stack() -> None:
    """By the name that the template knows it under."""
    app = App(context=STABILIZED)
    stack, other = Stack(app, "Stack"), Stack(app, "Other")
    mine = new_function(stack)
    alias = Alias(stack, "Live", alias_name="live", version=mine.current_version)
    theirs = new_function(other)
    CorsSpecRestApi(
        stack,
        "Api",
        policy=POLICY,
        routes={"/alias": {"GET": alias}, "/other": {"GET": theirs}},
    )
    template = template_of(stack)
    (live,) = by_logical_id(template, "AWS::Lambda::Alias")
    paths = body_of(template)["paths"]
    assert paths["/alias"]["get"] == integrated({"Fn::Sub": URI % f"${{{live}}}"})
    uri = paths["/other"]["get"]["x-amazon-apigateway-integration"]["uri"]["Fn::Join"][1]
    (imported,) = (each for each in uri if isinstance(each, dict) and "Fn::ImportValue" in each)
    assert imported["Fn::ImportValue"].startswith("Other:ExportsOutputFnGetAttFunction")
    assert list(variables(template_of(other)).values()) == [{"CORSGATE_POLICY": POLICY.to_json()}]


def test_another_policy_holds_for_a_path_and_below() -> None:
    """In the document, and in the environment of the functions."""
    stack = new_stack()
    names = ("Items", "News", "Hooks")
    items, news, hooks = (new_function(stack, name) for name in names)
    CorsSpecRestApi(
        stack,
        "Api",
        policy=POLICY,
        routes={
            "/items": {"PUT": items},
            "/public/news": {"GET": news},
            "/public/hooks/{id}": {"PATCH": hooks},
        },
        path_policies={"/public": POLICY_OF_ALL, "/public/hooks": None},
    )
    template = template_of(stack)
    given = [each.get("CORSGATE_POLICY") for each in variables(template).values()]
    assert given == [POLICY.to_json(), POLICY_OF_ALL.to_json(), None]
    assert {path: "options" in item for path, item in body_of(template)["paths"].items()} == {
        "/items": True,
        "/public/news": True,
        "/public/hooks/{id}": False,
    }


def test_a_policy_for_the_root_holds_for_all() -> None:
    """As `inject_cors` has it."""
    stack = new_stack()
    CorsSpecRestApi(
        stack,
        "Api",
        policy=POLICY,
        routes={"/items": {"GET": new_function(stack)}},
        path_policies={"/": POLICY_OF_ALL},
    )
    template = template_of(stack)
    (given,) = variables(template).values()
    assert given == {"CORSGATE_POLICY": POLICY_OF_ALL.to_json()}
    preflight = body_of(template)["paths"]["/items"]["options"]["x-amazon-apigateway-integration"]
    headers = preflight["responses"]["default"]["responseParameters"]
    assert headers["method.response.header.Access-Control-Allow-Origin"] == "'*'"


def test_traps_35_with_stage_caching_the_origin_is_in_the_cache_keys() -> None:
    """A stage of the API keeps responses, and the policy depends on the origin."""
    stack = new_stack()
    CorsSpecRestApi(
        stack,
        "Api",
        policy=POLICY,
        routes={"/items": {"GET": new_function(stack)}},
        deploy_options=StageOptions(cache_cluster_enabled=True, caching_enabled=True),
    )
    operation = body_of(template_of(stack))["paths"]["/items"]["get"]
    assert operation["x-amazon-apigateway-integration"]["cacheKeyParameters"] == [
        "method.request.header.Origin",
        "method.request.header.origin",
    ]
    assert "Fn::Sub" in operation["x-amazon-apigateway-integration"]["uri"]


def test_trap_10_a_customised_error_response_gets_the_headers() -> None:
    """It takes nothing from the defaults any more."""
    stack = new_stack()
    CorsSpecRestApi(
        stack,
        "Api",
        policy=POLICY,
        routes={"/items": {"GET": new_function(stack)}},
        gateway_responses={"THROTTLED": {"statusCode": 429}},
    )
    responses = body_of(template_of(stack))["x-amazon-apigateway-gateway-responses"]
    assert sorted(responses) == ["DEFAULT_4XX", "DEFAULT_5XX", "THROTTLED"]
    assert responses["THROTTLED"] == {
        "statusCode": 429,
        "responseParameters": responses["DEFAULT_4XX"]["responseParameters"],
    }


def test_trap_11_a_changed_policy_makes_a_new_deployment() -> None:
    """And the same policy does not."""

    def deployment(policy: CorsPolicy) -> list[str]:
        stack = new_stack()
        routes = {"/items": {"GET": new_function(stack)}}
        CorsSpecRestApi(stack, "Api", policy=policy, routes=routes)
        return list(by_logical_id(template_of(stack), "AWS::ApiGateway::Deployment"))

    assert deployment(POLICY) == deployment(POLICY)
    assert deployment(POLICY) != deployment(POLICY_OF_ALL)


def test_the_note_and_the_warning() -> None:
    """A segment is a resource of API Gateway, and is counted once."""
    stack = new_stack()
    function = new_function(stack)
    routes = {f"/v1/items{number}/{{id}}": {"GET": function} for number in range(150)}
    api = CorsSpecRestApi(stack, "Api", policy=POLICY, routes=routes)
    template = template_of(stack)
    annotations = Annotations.from_stack(stack)
    (warning,) = annotations.find_warning("*", Match.string_like_regexp("segments"))
    assert str(warning.entry.data) == (
        "Stack/Api: the paths have 301 segments, each a resource of API Gateway, whose default "
        "limit is 300 in one API; use '{proxy+}' where one function serves several paths, ask "
        "AWS to raise 'Resources per API', or split the API in two [ack: corsgate:api-resources]"
    )
    (note,) = annotations.find_info("*", Match.string_like_regexp("of 500 resources"))
    assert str(note.entry.data) == (
        f"Stack/Api: the template of its stack has {len(template['Resources'])} of 500 resources"
    )
    assert api.policy is POLICY


def test_300_segments_are_no_warning() -> None:
    """The quota itself is allowed."""
    stack = new_stack()
    function = new_function(stack)
    routes = {f"/items{number}": {"GET": function} for number in range(300)}
    CorsSpecRestApi(stack, "Api", policy=POLICY, routes={"/": {"GET": function}, **routes})
    template_of(stack)
    assert Annotations.from_stack(stack).find_warning("*", Match.string_like_regexp("seg")) == []


def test_what_the_policy_does_not_allow_fails_at_once() -> None:
    """With the argument that fixes it; and so does a path policy for no path."""
    stack = new_stack()
    with pytest.raises(RenderError) as caught:
        CorsSpecRestApi(
            stack,
            "Api",
            policy=POLICY,
            routes={"/hooks": {"PATCH": new_function(stack)}},
            path_policies={"/hook": None},
        )
    unknown, outside = caught.value.problems
    assert unknown == (
        "path_policies: the document has no path at or below '/hook'; its paths are ['/hooks']"
    )
    assert outside == (
        "the route PATCH /hooks is outside the policy, which allows ['DELETE', 'GET', 'PUT']; add "
        "'PATCH' to allow_methods, or give the path a policy of its own with "
        "path_policies={'/hooks': other_policy}, or none, if no browser calls it, with "
        "path_policies={'/hooks': None}"
    )


@pytest.mark.parametrize("place", ["policy", "path_policies"])
def test_a_pattern_over_a_public_suffix_is_refused(place: str) -> None:
    """In the API's policy, and in that of a path."""
    stack = new_stack()
    risky = CorsPolicy(allow_origins=["https://*.aomori.jp"], allow_credentials=True)
    policies: dict[str, Any] = {"policy": POLICY}
    policies[place] = risky if place == "policy" else {"/items": risky}
    routes: Routes = {"/items": {"GET": new_function(stack)}}
    with pytest.raises(PolicyError, match="public suffix"):
        CorsSpecRestApi(stack, "Api", routes=routes, **policies)


def spec_api(stack: Stack) -> CorsSpecRestApi:
    """Return an API with one route."""
    routes = {"/items": {"GET": new_function(stack)}}
    return CorsSpecRestApi(stack, "Api", policy=POLICY, routes=routes)


def test_trap_41_what_is_added_beside_the_document_fails_the_synthesis() -> None:
    """The next import would remove it."""
    stack = new_stack()
    api = spec_api(stack)
    api.add_gateway_response("Throttled", type=ResponseType.THROTTLED)
    api.root.add_resource("more").add_method("GET", MockIntegration())
    failure = failure_of(stack)
    for path in ("Throttled/Resource", "Default/more/Resource", "Default/more/GET/Resource"):
        assert (
            f"'Stack/Api/{path}' adds to 'Stack/Api', which is imported from a document: the next "
            "import removes it; use routes=, path_policies= or gateway_responses= of "
            "CorsSpecRestApi instead"
        ) in failure


def test_cors_for_a_resource_that_is_in_the_document_fails_the_synthesis() -> None:
    """It would be without effect."""
    stack = new_stack()
    cors_for(spec_api(stack).root, None)
    assert (
        "cors_for was called for a resource of 'Stack/Api', whose resources are in a document; use "
        "path_policies={'/path': other_policy} of CorsSpecRestApi instead"
    ) in failure_of(stack)


def test_add_cors_names_the_argument() -> None:
    """There is a policy already."""
    with pytest.raises(ValueError, match="add_cors") as caught:
        add_cors(spec_api(new_stack()), POLICY)
    assert str(caught.value) == (
        "add_cors: 'Stack/Api' belongs to a CorsSpecRestApi, which has a policy; for a part of it "
        "use path_policies={'/path': other_policy}"
    )


def test_a_function_that_is_only_imported_fails_once_and_can_be_named() -> None:
    """It cannot be given the policy."""
    arn = "arn:aws:lambda:eu-central-1:123456789012:function:theirs"

    def api(*, named: bool) -> Stack:
        stack = new_stack()
        theirs = Function.from_function_arn(stack, "Theirs", arn)
        CorsSpecRestApi(
            stack,
            "Api",
            policy=POLICY,
            routes={"/a": {"GET": theirs, "PUT": theirs}},
            functions_with_own_policy=[theirs] if named else [],
        )
        return stack

    failure = failure_of(api(named=False))
    assert failure.count("is integrated with a function that this app does not define") == 1
    assert "GET /a is integrated" in failure
    uri = body_of(template_of(api(named=True)))["paths"]["/a"]["get"]
    assert arn in str(uri["x-amazon-apigateway-integration"]["uri"])


def test_a_document_that_no_template_can_hold_fails_the_synthesis() -> None:
    """However it is written: the CDK only warns."""
    stack = new_stack()
    function = new_function(stack)
    policy = CorsPolicy(
        allow_origins=[f"https://app-{number}.example.com" for number in range(60)],
        allow_methods=["GET"],
    )
    routes = {f"/items{number}": {"GET": function} for number in range(300)}
    CorsSpecRestApi(
        stack,
        "Api",
        policy=policy,
        error_origin="first",
        routes=routes,
        functions_with_own_policy=[function],
    )
    failure = failure_of(stack)
    assert "CorsSpecRestApi 'Stack/Api': the OpenAPI document has " in failure
    assert (
        "bytes, but a CloudFormation template allows 1000000; list fewer origins (a pattern covers "
        "many), or split the API in two"
    ) in failure


def test_it_answers_preflights_as_corsrestapi_does() -> None:
    """One rendering: the MOCK methods of both say the same."""
    stack = new_stack()
    function = new_function(stack)
    CorsSpecRestApi(stack, "Api", policy=POLICY, routes={"/items": {"PUT": function}})
    options = body_of(template_of(stack))["paths"]["/items"]["options"]
    (answer,) = [
        each["Integration"]["IntegrationResponses"][0]
        for each in by_logical_id(_rest_template(), "AWS::ApiGateway::Method").values()
        if each["HttpMethod"] == "OPTIONS"
    ]
    spec_answer = options["x-amazon-apigateway-integration"]["responses"]["default"]
    assert spec_answer == {name[0].lower() + name[1:]: answer[name] for name in answer}


def _rest_template() -> Properties:
    stack = new_stack()
    CorsRestApi(stack, "Api", policy=POLICY).root.add_resource("items").add_method(
        "PUT", MockIntegration()
    )
    return template_of(stack)
