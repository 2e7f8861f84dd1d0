"""The items API, one handler a route: list, create, read, replace, delete.

A REST API (payload format 1.0) and an HTTP API (2.0) both hand over ``pathParameters``, ``body``
and ``isBase64Encoded``, so that one handler serves both. CORS is the decorator's: it reads the
policy that the construct put into ``CORSGATE_POLICY``.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from corsgate import cors
from reference.answers import BadRequestError, answer, json_object
from reference.storage import ItemTable

Event = dict[str, Any]
Response = dict[str, Any]

_NOT_FOUND = "no such item"


@cors
def list_items(event: Event, context: object) -> Response:
    """Answer with all items."""
    del event, context
    return answer(HTTPStatus.OK, {"items": ItemTable.of_environment().all()})


@cors
def create_item(event: Event, context: object) -> Response:
    """Store a new item under an id of the service's choice."""
    del context
    try:
        fields = json_object(event)
    except BadRequestError as error:
        return answer(HTTPStatus.BAD_REQUEST, {"message": str(error)})
    item = ItemTable.of_environment().create(fields)
    return answer(HTTPStatus.CREATED, item, {"Location": f"/items/{item['id']}"})


@cors
def read_item(event: Event, context: object) -> Response:
    """Answer with one item."""
    del context
    item = ItemTable.of_environment().read(_id(event))
    if item is None:
        return answer(HTTPStatus.NOT_FOUND, {"message": _NOT_FOUND})
    return answer(HTTPStatus.OK, item)


@cors
def replace_item(event: Event, context: object) -> Response:
    """Store other fields under the id of an item that exists."""
    del context
    try:
        fields = json_object(event)
    except BadRequestError as error:
        return answer(HTTPStatus.BAD_REQUEST, {"message": str(error)})
    item = ItemTable.of_environment().replace(_id(event), fields)
    if item is None:
        return answer(HTTPStatus.NOT_FOUND, {"message": _NOT_FOUND})
    return answer(HTTPStatus.OK, item)


@cors
def delete_item(event: Event, context: object) -> Response:
    """Remove an item; one that is gone already is no error."""
    del context
    ItemTable.of_environment().delete(_id(event))
    return answer(HTTPStatus.NO_CONTENT)


def _id(event: Event) -> str:
    return str(event["pathParameters"]["id"])
