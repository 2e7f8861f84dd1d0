"""Compares what pages meet on two sides, by classes of requests."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from corsgate.names import WILDCARD, is_token
from corsgate_audit.browser.fetching import is_forbidden_request_header
from corsgate_audit.diff.bare import bare
from corsgate_audit.diff.changes import Change, Direction, Doubt
from corsgate_audit.diff.exposing import exposed_headers
from corsgate_audit.diff.origins import asked_origins, named_origins
from corsgate_audit.diff.sides import Asked, Met, Side
from corsgate_audit.model import Distribution, HttpApi, routes_of
from corsgate_audit.rules.requests import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corsgate_audit.model import Door

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
CREDENTIALS = ("omit", "include")
UNLISTED = "x-corsgate-unlisted"
"""Stands for any header that neither side lists."""
_USUAL = ("authorization", "content-type", UNLISTED)
_ANY_PATH = "/corsgate/any/path"
OTHER_PATH = "any other path"
"""Stands for the paths of an HTTP API that no route has: its settings are for them, too."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What came of one request on both sides.

    Args:
        direction: None where nothing changes.
        doubt: what keeps that from being determined; empty where it is.
        assumes: name of what was not read, and is taken to send what the page needs; or empty.
        exposes: names of response headers that the page may read on one side alone.
        reaches: on one side alone the page gets more than an error of the front door's own.
    """

    direction: Direction | None = None
    doubt: str = field(default="", kw_only=True)
    assumes: str = field(default="", kw_only=True)
    is_error: bool = field(default=False, kw_only=True)
    exposes: tuple[str, ...] = field(default=(), kw_only=True)
    reaches: bool = field(default=False, kw_only=True)


class Comparison:
    """One API on both sides.

    Args:
        name: what people call it.
        before: the API before the change.
        after: the API after it.
        is_alike: both were read from the same kind of source, so that functions have one name.
    """

    def __init__(self, name: str, before: Side, after: Side, *, is_alike: bool = True) -> None:
        self.name, self.before, self.after, self.is_alike = name, before, after, is_alike
        doors = [each.api for each in (before, after) if each.api is not None]
        named = named_origins(doors, map(bare, doors))
        self.origins = asked_origins(named)
        self.paths = dict(_paths(doors))

    def compared(self) -> Iterator[Change | Doubt]:
        """Yield what changes, and what cannot be determined."""
        is_common = self.before.common == self.after.common
        groups: defaultdict[object, list[str]] = defaultdict(list)
        for path, concrete in self.paths.items():
            one = self.before.signature(concrete, METHODS)
            two = self.after.signature(concrete, METHODS)
            if not (is_common and one == two):
                groups[one, two].append(path)
        for paths in groups.values():
            yield from _Group(self, paths).compared()


def _paths(doors: Iterable[Door]) -> Iterator[tuple[str, str]]:
    """Yield the paths of all routes, each with one that a request can have."""
    for door in doors:
        if isinstance(door, Distribution):
            yield from _paths_of_distribution(door)
        for route in routes_of(door):
            yield route.path, _ANY_PATH if route.path == "$default" else path_of(route.path)
        if isinstance(door, HttpApi):
            yield OTHER_PATH, _ANY_PATH


def _paths_of_distribution(door: Distribution) -> Iterator[tuple[str, str]]:
    for behavior in door.behaviors:
        if isinstance(behavior.path_pattern, str):
            text = behavior.path_pattern.replace("*", "corsgate").replace("?", "x")
            yield behavior.path_pattern, f"/{text.removeprefix('/')}"
        api = behavior.origin.api if behavior.origin else None
        for route in routes_of(api) if api is not None else ():
            concrete = _ANY_PATH if route.path == "$default" else path_of(route.path)
            yield route.path, concrete


@dataclass(slots=True)
class _Group:
    """Paths that answer alike, on both sides."""

    of: Comparison
    paths: list[str]
    path: str = field(init=False)

    def __post_init__(self) -> None:
        self.path = self.of.paths[self.paths[0]]

    def compared(self) -> Iterator[Change | Doubt]:
        """Yield what changes, for each class of origins."""
        doubts: defaultdict[str, dict[str, None]] = defaultdict(dict)
        merged: dict[tuple[object, ...], tuple[list[str], Change]] = {}
        known: dict[object, list[list[str]]] = {}
        for method in METHODS:
            key = self._alike(method)
            if key not in known:
                known[key] = self._classes(method)
            for origins in known[key]:
                for change in self._changes(method, origins[0], doubts):
                    merged.setdefault(_key(change), ([], change))[0].extend(origins)
        for origins, change in merged.values():
            yield replace(change, origins=tuple(dict.fromkeys(origins)))
        for reason, methods in doubts.items():
            yield Doubt(
                api=self.of.name, paths=tuple(self.paths), methods=tuple(methods), reason=reason
            )

    def _alike(self, method: str) -> object:
        """Return what is equal for methods whose answers differ in nothing that a page sends."""
        routes = [each.route(method, self.path) for each in (self.of.before, self.of.after)]
        if isinstance(self.of.before.api or self.of.after.api, Distribution):
            return method
        for route in routes:
            integration = route.integration if route is not None else None
            if integration is None:
                continue
            decides = integration.code or integration.function_policy
            if decides is not None or integration.type not in {"AWS_PROXY", "HTTP_PROXY"}:
                return method
        return tuple(map(id, routes))

    def _classes(self, method: str) -> list[list[str]]:
        """Group the origins whose pages meet the same, without those for whom nothing changes."""
        classes: defaultdict[object, list[str]] = defaultdict(list)
        needed = self._needed(method)
        headers = tuple(dict.fromkeys((*needed, *_USUAL)))
        has_moved = self._has_moved(method)
        for origin in self.of.origins:
            asked = Asked(self.path, origin, method, "include")
            one = self.of.before.answers(asked, headers)
            two = self.of.after.answers(asked, headers)
            if one != two or has_moved:
                classes[one, two].append(origin)
        return list(classes.values())

    def _has_moved(self, method: str) -> bool:
        """Whether another authorizer may ask for other headers, or another function answers."""
        sides = self.of.before, self.of.after
        one, two = (each.needed_headers(method, self.path) for each in sides)
        return (
            one != two or any(each.api is None for each in sides) or self._functions_differ(method)
        )

    def _functions_differ(self, method: str) -> bool:
        one, two = (each.route(method, self.path) for each in (self.of.before, self.of.after))
        ours, theirs = (bare(each.integration) if each else None for each in (one, two))
        return bool(ours != theirs)

    def _needed(self, method: str) -> tuple[str, ...]:
        sides = self.of.before, self.of.after
        named = [name for each in sides for name in each.needed_headers(method, self.path)]
        return tuple(dict.fromkeys(named))

    def _header_sets(self, method: str, origin: str) -> list[tuple[str, ...]]:
        """Return the headers of the requests: what each side needs, alone and with one more."""
        sides = self.of.before, self.of.after
        asked = Asked(self.path, origin, method, "include")
        listed = [name for each in sides for name in each.listed_headers(asked)]
        known = [
            name
            for name in dict.fromkeys((*_USUAL, *listed))
            if name != WILDCARD and is_token(name) and not is_forbidden_request_header(name, "1")
        ]
        bases = dict.fromkeys(((), *(each.needed_headers(method, self.path) for each in sides)))
        every = [(*base, *more) for base in bases for more in ((), *((name,) for name in known))]
        return list({frozenset(each): each for each in reversed(every)}.values())[::-1]

    def _changes(
        self, method: str, origin: str, doubts: dict[str, dict[str, None]]
    ) -> Iterator[Change]:
        for credentials in CREDENTIALS:
            found: defaultdict[Verdicts, list[Asked]] = defaultdict(list)
            for headers in self._header_sets(method, origin):
                asked = Asked(self.path, origin, method, credentials, tuple(dict.fromkeys(headers)))
                for verdicts in self._verdicts(asked):
                    if verdicts.doubt:
                        doubts.setdefault(verdicts.doubt, {})[method] = None
                    else:
                        found[verdicts].append(asked)
            for verdicts, every in found.items():
                yield self._change(verdicts, every)

    def _change(self, verdicts: Verdicts, every: Sequence[Asked]) -> Change:
        first = every[0]
        return Change(
            direction=verdicts.direction or Direction.WIDER,
            api=self.of.name,
            paths=tuple(self.paths),
            method=first.method,
            origins=(first.origin,),
            credentials=first.credentials,
            header_sets=tuple(each.headers for each in every),
            before=self.of.before.meets(first).exchange,
            after=self.of.after.meets(first).exchange,
            is_error=verdicts.is_error,
            assumes=(verdicts.assumes,) if verdicts.assumes else (),
            exposes=verdicts.exposes,
            reaches=verdicts.reaches,
        )

    def _verdicts(self, asked: Asked) -> tuple[Verdicts, ...]:
        found = self._asked(asked)
        if not any(each.doubt and each.assumes for each in found):
            return found
        # Whether the API's own preflight lets the page ask says more than its function can.
        again = self._asked(replace(asked, asks_first=True))
        return again if any(each.direction for each in again) else found

    def _asked(self, asked: Asked) -> tuple[Verdicts, ...]:
        one, two = self.of.before.meets(asked), self.of.after.meets(asked)
        return _compared(one, two, is_alike=self.of.is_alike)


def _key(change: Change) -> tuple[object, ...]:
    return (
        change.direction,
        change.method,
        change.credentials,
        change.header_sets,
        change.is_error,
        change.assumes,
        change.exposes,
        change.reaches,
    )


def _compared(before: Met, after: Met, *, is_alike: bool) -> tuple[Verdicts, ...]:
    if before.allowed is None or after.allowed is None:
        if before.allowed is after.allowed and before.unknown == after.unknown:
            return ()
        values = dict.fromkeys((*before.unknown, *after.unknown))
        why = ", ".join(f"{each.expression}: {each.reason}" for each in values)
        return (Verdicts(doubt=why or "what the front door forwards to decides, and was not read"),)
    if before.allowed and after.allowed:
        return tuple(_both_allowed(before, after, is_alike=is_alike))
    if not (before.allowed or after.allowed):
        return ()
    opened, closed = (after, before) if after.allowed else (before, after)
    asked_first = opened.exchange is not None and opened.exchange.preflight is not None
    if opened.assumed and (closed.is_sent or opened.assumed_preflight or not asked_first):
        return (Verdicts(doubt=_doubt(opened.assumed), assumes=opened.assumed),)
    direction = Direction.WIDER if after.allowed else Direction.NARROWER
    return (Verdicts(direction, assumes=opened.assumed, is_error=opened.is_error),)


def _both_allowed(before: Met, after: Met, *, is_alike: bool) -> Iterator[Verdicts]:
    """Compare what a page may read, where it gets its response on both sides."""
    if before.is_error != after.is_error:
        yield from _reached(before, after)
        return
    if before.assumed and after.assumed and not is_alike:
        return
    if before.assumed != after.assumed:
        names = filter(None, (before.assumed, after.assumed))
        yield Verdicts(doubt=_doubt(" and ".join(names)))
    elif not after.assumed:
        one, two = exposed_headers(before.exchange), exposed_headers(after.exchange)
        for direction, listed in ((Direction.WIDER, two - one), (Direction.NARROWER, one - two)):
            if listed:
                yield Verdicts(direction, is_error=after.is_error, exposes=tuple(sorted(listed)))


def _reached(before: Met, after: Met) -> Iterator[Verdicts]:
    """Compare a route with the error of a front door that has none, or refuses the request."""
    opened = after if before.is_error else before
    direction = Direction.WIDER if before.is_error else Direction.NARROWER
    asked_first = opened.exchange is not None and opened.exchange.preflight is not None
    if opened.assumed and (opened.assumed_preflight or not asked_first):
        yield Verdicts(doubt=_doubt(opened.assumed), assumes=opened.assumed)
    else:
        yield Verdicts(direction, assumes=opened.assumed, reaches=True)


def _doubt(names: str) -> str:
    return f"which headers {names} sends is undetermined"
