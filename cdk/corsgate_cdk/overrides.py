"""A policy of its own for a part of an API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk.aws_apigateway import Resource, RestApiBase

from corsgate import CorsPolicy

from ._covered import Covered
from ._public_suffixes import check_public_suffixes
from ._records import note, notes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_cdk.aws_apigateway import IResource

_NAME = "policy"
_NONE = "none"
_OVERRIDDEN = "overridden"


def cors_for(resource: IResource, policy: CorsPolicy | None) -> None:
    """Give a resource, and what is below it, another policy than the rest of its API.

    Args:
        resource: resource of a `CorsRestApi`, or of an API with `add_cors`.
        policy: instead of the API's; None for routes that no browser calls, such as webhooks: they
            get no preflight, and their functions no policy.

    Raises:
        ValueError: the resource already has a policy of its own, or is a whole API.
        TypeError: the policy is none.
        corsgate.PolicyError: a pattern covers a public suffix, and credentials are allowed.

    That the API has no policy, so that this one would never be looked at, fails the synthesis.

    Example:
        >>> cors_for(api.root.add_resource("webhooks"), None)  # doctest: +SKIP
    """
    if isinstance(resource, RestApiBase):
        message = (
            f"cors_for: {resource.node.path!r} is a whole API; write CorsRestApi(..., policy=...) "
            "or add_cors(api, policy), or name a resource"
        )
        raise ValueError(message)  # noqa: TRY004 - of the right kind, but too much of it
    if policy is not None:
        check_public_suffixes(policy)
    if notes(resource, _NAME):
        message = (
            f"cors_for: {resource.path!r} already has a policy of its own; remove one of the two"
        )
        raise ValueError(message)
    note(resource, _NAME, _NONE if policy is None else policy.to_json())
    note(resource.api, _OVERRIDDEN, resource.path)
    resource.node.add_validation(Covered(resource, paths_of(resource)))


def policy_for(resource: IResource, default: CorsPolicy) -> CorsPolicy | None:
    """Return the policy of a resource: its own, or of the nearest resource above it.

    Args:
        resource: resource of an API.
        default: the API's.
    """
    for each in lineage(resource):
        for text in notes(each, _NAME):
            return None if text == _NONE else CorsPolicy.from_json(text)
    return default


def lineage(resource: IResource) -> Iterator[IResource]:
    """Yield a resource and those above it, as far as this app knows them.

    Args:
        resource: resource of an API; the parent of an imported one is not known, and may not be
            asked for.
    """
    yield resource
    while isinstance(resource, Resource) and resource.parent_resource is not None:
        resource = resource.parent_resource
        yield resource


def paths_of(resource: IResource) -> list[str]:
    """Return the construct paths of a resource and of those above it.

    Args:
        resource: resource of an API.
    """
    return [each.node.path for each in lineage(resource)]


def has_overrides(resource: IResource) -> bool:
    """Whether any resource of the API has a policy of its own: most often none has.

    Args:
        resource: resource of the API.
    """
    return bool(notes(resource.api, _OVERRIDDEN))
