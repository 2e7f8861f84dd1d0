"""Whom an API is to let in once it is repaired: what its owner's policy says, or what it says now.

Without a policy no repair allows an origin that the API does not name for its pages today; where it
names none, `corsgate_audit.rules.requests.PAGE` stands for the page, as it does in witnesses.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate import CorsPolicy
from corsgate.names import ALLOW_CREDENTIALS, ALLOW_ORIGIN, OPTIONS, VARY, WILDCARD
from corsgate.names import ORIGIN as ORIGIN_HEADER
from corsgate.render import mock_preflight
from corsgate_audit.model import CorsConfiguration, routes_of, settings_of
from corsgate_audit.origins.hosts import host_of, is_everybodys, is_hosted, is_loopback
from corsgate_audit.rules.origin_guesses import guessed_origins, policy_origins
from corsgate_audit.rules.origin_values import (
    compared_origins,
    intended_origin,
    is_origin,
    literal,
    static_values,
)
from corsgate_audit.rules.requests import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.model import Integration, Route, TargetBase, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whom a target is to let in.

    Args:
        policy: Policy of the owner; None for what the target allows today.
        usual: Origins that most of its preflights, or its settings, allow today; never another
            target's, and empty where none is named.
        credentials: Whether it allows credentials today.
    """

    policy: CorsPolicy | None = None
    usual: tuple[str, ...] = ()
    credentials: bool = False

    @classmethod
    def of(cls, target: TargetBase, policy: CorsPolicy | None = None) -> Wanted:
        """Return what is wanted of a target.

        Args:
            target: Target as it was collected.
            policy: Policy of its owner; None for none.
        """
        settings = settings_of(target)
        if isinstance(settings, CorsConfiguration):
            origins = settings.allow_origins if isinstance(settings.allow_origins, tuple) else ()
            credentials = settings.allow_credentials is True
            return cls(policy=policy, usual=_sound(origins), credentials=credentials)
        routes = routes_of(target)
        asked = [each for each in routes if each.method == OPTIONS] or routes
        named = Counter(found for each in asked if (found := named_by(each)))
        most = named.most_common(1)
        return cls(policy=policy, usual=most[0][0] if most else ())

    def origins(self, *routes: Route | None, star: bool = True) -> tuple[str, ...]:
        """Return the origins that a route is to let in, never none.

        Args:
            routes: Routes that name their origins, the one that counts first; None for no such
                route.
            star: Whether ``*`` may be returned where everybody is allowed.
        """
        if self.policy is not None:
            return self.policy.allow_origins
        for named in (*map(named_by, filter(None, routes)), self.usual):
            if star and WILDCARD in named:
                return (WILDCARD,)
            if left := tuple(each for each in named if each != WILDCARD):
                return left
        return (PAGE,)

    def allows_header(self, name: str) -> bool:
        """Whether a page may send a request header, as far as its owner has decided.

        Args:
            name: lower-case.
        """
        if self.policy is None:
            return True
        listed = [each.lower() for each in self.policy.allow_headers]
        return name in listed or (WILDCARD in listed and not self.policy.allow_credentials)

    def allows_credentials(self) -> bool:
        """Whether the target is to allow credentials."""
        return self.policy.allow_credentials if self.policy else self.credentials


def named_by(route: Route) -> tuple[str, ...]:
    """Return the origins that a route evidently is meant for; ``*`` where it is for everybody."""
    integration = route.integration
    if integration is None:
        return ()
    return _sound(_named(integration))


def _named(integration: Integration) -> Iterator[Text]:
    yield from filter(None, map(literal, static_values(integration)))
    yield from compared_origins(integration)
    yield from policy_origins(integration)
    yield from guessed_origins(integration)


def _sound(values: Iterable[Text]) -> tuple[str, ...]:
    """Return the origins that values stand for and that no rule objects to, and ``*``."""
    known = [each for each in values if isinstance(each, str)]
    parts = [part for each in known for part in each.replace(",", " ").split()]
    meant = (each if is_origin(each) else intended_origin(each) for each in parts)
    secure = (_secure(each) for each in meant if each)
    named = [each for each in secure if not _is_of_others(each)]
    return tuple(dict.fromkeys([*named, *([WILDCARD] if WILDCARD in known else [])]))


def meant_by(value: str) -> str | None:
    """Return the origin that a value stands for, if no rule objects to it; None for none."""
    return next(iter(_sound([value])), None)


def _secure(origin: str) -> str:
    """Return an origin with TLS: the same page, which nobody on the network can change."""
    if origin.startswith("http://") and not is_loopback(host_of(origin)):
        return f"https{origin.removeprefix('http')}"
    return origin


def _is_of_others(origin: str) -> bool:
    host = host_of(origin)
    return is_everybodys(host) or is_hosted(host) or is_loopback(host)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """What lets pages in, as a REST API writes it.

    Args:
        headers: Pairs of a header's name and its mapping expression.
        template: Mapping template that chooses among several origins; empty where one header is
            enough.
    """

    headers: tuple[tuple[str, Text], ...]
    template: str = ""


def leave_for(origins: tuple[str, ...], *, credentials: bool = False) -> Leave:
    """Return what lets pages of these origins in.

    Args:
        origins: Allowed origins, at least one; patterns, too.
        credentials: Whether they may send cookies.
    """
    allowing: tuple[tuple[str, Text], ...] = ((ALLOW_CREDENTIALS, "'true'"),) if credentials else ()
    if len(origins) == 1 and (origins == (WILDCARD,) or WILDCARD not in origins[0]):
        return Leave(headers=((ALLOW_ORIGIN, f"'{origins[0]}'"), *allowing))
    policy = CorsPolicy(
        allow_origins=origins,
        dangerously_allow_insecure_origins=True,
        dangerously_allow_public_suffixes=True,
    )
    (answer,) = mock_preflight(policy)["Integration"]["IntegrationResponses"]
    (template,) = answer["ResponseTemplates"].values()
    return Leave(headers=(*allowing, (VARY, f"'{ORIGIN_HEADER}'")), template=template)
