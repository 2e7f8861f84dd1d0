"""Repairs of CORS settings and of the origins that front doors name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from corsgate.names import OPTIONS, WILDCARD
from corsgate_audit.model import (
    CorsConfiguration,
    Distribution,
    FunctionUrl,
    HttpApi,
    ResponseHeadersPolicy,
    RestApi,
    Unresolved,
)
from corsgate_audit.model.editing import with_entries
from corsgate_audit.rules.preflight_repairs import headers_of, with_origin
from corsgate_audit.rules.rule import subject_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.model import Behavior, TargetBase
    from corsgate_audit.rules.rule import Violation
    from corsgate_audit.rules.wanted import Wanted

_CONTENT_TYPE = "content-type"
ConfiguredT = TypeVar("ConfiguredT", bound="TargetBase")


def with_settings(
    api: ConfiguredT,
    change: Callable[[CorsConfiguration], CorsConfiguration],
    violation: Violation | None = None,
) -> ConfiguredT:
    """Return a front door with other CORS settings, where it has some that are known.

    Args:
        api: Front door that stays as it is: a copy is returned.
        change: Function of the settings that returns the changed ones.
        violation: Violation of a distribution's behavior: all behaviors that share its settings
            change; None for the settings of the front door.
    """
    if isinstance(api, HttpApi | FunctionUrl):
        cors = api.cors
        known = isinstance(cors, CorsConfiguration)
        return replace(api, cors=change(cors)) if known else api  # type: ignore[arg-type]
    if not isinstance(api, Distribution) or violation is None:
        return api
    shared = {_cors_of(each) for each in api.behaviors if subject_of(each) == violation.subject}

    def changed(behavior: Behavior) -> Behavior:
        policy, cors = behavior.response_headers, _cors_of(behavior)
        if cors is None or cors not in shared or not isinstance(policy, ResponseHeadersPolicy):
            return behavior
        return replace(behavior, response_headers=replace(policy, cors=change(cors)))

    return replace(api, behaviors=tuple(map(changed, api.behaviors)))


def with_json(api: ConfiguredT, wanted: Wanted) -> ConfiguredT:
    """Return a front door whose settings allow JSON, unless a policy does not.

    Args:
        api: any.
        wanted: what its owner has decided.
    """
    if not wanted.allows_header(_CONTENT_TYPE):
        return api
    return with_settings(
        api,
        lambda cors: replace(cors, allow_headers=with_entries(cors.allow_headers, [_CONTENT_TYPE])),
    )


def new_settings(api: HttpApi | FunctionUrl, wanted: Wanted) -> CorsConfiguration:
    """Return settings for a front door that has none.

    Args:
        api: front door whose routes need methods and headers.
        wanted: what its owner has decided.
    """
    policy = wanted.policy
    routes = tuple(each for each in api.routes if each.method != OPTIONS)
    return CorsConfiguration(
        allow_origins=wanted.origins(),
        allow_methods=policy.allow_methods if policy else (WILDCARD,),
        allow_headers=tuple(headers_of(routes, wanted)),
        allow_credentials=wanted.allows_credentials(),
    )


def _cors_of(behavior: Behavior) -> CorsConfiguration | None:
    policy = behavior.response_headers
    cors = policy.cors if isinstance(policy, ResponseHeadersPolicy) else None
    return cors if isinstance(cors, CorsConfiguration) else None


def with_behavior(
    api: Distribution, violation: Violation, change: Callable[[Behavior], Behavior]
) -> Distribution:
    """Return a distribution with the behavior changed that a violation is about.

    Args:
        api: Distribution with the behavior.
        violation: Violation whose subject is the behavior.
        change: Function of the behavior that returns the changed one.
    """
    return replace(
        api,
        behaviors=tuple(
            change(each) if subject_of(each) == violation.subject else each
            for each in api.behaviors
        ),
    )


def without_origin(
    api: ConfiguredT, violation: Violation, wanted: Wanted, value: str, better: str | None = None
) -> ConfiguredT:
    """Return a front door that does not name an origin any more.

    Args:
        api: Front door that stays as it is: a copy is returned.
        violation: Violation about the origin.
        wanted: Policy, or the origins of today, that are allowed where no origin is left.
        value: Origin in the spelling of the source.
        better: Origin that was meant; None for none.
    """
    if isinstance(api, RestApi):
        return with_origin(api, violation, wanted, value, better)  # type: ignore[return-value]

    def changed(cors: CorsConfiguration) -> CorsConfiguration:
        given = cors.allow_origins
        if isinstance(given, Unresolved) or value not in given:
            return cors
        if wanted.policy is not None:
            return replace(cors, allow_origins=wanted.policy.allow_origins)
        kept = [each for each in given if each != value]
        left = tuple(dict.fromkeys([*kept, *([better] if better else [])]))
        return replace(cors, allow_origins=left or wanted.origins(star=False))

    return with_settings(api, changed, violation)
