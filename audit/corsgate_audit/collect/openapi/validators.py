"""The request validators of an OpenAPI document, and the schemas that they go by.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-request-validators.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.openapi.document import all_of
from corsgate_audit.collect.template.values import without_links
from corsgate_audit.collect.validation import NOT_VALIDATED, read_validation
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.collect.openapi.document import OpenApi, Operation
    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.collect.validation import Validation

_VALIDATOR = "x-amazon-apigateway-request-validator"
_VALIDATORS = "x-amazon-apigateway-request-validators"


def validation_of(document: OpenApi, operation: Operation, body: Shape) -> Validation:
    """Read what the request validator of an operation refuses.

    Args:
        document: document of a REST API.
        operation: operation that is read.
        body: object of the operation, resolved.
    """
    name = without_links(body.get(_VALIDATOR, document.content.get(_VALIDATOR)))
    if name is None:
        return NOT_VALIDATED
    defined = document.follow(document.content.get(_VALIDATORS) or {})
    if isinstance(name, Unresolved) or isinstance(defined, Unresolved):
        validator = name if isinstance(name, Unresolved) else defined
    else:
        validator = document.follow(without_links(defined.get(str(name)) or {}))
    models = _models(document, operation, body)

    def schema(value: object) -> object:
        plain = without_links(value)
        return document.follow({"$ref": plain} if isinstance(plain, str) else plain)

    return read_validation(validator, models, schema)


def _models(
    document: OpenApi, operation: Operation, body: Shape
) -> Mapping[str, object] | Unresolved:
    """Return the schemas of an operation's body by content type."""
    if not document.is_swagger:
        described = document.follow(body.get("requestBody") or {})
        if isinstance(described, Unresolved):
            return described
        content = document.follow(described.get("content") or {})
        if isinstance(content, Unresolved):
            return content
        return {
            kind: part.get("schema") if isinstance(part, dict) else None
            for kind, part in content.items()
        }
    for holder in (body, operation.item):
        for parameter in all_of(document, holder.get("parameters")):
            if isinstance(parameter, Unresolved):
                return parameter
            if parameter.get("in") == "body":
                return {"application/json": parameter.get("schema")}
    return {}
