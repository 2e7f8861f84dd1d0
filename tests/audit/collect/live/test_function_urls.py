"""The function URLs of an account, those of aliases included."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect.live import read_account
from corsgate_audit.model import (
    CorsConfiguration,
    CoverageState,
    DomainName,
    FunctionUrl,
    Integration,
    Location,
)
from support.collected import without_lists
from support.stubbed_account import StubbedAccount, stubbed_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Collection

ARN = "arn:aws:lambda:eu-central-1:123456789012:function:{}"
SCANNED = ("function URLs", CoverageState.SCANNED, None)


@pytest.fixture(name="aws")
def _aws() -> Iterator[StubbedAccount]:
    """Have an account without APIs whose answers are given beforehand."""
    with stubbed_account() as account:
        account.apigateway.add_response("get_rest_apis", {"items": []}, {"limit": 500})
        account.apigatewayv2.add_response("get_apis", {"Items": []}, {})
        yield account


def function(name: str, **environment: str) -> dict[str, object]:
    """Return a function as the listing answers it."""
    return {
        "FunctionName": name,
        "FunctionArn": ARN.format(name),
        "Environment": {"Variables": environment},
    }


def url(arn: str, **settings: object) -> dict[str, object]:
    """Return a URL as the listing answers it."""
    return {
        "FunctionUrl": "https://x.lambda-url.eu-central-1.on.aws/",
        "FunctionArn": arn,
        "CreationTime": "t",
        "LastModifiedTime": "t",
        "AuthType": "NONE",
        **settings,
    }


def has_urls(aws: StubbedAccount, name: str, *urls: dict[str, object]) -> None:
    """Answer what URLs a function has."""
    aws.lambda_.add_response(
        "list_function_url_configs", {"FunctionUrlConfigs": list(urls)}, {"FunctionName": name}
    )


def states(collection: Collection) -> list[tuple[str, CoverageState, str | None]]:
    """Return what is said of the function URLs."""
    return [
        (entry.resource, entry.state, entry.reason)
        for entry in without_lists(collection)
        if entry.service == "lambda"
    ]


def test_a_function_and_its_alias(aws: StubbedAccount) -> None:
    """The listing answers with the function's policy; the alias has a version's, asked for once."""
    arn, alias = ARN.format("items"), ARN.format("items") + ":live"
    aws.has_functions(function("items", CORSGATE_POLICY="latest"), function("other"))
    has_urls(
        aws,
        "items",
        url(arn, Cors={"AllowOrigins": ["*"], "AllowCredentials": True}),
        url(alias, AuthType="AWS_IAM"),
    )
    aws.lambda_.add_response(
        "get_function_configuration",
        {"Environment": {"Variables": {"CORSGATE_POLICY": "live"}}},
        {"FunctionName": alias},
    )
    has_urls(aws, "other")

    collection = read_account(aws.account)

    place = Location(
        source="aws",
        pointer="ListFunctionUrlConfigs",
        arn=arn,
        account="123456789012",
        region="eu-central-1",
    )
    there = replace(place, arn=alias)
    host = DomainName(name="x.lambda-url.eu-central-1.on.aws")
    assert collection.apis == (
        FunctionUrl(
            name="items",
            auth_type="NONE",
            integration=Integration(type="AWS_PROXY", function_policy="latest"),
            cors=CorsConfiguration(allow_origins=("*",), allow_credentials=True),
            domain_names=(host,),
            location=place,
        ),
        FunctionUrl(
            name="items:live",
            auth_type="AWS_IAM",
            integration=Integration(type="AWS_PROXY", function_policy="live"),
            domain_names=(host,),
            location=there,
        ),
    )
    assert states(collection) == [
        ("function URLs of 'items'", CoverageState.SCANNED, None),
        SCANNED,
    ]


def test_every_page_is_walked(aws: StubbedAccount) -> None:
    """Of functions, and of a function's URLs."""
    call, answer = aws.lambda_.add_response, "list_function_url_configs"
    call("list_functions", {"Functions": [function("a")], "NextMarker": "m"}, {})
    first = {"FunctionUrlConfigs": [url(ARN.format("a"))], "NextMarker": "n"}
    call(answer, first, {"FunctionName": "a"})
    more = {"FunctionUrlConfigs": [url(ARN.format("a") + ":two")]}
    call(answer, more, {"FunctionName": "a", "Marker": "n"})
    aws.lambda_.add_response(
        "get_function_configuration", {}, {"FunctionName": ARN.format("a") + ":two"}
    )
    call("list_functions", {"Functions": [function("b")]}, {"Marker": "m"})
    has_urls(aws, "b", url(ARN.format("b")))

    assert [api.name for api in read_account(aws.account).apis] == ["a", "a:two", "b"]


def test_one_function_that_cannot_be_read_is_named(aws: StubbedAccount) -> None:
    """The others are read."""
    aws.has_functions(function("a"), function("b"))
    aws.lambda_.add_client_error("list_function_url_configs", "AccessDeniedException", "no")
    has_urls(aws, "b", url(ARN.format("b")))

    collection = read_account(aws.account)

    assert [api.name for api in collection.apis] == ["b"]
    denied = (
        "An error occurred (AccessDeniedException) when calling the ListFunctionUrlConfigs "
        "operation: no"
    )
    assert states(collection) == [
        ("function URLs of 'a'", CoverageState.DENIED, denied),
        ("function URLs of 'b'", CoverageState.SCANNED, None),
        SCANNED,
    ]


def test_a_listing_that_breaks_off_is_named(
    aws: StubbedAccount, snapshot: SnapshotAssertion
) -> None:
    """What came before is read; that all functions were seen is not said."""
    aws.lambda_.add_response(
        "list_functions", {"Functions": [function("a")], "NextMarker": "m"}, {}
    )
    has_urls(aws, "a", url(ARN.format("a")))
    aws.lambda_.add_client_error("list_functions", "TooManyRequestsException", "slow down")

    collection = read_account(aws.account)

    assert [api.name for api in collection.apis] == ["a"]
    assert states(collection) == snapshot
