"""What HTTP APIs and function URLs have in common: lists that AWS compares, and no patterns."""

from __future__ import annotations

from corsgate._origins import is_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from corsgate.policy import CorsPolicy


def settings(policy: CorsPolicy, methods: tuple[str, ...]) -> dict[str, Any]:
    """Write the policy in CloudFormation's names, leaving out what it does not set.

    Args:
        policy: policy without patterns.
        methods: methods to allow.

    Returns:
        ``AllowOrigins`` and its companions: what is empty is absent, and 0 seconds are not empty.
    """
    values = {
        "AllowOrigins": list(policy.allow_origins),
        "AllowMethods": list(methods),
        "AllowHeaders": list(policy.allow_headers),
        "ExposeHeaders": list(policy.expose_headers),
        "AllowCredentials": policy.allow_credentials,
        "MaxAge": policy.max_age,
    }
    return {
        name: value
        for name, value in values.items()
        if value is not None and value is not False and value != []
    }


def pattern_problems(policy: CorsPolicy, front_door: str, way_out: str) -> list[str]:
    """Refuse the patterns of a policy.

    Args:
        policy: any.
        front_door: name of the front door in a sentence: ``an HTTP API``.
        way_out: what to do instead.
    """
    return [
        f"{origin!r} is a pattern, which {front_door} compares literally; list the origins one by "
        f"one, or {way_out}"
        for origin in policy.allow_origins
        if is_pattern(origin)
    ]
