"""Policies that are not one for all requests: by the method, or decided while the function runs."""

from __future__ import annotations

import time

from .names import OPTIONS, SAFELISTED_METHODS, WILDCARD, is_token
from .policy import CorsPolicy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ._types import Anything, PolicyProvider, Source

NOBODY = CorsPolicy(allow_origins=["https://nobody.invalid"])
"""A policy that allows no page: there is no such name, https://www.rfc-editor.org/rfc/rfc2606."""

_MOST_ORIGINS = 1000
_RETRY_SECONDS = 5.0
"""For which nobody is allowed after a provider has failed: it is not asked with every request."""


class ByMethod:
    """A policy for each method.

    Args:
        policies: policies by method; ``*`` for all others, without it nobody may send them. HEAD
            takes the policy of GET where it has none of its own.
    """

    __slots__ = ("_policies",)

    otherwise = NOBODY

    def __init__(self, policies: Mapping[str, CorsPolicy]) -> None:
        self._policies = dict(policies)

    def policy_at(self, method: str, origin: str | None) -> CorsPolicy:
        """Look the method up."""
        del origin
        found = self._policies.get(method)
        if found is None and method == "HEAD":
            found = self._policies.get("GET")
        return found or self._policies.get(WILDCARD, NOBODY)

    async def policy_awaited(self, method: str, origin: str | None) -> CorsPolicy:
        """Do the same."""
        return self.policy_at(method, origin)


class Provided:
    """The policy that a provider returns, kept for a while.

    Args:
        provider: called without arguments, or with the origin of the request; an ``async`` one is
            awaited.
        ttl: seconds for which its answer is kept.
        clock: seconds that only grow.
    """

    __slots__ = ("_asks_by_origin", "_clock", "_kept", "_provider", "_ttl")

    otherwise = NOBODY

    def __init__(
        self, provider: PolicyProvider, ttl: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._provider: Anything = provider
        self._ttl = ttl
        self._clock = clock
        self._asks_by_origin = _takes_an_origin(provider)
        self._kept: dict[str | None, tuple[float, CorsPolicy]] = {}

    def policy_at(self, method: str, origin: str | None) -> CorsPolicy:
        """Return what is kept, or ask, and wait for an async provider."""
        del method
        kept = self._kept_policy(origin)
        if kept is not None:
            return kept
        try:
            policy = self._asked(origin)
            if hasattr(policy, "__await__"):
                from ._asynchronous import run  # noqa: PLC0415 - for async providers only

                policy = run(policy)
            kept, seconds = self._checked(policy)
        except Exception:  # noqa: BLE001 - it is logged, and allows nobody
            kept, seconds = self._failed()
        return self._keep(origin, kept, seconds)

    async def policy_awaited(self, method: str, origin: str | None) -> CorsPolicy:
        """Do the same within the event loop that runs."""
        del method
        kept = self._kept_policy(origin)
        if kept is not None:
            return kept
        try:
            policy = self._asked(origin)
            kept, seconds = self._checked(await policy if hasattr(policy, "__await__") else policy)
        except Exception:  # noqa: BLE001 - it is logged, and allows nobody
            kept, seconds = self._failed()
        return self._keep(origin, kept, seconds)

    def _kept_policy(self, origin: str | None) -> CorsPolicy | None:
        if self._asks_by_origin and origin is None:
            return NOBODY  # it has no policy for that; what it lets nobody read needs none
        kept = self._kept.get(origin if self._asks_by_origin else None)
        return kept[1] if kept is not None and self._clock() < kept[0] else None

    def _keep(self, origin: str | None, policy: CorsPolicy, seconds: float) -> CorsPolicy:
        if len(self._kept) >= _MOST_ORIGINS:
            self._kept.clear()
        key = origin if self._asks_by_origin else None
        self._kept[key] = (self._clock() + seconds, policy)
        return policy

    def _asked(self, origin: str | None) -> Anything:
        return self._provider(origin) if self._asks_by_origin else self._provider()

    def _failed(self) -> tuple[CorsPolicy, float]:
        """Log the exception that is being handled, and allow nobody for a short time."""
        from . import _log  # noqa: PLC0415 - where there is something to log

        _log.provider_failed()
        return NOBODY, min(self._ttl, _RETRY_SECONDS)

    def _checked(self, policy: Anything) -> tuple[CorsPolicy, float]:
        """Return what a provider has returned, and for how long; all but a policy allows nobody."""
        if self._asks_by_origin:
            _check_for_one_origin(policy)
        if policy is None:
            return NOBODY, self._ttl
        if isinstance(policy, CorsPolicy):
            return policy, self._ttl
        from . import _log  # noqa: PLC0415 - where there is something to log

        _log.no_policy(policy)
        return NOBODY, min(self._ttl, _RETRY_SECONDS)


def _check_for_one_origin(policy: Anything) -> None:
    """Keep ``Vary``: what is answered to one origin is not what the next one gets."""
    if not isinstance(policy, CorsPolicy) or not policy.answers.any_origin:
        return
    message = (
        "a policy provider that receives the origin returned a policy for '*'; name that origin: "
        "CorsPolicy(allow_origins=[origin])"
    )
    raise ValueError(message)


def source_of(policy: Anything, ttl: float | None) -> Source:
    """Return the source of policies that `corsgate.cors` was given.

    Args:
        policy: a map by method, or a provider.
        ttl: given with a provider.

    Raises:
        TypeError: it is neither, or ``ttl`` is no number.
        ValueError: a method is none, or its policy does not allow it; ``ttl`` is negative.
    """
    if ttl is None:
        for method, each in policy.items():
            _check_method(method, each)
        return ByMethod(policy)
    if not callable(policy):
        message = (
            f"ttl is for a policy provider, a function that returns a CorsPolicy, and not for "
            f"{policy!r}; remove it"
        )
        raise TypeError(message)
    if isinstance(ttl, bool) or not isinstance(ttl, (int, float)):
        message = f"ttl: {ttl!r} is not a number of seconds; write ttl=60"
        raise TypeError(message)
    if not ttl >= 0:
        message = f"ttl: {ttl!r} is less than 0 seconds; write ttl=60, or 0 to call it every time"
        raise ValueError(message)
    return Provided(policy, ttl)


def _check_method(method: Anything, policy: Anything) -> None:
    if not isinstance(method, str) or not is_token(method) or method != method.upper():
        message = (
            f"policies by method: {method!r} is not a method; write 'GET', or '*' for the others"
        )
        raise ValueError(message)
    if not isinstance(policy, CorsPolicy):
        message = f"policies by method: {method!r} has {policy!r} where a CorsPolicy is expected"
        raise TypeError(message)
    allowed = policy.answers.methods
    if method not in {WILDCARD, OPTIONS, *SAFELISTED_METHODS} and not (
        allowed is None or method in allowed
    ):
        message = (
            f"policies by method: the policy for {method!r} does not allow it, so every page would "
            f"be blocked; add {method!r} to its allow_methods"
        )
        raise ValueError(message)


def _takes_an_origin(provider: Anything) -> bool:
    from inspect import Parameter, signature  # noqa: PLC0415 - 5 ms, for those with a provider

    by_position = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    needed = [
        each
        for each in signature(provider).parameters.values()
        if each.kind in by_position and each.default is Parameter.empty
    ]
    if len(needed) > 1:
        message = (
            f"a policy provider has no parameter, or one for the origin, not {len(needed)}: "
            f"{provider!r}"
        )
        raise TypeError(message)
    return bool(needed)
