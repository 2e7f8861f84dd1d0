"""Finds the APIs behind the origins of distributions, by domain name: a pure function."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.gateway.addresses import host_of
from corsgate_audit.model import (
    Api,
    Coverage,
    CoverageState,
    Distribution,
    FunctionUrl,
    HttpApi,
    OriginKind,
    RestApi,
    Target,
    Unresolved,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corsgate_audit.model import Behavior, DomainName, Origin

_SERVICE = "cloudfront"


class _Way(NamedTuple):
    """How a host name leads to an API.

    Args:
        api: API that answers.
        mapping: None for the host name that AWS has given it.
    """

    api: RestApi | HttpApi | FunctionUrl
    mapping: DomainName | None

    @property
    def base_path(self) -> str:
        return "" if self.mapping is None else self.mapping.base_path


def link_origins(apis: Iterable[Target]) -> tuple[tuple[Target, ...], tuple[Coverage, ...]]:
    """Have the behaviors of distributions hold the APIs that answer them.

    An account's distributions may stand before APIs of any region, and of other accounts: so this
    comes after all of them have been read.

    Args:
        apis: distributions among them.

    Returns:
        The same front doors in the same order, and coverage of the behaviors whose API is not among
        them, or cannot be determined.

    Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistS3AndCustomOrigins.html
    """
    every = tuple(apis)
    ways = _ways(every)
    coverage: list[Coverage] = []
    linked = (
        _linked(api, ways, coverage) if isinstance(api, Distribution) else api for api in every
    )
    return tuple(linked), tuple(coverage)


def _ways(apis: Sequence[Target]) -> dict[str, list[_Way]]:
    """Sort the ways to APIs by host name."""
    found: dict[str, list[_Way]] = defaultdict(list)
    for api in apis:
        if not isinstance(api, Api):
            continue
        is_url = isinstance(api, FunctionUrl)
        if not is_url and api.location.arn is not None:
            found[host_of(api)].append(_Way(api, None))
        for name in api.domain_names:
            found[name.name].append(_Way(api, None if is_url else name))
    return found


def _linked(
    api: Distribution, ways: dict[str, list[_Way]], coverage: list[Coverage]
) -> Distribution:
    behaviors = tuple(_behavior(api, behavior, ways, coverage) for behavior in api.behaviors)
    return replace(api, behaviors=behaviors)


def _behavior(
    api: Distribution, behavior: Behavior, ways: dict[str, list[_Way]], coverage: list[Coverage]
) -> Behavior:
    """Link one behavior's origin, or say why not."""
    origin = behavior.origin
    if origin is None or origin.api is not None or isinstance(origin.domain, Unresolved):
        return behavior
    found = ways.get(origin.domain.lower(), [])
    if not found:
        if origin.kind is OriginKind.API:
            coverage.append(_unseen(api, behavior, origin))
        return behavior
    chosen = _chosen(found, origin, behavior)
    if chosen is None:
        coverage.append(_undecided(api, behavior, origin, found))
        return replace(behavior, origin=replace(origin, kind=OriginKind.API))
    linked = replace(origin, kind=OriginKind.API, api=chosen.api, mapping=chosen.mapping)
    return replace(behavior, origin=linked)


def _chosen(ways: Sequence[_Way], origin: Origin, behavior: Behavior) -> _Way | None:
    """Return the way that all requests of a behavior take; None where they may take several.

    The mapping with the most segments wins, as it does in API Gateway.
    """
    start = _start(origin, behavior)
    certain = [way for way in ways if _covers(way.base_path, start)]
    best = max(certain, key=lambda way: len(way.base_path), default=None)
    others = [way for way in ways if way not in certain and f"/{way.base_path}/".startswith(start)]
    if not others:
        return best
    return others[0] if best is None and len(others) == 1 else None


def _start(origin: Origin, behavior: Behavior) -> str:
    """Return how every path begins that the origin is asked for; one without wildcards ends in NUL.

    A pattern or an origin path that is not known says nothing.
    """
    if isinstance(origin.path, Unresolved):
        return "/"
    prefix, pattern = f"{origin.path.rstrip('/')}/", behavior.path_pattern
    if isinstance(pattern, Unresolved):
        return prefix
    literal = pattern.removeprefix("/").replace("?", "*")
    return prefix + (literal.partition("*")[0] if "*" in literal else f"{literal}/\0")


def _covers(base_path: str, start: str) -> bool:
    return not base_path or start.startswith(f"/{base_path}/")


def _unseen(api: Distribution, behavior: Behavior, origin: Origin) -> Coverage:
    """Say that an API behind a distribution is not part of the scan."""
    reason = f"{origin.domain} is behind it and is not part of this scan: is it in another region "
    reason += "(--regions) or another account (--profile, --organization)?"
    return _covered(api, behavior, CoverageState.SKIPPED, reason)


def _undecided(
    api: Distribution, behavior: Behavior, origin: Origin, ways: Sequence[_Way]
) -> Coverage:
    paths = ", ".join(sorted(f"/{way.base_path}" for way in ways))
    reason = f"CORS902: its requests to {origin.domain} may reach several APIs, under {paths}"
    return _covered(api, behavior, CoverageState.UNRESOLVED, reason)


def _covered(api: Distribution, behavior: Behavior, state: CoverageState, reason: str) -> Coverage:
    location, pattern = api.location, behavior.path_pattern
    shown = pattern.expression if isinstance(pattern, Unresolved) else pattern
    place = location.arn or f"{location.source}#{location.logical_id or location.pointer}"
    return Coverage(
        account=location.account,
        region=location.region,
        service=_SERVICE,
        resource=f"{place} behavior {shown!r}",
        state=state,
        reason=reason,
    )
