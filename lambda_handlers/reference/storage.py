"""Items in a DynamoDB table."""

from __future__ import annotations

import json
import os
import uuid
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLE_VARIABLE = "ITEMS_TABLE"

_CONDITION_FAILED = "ConditionalCheckFailedException"

Item = dict[str, Any]


class ItemTable:
    """Keeps each item as JSON text under its id: what was stored comes back as it was.

    DynamoDB's own numbers would come back as decimals, and refuse floats.

    Args:
        client: of DynamoDB.
        table: its name; the key is ``id``, a string.
    """

    def __init__(self, client: Any, table: str) -> None:  # noqa: ANN401 - boto3 makes its methods up
        self._client = client
        self._table = table

    @staticmethod
    @cache
    def of_environment() -> ItemTable:
        """Return the table that ``ITEMS_TABLE`` names, with a client that later calls share."""
        return ItemTable(boto3.client("dynamodb"), os.environ[TABLE_VARIABLE])

    def all(self) -> list[Item]:
        """Return every item, in the order of the ids."""
        pages = self._client.get_paginator("scan").paginate(TableName=self._table)
        items = [_item(record) for page in pages for record in page["Items"]]
        return sorted(items, key=lambda item: str(item["id"]))

    def read(self, key: str) -> Item | None:
        """Return one item, or None."""
        found = self._client.get_item(TableName=self._table, Key=_key(key))
        return _item(found["Item"]) if "Item" in found else None

    def create(self, fields: Mapping[str, Any]) -> Item:
        """Store an item under a new id and return it."""
        key = str(uuid.uuid4())
        self._client.put_item(TableName=self._table, Item=_record(key, fields))
        return {**fields, "id": key}

    def replace(self, key: str, fields: Mapping[str, Any]) -> Item | None:
        """Store other fields under an id; None where there is no such item."""
        try:
            self._client.put_item(
                TableName=self._table,
                Item=_record(key, fields),
                ConditionExpression="attribute_exists(id)",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != _CONDITION_FAILED:
                raise
            return None
        return {**fields, "id": key}

    def delete(self, key: str) -> None:
        """Remove an item, if there is one."""
        self._client.delete_item(TableName=self._table, Key=_key(key))


def _key(key: str) -> dict[str, dict[str, str]]:
    return {"id": {"S": key}}


def _record(key: str, fields: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {**_key(key), "fields": {"S": json.dumps(dict(fields))}}


def _item(record: Mapping[str, Mapping[str, str]]) -> Item:
    fields: Item = json.loads(record["fields"]["S"])
    return {**fields, "id": record["id"]["S"]}
