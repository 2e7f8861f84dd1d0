"""CloudFront's settings as its API has them, from the form that CloudFormation has.

The API wraps each list, ``{"Quantity": 1, "Items": [...]}``, and names a few settings otherwise.
https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudfront-distribution-distributionconfig.html
"""

from __future__ import annotations

from typing import Any

_ITEMS = "Items"
_NAMES = {
    "IPV6Enabled": "IsIPV6Enabled",
    "OriginCustomHeaders": "CustomHeaders",
    "OriginSSLProtocols": "OriginSslProtocols",
    "AcmCertificateArn": "ACMCertificateArn",
    "SslSupportMethod": "SSLSupportMethod",
    "Locations": _ITEMS,
}


def as_the_api_has_it(value: Any) -> Any:  # noqa: ANN401 (any part of a template)
    """Return settings in the API's form.

    Args:
        value: settings as in a template, with every intrinsic function resolved.
    """
    if isinstance(value, list):
        return {"Quantity": len(value), _ITEMS: [as_the_api_has_it(each) for each in value]}
    if not isinstance(value, dict):
        return value
    found = {_NAMES.get(name, name): each for name, each in value.items()}
    items = found.pop(_ITEMS, None)
    made = {name: as_the_api_has_it(each) for name, each in found.items()}
    if isinstance(items, list):
        made |= as_the_api_has_it(items)
    if "AllowedMethods" in made and "CachedMethods" in made:
        made["AllowedMethods"]["CachedMethods"] = made.pop("CachedMethods")
    return made
