"""A policy as an OpenAPI document with API Gateway's extensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.names import WILDCARD
from corsgate.render import gateway_responses, http_api, openapi_preflight
from corsgate_audit.collect.openapi.http import CORS

if TYPE_CHECKING:
    from corsgate_audit.fix.rendered.wanted import Wanted

_HEAD = {"openapi": "3.0.1", "info": {"title": "api", "version": "1"}}
_ERRORS = "x-amazon-apigateway-gateway-responses"


def rest_document(wanted: Wanted) -> dict[str, Any]:
    """Return a preflight for one path of a REST API, and its error responses.

    Args:
        wanted: policy and choices.

    Raises:
        RenderError: the policy has several origins, and nobody chose what an error names.
    """
    methods = [each for each in wanted.policy.allow_methods if each != WILDCARD] or ["ANY"]
    document = {**_HEAD, "paths": {wanted.path: {}}}
    options = openapi_preflight(document, wanted.policy, path=wanted.path, methods=methods)
    errors = gateway_responses(wanted.policy, error_origin=wanted.error_origin)
    return {
        **_HEAD,
        "paths": {wanted.path: {"options": options}},
        _ERRORS: {
            kind: {"responseParameters": properties["ResponseParameters"]}
            for kind, properties in errors.items()
        },
    }


def http_document(wanted: Wanted) -> dict[str, Any]:
    """Return the settings of an HTTP API.

    Args:
        wanted: policy and choices.

    Raises:
        RenderError: an HTTP API cannot express the policy.
    """
    settings = http_api(wanted.policy)
    cors = {name[0].lower() + name[1:]: value for name, value in settings.items()}
    return {**_HEAD, "paths": {}, CORS: cors}
