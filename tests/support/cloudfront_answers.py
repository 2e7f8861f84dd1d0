"""What CloudFront answers to those who list, as XML: moto keeps no policies of behaviors."""

from __future__ import annotations

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.botocore_stubber import MockRawResponse

_POLICIES = {
    "cache-policy": ("CachePolicy", "<Name>c</Name><MinTTL>0</MinTTL>"),
    "origin-request-policy": ("OriginRequestPolicy", "<Name>o</Name>"),
    "response-headers-policy": ("ResponseHeadersPolicy", "<Name>r</Name>"),
}
_DISTRIBUTION = """
<DistributionSummary>
  <Id>E1</Id><ARN>arn:aws:cloudfront::123456789012:distribution/E1</ARN>
  <DomainName>d1.cloudfront.net</DomainName><Enabled>true</Enabled><Comment>shop</Comment>
  <Origins><Quantity>1</Quantity><Items>
    <Origin><Id>o</Id><DomainName>{}</DomainName><OriginPath></OriginPath></Origin>
  </Items></Origins>
  <DefaultCacheBehavior>
    <TargetOriginId>o</TargetOriginId><CachePolicyId>p1</CachePolicyId>
    <OriginRequestPolicyId>p1</OriginRequestPolicyId>
    <ResponseHeadersPolicyId>p1</ResponseHeadersPolicyId>
  </DefaultCacheBehavior>
</DistributionSummary>
"""


def distributions(url: str, domain: str) -> AWSResponse:
    """Answer with one distribution, whose behavior names a policy of each kind.

    Args:
        url: that is asked.
        domain: of its origin.
    """
    return _answer(url, "DistributionList", _DISTRIBUTION.format(domain))


def policies(url: str) -> AWSResponse:
    """Answer with the one policy of a kind, ``p1``.

    Args:
        url: that is asked, which says the kind.
    """
    path = url.partition("?")[0].rpartition("/")[2]
    kind, config = _POLICIES[path]
    policy = f"<Id>p1</Id><{kind}Config>{config}</{kind}Config>"
    summary = f"<Type>custom</Type><{kind}>{policy}</{kind}>"
    return _answer(url, f"{kind}List", f"<{kind}Summary>{summary}</{kind}Summary>")


def _answer(url: str, name: str, item: str) -> AWSResponse:
    items = f"<MaxItems>100</MaxItems><Quantity>1</Quantity><Items>{item}</Items>"
    return answered(url, f"<{name}>{items}</{name}>")


def answered(url: str, body: str) -> AWSResponse:
    """Return an answer of a service that speaks XML.

    Args:
        url: that is asked.
        body: of the answer.
    """
    return AWSResponse(url, 200, HTTPHeaders(), MockRawResponse(body.encode()))
