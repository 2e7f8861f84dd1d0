"""A policy as the property ``Cors`` of SAM's REST APIs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.names import WILDCARD
from corsgate_audit.fix.repairs import UnfixableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corsgate import CorsPolicy


def sam_cors(
    policy: CorsPolicy, methods: Sequence[str], headers: Iterable[str], *, listed: bool = False
) -> dict[str, Any]:
    """Return the settings.

    Args:
        policy: policy that the API is to follow.
        methods: methods of all the API's paths. Where the policy allows them all, SAM is left to
            list for each path the methods that it has.
        headers: request headers that the API's authorizers and API keys need.
        listed: whether the methods are listed in any case, in the place of others that are
            inherited.

    Raises:
        UnfixableError: the policy allows several origins, or a pattern of them.

    Example:
        >>> from corsgate import CorsPolicy
        >>> sam_cors(CorsPolicy(allow_origins=["*"], allow_methods=["PUT"]), ["PUT"], [])
        {'AllowOrigin': "'*'"}

    Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html
    """
    effective = policy.for_route(headers=headers)
    origin = _one_origin(effective)
    allowed = effective.allow_methods
    is_derived = WILDCARD in allowed or set(methods) <= {*allowed, "ANY"}
    names = sorted({*methods} - {"ANY"}) if is_derived else allowed
    values = {
        "AllowMethods": None if is_derived and not listed else _quoted(", ".join(names)),
        "AllowHeaders": _quoted(", ".join(effective.allow_headers)),
        "AllowOrigin": f"'{origin}'",
        "MaxAge": None if effective.max_age is None else f"'{effective.max_age}'",
        "AllowCredentials": effective.allow_credentials or None,
    }
    return {name: value for name, value in values.items() if value is not None}


def _quoted(value: str) -> str | None:
    return f"'{value}'" if value else None


def _one_origin(policy: CorsPolicy) -> str:
    origins = policy.allow_origins
    if len(origins) == 1 and (origins[0] == WILDCARD or WILDCARD not in origins[0]):
        return origins[0]
    message = (
        f"SAM's Cors names one origin, and the policy allows {list(origins)!r}: write the API's "
        "document yourself (DefinitionBody) and put into it what `corsgate render --as openapi` "
        "prints"
    )
    raise UnfixableError(message)
