"""The methods that a CloudFront behavior lets through.

AWS replaces a distribution's whole configuration; what is not about the behavior's methods is sent
as it was read a moment before, with its ETag: whoever has changed anything since makes AWS refuse.

Source: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateDistribution.html
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from corsgate.names import OPTIONS
from corsgate_audit.fix.live.values import Call, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corsgate_audit.collect.live.account import Edge
    from corsgate_audit.fix.live.values import Address, State

KIND = "cloudfront_behavior"
DEFAULT_PATTERN = "*"
_READING = ("GET", "HEAD")
_ALL = (*_READING, OPTIONS, "PUT", "PATCH", "POST", "DELETE")
_UNSET = {"Items": list(_READING), "CachedMethods": list(_READING)}


class BehaviorMethods:
    """The item: ``AllowedMethods`` of one behavior, as lists of names."""

    kind = KIND

    def read(self, account: Edge, address: Address) -> State:
        """Read the methods; None where the distribution has no such behavior any more."""
        answer = account.cloudfront.get_distribution_config(Id=address["Id"])
        return methods_of(answer["DistributionConfig"], address["PathPattern"])

    def steps(self, address: Address, now: State, target: State) -> Sequence[Step]:
        """Replace the methods; a behavior is neither made nor taken away."""
        if self.same(now, target) or now is None or target is None:
            return []
        arguments = {**address, "AllowedMethods": target}
        return [Step(Call("cloudfront", "update_distribution", arguments), target)]

    def same(self, one: State, other: State) -> bool:
        """Compare without regard to order."""
        return _canonical(one) == _canonical(other)


def _canonical(state: State) -> State:
    return None if state is None else {name: sorted(value) for name, value in state.items()}


def methods_of(config: Mapping[str, Any], pattern: str) -> State:
    """Return the methods of a behavior, and those whose answers are kept.

    Args:
        config: ``DistributionConfig`` of a distribution, as AWS answers it.
        pattern: path pattern of the behavior; ``*`` for the default one.
    """
    behavior = _behavior(config, pattern)
    if behavior is None:
        return None
    allowed = behavior.get("AllowedMethods") or {}
    if not allowed.get("Items"):
        return copy.deepcopy(_UNSET)
    kept = allowed.get("CachedMethods", {}).get("Items") or list(_READING)
    return {"Items": list(allowed["Items"]), "CachedMethods": list(kept)}


def opened(state: Mapping[str, Any], methods: Iterable[str]) -> State:
    """Return methods with which preflights get through.

    CloudFront knows three sets: for reading, for reading with preflights, and all.

    Args:
        state: the behavior's methods as they are, a state of `BehaviorMethods`.
        methods: names of the methods that pages need.

    Source: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_AllowedMethods.html
    """
    wanted = {*state["Items"], *methods} - {*_READING, OPTIONS}
    return {**state, "Items": list(_ALL if wanted else (*_READING, OPTIONS))}


def completed(account: Edge, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return what UpdateDistribution takes: the whole configuration, with other methods.

    Args:
        account: edge clients of the account that owns the distribution.
        arguments: arguments of the planned call: ``Id``, ``PathPattern`` and ``AllowedMethods``.

    Raises:
        ClientError: the configuration cannot be read.
    """
    answer = account.cloudfront.get_distribution_config(Id=arguments["Id"])
    config = answer["DistributionConfig"]
    behavior = _behavior(config, arguments["PathPattern"])
    if behavior is not None:
        behavior["AllowedMethods"] = {
            **_listed(arguments["AllowedMethods"]["Items"]),
            "CachedMethods": _listed(arguments["AllowedMethods"]["CachedMethods"]),
        }
    return {"Id": arguments["Id"], "IfMatch": answer["ETag"], "DistributionConfig": config}


def _listed(names: Sequence[str]) -> dict[str, Any]:
    return {"Quantity": len(names), "Items": list(names)}


def _behavior(config: Mapping[str, Any], pattern: str) -> dict[str, Any] | None:
    if pattern == DEFAULT_PATTERN:
        default: dict[str, Any] = config["DefaultCacheBehavior"]
        return default
    listed = config.get("CacheBehaviors", {}).get("Items", [])
    return next((each for each in listed if each["PathPattern"] == pattern), None)
