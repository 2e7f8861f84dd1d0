"""A template with planted CORS faults over all front doors, and where each has to be found.

What is not at fault is in order: an audit finds what `FAULTS` names and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.planted import distributions, errors, function_urls, http_apis, preflights

if TYPE_CHECKING:
    from support.planted.fault import Fault

_PARTS = (preflights, errors, http_apis, function_urls, distributions)
FAULTS: tuple[Fault, ...] = tuple(fault for part in _PARTS for fault in part.FAULTS)


def template() -> dict[str, Any]:
    """Return the template, as CloudFormation takes it in JSON."""
    resources: dict[str, Any] = {}
    for part in _PARTS:
        resources |= part.resources()
    return {"Description": "A template with planted faults.", "Resources": resources}
