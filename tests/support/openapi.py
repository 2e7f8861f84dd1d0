"""Helpers for OpenAPI documents: written as YAML, read as targets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corsgate_audit.collect import collect
from corsgate_audit.collect.openapi.definition import define
from corsgate_audit.collect.openapi.document import DocumentPlace, OpenApi
from corsgate_audit.collect.template.document import read_document
from corsgate_audit.collect.template.resolver import scope_of
from corsgate_audit.model import FrontDoor, HttpApi, RestApi
from support.collected import only_api, write

if TYPE_CHECKING:
    from corsgate_audit.model import Collection, Route

REST_HEAD = """\
openapi: 3.0.1
info: {title: shop, version: "1"}
x-amazon-apigateway-request-validators:
  all: {validateRequestParameters: true, validateRequestBody: true}
  body: {validateRequestParameters: false, validateRequestBody: true}
"""
HTTP_HEAD = """\
openapi: 3.0.1
info: {title: shop}
x-amazon-apigateway-importexport-version: "1.0"
"""


def read(folder: Path, text: str) -> Collection:
    """Read a document."""
    return collect([write(folder, "api.yaml", text)])


def rest_api(folder: Path, text: str) -> RestApi:
    """Read the document of one REST API."""
    return only_api(read(folder, REST_HEAD + text))


def http_api(folder: Path, text: str) -> HttpApi:
    """Read the document of one HTTP API."""
    return only_api(read(folder, HTTP_HEAD + text), HttpApi)


def rest_route(folder: Path, operation: str, more: str = "") -> Route:
    """Read one operation of a REST API, written in flow style, with more at the document's top."""
    return _route(folder, REST_HEAD, operation, more, FrontDoor.REST_API)


def http_route(folder: Path, operation: str, more: str = "") -> Route:
    """Read one operation of an HTTP API, written in flow style, with more at the document's top."""
    return _route(folder, HTTP_HEAD, operation, more, FrontDoor.HTTP_API)


def _route(folder: Path, head: str, operation: str, more: str, kind: FrontDoor) -> Route:
    """Read an operation as one of a kind of API, whatever else the document has."""
    text = f"{head}paths: {{/items: {{put: {operation}}}}}\n{more}"
    document = read_document(Path(write(folder, "api.yaml", text)))
    content = scope_of(document).resolver.resolve(document.content)
    assert isinstance(content, dict)
    (route,) = define(OpenApi(content, DocumentPlace(document)), kind).routes
    return route
