"""CloudFront distributions in a template: ``AWS::CloudFront::Distribution`` and its policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from corsgate_audit.collect import cloudfront, shapes
from corsgate_audit.collect.managed_policies import (
    CACHE_POLICIES,
    ORIGIN_REQUEST_POLICIES,
    RESPONSE_HEADERS_POLICIES,
)
from corsgate_audit.collect.template.function_urls import URL
from corsgate_audit.collect.template.http import API as HTTP_API
from corsgate_audit.collect.template.links import linked, properties_of
from corsgate_audit.collect.template.rest import API as REST_API
from corsgate_audit.collect.template.values import Composite, Link, without_links
from corsgate_audit.model import (
    Api,
    Coverage,
    CoverageState,
    Distribution,
    Origin,
    OriginKind,
    Unresolved,
    origin_kind,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.collect.template.stack import Resource
    from corsgate_audit.model import Text

DISTRIBUTION = "AWS::CloudFront::Distribution"
RESPONSE_HEADERS_POLICY = "AWS::CloudFront::ResponseHeadersPolicy"
_APIS = frozenset({REST_API, HTTP_API, URL})
_ACCESS_CONTROL = "AWS::CloudFront::OriginAccessControl"
_BUCKET = "AWS::S3::Bucket"
_MARKS = (".execute-api.", ".lambda-url.")

Policy = TypeVar("Policy")


def read_distributions(
    resources: Sequence[Resource], apis: Sequence[Api]
) -> Iterator[Distribution | Coverage]:
    """Read all distributions.

    Args:
        resources: resources of a template and those nested in it.
        apis: APIs that were read from them: an origin may be one of these.
    """
    by_place = {(api.location.source, api.location.pointer): api for api in apis}
    used: set[Resource] = set()
    for resource in resources:
        if resource.type != DISTRIBUTION:
            continue
        config = properties_of(resource).get("DistributionConfig")
        if not isinstance(config, dict):
            unread = without_links(config)
            reason = unread.reason if isinstance(unread, Unresolved) else "it has no configuration"
            yield resource.covered(CoverageState.UNRESOLVED, reason)
            continue
        used |= set(_used_policies(config))
        yield resource.covered(CoverageState.SCANNED)
        yield cloudfront.read_distribution(
            _plain(config),
            policies=_POLICIES,
            origin_of=lambda shape: _origin(shape, by_place),
            location=resource.location,
        )

    for resource in resources:
        if resource.type == RESPONSE_HEADERS_POLICY and resource not in used:
            yield from _policy_alone(resource)


def _used_policies(config: object) -> Iterator[Resource]:
    """Yield the response headers policies that a distribution names."""
    if isinstance(config, dict):
        for value in config.values():
            policy = linked(value, RESPONSE_HEADERS_POLICY)
            if policy is not None:
                yield policy
            yield from _used_policies(value)
    elif isinstance(config, list):
        for item in config:
            yield from _used_policies(item)


def _policy_alone(resource: Resource) -> Iterator[Distribution | Coverage]:
    """Read a response headers policy that no distribution of the template uses."""
    policy = _POLICIES.response_headers(Link(resource, None, resource.logical_id))
    if isinstance(policy, Unresolved):
        yield resource.covered(CoverageState.UNRESOLVED, policy.reason)
    elif policy.cors is not None:
        yield resource.covered(CoverageState.SCANNED)
        yield cloudfront.policy_alone(policy, resource.location)


def _plain(config: Mapping[str, object]) -> Shape:
    """Replace links by `Unresolved`, but where they have to be followed."""
    return {name: _kept(name, value) for name, value in config.items()}


def _kept(name: str, value: object) -> object:
    if name in _FOLLOWED:
        return value
    if isinstance(value, dict):
        return {key: _kept(key, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_kept(name, item) for item in value]
    return without_links(value)


_FOLLOWED = frozenset(
    {
        "CachePolicyId",
        "DomainName",
        "OriginAccessControlId",
        "OriginRequestPolicyId",
        "ResponseHeadersPolicyId",
    }
)


def _origin(shape: Shape, apis: Mapping[tuple[str, str], Api]) -> Origin:
    """Read one origin, and follow its domain to an API of the template."""
    domain = shape.get("DomainName")
    resource = _resource_behind(domain)
    api = None
    if resource is not None:
        api = apis.get((resource.location.source, resource.location.pointer))
    return Origin(
        id=shapes.text(shape.get("Id")),
        domain=shapes.text(without_links(domain)),
        path=shapes.text(shape.get("OriginPath") or ""),
        kind=_kind(shape, domain, resource),
        api=api,
        signing=_signing(shape.get("OriginAccessControlId")),
    )


def _signing(identifier: object) -> Text | None:
    """Read how an origin access control signs requests.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-originaccesscontrol-originaccesscontrolconfig.html
    """
    resource = linked(identifier, _ACCESS_CONTROL)
    if resource is not None:
        config = without_links(properties_of(resource).get("OriginAccessControlConfig"))
        if isinstance(config, dict):
            return shapes.text(config.get("SigningBehavior"))
        return Unresolved(resource.logical_id, "it has no OriginAccessControlConfig")
    plain = without_links(identifier)
    if plain is None or plain == "":
        return None
    if isinstance(plain, Unresolved):
        return plain
    return Unresolved(shapes.show(plain), "the origin access control is not part of the template")


def _resource_behind(domain: object) -> Resource | None:
    """Return the first resource that a domain name is made of."""
    parts = domain.parts if isinstance(domain, Composite) else (domain,)
    return next((part.resource for part in parts if isinstance(part, Link)), None)


def _kind(shape: Shape, domain: object, resource: Resource | None) -> OriginKind | Unresolved:
    if "S3OriginConfig" in shape or (resource is not None and resource.type == _BUCKET):
        return OriginKind.BUCKET
    if isinstance(domain, str):
        return origin_kind(domain)
    parts = domain.parts if isinstance(domain, Composite) else ()
    texts = [part for part in parts if isinstance(part, str)]
    if (resource is not None and resource.type in _APIS) or any(
        mark in text for text in texts for mark in _MARKS
    ):
        return OriginKind.API
    if resource is not None:
        return OriginKind.OTHER
    unknown = without_links(domain)
    return unknown if isinstance(unknown, Unresolved) else OriginKind.OTHER


def _policy(
    kind: str, managed: Mapping[str, Policy], read: Callable[[Shape], Policy]
) -> Callable[[object], Policy | Unresolved]:
    """Return what finds a policy by its id: among AWS's own, or in the template."""
    setting = f"{kind.rpartition('::')[2]}Config"

    def find(identifier: object) -> Policy | Unresolved:
        resource = linked(identifier, kind)
        if resource is not None:
            config = without_links(properties_of(resource).get(setting))
            if isinstance(config, dict):
                return read(config)
            return Unresolved(resource.logical_id, f"it has no {setting}")
        plain = without_links(identifier)
        if isinstance(plain, Unresolved):
            return plain
        if isinstance(plain, str) and plain in managed:
            return managed[plain]
        return Unresolved(shapes.show(plain), "the policy is not part of the template")

    return find


_POLICIES = cloudfront.Policies(
    cache=_policy("AWS::CloudFront::CachePolicy", CACHE_POLICIES, cloudfront.read_cache_policy),
    origin_request=_policy(
        "AWS::CloudFront::OriginRequestPolicy", ORIGIN_REQUEST_POLICIES, cloudfront.read_header_set
    ),
    response_headers=_policy(
        RESPONSE_HEADERS_POLICY,
        RESPONSE_HEADERS_POLICIES,
        cloudfront.read_response_headers_policy,
    ),
)
