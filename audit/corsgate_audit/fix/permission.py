"""Whom a part of a front door lets in: what a policy decides, and nobody else.

A fix changes without being asked what no policy decides: quotes, a scheme, the names of request
headers, an age. Another origin, another method or credentials are the owner's to allow.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corsgate.names import ALLOW_CREDENTIALS, ALLOW_METHODS, OPTIONS, WILDCARD
from corsgate_audit.fix.difference import Part, PartKind
from corsgate_audit.model import (
    Behavior,
    CorsConfiguration,
    GatewayResponse,
    ResponseHeadersPolicy,
    Route,
    routes_of,
    settings_of,
)
from corsgate_audit.rules.origin_values import literal, static_values
from corsgate_audit.rules.wanted import meant_by, named_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.model import Door

# A page may use these without asking: https://fetch.spec.whatwg.org/#cors-safelisted-method
_ALWAYS = frozenset({"GET", "HEAD", "POST", OPTIONS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whom something lets in.

    Args:
        origins: origins that are meant, however the source writes them.
        methods: methods that a preflight lists, without those that need no preflight.
        credentials: whether requests with credentials are allowed.
    """

    origins: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    credentials: bool = False

    def beyond(self, other: Permission) -> Permission:
        """Return what this one allows and another one does not."""
        methods = frozenset() if WILDCARD in other.methods else self.methods - other.methods
        return Permission(
            origins=self.origins - other.origins,
            methods=methods,
            credentials=self.credentials and not other.credentials,
        )

    def __bool__(self) -> bool:
        """Whether it lets anybody do anything."""
        return bool(self.origins or self.methods or self.credentials)


def permission_of(part: object) -> Permission:
    """Return whom a part of the model lets in.

    Args:
        part: a method, a gateway response, settings, a behavior; None for none.
    """
    if isinstance(part, Route):
        return _of_route(part)
    if isinstance(part, GatewayResponse):
        headers = part.headers if isinstance(part.headers, tuple) else ()
        named = [value for name, value in headers if name.lower().endswith("allow-origin")]
        return Permission(origins=_meant(filter(None, map(literal, named))))
    if isinstance(part, Behavior):
        policy = part.response_headers
        return permission_of(policy.cors if isinstance(policy, ResponseHeadersPolicy) else None)
    if isinstance(part, CorsConfiguration):
        methods = part.allow_methods if isinstance(part.allow_methods, tuple) else ()
        origins = part.allow_origins if isinstance(part.allow_origins, tuple) else ()
        return Permission(
            origins=_meant(each for each in origins if isinstance(each, str)),
            methods=_asked_for(each for each in methods if isinstance(each, str)),
            credentials=part.allow_credentials is True,
        )
    return Permission()


def _of_route(route: Route) -> Permission:
    integration = route.integration
    if integration is None:
        return Permission()
    listed = [
        name
        for value in static_values(integration, ALLOW_METHODS)
        for name in (value if isinstance(value, str) else "").strip("'\"").split(",")
    ]
    allowing = [str(each).strip("'\"") for each in static_values(integration, ALLOW_CREDENTIALS)]
    return Permission(
        origins=frozenset(named_by(route)) | _meant(_static(route)),
        methods=_asked_for(listed),
        credentials="true" in allowing,
    )


def _static(route: Route) -> Iterator[str]:
    for value in static_values(route.integration) if route.integration else ():
        yield from (each for each in (literal(value),) if each)


def _meant(values: Iterable[str]) -> frozenset[str]:
    return frozenset(meant_by(each) or each for each in values)


def _asked_for(methods: Iterable[str]) -> frozenset[str]:
    return frozenset(each.strip().upper() for each in methods if each.strip()) - _ALWAYS


def allowed_by(target: Door) -> Permission:
    """Return whom a front door lets in today, wherever it says so."""
    errors = getattr(target, "gateway_responses", ())
    behaviors = getattr(target, "behaviors", ())
    every = (*routes_of(target), *errors, *behaviors, settings_of(target))
    return union(permission_of(each) for each in every)


def union(permissions: Iterable[Permission]) -> Permission:
    """Return what any of several permissions allows."""
    found = list(permissions)
    return Permission(
        origins=frozenset(origin for each in found for origin in each.origins),
        methods=frozenset(name for each in found for name in each.methods),
        credentials=any(each.credentials for each in found),
    )


def decides(part: Part) -> bool:
    """Whether a change is about who is let in, so that a policy says what comes of it.

    Args:
        part: part before and after its repair.
    """
    before, after = permission_of(part.before), permission_of(part.after)
    return before != after and part.kind not in {PartKind.OTHER, PartKind.ROUTE}


def follows_policy(part: Part) -> bool:
    """Whether a policy renders a part, rather than that a repair changes a value in it.

    Args:
        part: part before and after its repair.
    """
    rendered = {PartKind.PREFLIGHT, PartKind.ERROR, PartKind.SETTINGS}
    return part.kind in rendered and decides(part)


def needed(part: Part, today: Permission) -> Permission:
    """Return what a change allows that only a policy can allow.

    Args:
        part: part before and after its repair.
        today: what the front door allows today; an origin that is named elsewhere in it is not new.
    """
    own = permission_of(part.before)
    before = Permission(
        origins=today.origins,
        methods=own.methods,
        credentials=own.credentials or (part.before is None and today.credentials),
    )
    if part.kind in {PartKind.ERROR, PartKind.METHOD}:
        before = Permission(origins=today.origins, methods=today.methods, credentials=True)
    return permission_of(part.after).beyond(before)


def fields_needed(parts: Iterable[Part], today: Permission, placeholder: str) -> str | None:
    """Return the fields that a policy has to have for changes that only a policy allows.

    A preflight where there is none is the owner's to allow, whomever it lets in.

    Args:
        parts: parts before and after their repair.
        today: what the front door allows today.
        placeholder: see `as_fields`.

    Returns:
        None where no policy decides the changes.
    """
    needs = [
        permission_of(part.after)
        if part.kind is PartKind.PREFLIGHT and part.before is None
        else needed(part, today)
        for part in parts
    ]
    return as_fields(union(needs), placeholder) if any(needs) else None


def as_fields(permission: Permission, placeholder: str) -> str:
    """Write what is needed in the fields of a policy.

    Args:
        permission: permission that only a policy can give.
        placeholder: the origin that stands for the page where none is named.

    Example:
        >>> as_fields(Permission(methods=frozenset({"PUT"})), "https://app.example.com")
        'allow_methods = ["PUT"]'
    """
    return ", ".join(_fields(permission, placeholder))


def _fields(permission: Permission, placeholder: str) -> Iterator[str]:
    origins = sorted(permission.origins - {placeholder})
    if origins:
        yield f"allow_origins = {_list(origins)}"
    elif permission.origins:
        yield "allow_origins with the origins of your pages"
    if permission.methods:
        yield f"allow_methods = {_list(sorted(permission.methods))}"
    if permission.credentials:
        yield "allow_credentials = true"


def _list(values: Iterable[Any]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
