"""What makes a finding the same finding, run after run."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corsgate_audit.model import ResourceRef

_SEPARATOR = "\x1f"  # the unit separator: in no name


def fingerprint(rule: str, resource: ResourceRef, detail: str) -> str:
    """Return the SHA-256, in hexadecimal, of what stays when the source is moved or deployed anew.

    Logical ids, ARNs, pointers and lines change with every refactoring; they are left out.

    Args:
        rule: the rule's id.
        resource: what the finding is about.
        detail: what tells it from another finding of the rule on the same resource; white space
            and case do not count.

    Example:
        >>> from corsgate_audit.model import ResourceRef
        >>> fingerprint("CORS110", ResourceRef(type="x", api="items"), "PUT")[:12]
        '81c323069544'
    """
    parts = (
        rule,
        resource.account,
        resource.region,
        resource.api,
        f"{resource.method or ''} {resource.path or ''}",
        " ".join(detail.split()).casefold(),
    )
    text = _SEPARATOR.join(part or "" for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()
