"""`inject_cors`: an OpenAPI document with CORS in every place where it has to be."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openapi_spec_validator import validate

from corsgate import CorsPolicy
from corsgate.render import gateway_responses, inject_cors, mock_preflight
from support.injection import INTEGRATION, OK, POLICY, Json, openapi, problems_of, swagger
from support.policies import METHODS, origins_near, policies
from support.velocity import preflight_answer

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

ANY = "x-amazon-apigateway-any-method"
RESPONSES = "x-amazon-apigateway-gateway-responses"


def as_method(operation: Json) -> Json:
    """Read an operation back into the properties of a method, as an import does."""
    integration = operation[INTEGRATION]
    (status,) = operation["responses"]
    answer = integration["responses"]["default"]
    return {
        "HttpMethod": "OPTIONS",
        "AuthorizationType": "NONE",
        "ApiKeyRequired": False,
        "Integration": {
            "Type": integration["type"].upper(),
            "PassthroughBehavior": integration["passthroughBehavior"].upper(),
            "ContentHandling": integration["contentHandling"],
            "RequestTemplates": integration["requestTemplates"],
            "IntegrationResponses": [
                {name[0].upper() + name[1:]: value for name, value in answer.items()}
            ],
        },
        "MethodResponses": [
            {
                "StatusCode": status,
                "ResponseParameters": {
                    f"method.response.header.{name}": True
                    for name in operation["responses"][status]["headers"]
                },
            }
        ],
    }


def allow_headers(document: Json, path: str = "/a") -> str:
    """Return the request headers that the preflight of a path allows."""
    operation = inject_cors(document, POLICY)["paths"][path]["options"]
    answer = preflight_answer(as_method(operation), {"Origin": "https://app.example.com"})
    return answer[1]["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("write", [openapi, swagger])
def test_trap_41_the_document_gets_a_preflight_for_each_path(write: Any) -> None:  # noqa: ANN401
    """An import replaces the API: only what is in the document stays."""
    document = write({"/a": {"get": OK, "put": OK}, "/b/{id}": {ANY: OK}, "/none": {}, "x-y": 1})
    injected = inject_cors(document, POLICY)
    operations = {
        path: item.get("options") for path, item in injected["paths"].items() if item != 1
    }
    assert as_method(operations["/a"]) == mock_preflight(POLICY, methods=["GET", "PUT"])
    assert as_method(operations["/b/{id}"]) == mock_preflight(POLICY)
    assert operations["/none"] is None
    assert injected[RESPONSES] == {
        name: {"responseParameters": response["ResponseParameters"]}
        for name, response in gateway_responses(POLICY).items()
    }
    for path in ("/a", "/b/{id}"):
        injected["paths"][path].pop("options")
    assert {**injected, RESPONSES: None} == {**document, RESPONSES: None}


@pytest.mark.parametrize("write", [openapi, swagger])
def test_the_document_stays_valid(write: Any) -> None:  # noqa: ANN401
    """By the schemas of the OpenAPI initiative, which an independent package brings."""
    security = {"type": "apiKey", "in": "header", "name": "x-api-key"}
    shared = {"name": "X-Tenant", "in": "header", "required": True}
    typed = {"type": "string"} if write is swagger else {"schema": {"type": "string"}}
    schemes = (
        {"securityDefinitions": {"key": security}}
        if write is swagger
        else {"components": {"securitySchemes": {"key": security}}}
    )
    document = write(
        {"/a": {"get": OK, "parameters": [{**shared, **typed}]}}, security=[{"key": []}], **schemes
    )
    validate(inject_cors(document, POLICY, cached=True))


@pytest.mark.slow
@given(
    policies(),
    st.dictionaries(
        st.sampled_from(["/", "/a", "/a/{b}", "/{proxy+}"]),
        st.sets(st.sampled_from([*METHODS[:6], "ANY"]), max_size=4),
    ),
    st.data(),
)
def test_trap_31_every_document_gets_the_answers_of_the_mock_method(
    policy: CorsPolicy, routes: dict[str, set[str]], data: st.DataObject
) -> None:
    """One rendering for both ways, the input unchanged, and a second time changes nothing."""
    wide = policy.replace(
        allow_methods=policy.allow_methods if "*" in policy.allow_methods else METHODS
    )
    document = openapi(
        {
            path: {ANY if each == "ANY" else each.lower(): OK for each in sorted(methods)}
            for path, methods in routes.items()
        }
    )
    before = copy.deepcopy(document)
    injected = inject_cors(document, wide, error_origin="reflect")
    assert document == before
    assert inject_cors(injected, wide, error_origin="reflect") == injected
    origin = data.draw(origins_near(wide))
    for path, methods in routes.items():
        if methods:
            theirs = preflight_answer(mock_preflight(wide, methods=methods), {"Origin": origin})
            ours = as_method(injected["paths"][path]["options"])
            assert preflight_answer(ours, {"Origin": origin}) == theirs


def test_the_result_shares_nothing_with_the_document() -> None:
    """Neither objects nor lists, so that a change of one is none of the other."""
    document = openapi({"/a": {"get": {**OK, "tags": ["one"]}}})
    injected = inject_cors(document, POLICY)
    injected["paths"]["/a"]["get"]["tags"].append("two")
    injected["paths"]["/a"]["get"]["responses"]["200"]["description"] = "changed"
    assert document["paths"]["/a"]["get"]["tags"] == ["one"]
    assert OK == {"responses": {"200": {"description": "fine"}}}


SCHEMES: Json = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "iam": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "x-amazon-apigateway-authtype": "awsSigv4",
    },
    "pool": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Token",
        "x-amazon-apigateway-authorizer": {"type": "cognito_user_pools"},
    },
    "request": {
        "type": "apiKey",
        "in": "header",
        "name": "Unused",
        "x-amazon-apigateway-authorizer": {
            "type": "request",
            "identitySource": "method.request.header.X-User, method.request.querystring.u,"
            "method.request.header.X-Tenant",
        },
    },
}
SIGNED = "authorization, content-type, x-amz-content-sha256, x-amz-date, x-amz-security-token"


@pytest.mark.parametrize(
    ("scheme", "headers"),
    [
        ("key", "content-type, x-api-key"),
        ("query", "content-type"),
        ("bearer", "authorization, content-type"),
        ("iam", SIGNED),
        ("pool", "content-type, x-token"),
        ("request", "content-type, x-tenant, x-user"),
    ],
)
@pytest.mark.parametrize("everywhere", [True, False])
def test_trap_30_what_a_security_scheme_reads_is_allowed(
    scheme: str, headers: str, *, everywhere: bool
) -> None:
    """Asked for by the operation, or by the document for all."""
    security: Json = {"security": [{scheme: []}]}
    operation = OK if everywhere else {**OK, **security}
    document = openapi(
        {"/a": {"get": operation}},
        components={"securitySchemes": SCHEMES},
        **(security if everywhere else {}),
    )
    assert allow_headers(document) == headers
    document["paths"]["/a"]["get"] = {**OK, "security": []}
    assert allow_headers(document) == "content-type"


def test_trap_30_a_signature_by_aws_s_extension_is_allowed() -> None:
    """What SAM writes for ``AWS_IAM``."""
    signed = {**OK, "x-amazon-apigateway-auth": {"type": "AWS_IAM"}}
    assert allow_headers(openapi({"/a": {"get": signed}})) == SIGNED


def test_trap_30_required_header_parameters_are_allowed() -> None:
    """Of the operation and of the path, written there or referred to; optional ones are not."""
    tenant = {"name": "X-Tenant", "in": "header", "required": True}
    document = openapi(
        {
            "/a": {
                "parameters": [tenant, {"name": "q", "in": "query", "required": True}],
                "get": {
                    **OK,
                    "parameters": [
                        {"$ref": "#/components/parameters/of~1a~0b"},
                        {"name": "X-Optional", "in": "header"},
                    ],
                },
            }
        },
        components={
            "parameters": {"of/a~b": {"name": "X-Trace", "in": "header", "required": True}}
        },
    )
    assert allow_headers(document) == "content-type, x-tenant, x-trace"
    assert inject_cors(document, POLICY)["paths"]["/a"]["options"]["parameters"] == [
        {"name": "X-Tenant", "in": "header", "required": False},
        {"name": "q", "in": "query", "required": False},
    ]


def test_trap_4_the_security_of_the_document_is_not_the_preflight_s() -> None:
    """A preflight carries no credentials."""
    document = openapi(
        {"/a": {"get": OK}}, security=[{"key": []}], components={"securitySchemes": SCHEMES}
    )
    assert inject_cors(document, POLICY)["paths"]["/a"]["options"]["security"] == []
    plain = inject_cors(openapi({"/a": {"get": OK}}), POLICY)
    assert "security" not in plain["paths"]["/a"]["options"]


def test_trap_15_a_hand_written_options_stays_as_it_is() -> None:
    """Also one whose credentials are optional."""
    mine = {**OK, "security": [{"key": []}, {}]}
    document = openapi({"/a": {"get": OK, "options": mine}, "/b": {"options": OK}})
    paths = inject_cors(document, POLICY)["paths"]
    assert paths == document["paths"]


def test_trap_4_fails_on_a_hand_written_options_that_refuses_preflights(
    snapshot: SnapshotAssertion,
) -> None:
    """By a scheme, and by AWS's extension."""
    mine = {
        **OK,
        "security": [{"key": []}],
        "x-amazon-apigateway-auth": {"type": "AWS_IAM"},
    }
    assert problems_of(openapi({"/a": {"get": OK, "options": mine}})) == snapshot


def test_fails_on_every_method_outside_the_policy(snapshot: SnapshotAssertion) -> None:
    """All of them at once; GET, HEAD and POST pass whenever the origin does."""
    document = openapi({"/a": {"get": OK, "post": OK, "patch": OK}, "/b": {"trace": OK}})
    assert problems_of(document) == snapshot


def test_another_policy_holds_for_a_path_and_below() -> None:
    """The nearest one decides; None means neither preflight nor problem."""
    other = CorsPolicy(allow_origins=["*"], allow_methods=["PATCH"])
    document = openapi(
        {path: {"patch": OK} for path in ("/a", "/a/b", "/a/b/c", "/a/hooks/{id}", "/z")}
    )
    document["paths"]["/"] = {"get": OK}
    injected = inject_cors(
        document, POLICY, path_policies={"/a": other, "/a/hooks": None, "/z": None}
    )
    found = {
        path: as_method(item["options"])
        for path, item in injected["paths"].items()
        if "options" in item
    }
    theirs = mock_preflight(other, methods=["PATCH"])
    assert found == {
        "/a": theirs,
        "/a/b": theirs,
        "/a/b/c": theirs,
        "/": mock_preflight(POLICY, methods=["GET"]),
    }


def test_trap_8_customised_error_responses_are_completed() -> None:
    """A type of its own takes nothing from the defaults; one with an origin is left alone."""
    origin = "gatewayresponse.header.Access-Control-Allow-Origin"
    mine = {"responseParameters": {origin.lower(): "'https://mine.test'"}}
    document = openapi(
        {"/a": {"get": OK}},
        **{
            RESPONSES: {
                "UNAUTHORIZED": {
                    "statusCode": 401,
                    "responseParameters": {"gatewayresponse.header.vary": "'Accept'"},
                },
                "THROTTLED": mine,
                "DEFAULT_4XX": {"statusCode": 400},
            }
        },
    )
    headers = gateway_responses(POLICY)["DEFAULT_5XX"]["ResponseParameters"]
    without_vary = {name: each for name, each in headers.items() if not name.endswith(".Vary")}
    assert inject_cors(document, POLICY)[RESPONSES] == {
        "UNAUTHORIZED": {
            "statusCode": 401,
            "responseParameters": {"gatewayresponse.header.vary": "'Accept'", **without_vary},
        },
        "THROTTLED": mine,
        "DEFAULT_4XX": {"statusCode": 400, "responseParameters": headers},
        "DEFAULT_5XX": {"responseParameters": headers},
    }


def test_trap_35_cached_responses_are_kept_apart_by_origin() -> None:
    """In both cases of the name, beside the keys that are there; an answer for all is shared."""
    integration = {"type": "aws_proxy", "cacheKeyParameters": ["method.request.querystring.q"]}
    document = openapi({"/a": {"get": {**OK, INTEGRATION: integration}, "put": OK}})
    item = inject_cors(document, POLICY, cached=True)["paths"]["/a"]
    assert item["get"][INTEGRATION]["cacheKeyParameters"] == [
        "method.request.querystring.q",
        "method.request.header.Origin",
        "method.request.header.origin",
    ]
    assert item["get"]["parameters"] == [
        {"name": name, "in": "header", "required": False, "schema": {"type": "string"}}
        for name in ("Origin", "origin")
    ]
    assert item["put"] == OK
    # It is for those who say that the stage has a cache.
    assert inject_cors(document, POLICY)["paths"]["/a"]["get"] == document["paths"]["/a"]["get"]
    everyone = POLICY.replace(allow_origins=["*"], allow_credentials=False)
    assert (
        inject_cors(document, everyone, cached=True)["paths"]["/a"]["get"]
        == (document["paths"]["/a"]["get"])
    )
