"""The regions that an account can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.live.account import client_config
from corsgate_audit.collect.live.errors import UNREADABLE, one_line
from corsgate_audit.model import Coverage, CoverageState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.collect.live.account import Identity

_SERVICE = "apigateway"
_HOME = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}


def enabled_regions(identity: Identity) -> Iterator[str | Coverage]:
    """List the enabled regions of an account, in its own partition.

    Args:
        identity: identity of the account.

    Yields:
        Names; where AWS does not answer, those that boto3 knows, and that they are only those.

    Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
    """
    home = identity.session.region_name or _HOME.get(identity.partition, _HOME["aws"])
    client = identity.session.client("ec2", region_name=home, config=client_config())
    try:
        answer = client.describe_regions()
    except UNREADABLE as error:
        yield Coverage(
            account=identity.account,
            service="ec2",
            resource="the list of enabled regions",
            state=CoverageState.SKIPPED,
            reason="the enabled regions cannot be listed, so all regions that boto3 knows are "
            f"tried: {one_line(error)}",
        )
        yield from identity.session.get_available_regions(_SERVICE, identity.partition)
    else:
        yield from sorted(str(region["RegionName"]) for region in answer["Regions"])
