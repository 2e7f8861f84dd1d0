"""What an auditor is told: which places it audits, and how."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from aws_cdk import Token

from .audit_role import account_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SecurityHub = Literal["member", "auditor"]

_EXPRESSION = re.compile(r"(rate|cron|at)\(.+\)")
"""https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html"""
_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d+", re.ASCII)
_UNIT = re.compile(r"r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}", re.ASCII)
"""https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html"""
_AGGREGATOR = re.compile(r"[\w-]{1,256}", re.ASCII)
_PREFIX = re.compile(r"([\w.-]+/)*", re.ASCII)
_MOST_CONCURRENCY = 1000
"""Of an account's functions, unless AWS has raised it.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""


class Settings(NamedTuple):
    """What the functions are told, by the names that they know it by."""

    regions: Sequence[str]
    role_name: str
    external_id: str
    accounts: Sequence[str] | None
    organizational_units: Sequence[str] | None
    config_aggregator: str | None
    security_hub: SecurityHub | None
    code: bool
    select: Sequence[str]
    ignore: Sequence[str]
    max_rps: float | None

    def environment(self, *, bucket: str, prefix: str, topic: str | None) -> dict[str, str]:
        """Return the functions' variables.

        Args:
            bucket: name of the bucket.
            prefix: beginning of the keys in it.
            topic: ARN of the topic.
        """
        told = {"bucket": bucket, "prefix": prefix, "topic": topic, **self._asdict()}
        return {"CORSGATE_AUDITOR": json.dumps(told)}


def settings_problems(settings: Settings) -> Iterator[str]:
    """Say what of the settings cannot be."""
    if not settings.regions:
        yield "regions is empty; name the regions that have APIs, as in ['eu-west-1']"
    for region in settings.regions:
        if not Token.is_unresolved(region) and not _REGION.fullmatch(region):
            yield f"regions has {region!r}; a region is called as in 'eu-west-1'"
    yield from _account_problems(settings)
    aggregator = settings.config_aggregator
    if aggregator is not None and not _AGGREGATOR.fullmatch(aggregator):
        yield (
            f"config_aggregator is {aggregator!r}; it must be the name of an aggregator of this "
            "account and region, not its ARN"
        )
    if settings.security_hub not in {None, "member", "auditor"}:
        yield f"security_hub is {settings.security_hub!r}; it must be 'member', 'auditor' or None"
    if settings.max_rps is not None and settings.max_rps <= 0:
        yield (
            f"max_rps is {settings.max_rps}; it must be a number of calls a second above 0, or None"
        )


def _account_problems(settings: Settings) -> Iterator[str]:
    if settings.accounts is not None:
        if not settings.accounts:
            yield "accounts is empty; leave it out to audit the organization's"
        if settings.organizational_units is not None:
            yield "accounts and organizational_units are both given; leave one out"
        yield from account_problems("accounts", settings.accounts)
    if settings.organizational_units is not None and not settings.organizational_units:
        yield "organizational_units is empty; leave it out to audit the whole organization"
    for unit in settings.organizational_units or ():
        if not Token.is_unresolved(unit) and not _UNIT.fullmatch(unit):
            yield (
                f"organizational_units has {unit!r}; an id is like 'ou-ab12-cd34ef56', or 'r-ab12' "
                "of the root"
            )


def run_problems(schedule: str | None, prefix: str, max_concurrency: int) -> Iterator[str]:
    """Say what of these AWS refuses."""
    if schedule is not None and not _EXPRESSION.fullmatch(schedule):
        yield (
            f"schedule is {schedule!r}; write 'rate(1 day)', 'cron(0 3 * * ? *)' or None, as "
            "EventBridge Scheduler takes it"
        )
    if not _PREFIX.fullmatch(prefix):
        yield f"prefix is {prefix!r}; it must be empty or like 'cors/', with a slash at its end"
    if not 1 <= max_concurrency <= _MOST_CONCURRENCY:
        yield (
            f"max_concurrency is {max_concurrency}; it must be between 1 and {_MOST_CONCURRENCY:,}"
        )
