"""A policy of its own for a part of an API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate import CorsPolicy

if TYPE_CHECKING:
    from aws_cdk.aws_apigateway import IResource

# In the construct tree, and not in a table of ours: Python's half of a construct may be gone and
# made anew between the two calls.
_METADATA = "corsgate:policy"
_NONE = "none"


def cors_for(resource: IResource, policy: CorsPolicy | None) -> None:
    """Give a resource, and what is below it, another policy than the rest of its API.

    Args:
        resource: of a `CorsRestApi`.
        policy: instead of the API's; None for routes that no browser calls, such as webhooks: they
            get no preflight, and their functions no policy.

    Raises:
        ValueError: the resource already has a policy of its own.

    Example:
        >>> cors_for(api.root.add_resource("webhooks"), None)  # doctest: +SKIP
    """
    if own_policy(resource) is not MISSING:
        message = (
            f"cors_for: {resource.path!r} already has a policy of its own; keep one of the two"
        )
        raise ValueError(message)
    resource.node.add_metadata(_METADATA, _NONE if policy is None else policy.to_json())


class _Missing:
    """The resource says nothing, which is not the same as None."""


MISSING = _Missing()


def own_policy(resource: IResource) -> CorsPolicy | _Missing | None:
    """Return what `cors_for` said of this very resource."""
    for entry in resource.node.metadata:
        if entry.type == _METADATA:
            return None if entry.data == _NONE else CorsPolicy.from_json(str(entry.data))
    return MISSING


def policy_for(resource: IResource, default: CorsPolicy) -> CorsPolicy | None:
    """Return the policy of a resource: its own, or of the nearest resource above it.

    Args:
        resource: of an API.
        default: the API's.
    """
    current: IResource | None = resource
    while current is not None:
        own = own_policy(current)
        if not isinstance(own, _Missing):
            return own
        current = current.parent_resource
    return default
