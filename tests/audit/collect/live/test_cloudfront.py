"""CloudFront distributions of an account: few calls, each checked, and a model of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber

from corsgate_audit.collect.live import read_edge
from corsgate_audit.collect.live.account import Edge
from corsgate_audit.model import (
    Behavior,
    CachePolicy,
    CorsConfiguration,
    CoverageState,
    Distribution,
    DomainName,
    HeaderMode,
    HeaderSet,
    Location,
    Origin,
    OriginKind,
    ResponseHeadersPolicy,
    Unresolved,
)
from support.collected import of_kind, only_api, without_lists

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Collection

DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # AWS's CachingDisabled
ARN = "arn:aws:cloudfront::123456789012:distribution/{}"
NONE: dict[str, Any] = {"Quantity": 0}


@pytest.fixture(name="client", scope="module")
def _client() -> Any:  # noqa: ANN401 - a client of boto3
    return boto3.client("cloudfront", region_name="us-east-1")


@pytest.fixture(name="stub")
def _stub(client: Any) -> Iterator[Stubber]:  # noqa: ANN401
    """Have answers given beforehand; each must have been asked for."""
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


@pytest.fixture(name="edge")
def _edge(client: Any) -> Edge:  # noqa: ANN401
    """Have an account whose client is stubbed."""
    return Edge(id="123456789012", region="aws-global", partition="aws", cloudfront=client)


def wrapped(*items: object) -> dict[str, Any]:
    """Wrap a list as the API does."""
    return {"Quantity": len(items), "Items": [*items]}


def summary(key: str, *, behavior: dict[str, Any], **settings: object) -> dict[str, Any]:
    """Return a distribution as the listing answers it."""
    origin = {"Id": "api", "DomainName": "A1.execute-api.eu-west-1.amazonaws.com"}
    default = {"TargetOriginId": "api", "ViewerProtocolPolicy": "https-only", **behavior}
    return {
        "Id": key,
        "ARN": ARN.format(key),
        "Status": "Deployed",
        "LastModifiedTime": "2026-01-01T00:00:00Z",
        "DomainName": f"D{key}.cloudfront.net",
        "Aliases": NONE,
        "Origins": wrapped({**origin, "OriginPath": "/prod"}),
        "DefaultCacheBehavior": default,
        "CacheBehaviors": NONE,
        "CustomErrorResponses": NONE,
        "Comment": "shop",
        "PriceClass": "PriceClass_All",
        "Enabled": True,
        "ViewerCertificate": {},
        "Restrictions": {"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}},
        "WebACLId": "",
        "HttpVersion": "http2",
        "IsIPV6Enabled": True,
        "Staging": False,
        **settings,
    }


def has(stub: Stubber, *items: dict[str, Any], marker: str = "", following: str = "") -> None:
    """Answer one page of the listing."""
    page = {
        "Marker": marker,
        "MaxItems": 100,
        "IsTruncated": bool(following),
        "Quantity": len(items),
        "Items": [*items],
        **({"NextMarker": following} if following else {}),
    }
    asked = {"Marker": marker} if marker else {}
    stub.add_response("list_distributions", {"DistributionList": page}, asked)


def has_policies(stub: Stubber, call: str, kind: str, *configs: dict[str, Any]) -> None:
    """Answer a listing of policies, one on a page; their ids are ``p0`` and so on."""
    for index, config in enumerate(configs):
        is_last = index == len(configs) - 1
        item = {
            "Type": "custom",
            kind: {"Id": f"p{index}", "LastModifiedTime": "2026-01-01", f"{kind}Config": config},
        }
        page: dict[str, Any] = {"MaxItems": 1, "Quantity": 1, "Items": [item]}
        page |= {} if is_last else {"NextMarker": f"m{index + 1}"}
        asked = {"Type": "custom"} | ({"Marker": f"m{index}"} if index else {})
        stub.add_response(call, {f"{kind}List": page}, asked)


def said(collection: Collection) -> list[tuple[str, str, str | None]]:
    """Return what the coverage says."""
    return [(each.resource, each.state.value, each.reason) for each in without_lists(collection)]


def test_a_distribution_with_policies_of_its_own(edge: Edge, stub: Stubber) -> None:
    """One call for the distribution, and one for each kind of policy and page of them."""
    ids = {
        "CachePolicyId": "p1",
        "OriginRequestPolicyId": "p0",
        "ResponseHeadersPolicyId": "p0",
        "AllowedMethods": {**wrapped("GET", "HEAD", "OPTIONS"), "CachedMethods": wrapped("GET")},
    }
    has(stub, summary("E1", behavior=ids, Aliases=wrapped("cdn.example.com")))
    has_policies(
        stub,
        "list_cache_policies",
        "CachePolicy",
        {"Name": "other", "MinTTL": 1},
        {"Name": "keys", "MinTTL": 2, "DefaultTTL": 3, "MaxTTL": 4},
    )
    forward = {"HeaderBehavior": "whitelist", "Headers": wrapped("Origin")}
    strings = {"QueryStringBehavior": "none"}
    cookies = {"CookieBehavior": "none"}
    has_policies(
        stub,
        "list_origin_request_policies",
        "OriginRequestPolicy",
        {"Name": "f", "HeadersConfig": forward, "CookiesConfig": cookies,
         "QueryStringsConfig": strings},
    )  # fmt: skip
    cors = {
        "AccessControlAllowOrigins": wrapped("https://app.example.com"),
        "AccessControlAllowHeaders": wrapped("x-a"),
        "AccessControlAllowMethods": wrapped("ALL"),
        "AccessControlAllowCredentials": True,
        "OriginOverride": True,
    }
    has_policies(
        stub,
        "list_response_headers_policies",
        "ResponseHeadersPolicy",
        {"Name": "cors", "CorsConfig": cors},
    )

    collection = read_edge(edge)

    there = Location(
        source="aws",
        pointer="ListDistributions",
        arn=ARN.format("E1"),
        account="123456789012",
        region="aws-global",
    )
    behavior = Behavior(
        path_pattern="*",
        origin=Origin(
            id="api",
            domain="A1.execute-api.eu-west-1.amazonaws.com",
            path="/prod",
            kind=OriginKind.API,
        ),
        allowed_methods=("GET", "HEAD", "OPTIONS"),
        cached_methods=("GET",),
        cache=CachePolicy(name="keys", min_ttl=2, default_ttl=3, max_ttl=4),
        forwarded_headers=HeaderSet(mode=HeaderMode.LISTED, names=("origin",)),
        response_headers=ResponseHeadersPolicy(
            name="cors",
            cors=CorsConfiguration(
                allow_origins=("https://app.example.com",),
                allow_methods=("ALL",),
                allow_headers=("x-a",),
                allow_credentials=True,
            ),
            origin_override=True,
        ),
        location=there,
    )
    assert collection.apis == (
        Distribution(
            name="cdn.example.com",
            behaviors=(behavior,),
            aliases=("cdn.example.com",),
            domain_names=(DomainName(name="de1.cloudfront.net"),),
            location=there,
        ),
    )
    assert said(collection) == [("distribution E1", "scanned", None)]


def test_every_page_is_read_and_nobody_asks_for_awss_own_policies(
    edge: Edge, stub: Stubber
) -> None:
    """Two distributions on two pages take two calls."""
    managed = {"CachePolicyId": DISABLED}
    has(stub, summary("E1", behavior=managed), following="m")
    has(stub, summary("E2", behavior=managed), marker="m")

    found = read_edge(edge).apis

    assert [str(api.location.arn)[-2:] for api in found] == ["E1", "E2"]


def test_a_disabled_distribution_and_a_web_acl_are_named(
    edge: Edge, stub: Stubber, snapshot: SnapshotAssertion
) -> None:
    """Neither makes a report incomplete, and neither is passed over."""
    managed = {"CachePolicyId": DISABLED}
    has(
        stub,
        summary("E1", behavior=managed, Enabled=False),
        summary("E2", behavior=managed, WebACLId="arn:acl"),
    )

    collection = read_edge(edge)

    assert len(collection.apis) == 1
    assert said(collection) == snapshot


def test_policies_that_nobody_may_list_are_unresolved_and_named_once(
    edge: Edge, stub: Stubber
) -> None:
    """Nothing is judged on a default policy; the reason is AWS's own."""
    behavior = {"CachePolicyId": "p1"}
    has(stub, summary("E1", behavior=behavior), summary("E2", behavior=behavior))
    stub.add_client_error("list_cache_policies", "AccessDenied", "no", http_status_code=403)

    collection = read_edge(edge)

    reason = "An error occurred (AccessDenied) when calling the ListCachePolicies operation: no"
    caches = [b.cache for a in of_kind(collection.apis, Distribution) for b in a.behaviors]
    assert caches == [Unresolved("p1", reason)] * 2
    assert said(collection)[-1] == ("the list of cache policies", "denied", reason)


def test_a_policy_that_no_listing_holds_is_unresolved(edge: Edge, stub: Stubber) -> None:
    """It has been deleted in between, or is new of AWS's own."""
    has(stub, summary("E1", behavior={"CachePolicyId": "p9"}))
    has_policies(stub, "list_cache_policies", "CachePolicy", {"Name": "other", "MinTTL": 1})

    api = only_api(read_edge(edge), Distribution)

    missing = Unresolved("p9", "the list of cache policies does not contain it")
    assert api.behaviors[0].cache == missing


def test_a_page_that_fails_is_named_and_what_came_before_is_read(edge: Edge, stub: Stubber) -> None:
    """It is not taken for the end of the list."""
    has(stub, summary("E1", behavior={"CachePolicyId": DISABLED}), following="m")
    stub.add_client_error("list_distributions", "ServiceUnavailable", "later", 503)

    collection = read_edge(edge)

    assert len(collection.apis) == 1
    entry = collection.coverage[-1]
    assert (entry.resource, entry.state) == ("the list of distributions", CoverageState.FAILED)
