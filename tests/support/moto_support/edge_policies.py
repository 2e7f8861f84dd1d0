"""The policies that behaviors of a distribution name: their CloudFormation, and their listings.

moto has neither. A listing is of the account's own policies: AWS's own are not emulated.
https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListCachePolicies.html
"""

from __future__ import annotations

from typing import Any, ClassVar

from moto.cloudfront.models import cloudfront_backends, random_id
from moto.cloudfront.responses import CloudFrontResponse
from moto.cloudfront.urls import url_paths
from moto.core.responses import ActionResult
from moto.core.utils import utcnow

from support.moto_support.edge_distribution import PARTITION
from support.moto_support.edge_shapes import as_the_api_has_it
from support.moto_support.stack_resource import Properties, StackResource

_KEPT = "edge_policies"


class EdgePolicy(StackResource):
    """A policy that behaviors name by its id."""

    kind: ClassVar[str] = ""
    """In the API's answers."""
    path: ClassVar[str] = ""
    """In the API's URLs."""
    attributes = frozenset({"Id", "LastModifiedTime"})

    def create(self) -> str:
        """Make the policy."""
        identifier = str(random_id())
        self._keep(identifier)
        return identifier

    def update(self) -> None:
        """Change all settings at once, as CloudFront does."""
        self._keep(self.physical_resource_id)

    def remove(self) -> None:
        """Remove the policy."""
        _kept(self.account_id, self.kind).pop(self.physical_resource_id, None)

    def _keep(self, identifier: str) -> None:
        _kept(self.account_id, self.kind)[identifier] = {
            "Id": identifier,
            "LastModifiedTime": utcnow(),
            f"{self.kind}Config": as_the_api_has_it(self.properties[f"{self.kind}Config"]),
        }


class CachePolicy(EdgePolicy):
    """What is in the key of a cache, and for how long.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudfront-cachepolicy.html
    """

    type_name = "AWS::CloudFront::CachePolicy"
    kind = "CachePolicy"
    path = "cache-policy"


class OriginRequestPolicy(EdgePolicy):
    """What is forwarded to the origin.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudfront-originrequestpolicy.html
    """

    type_name = "AWS::CloudFront::OriginRequestPolicy"
    kind = "OriginRequestPolicy"
    path = "origin-request-policy"


class ResponseHeadersPolicy(EdgePolicy):
    """What is written into responses.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudfront-responseheaderspolicy.html
    """

    type_name = "AWS::CloudFront::ResponseHeadersPolicy"
    kind = "ResponseHeadersPolicy"
    path = "response-headers-policy"


KINDS = (CachePolicy, OriginRequestPolicy, ResponseHeadersPolicy)


def install() -> None:
    """Add the three listings and their paths."""
    CloudFrontResponse.list_cache_policies = _listing("CachePolicy")
    CloudFrontResponse.list_origin_request_policies = _listing("OriginRequestPolicy")
    CloudFrontResponse.list_response_headers_policies = _listing("ResponseHeadersPolicy")
    for each in KINDS:
        url_paths[f"{{0}}/2020-05-31/{each.path}$"] = CloudFrontResponse.dispatch


def _listing(kind: str) -> Any:  # noqa: ANN401 (a method of moto's class, read without its types)
    def listed(self: Any) -> Any:  # noqa: ANN401
        own = _kept(self.current_account, kind).values()
        items = [{"Type": "custom", kind: policy} for policy in own]
        return ActionResult(
            {f"{kind}List": {"MaxItems": 100, "Quantity": len(items), "Items": items}}
        )

    return listed


def _kept(account_id: str, kind: str) -> dict[str, Properties]:
    of_account: dict[str, Any] = vars(cloudfront_backends[account_id][PARTITION])
    kept: dict[str, Properties] = of_account.setdefault(_KEPT, {}).setdefault(kind, {})
    return kept
