"""Reads several accounts and regions at once, politely, and until somebody stops it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.live import read_account
from corsgate_audit.collect.live.account import identify, region_of
from corsgate_audit.collect.live.errors import UNREADABLE, one_line
from corsgate_audit.collect.live.limits import Limits
from corsgate_audit.collect.live.organization import member_identities
from corsgate_audit.collect.live.regions import enabled_regions
from corsgate_audit.model import Collection, Coverage, CoverageState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    from corsgate_audit.collect.live.account import Identity
    from corsgate_audit.collect.live.organization import MemberRole

    Place: TypeAlias = tuple[Identity, str]

ALL = "all"
_WORKERS = 16
"""Regions at once; each of them has its own quotas, and its own buckets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanOptions:
    """What of AWS is read.

    Args:
        profiles: names; empty for the environment's.
        regions: names, or ``all`` for those that are enabled; empty for the profile's own.
        max_rps: calls a second to one service of one account and region; None for half of AWS's
            quota.
        members: the role through which the accounts of the organization are read; None where only
            the profiles' own accounts are.
    """

    profiles: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    max_rps: float | None = None
    members: MemberRole | None = None


def scan(options: ScanOptions, limits: Limits | None = None) -> Collection:
    """Read all accounts and regions that are asked for.

    Interrupted by the keyboard it returns what it has; what it has not is in the coverage.

    Args:
        options: which they are.
        limits: that the calls keep to; None for those of the options.

    Raises:
        TargetError: no account can be read at all.
    """
    limits = limits or Limits(options.max_rps)
    found: list[Place] = []
    coverage: list[Coverage] = []
    for part in places(options):
        if isinstance(part, Coverage):
            coverage.append(part)
        else:
            found.append(part)
    read = _read_all(found, limits)
    return Collection(
        apis=tuple(api for each in read for api in each.apis),
        coverage=(*coverage, *(entry for each in read for entry in each.coverage)),
    )


def places(options: ScanOptions) -> Iterator[Place | Coverage]:
    """Name each account in each of its regions once, however many profiles lead to it.

    Args:
        options: which they are.

    Yields:
        Whose region it is and its name, and coverage of what could not be found out.

    Raises:
        TargetError: there is no region or there are no credentials, or AWS does not take them.
    """
    seen: set[tuple[str, str]] = set()
    for identity in _identities(options):
        if isinstance(identity, Coverage):
            yield identity
            continue
        for region in _regions(identity, options.regions):
            if isinstance(region, Coverage):
                yield region
            elif (identity.account, region) not in seen:
                seen.add((identity.account, region))
                yield identity, region


def _identities(options: ScanOptions) -> Iterator[Identity | Coverage]:
    """Find the accounts. Of several profiles, one that does not work is no end of the scan."""
    first = next((region for region in options.regions if region != ALL), None)
    problems: list[TargetError] = []
    found = 0
    for profile in options.profiles or (None,):
        try:
            identity = identify(profile, first)
        except TargetError as error:
            problems.append(error)
            yield _unread_profile(str(profile), error)
            continue
        found += 1
        yield identity
        if options.members is not None:
            yield from member_identities(identity, options.members)
    if not found:
        raise TargetError("; ".join(map(str, problems)))


def _unread_profile(profile: str, error: TargetError) -> Coverage:
    return Coverage(
        service="sts",
        resource=f"profile {profile!r}",
        state=CoverageState.FAILED,
        reason=one_line(error),
    )


def _regions(identity: Identity, asked: Sequence[str]) -> Iterator[str | Coverage]:
    """List the regions to read in an account."""
    if ALL in asked:
        yield from enabled_regions(identity)
    else:
        yield from asked or (region_of(identity),)


def _read_all(places: Sequence[Place], limits: Limits) -> list[Collection]:
    """Read all at once, each with its own quotas; in order."""
    # One session makes one client at a time, and only for those that are being read:
    # https://docs.aws.amazon.com/boto3/latest/guide/session.html#multithreading-or-multiprocessing-with-sessions
    lock = Lock()
    with ThreadPoolExecutor(max_workers=_WORKERS) as pool:
        work = [pool.submit(_read, *place, limits, lock) for place in places]
        try:
            wait(work)
        except KeyboardInterrupt:
            # What still waits for an answer ends as not read; a second one ends the program.
            limits.stop()
            wait(work)
        return [each.result() for each in work]


def _read(identity: Identity, region: str, limits: Limits, lock: Lock) -> Collection:
    """Read one account in one region; one that nobody foresaw is no end of the others."""
    try:
        with lock:
            account = identity.in_region(region, limits)
        return read_account(account)
    except (*UNREADABLE, ValueError) as error:  # ValueError: AWS_ENDPOINT_URL
        return _unread_region(identity, region, one_line(error))
    except Exception as error:  # noqa: BLE001 - reported as a part that was not seen
        return _unread_region(identity, region, f"{type(error).__name__}: {one_line(error)}")


def _unread_region(identity: Identity, region: str, reason: str) -> Collection:
    unread = Coverage(
        account=identity.account,
        region=region,
        service="apigateway",
        resource="the region",
        state=CoverageState.FAILED,
        reason=reason,
    )
    return Collection(coverage=(unread,))
