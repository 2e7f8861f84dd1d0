"""A MOCK preflight as an operation of an OpenAPI document."""

from __future__ import annotations

from corsgate.names import OPTIONS, ORIGIN, WILDCARD

from ._mock_preflight import mock_preflight
from ._openapi_needs import is_signed, schemes_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from corsgate.policy import CorsPolicy

    from ._openapi_document import Document

INTEGRATION = "x-amazon-apigateway-integration"

_RESPONSE_HEADER = "method.response.header."
_CACHE_KEYS = tuple(f"method.request.header.{name}" for name in (ORIGIN, ORIGIN.lower()))


def preflight_operation(
    document: Document,
    policy: CorsPolicy,
    methods: Iterable[str],
    headers: Iterable[str],
    shared: list[dict[str, Any]],
) -> dict[str, Any]:
    """Write the OPTIONS operation of a path.

    Args:
        document: document that the operation is for.
        policy: policy of the path.
        methods: methods that the path has, upper-case.
        headers: headers that its operations need.
        shared: the parameters of the path item, which hold for OPTIONS too: a preflight carries
            neither headers nor query of its own, so that none of them may be required of it.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
    """
    rendered = mock_preflight(policy, methods=methods, headers=headers)
    (response,) = rendered["MethodResponses"]
    optional = [
        {**each, "required": False}
        for each in shared
        if each.get("required") is True and each.get("in") != "path"
    ]
    return {
        # An empty list: the security of the whole document is not the preflight's.
        **({"security": []} if document.content.get("security") else {}),
        **({"parameters": optional} if optional else {}),
        "responses": {
            response["StatusCode"]: {
                "description": "response to a preflight",
                "headers": _declared(response["ResponseParameters"], document),
            }
        },
        INTEGRATION: _integration(rendered["Integration"]),
    }


def refusals(path: str, options: dict[str, Any]) -> Iterator[str]:
    """Say what keeps a hand-written OPTIONS operation from answering a preflight.

    Args:
        path: path that the operation is on.
        options: the operation.
    """
    security = options.get("security")
    # An empty requirement among them makes the others optional.
    faults = {
        f"security {security!r}": bool(schemes_of(security)) and {} not in (security or []),
        "x-amazon-apigateway-auth AWS_IAM": is_signed(options),
    }
    for fault, present in faults.items():
        if present:
            yield (
                f"the hand-written route {OPTIONS} {path} has {fault}, which rejects preflights, "
                "because they carry no credentials; remove it, or remove the route to get a "
                "generated preflight"
            )


def key_by_origin(policy: CorsPolicy, operation: dict[str, Any], document: Document) -> None:
    """Keep the cached responses of an operation apart by the origin that asked for them.

    Args:
        policy: policy of its path.
        operation: changed in its place.
        document: document that it is in.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
    """
    integration = operation.get(INTEGRATION)
    if WILDCARD in policy.allow_origins or not isinstance(integration, dict):
        return
    keys = [*integration.get("cacheKeyParameters", []), *_CACHE_KEYS]
    integration["cacheKeyParameters"] = list(dict.fromkeys(keys))
    present = operation.setdefault("parameters", [])
    names = {each.get("name") for each in present if each.get("in") == "header"}
    present += [
        {"name": name, "in": "header", "required": False, **_text(document)}
        for name in (ORIGIN, ORIGIN.lower())
        if name not in names
    ]


def _declared(parameters: Iterable[str], document: Document) -> dict[str, Any]:
    return {name.removeprefix(_RESPONSE_HEADER): _text(document) for name in parameters}


def _text(document: Document) -> dict[str, Any]:
    return {"type": "string"} if document.is_swagger else {"schema": {"type": "string"}}


def _integration(properties: dict[str, Any]) -> dict[str, Any]:
    """Write CloudFormation's properties in the extension's names and cases."""
    (answer,) = properties["IntegrationResponses"]
    return {
        "type": properties["Type"].lower(),
        "passthroughBehavior": properties["PassthroughBehavior"].lower(),
        "contentHandling": properties["ContentHandling"],
        "requestTemplates": properties["RequestTemplates"],
        "responses": {"default": {name[0].lower() + name[1:]: answer[name] for name in answer}},
    }
