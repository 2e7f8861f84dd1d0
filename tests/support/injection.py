"""OpenAPI documents for tests of what is injected into them."""

from __future__ import annotations

from typing import Any

import pytest

from corsgate import CorsPolicy
from corsgate.render import RenderError, inject_cors

Json = dict[str, Any]

POLICY = CorsPolicy(
    allow_origins=["https://app.example.com"],
    allow_methods=["DELETE", "GET", "PUT"],
    allow_headers=["content-type"],
    allow_credentials=True,
    max_age=600,
)
INTEGRATION = "x-amazon-apigateway-integration"
OK: Json = {"responses": {"200": {"description": "fine"}}}


def openapi(paths: Json, **more: Any) -> Json:  # noqa: ANN401 - any JSON
    """Write an OpenAPI 3.0 document."""
    return {"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": paths, **more}


def swagger(paths: Json, **more: Any) -> Json:  # noqa: ANN401 - any JSON
    """Write a Swagger 2.0 document."""
    return {"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": paths, **more}


def problems_of(document: object, policy: CorsPolicy = POLICY, **options: Any) -> list[str]:  # noqa: ANN401
    """Inject into a document that is to be refused, and return what is wrong with it."""
    with pytest.raises(RenderError, match="OpenAPI document: ") as caught:
        inject_cors(document, policy, **options)  # type: ignore[arg-type]  # bad input
    return list(caught.value.problems)
