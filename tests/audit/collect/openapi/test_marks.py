"""Which kind of API a document is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect.openapi.marks import is_for_api_gateway
from corsgate_audit.model import FrontDoor
from support.collected import states
from support.openapi import read

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

REST, HTTP = FrontDoor.REST_API, FrontDoor.HTTP_API
PROXY = "paths: {/: {get: {x-amazon-apigateway-integration: {type: aws_proxy%s}}}}"
SCHEME = "components: {securitySchemes: {a: {x-amazon-apigateway-authorizer: {type: %s}}}}"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("swagger: '2.0'\nx-amazon-apigateway-note: 1", REST),
        ("x-amazon-apigateway-gateway-responses: {}", REST),
        (PROXY % ", passthroughBehavior: never, payloadFormatVersion: 1.0", REST),
        (PROXY.replace("aws_proxy", "mock") % ", payloadFormatVersion: 1.0", REST),
        (PROXY % "", REST),
        (PROXY % ", payloadFormatVersion: '2.0'", HTTP),
        (PROXY % ", payloadFormatVersion: 1.0", HTTP),
        ("x-amazon-apigateway-cors: {}", HTTP),
        ("paths: {$default: {x-amazon-apigateway-any-method: {}}}", HTTP),
        (SCHEME % "jwt", HTTP),
        (SCHEME % "token", REST),
        (SCHEME % "request", REST),
    ],
)
def test_each_kind_has_its_marks(tmp_path: Path, text: str, kind: FrontDoor) -> None:
    """What only one of them knows; a proxy for an HTTP API names its payload's version."""
    head = "" if text.startswith("swagger") else "openapi: 3.0.1\n"

    (api,) = read(tmp_path, head + text).apis
    assert api.front_door is kind


def test_marks_of_both_kinds_are_not_guessed_at(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """The document is named as unresolved, and not judged."""
    text = "openapi: 3.0.1\nx-amazon-apigateway-cors: {}\nx-amazon-apigateway-policy: {}\n"
    collection = read(tmp_path, text)

    assert collection.apis == ()
    assert states(collection) == snapshot


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"paths": {"/": {"get": {}}}}, False),
        ({"a": [{"x-amazon-apigateway-auth": 1}]}, True),
        ("x-amazon-apigateway-auth", False),
    ],
)
def test_extensions_are_found_at_any_depth(value: object, *, expected: bool) -> None:
    """As names, not as texts."""
    assert is_for_api_gateway(value) is expected
