"""`inject_cors`, place by place: parameters, cache keys, references, whose policy a path has."""

from __future__ import annotations

import pytest

from corsgate.render import RenderError, gateway_responses, inject_cors, openapi_preflight
from support.injection import INTEGRATION, OK, POLICY, Json, openapi, problems_of, swagger


def test_trap_35_an_origin_that_is_a_parameter_already_is_not_declared_again() -> None:
    """Of a header of that name; a query string is another."""
    given: list[Json] = [
        {"name": "Origin", "in": "header", "type": "string"},
        {"name": "origin", "in": "query", "type": "string"},
    ]
    operation = {**OK, INTEGRATION: {"type": "aws_proxy"}, "parameters": given}
    item = inject_cors(swagger({"/a": {"get": operation}}), POLICY, cached=True)["paths"]["/a"]
    assert item["get"]["parameters"] == [
        *given,
        {"name": "origin", "in": "header", "required": False, "type": "string"},
    ]
    assert item["get"][INTEGRATION]["cacheKeyParameters"] == [
        "method.request.header.Origin",
        "method.request.header.origin",
    ]


def test_the_extension_has_its_own_cases() -> None:
    """The import knows ``mock`` and ``never``, CloudFormation MOCK and NEVER."""
    options = inject_cors(openapi({"/a": {"get": OK}}), POLICY)["paths"]["/a"]["options"]
    assert set(options) == {"responses", INTEGRATION}
    assert options["responses"]["204"]["description"] == "response to a preflight"
    integration = options[INTEGRATION]
    assert (integration["type"], integration["passthroughBehavior"]) == ("mock", "never")
    assert set(integration["responses"]["default"]) == {
        "contentHandling",
        "responseParameters",
        "responseTemplates",
        "statusCode",
    }


def test_what_is_required_of_the_path_is_not_taken_back() -> None:
    """Its variables are in every request; what is optional anyway needs no word."""
    shared: list[Json] = [
        {"name": "b", "in": "path", "required": True},
        {"name": "c", "in": "query", "required": False},
        {"name": "d", "in": "query"},
    ]
    document = openapi({"/a/{b}": {"get": OK, "parameters": shared}})
    assert "parameters" not in inject_cors(document, POLICY)["paths"]["/a/{b}"]["options"]


def test_a_reference_to_a_reference_is_not_followed() -> None:
    """Nor one that points elsewhere, even where the same place is in this document."""
    parameters = {"a": {"$ref": "#/components/parameters/b"}, "b": {"name": "b", "in": "query"}}
    for pointer in ("#/components/parameters/a", "other.json/components/parameters/b"):
        reference = {"$ref": pointer}
        document = openapi(
            {"/a": {"get": OK, "parameters": [reference]}}, components={"parameters": parameters}
        )
        (problem,) = problems_of(document)
        assert problem.startswith(f"/a: parameters: {reference!r} cannot be followed; write the")


def test_an_extension_beside_the_methods_is_left_alone() -> None:
    """Its name begins with a small x."""
    assert inject_cors(openapi({"/a": {"get": OK, "x-owner": "me"}}), POLICY)
    problem = "is neither a method nor a field of a path item; write the path item in its place"
    assert problems_of(openapi({"/a": {"get": OK, "X-Owner": 1}})) == [f"/a: 'X-Owner' {problem}"]


@pytest.mark.parametrize(
    ("path", "policy_of"),
    [("/x", "/x"), ("/x/y", "/x"), ("/x/y/z", "/x"), ("/xX", "/"), ("/X", "/"), ("/x /y", "/x ")],
)
def test_the_nearest_path_above_has_the_policy(path: str, policy_of: str) -> None:
    """Above means by whole parts, compared as they are; ``/`` is above every path."""
    seconds = {"/x": 1, "/": 2, "/x ": 3}
    document = openapi({path: {"put": OK}, "/x": {"put": OK}, "/x ": {"put": OK}})
    overrides = {above: POLICY.replace(max_age=seconds[above]) for above in seconds}
    options = inject_cors(document, POLICY, path_policies=overrides)["paths"][path]["options"]
    parameters = options[INTEGRATION]["responses"]["default"]["responseParameters"]
    max_age = parameters["method.response.header.Access-Control-Max-Age"]
    assert max_age == f"'{seconds[policy_of]}'"


def test_a_security_scheme_that_cannot_be_followed_is_named() -> None:
    """By its name in the document."""
    schemes = {"key": {"$ref": "other.json"}}
    document = openapi(
        {"/a": {"get": OK}}, security=[{"key": []}], components={"securitySchemes": schemes}
    )
    assert problems_of(document)[0].startswith("security scheme 'key': {'$ref': 'other.json'}")


def test_a_preflight_by_itself_is_the_one_that_is_injected() -> None:
    """With the methods and headers that it is given; what the path requires is taken back."""
    shared: list[Json] = [{"name": "x-a", "in": "header", "required": True}]
    document = openapi({"/a": {"get": OK, "put": OK, "parameters": shared}, "/b": 7})
    (methods, headers) = (["GET", "PUT"], ["x-a"])
    alone = openapi_preflight(document, POLICY, path="/a", methods=methods, headers=headers)
    del document["paths"]["/b"]
    assert alone == inject_cors(document, POLICY)["paths"]["/a"]["options"]


def test_trap_9_a_preflight_leaves_out_methods_that_the_policy_does() -> None:
    """Where a whole document is refused, one operation is what the policy says of its path."""
    document = openapi({"/a": {"patch": OK}})
    options = openapi_preflight(document, POLICY, path="/a", methods=["PATCH"])
    answer = options[INTEGRATION]["responses"]["default"]["responseParameters"]
    assert "method.response.header.Access-Control-Allow-Methods" not in answer


def test_a_preflight_of_a_path_whose_parameters_are_none_is_refused() -> None:
    """With the place, and for what it was rendered."""
    document = openapi({"/a": {"get": OK, "parameters": 7}})
    with pytest.raises(RenderError) as caught:
        openapi_preflight(document, POLICY, path="/a", methods=["GET"])
    assert (caught.value.target, caught.value.problems) == (
        "OpenAPI document",
        ("/a: parameters: 7 is not a list",),
    )


def test_the_choice_for_error_responses_is_the_document_s() -> None:
    """The same as of the responses by themselves."""
    several = POLICY.replace(allow_origins=["https://a.test", "https://b.test"])
    for choice in ("first", "reflect"):
        injected = inject_cors(openapi({"/a": {"get": OK}}), several, error_origin=choice)
        expected = gateway_responses(several, error_origin=choice)
        assert injected["x-amazon-apigateway-gateway-responses"] == {
            name: {"responseParameters": each["ResponseParameters"]}
            for name, each in expected.items()
        }


@pytest.mark.parametrize("paths", [{"/b": {}}, {"/a": 7}, 7])
def test_a_preflight_of_no_path_is_refused(paths: object) -> None:
    """Nothing is known of what it would answer for."""
    with pytest.raises(RenderError, match=r"/a: .* is not a path item object"):
        openapi_preflight({"openapi": "3.0.1", "paths": paths}, POLICY, path="/a", methods=["GET"])
