"""A stage's export, written from what GetResources answers: what a deployment of that serves."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from botocore.response import StreamingBody

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_X = "x-amazon-apigateway-"


def export_of(
    resources: Iterable[Mapping[str, Any]], gateway_responses: Iterable[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Write OpenAPI 3.0 with API Gateway's extensions.

    Args:
        resources: with their methods, which all have an integration.
        gateway_responses: that somebody has customised.
    """
    paths = {
        each["path"]: {
            f"{_X}any-method" if name == "ANY" else name.lower(): _operation(method)
            for name, method in each.get("resourceMethods", {}).items()
        }
        for each in resources
    }
    errors = {each["responseType"]: dict(each) for each in gateway_responses}
    return {
        "openapi": "3.0.1",
        "info": {"title": "shop", "version": "1"},
        "paths": {path: methods for path, methods in paths.items() if methods},
        f"{_X}gateway-responses": errors,
    }


def _operation(method: Mapping[str, Any]) -> dict[str, Any]:
    integration = dict(method["methodIntegration"])
    answers = integration.pop("integrationResponses", {}).values()
    responses = {each.get("selectionPattern") or "default": each for each in answers}
    prefix = "method.response.header."
    declared: dict[str, Any] = {
        status: {"headers": {name.removeprefix(prefix): {} for name in each["responseParameters"]}}
        for status, each in method.get("methodResponses", {}).items()
    }
    integration["type"] = integration["type"].lower()
    return {"responses": declared, f"{_X}integration": {**integration, "responses": responses}}


def body(document: object) -> StreamingBody:
    """Return a document as botocore hands out the body of an answer."""
    data = json.dumps(document).encode()
    return StreamingBody(io.BytesIO(data), len(data))
