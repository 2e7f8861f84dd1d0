"""REST APIs of an account: few calls, each checked, and a model of what they answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import EndpointConnectionError

from corsgate_audit.collect.live import read_account
from corsgate_audit.model import (
    Authorizer,
    Coverage,
    CoverageState,
    GatewayResponse,
    Integration,
    Location,
    RestApi,
    Route,
    Unresolved,
    routes_of,
)
from support.collected import NOWHERE, only_route, without_lists, without_locations
from support.stubbed_account import StubbedAccount, stubbed_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Collection

URLS = Coverage(
    account="123456789012",
    region="eu-central-1",
    service="lambda",
    resource="function URLs",
    state=CoverageState.SCANNED,
)
ROOT: dict[str, object] = {
    "id": "r0",
    "path": "/",
    "resourceMethods": {"GET": {"authorizationType": "NONE"}},
}


@pytest.fixture(name="aws")
def _aws() -> Iterator[StubbedAccount]:
    """Have an account whose answers are given beforehand."""
    with stubbed_account() as account:
        yield account


def covered(resource: str, state: CoverageState, reason: str | None = None) -> Coverage:
    """Return an entry of coverage."""
    return replace(URLS, service="apigateway", resource=resource, state=state, reason=reason)


def place(operation: str, end: str = "") -> Location:
    """Return where a part of the API was read."""
    return Location(
        source="aws",
        pointer=operation,
        arn=f"arn:aws:apigateway:eu-central-1::/restapis/a1{end}",
        account="123456789012",
        region="eu-central-1",
    )


def test_an_api_takes_four_calls(aws: StubbedAccount) -> None:
    """With methods embedded, 500 to a page, never one for each method."""
    aws.has_rest_apis({"id": "a1", "name": "shop", "binaryMediaTypes": ["*/*"]})
    aws.has_rest_api(
        "a1",
        ROOT,
        {"id": "r1", "path": "/items"},
        gateway_responses=(
            {"responseType": "UNAUTHORIZED", "defaultResponse": True, "statusCode": "401"},
            {"responseType": "THROTTLED", "defaultResponse": False, "statusCode": "429"},
        ),
    )

    assert read_account(aws.account).apis == (
        RestApi(
            name="shop",
            binary_media_types=("*/*",),
            routes=(
                Route(
                    path="/",
                    method="GET",
                    location=place("GetResources", "/resources/r0/methods/GET"),
                ),
            ),
            gateway_responses=(
                GatewayResponse(
                    response_type="THROTTLED",
                    location=place("GetGatewayResponses", "/gatewayresponses/THROTTLED"),
                ),
            ),
            location=place("GetRestApis"),
        ),
    )


def test_every_page_is_read(aws: StubbedAccount) -> None:
    """Of the listing, and of an API's resources."""
    rest = aws.apigateway
    rest.add_response(
        "get_rest_apis", {"items": [{"id": "a1", "name": "one"}], "position": "p"}, {"limit": 500}
    )
    page = {"restApiId": "a1", "limit": 500}
    rest.add_response("get_stages", {}, {"restApiId": "a1"})
    rest.add_response("get_authorizers", {}, page)
    first = {"items": [ROOT], "position": "q"}
    rest.add_response("get_resources", first, {**page, "embed": ["methods"]})
    second = {"items": [{**ROOT, "id": "r1", "path": "/items"}]}
    rest.add_response("get_resources", second, {**page, "embed": ["methods"], "position": "q"})
    rest.add_response("get_gateway_responses", {}, page)
    rest.add_response(
        "get_rest_apis",
        {"items": [{"id": "a2", "name": "two"}]},
        {"limit": 500, "position": "p"},
    )
    aws.has_rest_api("a2")
    aws.apigatewayv2.add_response("get_apis", {"Items": []}, {})

    apis = read_account(aws.account).apis

    assert [(api.name, [route.path for route in routes_of(api)]) for api in apis] == [
        ("one", ["/", "/items"]),
        ("two", []),
    ]


def test_a_method_with_all_its_settings(aws: StubbedAccount) -> None:
    """Each is in the model, an authorizer and a function's policy included."""
    function = "arn:aws:lambda:eu-central-1:123456789012:function:items"
    uri = f"arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/{function}/invocations"
    method = {
        "authorizationType": "CUSTOM",
        "authorizerId": "z1",
        "apiKeyRequired": True,
        "requestValidatorId": "v1",
        "requestModels": {"application/json": "Item"},
        "requestParameters": {
            "method.request.header.X-Tenant": True,
            "method.request.header.X-Other": False,
            "method.request.querystring.page": True,
        },
        "methodIntegration": {
            "type": "AWS_PROXY",
            "uri": uri,
            "passthroughBehavior": "WHEN_NO_TEMPLATES",
            "contentHandling": "CONVERT_TO_TEXT",
        },
    }
    aws.has_rest_apis({"id": "a1", "name": "shop"})
    aws.has_rest_api(
        "a1",
        {"id": "r0", "path": "/", "resourceMethods": {"PUT": method}},
        authorizers=(
            {
                "id": "z1",
                "name": "token",
                "type": "TOKEN",
                "identitySource": "method.request.header.X-Token",
            },
        ),
        validators=({"id": "v1", "validateRequestBody": True, "validateRequestParameters": True},),
        models=({"name": "Item", "schema": '{"type": "object", "required": ["name"]}'},),
    )
    aws.lambda_.add_response(
        "get_function_configuration",
        {"Environment": {"Variables": {"CORSGATE_POLICY": "{}"}}},
        {"FunctionName": function},
    )

    assert without_locations(only_route(read_account(aws.account))) == Route(
        path="/",
        method="PUT",
        authorization="CUSTOM",
        authorizer=Authorizer(name="token", type="TOKEN", identity_headers=("x-token",)),
        api_key_required=True,
        validates_request=True,
        required_headers=("x-tenant",),
        required_query=("page",),
        needs_body=True,
        integration=Integration(
            type="AWS_PROXY",
            passthrough_behavior="WHEN_NO_TEMPLATES",
            content_handling="CONVERT_TO_TEXT",
            function_policy="{}",
        ),
        location=NOWHERE,
    )


def test_a_method_that_the_answer_leaves_out_is_undecided(aws: StubbedAccount) -> None:
    """So it is without ``embed``: nothing is judged on defaults."""
    aws.has_rest_apis({"id": "a1", "name": "shop"})
    aws.has_rest_api("a1", {"id": "r0", "path": "/", "resourceMethods": {"OPTIONS": {}}})

    why = Unresolved("{}", "the answer has the method, but not its settings")
    assert without_locations(only_route(read_account(aws.account))) == Route(
        path="/",
        method="OPTIONS",
        authorization=why,
        api_key_required=why,
        validates_request=why,
        needs_body=why,
        integration=Integration(type=why, passthrough_behavior=why),
        location=NOWHERE,
    )


def test_an_authorizer_that_is_not_listed_is_unresolved(aws: StubbedAccount) -> None:
    """It is known that there is one."""
    method = {"authorizationType": "CUSTOM", "authorizerId": "z9"}
    aws.has_rest_apis({"id": "a1", "name": "shop"})
    aws.has_rest_api("a1", {"id": "r0", "path": "/", "resourceMethods": {"GET": method}})

    unknown = Unresolved("z9", "GetAuthorizers does not list it")
    assert only_route(read_account(aws.account)).authorizer == Authorizer(
        name=unknown, type=unknown, identity_headers=unknown
    )


CALLS = ("get_stages", "get_authorizers", "get_resources", "get_gateway_responses")
ERRORS = (
    ("AccessDeniedException", CoverageState.DENIED),
    ("TooManyRequestsException", CoverageState.THROTTLED),
    ("ThrottlingException", CoverageState.THROTTLED),
    ("NotFoundException", CoverageState.FAILED),
    ("ExpiredTokenException", CoverageState.FAILED),
)


def two_apis_of_which_the_first_fails(aws: StubbedAccount, call: str, code: str) -> Collection:
    """Read an account in which one call for the first of two APIs ends in an error."""
    aws.has_rest_apis({"id": "a1", "name": "one"}, {"id": "a2", "name": "two"})
    for before in CALLS[: CALLS.index(call)]:
        aws.apigateway.add_response(before, {})
    aws.apigateway.add_client_error(call, code, "not\nnow")
    aws.has_rest_api("a2", ROOT)
    return read_account(aws.account)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(("code", "state"), ERRORS)
def test_an_api_that_cannot_be_read_whole_is_left_out_and_named(
    aws: StubbedAccount, call: str, code: str, state: CoverageState
) -> None:
    """Whichever call fails: a half-read API would be judged on defaults. The rest is read."""
    collection = two_apis_of_which_the_first_fails(aws, call, code)

    operation = "".join(part.capitalize() for part in call.split("_"))
    reason = f"An error occurred ({code}) when calling the {operation} operation: not now"
    assert [api.name for api in collection.apis] == ["two"]
    assert without_lists(collection) == [
        covered("REST API 'one' (a1)", state, reason),
        covered("REST API 'two' (a2)", CoverageState.SCANNED),
        URLS,
    ]


def test_a_connection_that_is_cut_is_named(
    aws: StubbedAccount, snapshot: SnapshotAssertion
) -> None:
    """It is no answer of AWS, and no reason to stop."""

    def cut(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://example.com")

    aws.has_rest_apis({"id": "a1", "name": "one"})
    events = aws.account.apigateway.meta.events
    events.register_first("provide-client-params.api-gateway.GetStages", cut)
    collection = read_account(aws.account)
    events.unregister("provide-client-params.api-gateway.GetStages", cut)

    assert collection.apis == ()
    assert without_lists(collection)[0] == snapshot


def test_a_page_of_the_listing_that_fails_is_named(
    aws: StubbedAccount, snapshot: SnapshotAssertion
) -> None:
    """What the pages before it held is read all the same, and so are the HTTP APIs."""
    rest = aws.apigateway
    rest.add_response(
        "get_rest_apis", {"items": [{"id": "a1", "name": "one"}], "position": "p"}, {"limit": 500}
    )
    aws.has_rest_api("a1", ROOT)
    rest.add_client_error("get_rest_apis", "AccessDeniedException", "no")
    aws.apigatewayv2.add_response("get_apis", {"Items": []}, {})
    aws.has_functions()

    collection = read_account(aws.account)

    assert [api.name for api in collection.apis] == ["one"]
    assert tuple(without_lists(collection)) == snapshot
