"""HTTP APIs of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect.live import read_account
from corsgate_audit.model import (
    Authorizer,
    CorsConfiguration,
    CoverageState,
    HttpApi,
    Integration,
    Location,
    Route,
    Unresolved,
    routes_of,
)
from support.collected import NOWHERE, without_lists, without_locations
from support.stubbed_account import StubbedAccount, stubbed_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Collection

FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:items"
CALLS = ("get_stages", "get_authorizers", "get_integrations", "get_routes")


@pytest.fixture(name="aws")
def _aws() -> Iterator[StubbedAccount]:
    """Have an account whose answers are given beforehand."""
    with stubbed_account() as account:
        yield account


def has_api(aws: StubbedAccount, api_id: str, **items: list[dict[str, object]]) -> None:
    """Answer the four calls that one HTTP API takes, in their order."""
    for call in CALLS:
        aws.apigatewayv2.add_response(call, {"Items": items.get(call, [])}, {"ApiId": api_id})


def states(collection: Collection) -> list[tuple[str, CoverageState, str | None]]:
    """Return what is said of the HTTP APIs."""
    return [
        (entry.resource, entry.state, entry.reason)
        for entry in without_lists(collection)
        if entry.service == "apigatewayv2"
    ]


def test_an_api_with_all_its_settings(aws: StubbedAccount) -> None:
    """Each is in the model; what a route targets is asked for once."""
    aws.has_http_apis(
        {
            "ApiId": "h1",
            "Name": "shop",
            "ProtocolType": "HTTP",
            "RouteSelectionExpression": "$request.method $request.path",
            "CorsConfiguration": {"AllowOrigins": ["https://app.example.com"], "MaxAge": 5},
        }
    )
    guarded = {
        "AuthorizationType": "JWT",
        "AuthorizerId": "z1",
        "Target": "integrations/i1",
        "RouteId": "r1",
    }
    has_api(
        aws,
        "h1",
        get_stages=[{"StageName": "dev"}, {"StageName": "$default"}],
        get_authorizers=[
            {
                "AuthorizerId": "z1",
                "Name": "jwt",
                "AuthorizerType": "JWT",
                "IdentitySource": ["$request.header.Authorization"],
            }
        ],
        get_integrations=[
            {
                "IntegrationId": "i1",
                "IntegrationType": "AWS_PROXY",
                "IntegrationUri": FUNCTION,
            }
        ],
        get_routes=[
            {**guarded, "RouteKey": "PUT /items/{id}"},
            {**guarded, "RouteKey": "$default", "RouteId": "r2"},
        ],
    )
    aws.lambda_.add_response(
        "get_function_configuration",
        {"Environment": {"Variables": {"CORSGATE_POLICY": "{}"}}},
        {"FunctionName": FUNCTION},
    )

    collection = read_account(aws.account)

    route = Route(
        path="/items/{id}",
        method="PUT",
        authorization="JWT",
        authorizer=Authorizer(name="jwt", type="JWT", identity_headers=("authorization",)),
        integration=Integration(type="AWS_PROXY", function_policy="{}"),
        location=NOWHERE,
    )
    (api,) = collection.apis
    default, other = routes_of(api)
    assert without_locations(api) == HttpApi(
        name="shop",
        stages=("$default", "dev"),
        routes=(without_locations(default), route),
        cors=CorsConfiguration(allow_origins=("https://app.example.com",), max_age=5),
        location=NOWHERE,
    )
    assert (default.path, default.method) == ("$default", "ANY")
    assert other.location == Location(
        source="aws",
        pointer="GetRoutes",
        arn="arn:aws:apigateway:eu-central-1::/apis/h1/routes/r1",
        account="123456789012",
        region="eu-central-1",
    )
    assert states(collection) == [("HTTP API 'shop' (h1)", CoverageState.SCANNED, None)]


def test_what_a_route_names_and_no_listing_holds_is_unresolved(aws: StubbedAccount) -> None:
    """It is known that there is something; a route without a target has none."""
    aws.has_http_apis(
        {
            "ApiId": "h1",
            "Name": "shop",
            "ProtocolType": "HTTP",
            "RouteSelectionExpression": "",
        }
    )
    has_api(
        aws,
        "h1",
        get_routes=[
            {"RouteKey": "GET /", "AuthorizerId": "z9", "Target": "integrations/i9"},
            {"RouteKey": "PUT /"},
        ],
    )

    first, second = without_locations(routes_of(read_account(aws.account).apis[0]))

    asked = Unresolved("z9", "GetAuthorizers does not list it")
    target = Unresolved("integrations/i9", "GetIntegrations does not list it")
    assert first == Route(
        path="/",
        method="GET",
        authorizer=Authorizer(name=asked, type=asked, identity_headers=asked),
        integration=Integration(type=target),
        location=NOWHERE,
    )
    assert second == Route(path="/", method="PUT", location=NOWHERE)


def test_a_websocket_api_is_named_and_skipped(
    aws: StubbedAccount, snapshot: SnapshotAssertion
) -> None:
    """Nothing of it is asked for."""
    aws.has_http_apis(
        {
            "ApiId": "w1",
            "Name": "chat",
            "ProtocolType": "WEBSOCKET",
            "RouteSelectionExpression": "",
        }
    )

    assert states(read_account(aws.account)) == snapshot


@pytest.mark.parametrize("call", CALLS)
def test_an_api_that_cannot_be_read_whole_is_left_out_and_named(
    aws: StubbedAccount, call: str
) -> None:
    """Whichever call fails; the next API is read."""
    same = {"ProtocolType": "HTTP", "RouteSelectionExpression": ""}
    aws.has_http_apis(
        {"ApiId": "h1", "Name": "one", **same}, {"ApiId": "h2", "Name": "two", **same}
    )
    for before in CALLS[: CALLS.index(call)]:
        aws.apigatewayv2.add_response(before, {})
    aws.apigatewayv2.add_client_error(call, "AccessDeniedException", "no")
    has_api(aws, "h2")

    collection = read_account(aws.account)

    operation = "".join(part.capitalize() for part in call.split("_"))
    assert [api.name for api in collection.apis] == ["two"]
    (one, denied, reason), two = states(collection)
    assert (one, denied) == ("HTTP API 'one' (h1)", CoverageState.DENIED)
    assert f"(AccessDeniedException) when calling the {operation} operation" in str(reason)
    assert two == ("HTTP API 'two' (h2)", CoverageState.SCANNED, None)


def test_a_listing_that_fails_is_named(aws: StubbedAccount) -> None:
    """The REST APIs are read all the same."""
    aws.apigateway.add_response("get_rest_apis", {"items": [{"id": "a1", "name": "one"}]})
    aws.has_rest_api("a1")
    aws.apigatewayv2.add_client_error("get_apis", "TooManyRequestsException", "slow down")

    collection = read_account(aws.account)

    assert [api.name for api in collection.apis] == ["one"]
    reason = (
        "An error occurred (TooManyRequestsException) when calling the GetApis operation: slow down"
    )
    assert states(collection) == [("the list of HTTP APIs", CoverageState.THROTTLED, reason)]
