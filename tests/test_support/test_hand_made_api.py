"""The hand-made API has the faults that it says, and is sound beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from support.hand_made_api import NAME, make_api
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Iterator

Methods = dict[str, dict[str, Any]]


@pytest.fixture
def client() -> Iterator[Any]:
    """An emulated account."""
    install()
    with mock_aws():
        yield boto3.client("apigateway", region_name="eu-west-1")


@pytest.fixture
def methods(client: Any) -> Methods:  # noqa: ANN401 (boto3's clients have no class)
    """The methods of each path of the API."""
    found = client.get_resources(restApiId=make_api(client), embed=["methods"])["items"]
    return {item["path"]: item.get("resourceMethods", {}) for item in found}


def test_api_as_a_whole(client: Any) -> None:  # noqa: ANN401
    """``*/*`` is binary, it is deployed, and no gateway response is customised."""
    api_id = make_api(client)
    api = client.get_rest_api(restApiId=api_id)
    assert (api["name"], api["binaryMediaTypes"]) == (NAME, ["*/*"])
    assert [stage["stageName"] for stage in client.get_stages(restApiId=api_id)["item"]] == ["prod"]
    responses = client.get_gateway_responses(restApiId=api_id)["items"]
    assert all(response["defaultResponse"] for response in responses)


def test_methods(methods: Methods) -> None:
    """One path has no preflight."""
    assert {path: sorted(found) for path, found in methods.items()} == {
        "/": [],
        "/invoices": ["PUT"],
        "/payments": ["OPTIONS", "PUT"],
        "/orders": ["GET", "OPTIONS", "PUT"],
        "/uploads": ["OPTIONS", "PUT"],
    }


def test_preflights(methods: Methods) -> None:
    """Each has one fault, and is sound in what the others lack."""
    seen = {}
    for path in ("/payments", "/orders", "/uploads"):
        preflight = methods[path]["OPTIONS"]
        mock = preflight["methodIntegration"]
        answer = mock["integrationResponses"]["204"]
        seen[path] = (
            preflight["authorizationType"],
            answer["responseParameters"]["method.response.header.Access-Control-Allow-Methods"],
            mock.get("contentHandling"),
            answer.get("contentHandling"),
        )
    text = "CONVERT_TO_TEXT"
    assert seen == {
        "/payments": ("CUSTOM", "'PUT'", text, text),
        "/orders": ("NONE", "'GET'", text, text),
        "/uploads": ("NONE", "'PUT'", None, None),
    }
