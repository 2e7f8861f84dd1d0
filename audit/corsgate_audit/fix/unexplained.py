"""What a first policy does not say of the front doors that it was taken from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import WILDCARD
from corsgate_audit.fix.permission import Permission, allowed_by
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate import CorsPolicy
    from corsgate_audit.model import Collection, Door


def unexplained(collection: Collection, policy: CorsPolicy) -> Iterator[str]:
    """Yield a comment for each front door that allows something else today than the policy.

    Args:
        collection: front doors that the policy was taken from.
        policy: policy that explains most of them.
    """
    meant = Permission(
        origins=frozenset(policy.allow_origins),
        methods=frozenset(policy.allow_methods) - {"GET", "HEAD", "POST", "OPTIONS"},
        credentials=policy.allow_credentials,
    )
    for door in collection.doors:
        today = allowed_by(door)
        if today and (differs := list(_differs(today, meant))):
            yield f"{_name(door)} today: {'; '.join(differs)}"


def _differs(today: Permission, meant: Permission) -> Iterator[str]:
    """Say in words how what a front door allows differs from what is meant."""
    if today.origins - meant.origins:
        yield f"also origins {', '.join(sorted(today.origins - meant.origins))}"
    if WILDCARD not in today.origins and (less := sorted(meant.origins - today.origins)):
        yield f"not the origins {', '.join(less)}"
    if today.methods - meant.methods:
        yield f"also {', '.join(sorted(today.methods - meant.methods))}"
    if WILDCARD not in today.methods and (less := sorted(meant.methods - today.methods)):
        yield f"not {', '.join(less)}"
    if today.credentials != meant.credentials:
        yield "with credentials" if today.credentials else "without credentials"


def _name(door: Door) -> str:
    name = door.name.expression if isinstance(door.name, Unresolved) else door.name
    return f"{door.label} {name!r}"
