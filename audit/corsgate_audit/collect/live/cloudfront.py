"""The CloudFront distributions of an account: a call for each 100, and one for each kind of policy.

ListDistributions answers with the origins and behaviors themselves, so that no distribution is
asked for by itself.

Source: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListDistributions.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect import cloudfront, shapes
from corsgate_audit.collect.live.errors import listed, uncovered
from corsgate_audit.collect.live.policies import policy_listings
from corsgate_audit.collect.web_acls import UNJUDGED
from corsgate_audit.model import (
    Coverage,
    CoverageState,
    Distribution,
    DomainName,
    Origin,
    OriginKind,
    Unresolved,
    origin_kind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.collect.live.account import Edge
    from corsgate_audit.collect.live.policies import PolicyListings
    from corsgate_audit.collect.shapes import Shape

SERVICE = "cloudfront"
_DISABLED = "it is disabled: CloudFront does not serve its domain names"


def read_distributions(edge: Edge) -> Iterator[Distribution | Coverage]:
    """Read all distributions; which APIs are behind them is for `link_origins` to find.

    Args:
        edge: edge of the account that is read.

    Yields:
        Each distribution that is enabled, and coverage of each and of the policies.
    """
    listings = policy_listings(edge)
    for item in listed(edge, SERVICE, "the list of distributions", _items(edge)):
        if isinstance(item, Coverage):
            yield item
            continue
        label = f"distribution {item['Id']}"
        if not item.get("Enabled", True):
            yield edge.covered(SERVICE, label, CoverageState.SKIPPED, _DISABLED)
            continue
        yield _read(edge, listings, item)
        yield edge.covered(SERVICE, label, CoverageState.SCANNED)
        if acl := item.get("WebACLId"):
            name = f"web ACL {acl} of {label}"
            yield edge.covered("waf", name, CoverageState.SKIPPED, UNJUDGED)
    for listing in listings:
        if listing.failure is not None:
            yield uncovered(edge, SERVICE, f"the list of {listing.what}", listing.failure)


def _items(edge: Edge) -> Iterator[Any]:
    """List the distributions, each with its configuration."""
    pages = edge.cloudfront.get_paginator("list_distributions").paginate()
    return (item for page in pages for item in page["DistributionList"].get("Items", []))


def _read(edge: Edge, listings: PolicyListings, item: Shape) -> Distribution:
    """Read one distribution."""
    cache, origin_request, response_headers = listings
    read = cloudfront.read_distribution(
        item,
        policies=cloudfront.Policies(
            cache=cache.find,
            origin_request=origin_request.find,
            response_headers=response_headers.find,
        ),
        origin_of=_origin,
        location=edge.location_of("ListDistributions", str(item["ARN"])),
    )
    return replace(read, domain_names=(DomainName(name=str(item["DomainName"]).lower()),))


def _origin(shape: Shape) -> Origin:
    """Read an origin by its domain name."""
    domain = shapes.text(shape.get("DomainName"))
    return Origin(
        id=shapes.text(shape.get("Id")),
        domain=domain,
        path=shapes.text(shape.get("OriginPath") or ""),
        kind=_kind(shape, domain),
    )


def _kind(shape: Shape, domain: str | Unresolved) -> OriginKind | Unresolved:
    if "S3OriginConfig" in shape:
        return OriginKind.BUCKET
    return domain if isinstance(domain, Unresolved) else origin_kind(domain)
