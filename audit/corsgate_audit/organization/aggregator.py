"""Which places AWS Config knows to have no API, so that nobody has to ask them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from corsgate_audit.model import Coverage, CoverageState
from corsgate_audit.organization.places import GLOBAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.organization.places import Place

_DISTRIBUTION = "AWS::CloudFront::Distribution"
# A function may have a URL, of which AWS Config has no record of its own.
_REGIONAL = ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api", "AWS::Lambda::Function")
_HOME = "us-east-1"
"""Where AWS Config records what is in no region, CloudFront among it."""
_NUMBER = "COUNT(*)"
_PLACES = f"SELECT accountId, awsRegion, {_NUMBER} GROUP BY accountId, awsRegion"
_DOORS = (
    f"SELECT accountId, awsRegion, resourceType, {_NUMBER} WHERE resourceType IN "
    f"({', '.join(repr(each) for each in (*_REGIONAL, _DISTRIBUTION))}) "
    "GROUP BY accountId, awsRegion, resourceType"
)


class Recorded(NamedTuple):
    """What an aggregator has on record.

    Args:
        known: accounts and regions of which it has anything.
        doors: accounts and regions of which it has an API, a function or a distribution.
    """

    known: frozenset[tuple[str, str]]
    doors: frozenset[tuple[str, str]]

    def has_none(self, place: Place) -> bool:
        """Whether a place is on record, and no front door of it is.

        A place of which nothing is on record is not recorded, which says nothing about it.
        """
        at = (place.account, place.region)
        recorded_at = (place.account, _HOME) if place.region == GLOBAL else at
        return at not in self.doors and bool({at, recorded_at} & self.known)


def recorded(config: Any, aggregator: str) -> Recorded:  # noqa: ANN401 - a client
    """Ask an aggregator.

    Args:
        config: client of AWS Config.
        aggregator: name of the aggregator.

    Raises:
        ClientError: it does not answer.

    Source: https://docs.aws.amazon.com/config/latest/APIReference/API_SelectAggregateResourceConfig.html
        and https://docs.aws.amazon.com/config/latest/developerguide/query-components.html
    """
    known = {(row["accountId"], row["awsRegion"]) for row in _rows(config, aggregator, _PLACES)}
    doors = {
        (row["accountId"], GLOBAL if row["resourceType"] == _DISTRIBUTION else row["awsRegion"])
        for row in _rows(config, aggregator, _DOORS)
    }
    return Recorded(frozenset(known), frozenset(doors))


def _rows(config: Any, aggregator: str, query: str) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a client
    asked = {"ConfigurationAggregatorName": aggregator, "Expression": query}
    while True:
        answer = config.select_aggregate_resource_config(**asked)
        yield from map(json.loads, answer.get("Results", []))
        if not answer.get("NextToken"):
            return
        asked["NextToken"] = answer["NextToken"]


def worth_asking(places: Iterable[Place], record: Recorded) -> Iterator[Place | Coverage]:
    """Leave out the places that have no front door, and say so.

    Args:
        places: every place of the run.
        record: what the aggregator has on record.
    """
    for place in places:
        if not record.has_none(place):
            yield place
            continue
        yield Coverage(
            account=place.account,
            region=place.region,
            service="config",
            resource="the region" if place.region != GLOBAL else "distributions",
            state=CoverageState.SKIPPED,
            reason="AWS Config has no API, no function and no distribution of it on record",
        )
