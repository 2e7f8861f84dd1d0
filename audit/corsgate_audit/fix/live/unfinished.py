"""Where a REST API and what one of its stages serves differ.

The working copy is what GetResources answers, the stage's is an OpenAPI document. Both are laid out
flat, a value for each place, so that a difference has a name. AWS's exports could not be compared
with its working copies offline: what is written in a form that is not known here shows as a
difference, and makes a deployment unsafe; it never hides one.

Source: https://docs.aws.amazon.com/apigateway/latest/api/API_GetExport.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.live.stages import export
from corsgate_audit.fix.live.gateway_response import state_of as response_state
from corsgate_audit.fix.live.rest_method import state_of as method_state

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corsgate_audit.fix.live.snapshot import Snapshot
    from corsgate_audit.fix.live.values import Clients

    Flat = dict[str, Any]

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_ANY = "x-amazon-apigateway-any-method"
_INTEGRATION = "x-amazon-apigateway-integration"
_VALIDATOR = "x-amazon-apigateway-request-validator"
_ERRORS = "x-amazon-apigateway-gateway-responses"
_BINARY = "x-amazon-apigateway-binary-media-types"
_HEADER = "method.response.header."
_PLACES = {"header": "header", "query": "querystring"}
_KEY_SCHEME, _IAM_SCHEME = "api_key", "sigv4"
_UNSET = "nothing"


def differences(account: Clients, snapshot: Snapshot, api_id: str, stage: str) -> list[str]:
    """Name where the API differs from what a stage serves.

    Args:
        account: clients of the account and region that the API is in.
        snapshot: all of the REST API as AWS answers it.
        api_id: id of the REST API, as in its ARN.
        stage: name of the stage.

    Raises:
        ClientError: the stage cannot be exported.
        ValueError: the export is no JSON object.
    """
    return compared(snapshot, export(account.client("apigateway"), api_id, stage))


def compared(snapshot: Snapshot, document: Mapping[str, Any]) -> list[str]:
    """Name where a working copy and an export differ.

    Args:
        snapshot: all of a REST API as AWS answers it.
        document: what a stage serves, in OpenAPI 3.0 with API Gateway's extensions.
    """
    working, served = dict(of_snapshot(snapshot)), dict(of_export(document))
    return [
        f"{place} is {_shown(working.get(place))}, and {_shown(served.get(place))} in the stage"
        for place in sorted(working.keys() | served.keys())
        if working.get(place) != served.get(place)
    ]


def _shown(value: object) -> str:
    return _UNSET if value is None else json.dumps(value, sort_keys=True)


def of_snapshot(snapshot: Snapshot) -> Iterator[tuple[str, Any]]:
    """Lay the working copy out."""
    names = {each["id"]: each.get("name") for each in snapshot["authorizers"]}
    validators = {each["id"]: each.get("name") for each in snapshot["validators"]}
    for resource in snapshot["resources"]:
        for name, shape in resource.get("resourceMethods", {}).items():
            method = method_state(shape, resource["id"])
            place = f"{name} {resource['path']}"
            guard = method.get("authorizerId")
            yield place, True
            yield from _named(place, "authorizer", names.get(guard, guard) or _own(method))
            yield from _named(place, "API key", method.get("apiKeyRequired"))
            validator = method.get("requestValidatorId")
            yield from _named(place, "validator", validators.get(validator, validator))
            yield from _parameters(place, method.get("requestParameters", {}))
            yield from _responses(place, method.get("methodResponses", {}))
            yield from _integration(place, method.get("methodIntegration"))
    for shape in snapshot["gateway_responses"]:
        yield from _named(f"gateway response {shape['responseType']}", "", response_state(shape))
    yield from _named("binary media types", "", sorted(snapshot["api"].get("binaryMediaTypes", [])))


def _own(method: Mapping[str, Any]) -> str | None:
    return _IAM_SCHEME if method.get("authorizationType") == "AWS_IAM" else None


def of_export(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Lay an export out.

    Args:
        document: OpenAPI 3.0 with API Gateway's extensions.
    """
    for path, item in document.get("paths", {}).items():
        for key, operation in item.items():
            if key in _METHODS or key == _ANY:
                name = "ANY" if key == _ANY else key.upper()
                yield from _operation(f"{name} {path}", operation)
    for kind, shape in document.get(_ERRORS, {}).items():
        state = response_state({**_text_status(shape), "responseType": kind})
        yield from _named(f"gateway response {kind}", "", state)
    yield from _named("binary media types", "", sorted(document.get(_BINARY, [])))


def _text_status(shape: Mapping[str, Any]) -> dict[str, Any]:
    status = shape.get("statusCode")
    return {**shape, **({"statusCode": str(status)} if status is not None else {})}


def _operation(place: str, operation: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    schemes = [name for each in operation.get("security", []) for name in each]
    others = [name for name in schemes if name != _KEY_SCHEME]
    yield place, True
    yield from _named(place, "authorizer", others[0] if others else None)
    yield from _named(place, "API key", _KEY_SCHEME in schemes)
    yield from _named(place, "validator", operation.get(_VALIDATOR))
    parameters = {
        f"method.request.{_PLACES[each['in']]}.{each['name']}": bool(each.get("required"))
        for each in operation.get("parameters", [])
        if each.get("in") in _PLACES
    }
    yield from _parameters(place, parameters)
    responses = {
        status: {"responseParameters": {f"{_HEADER}{name}": 1 for name in each.get("headers", {})}}
        for status, each in operation.get("responses", {}).items()
    }
    yield from _responses(place, responses)
    yield from _integration(place, _from_extension(operation.get(_INTEGRATION)))


def _from_extension(integration: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Write an integration as GetMethod answers it."""
    if integration is None:
        return None
    answers = {
        each.get("statusCode", pattern): {
            **each,
            **({} if pattern == "default" else {"selectionPattern": pattern}),
        }
        for pattern, each in integration.get("responses", {}).items()
    }
    upper = {name: str(integration[name]).upper() for name in _UPPER if name in integration}
    rest = {name: value for name, value in integration.items() if name != "responses"}
    return method_state({**rest, **upper, "integrationResponses": answers}, "")


_UPPER = ("type", "passthroughBehavior")


def _integration(place: str, integration: Mapping[str, Any] | None) -> Iterator[tuple[str, Any]]:
    for name, value in (integration or {}).items():
        if name != "integrationResponses":
            yield from _named(place, f"integration {name}", value)
    for answer in (integration or {}).get("integrationResponses", {}).values():
        pattern = answer.get("selectionPattern", "default")
        for name, value in answer.items():
            if name != "selectionPattern":
                yield from _named(place, f"integration response {pattern} {name}", value)


def _parameters(place: str, parameters: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Lay out what a method asks for; an export has all variables of a path, asked for or not."""
    for name, required in parameters.items():
        if not name.startswith("method.request.path."):
            yield f"{place} {name}", bool(required)


def _responses(place: str, responses: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for status, each in responses.items():
        names = sorted(name.removeprefix(_HEADER) for name in each.get("responseParameters", {}))
        yield f"{place} response {status}", names


def _named(place: str, part: str, value: object) -> Iterator[tuple[str, Any]]:
    """Yield what is set; false, empty and nothing are the same."""
    if value not in (None, False, [], {}):
        yield f"{place} {part}".strip(), value
