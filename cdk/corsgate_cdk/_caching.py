"""Stage caches, which know nothing of ``Vary``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ORIGIN, WILDCARD

from ._properties import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk.aws_apigateway import CfnMethod, CfnStage

    from corsgate import CorsPolicy

    from ._routes import ResourceRoutes

# In both cases: API Gateway compares names of headers with regard to it, and HTTP/2 has them lower.
_KEYS = (f"method.request.header.{ORIGIN}", f"method.request.header.{ORIGIN.lower()}")


def is_cached(stages: Iterable[CfnStage]) -> bool:
    """Whether a stage of an API keeps responses.

    Args:
        stages: stages of the API.
    """
    return any(stage.cache_cluster_enabled is True for stage in stages)


def key_by_origin(found: ResourceRoutes, preflight: CfnMethod | None, policy: CorsPolicy) -> None:
    """Keep the responses of a resource's routes apart by the origin that asked for them.

    Else the first page's ``Access-Control-Allow-Origin``, or the lack of one, is served to all
    others. Only an answer that is the same for every origin may be shared.

    Preflights are among them: a stage caches GET alone unless its settings say otherwise, and
    whether a setting for all methods says so is not verified on AWS.

    Args:
        found: the resource and its routes.
        preflight: preflight that was added to it.
        policy: policy of the resource.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
    """
    if WILDCARD in policy.allow_origins:
        return
    if preflight is not None:
        _key(preflight, ())
    for route in found.all_routes():
        _key(route.settings, route.integration.get("cacheKeyParameters", ()))


def _key(settings: CfnMethod, present: Iterable[str]) -> None:
    for name in _KEYS:
        settings.add_property_override(f"RequestParameters.{escaped(name)}", False)  # noqa: FBT003 - its form
    keys = list(dict.fromkeys([*present, *_KEYS]))
    settings.add_property_override("Integration.CacheKeyParameters", keys)
