"""CloudFront distributions and policies, read into the model: one reading for all sources.

CloudFormation has plain lists where the API has ``{"Quantity": 1, "Items": [...]}``; both are read.

Source: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html and
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudfront-distribution.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.collect import shapes
from corsgate_audit.model import (
    Behavior,
    CachePolicy,
    CorsConfiguration,
    Distribution,
    HeaderMode,
    HeaderSet,
    Origin,
    ResponseHeadersPolicy,
    Unresolved,
)

if TYPE_CHECKING:
    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.model import Location, Number, Text, Texts

_MODES = {
    "none": HeaderMode.NONE,
    "whitelist": HeaderMode.LISTED,
    "allViewer": HeaderMode.ALL,
    "allViewerAndWhitelistCloudFront": HeaderMode.ALL,
    "allExcept": HeaderMode.ALL_EXCEPT,
}
_READING = ("GET", "HEAD")
_ALL_METHODS = (*_READING, "OPTIONS", "PUT", "POST", "PATCH", "DELETE")
_DAY, _YEAR = 86_400, 31_536_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """How the policies that a behavior names by id are found.

    Args:
        cache: function that returns a cache policy.
        origin_request: function that returns the headers that an origin request policy forwards.
        response_headers: function that returns a response headers policy.
    """

    cache: Callable[[object], CachePolicy | Unresolved]
    origin_request: Callable[[object], HeaderSet | Unresolved]
    response_headers: Callable[[object], ResponseHeadersPolicy | Unresolved]


def read_distribution(
    config: Shape,
    *,
    policies: Policies,
    origin_of: Callable[[Shape], Origin],
    location: Location,
) -> Distribution:
    """Read a distribution.

    Args:
        config: a DistributionConfig.
        policies: functions that find the policies that behaviors name.
        origin_of: function that reads one of its origins, and knows which API of the target answers
            there.
        location: location of the distribution.
    """
    aliases = _texts(config.get("Aliases"))
    origins = {
        str(shape.get("Id")): origin_of(shape)
        for shape in shapes.items(_list(config.get("Origins")))
        if not isinstance(shape, Unresolved)
    }
    origins |= dict(_groups(config, origins))
    behaviors = tuple(
        _behavior(shape, origins, policies, location) for shape in _behavior_shapes(config)
    )
    return Distribution(
        name=_name(config, aliases, location),
        behaviors=behaviors,
        aliases=aliases,
        location=location,
    )


def _name(config: Shape, aliases: Texts, location: Location) -> Text:
    """Name a distribution for people: by its domain, or else by its comment."""
    known = (
        [name for name in aliases if isinstance(name, str)] if isinstance(aliases, tuple) else []
    )
    if known:
        return known[0]
    comment = shapes.optional_text(config.get("Comment"))
    if isinstance(comment, str):
        return comment
    own = location.logical_id or (location.arn or "").rpartition("/")[2]
    return Unresolved(own, "a distribution has no name")


def _groups(config: Shape, origins: Mapping[str, Origin]) -> Iterator[tuple[str, Origin]]:
    """Yield origin groups, with the origin that is asked first."""
    groups = shapes.child(config, "OriginGroups")
    for group in shapes.items(_list(groups)) if groups is not None else ():
        members = [] if isinstance(group, Unresolved) else [*_members(group)]
        if not isinstance(group, Unresolved) and members and members[0] in origins:
            yield str(group.get("Id")), origins[members[0]]


def _members(group: Shape) -> Iterator[str]:
    for member in shapes.items(_list(group.get("Members"))):
        if not isinstance(member, Unresolved):
            yield str(member.get("OriginId"))


def _behavior_shapes(config: Shape) -> Iterator[Shape]:
    """Yield the behaviors in the order in which CloudFront tries them, the default one last."""
    for shape in shapes.items(_list(config.get("CacheBehaviors"))):
        yield {"PathPattern": shape} if isinstance(shape, Unresolved) else shape
    default = shapes.child(config, "DefaultCacheBehavior")
    if isinstance(default, Unresolved):
        yield {"PathPattern": default}
    elif default is not None:
        yield {**default, "PathPattern": "*"}


def _behavior(
    shape: Shape, origins: Mapping[str, Origin], policies: Policies, location: Location
) -> Behavior:
    methods, cached = shape.get("AllowedMethods"), shape.get("CachedMethods")
    if isinstance(methods, Mapping):
        cached = methods.get("CachedMethods")
    response = shape.get("ResponseHeadersPolicyId")
    return Behavior(
        path_pattern=shapes.text(shape.get("PathPattern")),
        origin=origins.get(str(shape.get("TargetOriginId"))),
        allowed_methods=_READING if methods is None else _texts(methods),
        cached_methods=_READING if cached is None else _texts(cached),
        cache=_cache(shape, policies),
        forwarded_headers=_forwarded(shape, policies),
        response_headers=policies.response_headers(response) if response else None,
        edge_events=tuple(sorted(_edge_events(shape))),
        location=location,
    )


def _cache(shape: Shape, policies: Policies) -> CachePolicy | Unresolved:
    identifier = shape.get("CachePolicyId")
    if identifier:
        return policies.cache(identifier)
    forwarded = shapes.child(shape, "ForwardedValues")
    if forwarded is None or isinstance(forwarded, Unresolved):
        return forwarded or Unresolved("CachePolicyId", "the behavior names no cache policy")
    headers = _header_names(forwarded.get("Headers"))
    everything = isinstance(headers, tuple) and "*" in headers
    mode = HeaderMode.ALL if everything else HeaderMode.LISTED
    return CachePolicy(
        name="ForwardedValues",
        min_ttl=_seconds(shape.get("MinTTL"), 0),
        default_ttl=_seconds(shape.get("DefaultTTL"), _DAY),
        max_ttl=0 if everything else _seconds(shape.get("MaxTTL"), _YEAR),
        key_headers=HeaderSet(mode=mode, names=() if everything else headers),
    )


def _forwarded(shape: Shape, policies: Policies) -> HeaderSet | Unresolved:
    identifier = shape.get("OriginRequestPolicyId")
    return policies.origin_request(identifier) if identifier else HeaderSet()


def _edge_events(shape: Shape) -> Iterator[str]:
    """Yield the events at which functions run; one that is not known could be any."""
    for name in ("FunctionAssociations", "LambdaFunctionAssociations"):
        for association in shapes.items(_list(shape.get(name))):
            if isinstance(association, Unresolved):
                yield association.expression
                continue
            event = shapes.text(association.get("EventType"))
            yield event.expression if isinstance(event, Unresolved) else event


# --- Policies ----------------------------------------------------------------------------------


def read_cache_policy(config: Shape) -> CachePolicy:
    """Read a cache policy.

    Source: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CachePolicyConfig.html
    """
    parameters = shapes.child(config, "ParametersInCacheKeyAndForwardedToOrigin")
    headers = (
        HeaderSet(mode=HeaderMode.LISTED, names=parameters)
        if isinstance(parameters, Unresolved)
        else read_header_set(parameters or {})
    )
    return CachePolicy(
        name=shapes.text(config.get("Name")),
        min_ttl=_seconds(config.get("MinTTL"), 0),
        default_ttl=_seconds(config.get("DefaultTTL"), _DAY),
        max_ttl=_seconds(config.get("MaxTTL"), _YEAR),
        key_headers=headers,
    )


def read_header_set(config: Shape) -> HeaderSet:
    """Read the headers that an origin request policy forwards, or a cache policy has in its key.

    Source: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_OriginRequestPolicyHeadersConfig.html
    """
    headers = shapes.child(config, "HeadersConfig")
    if headers is None:
        return HeaderSet()
    if isinstance(headers, Unresolved):
        return HeaderSet(mode=HeaderMode.LISTED, names=headers)
    behavior = shapes.text(headers.get("HeaderBehavior") or "none")
    if isinstance(behavior, Unresolved) or behavior not in _MODES:
        unknown = behavior if isinstance(behavior, Unresolved) else _unheard_of(behavior)
        return HeaderSet(mode=HeaderMode.LISTED, names=unknown)
    return HeaderSet(mode=_MODES[behavior], names=_header_names(headers.get("Headers")))


def _unheard_of(behavior: str) -> Unresolved:
    return Unresolved(shapes.show(behavior), f"one of {', '.join(_MODES)} is expected here")


def read_response_headers_policy(config: Shape) -> ResponseHeadersPolicy:
    """Read a response headers policy.

    Source: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ResponseHeadersPolicyConfig.html
    """
    cors = shapes.child(config, "CorsConfig")
    removed = shapes.child(config, "RemoveHeadersConfig")
    known = None if isinstance(cors, Unresolved) else cors
    return ResponseHeadersPolicy(
        name=shapes.text(config.get("Name")),
        cors=_cors(known) if known is not None else cors if isinstance(cors, Unresolved) else None,
        origin_override=shapes.flag(known.get("OriginOverride")) if known is not None else False,
        removed_headers=removed if isinstance(removed, Unresolved) else tuple(_removed(removed)),
    )


def policy_alone(policy: ResponseHeadersPolicy, location: Location) -> Distribution:
    """Return a distribution that stands for any that uses a policy.

    It has one behavior that passes every request on and keeps nothing, so that all that is said of
    it is about the policy.

    Args:
        policy: policy that no distribution of the source uses.
        location: location of the policy.
    """
    behavior = Behavior(
        path_pattern="*",
        origin=None,
        allowed_methods=_ALL_METHODS,
        cache=CachePolicy(name="", default_ttl=0, max_ttl=0),
        response_headers=policy,
        location=location,
    )
    return Distribution(
        name=policy.name, behaviors=(behavior,), location=location, is_policy_alone=True
    )


def _removed(removed: Shape | None) -> Iterator[Text]:
    for item in shapes.items(_list(removed)):
        name = item if isinstance(item, Unresolved) else shapes.text(item.get("Header"))
        yield name.lower() if isinstance(name, str) else name


def _cors(config: Shape) -> CorsConfiguration:
    return CorsConfiguration(
        allow_origins=_texts(config.get("AccessControlAllowOrigins")),
        allow_methods=_texts(config.get("AccessControlAllowMethods")),
        allow_headers=_texts(config.get("AccessControlAllowHeaders")),
        expose_headers=_texts(config.get("AccessControlExposeHeaders")),
        allow_credentials=shapes.flag(config.get("AccessControlAllowCredentials")),
        max_age=shapes.number(config.get("AccessControlMaxAgeSec")),
    )


def _list(value: object) -> object:
    """Return a list as CloudFormation writes it: the API wraps it."""
    if isinstance(value, Mapping):
        return value.get("Items")
    return value


def _texts(value: object) -> Texts:
    return shapes.texts(_list(value))


def _header_names(value: object) -> Texts:
    names = _texts(value)
    if isinstance(names, Unresolved):
        return names
    return tuple(name.lower() if isinstance(name, str) else name for name in names)


def _seconds(value: object, default: int) -> Number:
    seconds = shapes.number(value)
    return default if seconds is None else seconds
