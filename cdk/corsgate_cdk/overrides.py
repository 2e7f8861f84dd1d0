"""A policy of its own for a part of an API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk.aws_apigateway import CfnResource, CfnRestApi, Method, Resource, RestApi, RestApiBase

from ._covered import Covered
from ._public_suffixes import check_public_suffixes
from ._records import note, notes
from ._references import referenced
from ._token_origins import policy_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_cdk.aws_apigateway import IResource, IRestApi
    from constructs import IConstruct

    from corsgate import CorsPolicy

    from ._census import Census
    from ._route import Route
    from ._routes import ResourceRoutes

_NAME = "policy"
_NONE = "none"
_OVERRIDDEN = "overridden"
_LEFT_OUT = "left out"


def cors_for(resource: IResource | Method, policy: CorsPolicy | None) -> None:
    """Give a resource, and what is below it, another policy than the rest of its API.

    Args:
        resource: resource of a `CorsRestApi`, or of an API with `add_cors`; or a method of one, for
            which the policy can only be None.
        policy: instead of the API's; None for routes that no browser calls, such as webhooks: they
            get no preflight, and their functions no policy.

    Raises:
        ValueError: the resource already has a policy of its own, or is a whole API; a method is to
            have another policy than its resource, which one preflight cannot express.
        TypeError: the policy is none.
        corsgate.PolicyError: a pattern covers a public suffix, and credentials are allowed.

    That the API has no policy, so that this one would never be looked at, fails the synthesis.

    Example:
        >>> cors_for(api.root.add_resource("webhooks"), None)  # doctest: +SKIP
    """
    if isinstance(resource, Method):
        _leave_out(resource, policy)
        return
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
    note(resource.node.root, _OVERRIDDEN, resource.path)
    resource.node.add_validation(Covered(resource, paths_of(resource)))


def _leave_out(method: Method, policy: CorsPolicy | None) -> None:
    if policy is not None:
        message = (
            f"cors_for: {method.node.path!r} is a method, but the preflight is for its whole "
            "resource; write cors_for(method, None) if no browser calls the method, or give the "
            "resource a policy of its own"
        )
        raise ValueError(message)
    note(method, _NAME, _NONE)
    note(method.node.root, _LEFT_OUT, method.node.path)


def without_left_out(routes: list[Route], root: IConstruct) -> list[Route]:
    """Return the routes that browsers call.

    Args:
        routes: routes of an API.
        root: app that it is in.
    """
    paths = set(notes(root, _LEFT_OUT))
    if not paths:
        return routes
    return [each for each in routes if each.method is None or each.method.node.path not in paths]


class Overrides:
    """Knows which resources of an API have another policy than the API.

    Args:
        api: the API.
        census: the app that it is in.
    """

    def __init__(self, api: IRestApi, census: Census) -> None:
        self._any = bool(notes(api.node.root, _OVERRIDDEN))
        self._api = api
        self._census = census

    def policy_for(self, found: ResourceRoutes, default: CorsPolicy) -> CorsPolicy | None:
        """Return the policy of a resource: its own, or of the nearest resource above it.

        Args:
            found: the resource.
            default: the API's.
        """
        if not self._any:
            return default
        for name in [*filter(None, [found.resource]), *found.known_by]:
            for each in self._lineage(name):
                for text in notes(each, _NAME):
                    return None if text == _NONE else policy_of(text)
        return default

    def _lineage(self, resource: IResource) -> Iterator[IResource]:
        """Go on above a resource that is only a name for one of another stack."""
        above = list(lineage(resource))
        yield from above
        if self._census.has_stacks:
            name = self._census.canonical(above[-1].resource_id, above[-1])
            defined = defined_resource(name, above[-1], self._api)
            if defined is not None and defined.node.path != above[-1].node.path:
                yield from self._lineage(defined)


def defined_resource(resource_id: str, scope: IConstruct, api: IRestApi) -> IResource | None:
    """Return the resource that an id stands for, where this app defines it with the CDK's class.

    Args:
        resource_id: id with tokens.
        scope: construct that has it.
        api: API of the resource.
    """
    for target in referenced(resource_id, scope):
        if isinstance(target, CfnResource) and isinstance(target.node.scope, Resource):
            return target.node.scope
        if isinstance(target, CfnRestApi) and isinstance(api, RestApi):
            return api.root
    return None


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
