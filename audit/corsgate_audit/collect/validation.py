"""What a REST method's request validator asks of a request, from the shapes of AWS's API.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.collect import shapes
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.model import Flag

    Follow = Callable[[object], object]

OWN_MODELS: Mapping[str, Shape] = {"Empty": {}, "Error": {"type": "object"}}
"""The models that every REST API has, as far as they refuse anything.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
"""
_MAX_DEPTH = 20
"""References that one schema leads through: more is a circle."""


class Validation(NamedTuple):
    """What is asked of a request before it gets to its integration.

    Args:
        parameters: whether required headers and query strings are asked for.
        body: whether a request without a body is refused.
    """

    parameters: Flag = False
    body: Flag = False


NOT_VALIDATED = Validation()


def read_validation(validator: Shape | Unresolved, models: object, schema: Follow) -> Validation:
    """Read what the validator of a method refuses.

    Each check happens only with its flag, as recorded on AWS: localstack/localstack,
    ``test_api_gateway_request_validator``.

    Args:
        validator: a validator as GetRequestValidator answers it.
        models: name of a model, or what leads to it, by content type, as the method has them.
        schema: function of that name, which returns the JSON schema of the model.
    """
    if isinstance(validator, Unresolved):
        return Validation(validator, validator)
    checks_body = shapes.flag(validator.get("validateRequestBody"))
    if checks_body is not False:
        refuses = _refuses_nothing(_model_of_no_type(models), schema)
        checks_body = checks_body if refuses is True else refuses
    return Validation(shapes.flag(validator.get("validateRequestParameters")), checks_body)


def _model_of_no_type(models: object) -> object:
    """Return the model for a request without Content-Type, as a preflight is: that for JSON."""
    if not isinstance(models, Mapping):
        return models
    return models.get("application/json", models.get("$default"))


def _refuses_nothing(model: object, schema: Follow) -> Flag:
    if model is None:
        return False
    if isinstance(model, str) and model in OWN_MODELS:
        return refuses_empty(OWN_MODELS[model], schema)
    return refuses_empty(schema(model), schema)


def refuses_empty(schema: object, follow: Follow, depth: int = 0) -> Flag:
    """Return whether a JSON schema refuses ``{}``, which API Gateway takes for a missing body.

    Args:
        schema: a schema, resolved.
        follow: function that returns the schema that a ``$ref`` leads to.
        depth: number of references that have led here.

    Source: recorded on AWS in localstack/localstack, ``test_api_gateway_request_validator`` and
        ``test_api_gateway_request_validator_with_ref_models``
    """
    if isinstance(schema, Unresolved):
        return schema
    if not isinstance(schema, Mapping) or depth > _MAX_DEPTH:
        return Unresolved(shapes.show(schema), "a JSON schema is expected here")
    if "$ref" in schema:
        return refuses_empty(follow(schema["$ref"]), follow, depth + 1)
    types = schema.get("type", "object")
    if "object" not in ([types] if isinstance(types, str) else types):
        return True
    if schema.get("required") or schema.get("minProperties"):
        return True
    return _refused_by_parts(schema, follow, depth)


def _refused_by_parts(schema: Shape, follow: Follow, depth: int) -> Flag:
    """Return whether one of ``allOf``, or each of ``anyOf`` or of ``oneOf``, refuses ``{}``."""
    unknown: Flag = False
    for keyword, decides in (("allOf", True), ("anyOf", False), ("oneOf", False)):
        parts = schema.get(keyword)
        found = [
            refuses_empty(part, follow, depth + 1)
            for part in (parts if isinstance(parts, list) else ())
        ]
        if not found:
            continue
        # One that refuses decides ``allOf``, one that accepts decides the others.
        refuses = next(
            (each for each in found if each is decides),
            next((each for each in found if isinstance(each, Unresolved)), not decides),
        )
        if refuses is True:
            return True
        unknown = refuses if isinstance(refuses, Unresolved) else unknown
    return unknown
