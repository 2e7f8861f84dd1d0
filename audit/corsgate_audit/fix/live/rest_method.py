"""A method of a REST API, whole: with its integration and all responses.

A method that has to become another is deleted and made anew. That takes more calls than a patch of
what differs, but it ends in the same state whatever was there, and nobody notices: what is changed
in a REST API is not served before it is deployed.

Source: https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from corsgate_audit.fix.live.values import Call, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corsgate_audit.collect.live.account import Account
    from corsgate_audit.fix.live.values import Address, State

KIND = "rest_method"
SERVICE = "apigateway"
_INTEGRATION, _RESPONSES = "methodIntegration", "methodResponses"
_ANSWERS = "integrationResponses"

_TEMPLATES = frozenset({"requestTemplates", "responseTemplates"})
_METHOD_FIELDS = (
    "authorizationType",
    "authorizerId",
    "authorizationScopes",
    "apiKeyRequired",
    "operationName",
    "requestParameters",
    "requestModels",
    "requestValidatorId",
)
# What AWS fills in where nobody has set it, or leaves out: both mean the same. The integration's
# cache namespace is its resource's id, says AWS, and so taken for the default in `_plain`.
# https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
_DEFAULTS: Mapping[str, Any] = {
    "apiKeyRequired": False,
    "passthroughBehavior": "WHEN_NO_MATCH",
    "timeoutInMillis": 29000,
    "connectionType": "INTERNET",
    "responseTransferMode": "BUFFERED",
}


class RestMethod:
    """The item."""

    kind = KIND

    def read(self, account: Account, address: Address) -> State:
        """Read the method; None where there is none."""
        try:
            answer = account.apigateway.get_method(**address)
        except ClientError as error:
            if error.response["Error"]["Code"] == "NotFoundException":
                return None
            raise
        return state_of(answer, address["resourceId"])

    def steps(self, address: Address, now: State, target: State) -> Sequence[Step]:
        """Continue what was begun, or delete and make anew."""
        built = list(_building(address, target)) if target is not None else []
        states: list[State] = [None, *(step.then for step in built)]
        for done in reversed(range(len(states))):
            if self.same(now, states[done]):
                return built[done:]
        return [Step(Call(SERVICE, "delete_method", dict(address)), None), *built]

    def same(self, one: State, other: State) -> bool:
        """Compare all that AWS says of a method."""
        return one == other


def state_of(method: Mapping[str, Any], resource_id: str) -> dict[str, Any]:
    """Return the state of a method.

    Args:
        method: method as GetMethod and GetResources answer it.
        resource_id: id of the method's resource, which AWS fills in as ``cacheNamespace``; empty
            for a method that is rendered.
    """
    state: dict[str, Any] = _plain(
        {name: value for name, value in method.items() if name != "ResponseMetadata"}, resource_id
    )
    return state


def _plain(value: Any, resource_id: str) -> Any:  # noqa: ANN401 - any JSON
    """Leave out what says nothing: empty values, and what AWS fills in by itself."""
    if isinstance(value, list):
        return [_plain(each, resource_id) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {}
    for name, part in value.items():
        plain = _templates(part) if name in _TEMPLATES else _plain(part, resource_id)
        is_default = name in _DEFAULTS and plain == _DEFAULTS[name]
        is_default = is_default or (name == "cacheNamespace" and plain == resource_id)
        if not is_default and plain is not None and plain not in ({}, [], ""):
            kept[name] = plain
    return kept


def _templates(templates: Mapping[str, str | None] | None) -> dict[str, str]:
    """Write an empty template, which AWS answers as null, as it has to be sent.

    It is a template all the same: without one the body would be passed on.
    """
    return {name: text or "" for name, text in (templates or {}).items()}


def unknown_fields(state: dict[str, Any]) -> tuple[str, ...]:
    """Name what a method has and a call that makes it anew could not say.

    Args:
        state: state of a method, as `state_of` returns it.
    """
    integration = state.get(_INTEGRATION, {})
    return tuple(
        sorted(
            {
                *(set(state) - {*_METHOD_FIELDS, "httpMethod", _INTEGRATION, _RESPONSES}),
                *(set(integration) - {*_INTEGRATION_FIELDS, "httpMethod", _ANSWERS}),
            }
        )
    )


_INTEGRATION_FIELDS = (
    "type",
    "uri",
    "connectionType",
    "connectionId",
    "credentials",
    "requestParameters",
    "requestTemplates",
    "passthroughBehavior",
    "cacheNamespace",
    "cacheKeyParameters",
    "contentHandling",
    "timeoutInMillis",
    "tlsConfig",
    "responseTransferMode",
)
_RESPONSE_FIELDS = ("statusCode", "responseParameters", "responseModels")
_ANSWER_FIELDS = (
    "statusCode",
    "selectionPattern",
    "responseParameters",
    "responseTemplates",
    "contentHandling",
)


def _building(address: Address, target: dict[str, Any]) -> Iterator[Step]:
    """Make a method from nothing, in the order that API Gateway demands."""
    so_far = {name: part for name, part in target.items() if name not in {_INTEGRATION, _RESPONSES}}
    yield _step("put_method", address, _only(target, _METHOD_FIELDS), so_far)
    integration = target.get(_INTEGRATION)
    if integration is not None:
        bare = {name: part for name, part in integration.items() if name != _ANSWERS}
        so_far = {**so_far, _INTEGRATION: bare}
        yield _step("put_integration", address, _integration_arguments(bare), so_far)
    for status, response in sorted(target.get(_RESPONSES, {}).items()):
        done = {**so_far.get(_RESPONSES, {}), status: response}
        so_far = {**so_far, _RESPONSES: done}
        arguments = _only(response, _RESPONSE_FIELDS)
        yield _step("put_method_response", address, arguments, so_far)
    for status, answer in sorted((integration or {}).get(_ANSWERS, {}).items()):
        before = so_far[_INTEGRATION]
        made = {**before, _ANSWERS: {**before.get(_ANSWERS, {}), status: answer}}
        so_far = {**so_far, _INTEGRATION: made}
        yield _step("put_integration_response", address, _only(answer, _ANSWER_FIELDS), so_far)


def _step(operation: str, address: Address, arguments: dict[str, Any], then: State) -> Step:
    return Step(Call(SERVICE, operation, {**address, **arguments}), then)


def _only(source: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: source[name] for name in names if name in source}


def _integration_arguments(integration: Mapping[str, Any]) -> dict[str, Any]:
    arguments = _only(integration, _INTEGRATION_FIELDS)
    if "httpMethod" in integration:
        arguments["integrationHttpMethod"] = integration["httpMethod"]
    return arguments
