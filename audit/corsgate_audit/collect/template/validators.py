"""The request validators and models of a template's REST APIs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.shapes import show
from corsgate_audit.collect.template.api_shapes import settings
from corsgate_audit.collect.template.links import linked, properties_of
from corsgate_audit.collect.template.values import without_links
from corsgate_audit.collect.validation import NOT_VALIDATED, read_validation
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.collect.validation import Validation

VALIDATOR = "AWS::ApiGateway::RequestValidator"
MODEL = "AWS::ApiGateway::Model"


def validation_of(method: Mapping[str, object]) -> Validation:
    """Read what the request validator of a method refuses.

    Args:
        method: properties of an ``AWS::ApiGateway::Method``, links included.
    """
    value = method.get("RequestValidatorId")
    if value is None:
        return NOT_VALIDATED
    validator = linked(value, VALIDATOR)
    if validator is not None:
        made = validator.properties
        shape = made if isinstance(made, Unresolved) else settings(made)
    else:
        plain = without_links(value)
        unknown = Unresolved(show(plain), "the request validator is not part of the template")
        shape = plain if isinstance(plain, Unresolved) else unknown
    return read_validation(shape, method.get("RequestModels"), _schema)


def _schema(value: object) -> object:
    """Return the schema of a model that a method, or the schema of another model, names."""
    model = linked(value, MODEL)
    if model is not None:
        return without_links(properties_of(model).get("Schema") or {})
    plain = without_links(value)
    if isinstance(plain, Unresolved):
        return plain
    return Unresolved(show(plain), "the model is not part of the template")
