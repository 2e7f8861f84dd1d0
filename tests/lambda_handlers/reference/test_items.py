"""The handlers of the reference app, as both of its front doors call them."""

from __future__ import annotations

import base64
import json
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from corsgate import CorsPolicy
from support.lambda_events import MakeEvent, http2_event, rest_event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

APP = "https://app.example.com"
POLICY = CorsPolicy(
    allow_origins=[APP, "https://admin.example.com"],
    allow_methods=["GET", "POST", "PUT", "DELETE"],
    expose_headers=["location"],
    allow_credentials=True,
)
ALLOWED = {
    "Access-Control-Allow-Origin": APP,
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Allow-Methods": "DELETE, GET, POST, PUT",
    "Access-Control-Expose-Headers": "location",
    "Vary": "Origin",
}
JSON = {"Content-Type": "application/json"}
both_front_doors = pytest.mark.parametrize("event", [rest_event, http2_event])


@pytest.fixture
def items(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module as Lambda starts it: environment first, then the import; and an empty table."""
    monkeypatch.setenv("CORSGATE_POLICY", POLICY.to_json())
    monkeypatch.setenv("ITEMS_TABLE", "items")
    for name in [each for each in sys.modules if each.partition(".")[0] == "reference"]:
        monkeypatch.delitem(sys.modules, name)
    with mock_aws():
        boto3.client("dynamodb").create_table(
            TableName="items",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield import_module("reference.items")


def call(handler: Any, event: dict[str, Any], key: str = "", body: str | None = None) -> Any:  # noqa: ANN401
    """Call a handler and return its status, headers and decoded body."""
    event["pathParameters"] = {"id": key} if key else None
    response = handler({**event, "body": body, "isBase64Encoded": False}, None)
    text = response["body"]
    return response["statusCode"], response["headers"], json.loads(text) if text else None


@both_front_doors
def test_an_item_lives_from_creation_to_deletion(items: ModuleType, event: MakeEvent) -> None:
    """Every route once, with the whole answer of each."""
    origin = (("Origin", APP),)
    fields = {"name": "lamp", "price": 12.5, "tags": ["new"], "id": "mine"}
    status, headers, created = call(
        items.create_item, event("POST", origin), body=json.dumps(fields)
    )
    key = created["id"]
    item = {"name": "lamp", "price": 12.5, "tags": ["new"], "id": key}
    assert (status, headers) == (201, {**JSON, "Location": f"/items/{key}", **ALLOWED})
    assert created == item
    assert key != "mine"
    assert call(items.read_item, event("GET", origin), key) == (200, {**JSON, **ALLOWED}, item)
    assert call(items.list_items, event("GET", origin)) == (
        200,
        {**JSON, **ALLOWED},
        {"items": [item]},
    )
    replaced = {"name": "shade", "id": key}
    assert call(items.replace_item, event("PUT", origin), key, '{"name": "shade"}') == (
        200,
        {**JSON, **ALLOWED},
        replaced,
    )
    assert call(items.read_item, event("GET", origin), key)[2] == replaced
    assert call(items.delete_item, event("DELETE", origin), key) == (204, ALLOWED, None)
    assert call(items.read_item, event("GET", origin), key) == (
        404,
        {**JSON, **ALLOWED},
        {"message": "no such item"},
    )


@both_front_doors
def test_errors_carry_the_headers_too(items: ModuleType, event: MakeEvent) -> None:
    """A page that cannot read a 400 or 404 shows a CORS error instead."""
    origin = (("Origin", APP),)
    for body, message in (
        ("{", "the body is not JSON"),
        (None, "the body is not JSON"),
        ("[]", "the body is JSON, but not an object"),
    ):
        expected = (400, {**JSON, **ALLOWED}, {"message": message})
        assert call(items.create_item, event("POST", origin), body=body) == expected
        assert call(items.replace_item, event("PUT", origin), "1", body) == expected
    assert call(items.replace_item, event("PUT", origin), "1", "{}") == (
        404,
        {**JSON, **ALLOWED},
        {"message": "no such item"},
    )


def test_deleting_what_is_gone_is_no_error(items: ModuleType) -> None:
    """DELETE says what is to be, not what is to happen."""
    status, headers, _ = call(items.delete_item, rest_event("DELETE"), "1")
    assert (status, headers) == (
        204,
        {"Access-Control-Allow-Methods": "DELETE, GET, POST, PUT", "Vary": "Origin"},
    )


def test_a_binary_body_is_decoded(items: ModuleType) -> None:
    """API Gateway encodes bodies whose content type it takes for binary."""
    body = base64.b64encode(b'{"name": "lamp"}').decode()
    event = {**rest_event("POST"), "body": body, "isBase64Encoded": True}
    response = items.create_item(event, None)
    assert json.loads(response["body"])["name"] == "lamp"


def test_a_foreign_origin_gets_no_permission(items: ModuleType) -> None:
    """The answer is there; the browser keeps it from the page."""
    status, headers, body = call(
        items.list_items, rest_event("GET", (("Origin", "https://attacker.test"),))
    )
    assert (status, headers, body) == (200, {**JSON, "Vary": "Origin"}, {"items": []})


def test_a_list_longer_than_a_page_is_whole(items: ModuleType) -> None:
    """DynamoDB returns at most 1 MB at a time."""
    table = import_module("reference.storage").ItemTable.of_environment()
    for _ in range(4):
        table.create({"text": "x" * 390_000})
    _, _, body = call(items.list_items, rest_event("GET"))
    assert len(body["items"]) == 4
    assert [each["id"] for each in body["items"]] == sorted(each["id"] for each in body["items"])


def test_a_failing_table_is_not_taken_for_a_missing_item(items: ModuleType) -> None:
    """Only the failed condition means that there is no such item."""
    boto3.client("dynamodb").delete_table(TableName="items")
    with pytest.raises(Exception, match="ResourceNotFoundException"):
        call(items.replace_item, rest_event("PUT"), "1", "{}")
