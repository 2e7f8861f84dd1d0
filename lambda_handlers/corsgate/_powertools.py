"""A policy as the ``CORSConfig`` of Powertools for AWS Lambda, as far as that can express it.

https://docs.powertools.aws.dev/lambda/python/latest/core/event_handler/api_gateway/#cors
"""

from __future__ import annotations

from ._found import Found
from ._origins import is_pattern
from .names import WILDCARD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_lambda_powertools.event_handler import CORSConfig

    from .policy import CorsPolicy

_ALWAYS_ALLOWED = (
    "authorization",
    "content-type",
    "x-amz-date",
    "x-amz-security-token",
    "x-api-key",
)
"""Powertools allows these request headers whatever it is told."""


def to_powertools(policy: CorsPolicy, methods: Iterable[str] | None) -> CORSConfig:
    """Write a policy as a ``CORSConfig``; see `corsgate.CorsPolicy.to_powertools`."""
    found = Found()
    _check(policy, methods, found)
    found.raise_all("Powertools' CORSConfig")
    # Not at import: it takes a hundred times as long as corsgate.
    from aws_lambda_powertools.event_handler import CORSConfig  # noqa: PLC0415

    first, *others = policy.allow_origins
    return CORSConfig(
        allow_origin=first,
        extra_origins=others,
        allow_headers=[name for name in policy.allow_headers if name not in _ALWAYS_ALLOWED],
        expose_headers=list(policy.expose_headers),
        max_age=policy.max_age,
        allow_credentials=policy.allow_credentials,
    )


def _check(policy: CorsPolicy, methods: Iterable[str] | None, found: Found) -> None:
    """Name everything that the policy says and a CORSConfig cannot."""
    way_out = "; put @cors(policy) around the resolver instead of giving it a CORSConfig"
    for origin in policy.allow_origins:
        if is_pattern(origin):
            found.add(
                "allow_origins",
                origin,
                "pattern",
                f"is a pattern, but Powertools compares only complete origins{way_out}",
            )
    for name in () if WILDCARD in policy.allow_headers else _ALWAYS_ALLOWED:
        if name not in policy.allow_headers:
            found.add(
                "allow_headers",
                name,
                "conflict",
                f"is not allowed by the policy, but always allowed by Powertools{way_out}",
            )
    for method in () if WILDCARD in policy.allow_methods else sorted(methods or ()):
        if method not in policy.allow_methods:
            found.add(
                "allow_methods",
                method,
                "conflict",
                "is not allowed by the policy, but Powertools allows every method that it "
                f"routes{way_out}",
            )
