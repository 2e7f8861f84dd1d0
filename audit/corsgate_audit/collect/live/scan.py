"""Reads several accounts and regions at once, politely, and until somebody stops it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.live import read_account, read_edge
from corsgate_audit.collect.live.account import Identity, identify, region_of
from corsgate_audit.collect.live.errors import UNREADABLE, one_line
from corsgate_audit.collect.live.interrupting import interrupted_by_signals
from corsgate_audit.collect.live.limits import InterruptedScanError, Limits
from corsgate_audit.collect.live.organization import member_identities
from corsgate_audit.collect.live.regions import enabled_regions
from corsgate_audit.collect.live.state import Journal, Kept, read_state, write_state
from corsgate_audit.collect.origins import link_origins
from corsgate_audit.model import Collection, Coverage, CoverageState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from corsgate_audit.collect.live.limits import Calling
    from corsgate_audit.collect.live.organization import MemberRole

ALL = "all"
_NO_REGION = "global"
_EDGE = "cloudfront"
_WHOLE = {"apigateway": "the region", _EDGE: "distributions"}
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
        resume: the file of an interrupted scan, which this one goes on with; None for a new scan.
        on_call: function that is told of every call; None for none.
        members: the role through which the accounts of the organization are read; None where only
            the profiles' own accounts are.
        on_call: is told of every call; None for nobody.
        code: the code of the functions behind the APIs is downloaded and read.
    """

    profiles: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    max_rps: float | None = None
    resume: Path | None = None
    members: MemberRole | None = None
    on_call: Callable[[Calling], None] | None = None
    code: bool = False


class Place(NamedTuple):
    """What is read as one: a region of an account, or what of the account is in none.

    Args:
        identity: identity of the account.
        region: None for CloudFront.
    """

    identity: Identity
    region: str | None

    @property
    def key(self) -> tuple[str, str]:
        """Account and region, as a state file has them."""
        return self.identity.account, self.region or _NO_REGION


def scan(options: ScanOptions, limits: Limits | None = None) -> Collection:
    """Read all accounts and regions that are asked for.

    Interrupted by the keyboard, by SIGTERM or SIGHUP it returns what it has; what it has not is in
    the coverage, which also names the file from which another scan goes on. One that is killed
    leaves that file too, with each account and region that was read whole.

    Args:
        options: accounts and regions to scan.
        limits: limits that the calls keep to; None for those of the options.

    Raises:
        TargetError: no account can be read at all, or there is no such scan to go on with.
    """
    limits = limits or Limits(options.max_rps, on_call=options.on_call)
    kept = read_state(options.resume) if options.resume else Kept()
    found: list[Place] = []
    coverage: list[Coverage] = []
    for part in places(options):
        if isinstance(part, Coverage):
            coverage.append(part)
        else:
            found.append(part)
    journal = Journal(options.resume)
    lock = Lock()

    def read_one(place: Place) -> Collection:
        read = read_place(place, limits=limits, kept=kept, lock=lock, code=options.code)
        if place.key not in kept.places:
            journal.add(*place.key, read)
        return read

    read = _read_all(found, read_one, limits.stop)
    if limits.is_stopped:
        coverage.append(_interrupted(found, read, kept, journal.path))
    else:
        journal.end()
    if journal.problem is not None:
        coverage.append(_not_kept(journal.problem))
    apis, links = link_origins(api for each in read for api in each.apis)
    return Collection(
        apis=apis,
        coverage=(*coverage, *(entry for each in read for entry in each.coverage), *links),
    )


def _interrupted(
    places: Sequence[Place], read: Sequence[Collection], kept: Kept, path: Path | None
) -> Coverage:
    """Keep what was read, and say where."""
    parts = (
        (*place.key, kept.added_to(part, *place.key))
        for place, part in zip(places, read, strict=True)
    )
    try:
        reason = f"interrupted; continue with: corsgate audit --resume {write_state(parts, path)}"
    except OSError as error:
        reason = f"interrupted; what was read could not be saved: {one_line(error)}"
    return Coverage(
        service="corsgate", resource="the scan", state=CoverageState.FAILED, reason=reason
    )


def _not_kept(problem: str) -> Coverage:
    """Say that a scan which is killed loses what it has read; this one has all of it."""
    return Coverage(
        service="corsgate",
        resource="the state file",
        state=CoverageState.SKIPPED,
        reason=f"what was read was not written as it came: {problem}",
    )


def places(options: ScanOptions) -> Iterator[Place | Coverage]:
    """Name each account in each of its regions once, however many profiles lead to it.

    CloudFront is read whatever regions are asked for: it stands before APIs of all of them.

    Args:
        options: accounts and regions to scan.

    Yields:
        Each place, CloudFront among them, and coverage of what could not be found out.

    Raises:
        TargetError: there is no region or there are no credentials, or AWS does not take them.
    """
    seen: set[tuple[str, str | None]] = set()
    for identity in _identities(options):
        if isinstance(identity, Coverage):
            yield identity
            continue
        for region in (*_regions(identity, options.regions), None):
            if isinstance(region, Coverage):
                yield region
            elif (identity.account, region) not in seen:
                seen.add((identity.account, region))
                yield Place(identity, region)


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


def _read_all(
    places: Sequence[Place], read: Callable[[Place], Collection], stop: Callable[[], None]
) -> list[Collection]:
    """Read all at once, each with its own quotas; in order."""
    with interrupted_by_signals(), ThreadPoolExecutor(max_workers=_WORKERS) as pool:
        work: list[Future[Collection]] = []
        try:
            for place in places:
                work.append(pool.submit(read, place))  # noqa: PERF401 - as far as it comes
            _wait_for(work)
        except KeyboardInterrupt:
            # What still waits for an answer ends as not read; a second one ends the program.
            stop()
            work += [pool.submit(read, place) for place in places[len(work) :]]
            _wait_for(work)
        return [each.result() for each in work]


def _wait_for(work: Sequence[Future[Collection]]) -> None:
    """Wait for all; a signal that came just before a wait is heard when it ends, which is soon."""
    while wait(work, timeout=_HEARD_WITHIN).not_done:
        pass


_HEARD_WITHIN = 0.5  # seconds


def read_place(place: Place, *, limits: Limits, kept: Kept, lock: Lock, code: bool) -> Collection:
    """Read one place; a failure that nobody foresaw is no end of the others.

    Args:
        place: place.
        limits: limits that its calls keep to; once they are stopped, the rest is not read.
        kept: what an interrupted scan has read.
        lock: held while clients are made.
        code: the code of the functions is read too.
    """
    before = kept.places.get(place.key)
    if before is not None:
        return before
    if limits.is_stopped:
        return _unread(place, InterruptedScanError())
    try:
        if place.region is None:
            return _read_edge(place, limits, lock)
        # One session makes one client at a time, and only for those that are being read:
        # https://docs.aws.amazon.com/boto3/latest/guide/session.html#multithreading-or-multiprocessing-with-sessions
        with lock:
            account = place.identity.in_region(place.region, limits)
        asked = kept.asked.get(place.key)
        return read_account(account, kept.apis(*place.key), code=code, asked=asked)
    except (*UNREADABLE, ValueError) as error:  # ValueError: AWS_ENDPOINT_URL
        return _unread(place, error)
    except Exception as error:  # noqa: BLE001 - reported as a part that was not seen
        return _unread(place, error, f"{type(error).__name__}: ")


def _read_edge(place: Place, limits: Limits, lock: Lock) -> Collection:
    with lock:
        edge = place.identity.at_edge(limits)
    if edge is not None:
        return read_edge(edge)
    partition = place.identity.partition
    none = Coverage(
        account=place.identity.account,
        service=_EDGE,
        resource=_WHOLE[_EDGE],
        state=CoverageState.SKIPPED,
        reason=f"the partition {partition} has no CloudFront",
    )
    return Collection(coverage=(none,))


def _unread(place: Place, error: Exception, kind: str = "") -> Collection:
    service = "apigateway" if place.region else _EDGE
    unread = Coverage(
        account=place.identity.account,
        region=place.region,
        service=service,
        resource=_WHOLE[service],
        state=CoverageState.FAILED,
        reason=kind + one_line(error),
    )
    return Collection(coverage=(unread,))
