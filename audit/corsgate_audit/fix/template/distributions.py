"""CloudFront behaviors in a template: the methods that they let through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.names import OPTIONS
from corsgate_audit.collect.template.distributions import DISTRIBUTION
from corsgate_audit.fix.template.edits import Assignment, Edit, IncurableError
from corsgate_audit.fix.template.site import mapping_at

if TYPE_CHECKING:
    from corsgate_audit.fix.template.site import Site

_DEFAULT = "*"
_READING = ["GET", "HEAD", OPTIONS]
_ALL = [*_READING, "PUT", "PATCH", "POST", "DELETE"]


def behavior_edit(site: Site, pattern: str) -> Edit:
    """Return the edit that lets preflights through a behavior.

    CloudFront knows three sets of methods: for reading, for reading with preflights, and all.

    Args:
        site: a distribution.
        pattern: of the behavior's paths.

    Raises:
        IncurableError: there is none.

    Source: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_AllowedMethods.html
    """
    writes = set(site.choices.policy.allow_methods) - {*_READING}
    names = (*_place(site, pattern), "AllowedMethods")
    return site.edit(
        f"allow OPTIONS on the behavior {pattern!r}",
        Assignment(names=names, value=_ALL if writes else _READING),
        resource=site.ref(DISTRIBUTION, path=pattern),
    )


def _place(site: Site, pattern: str) -> tuple[str, ...]:
    config = ("Resources", site.logical_id, "Properties", "DistributionConfig")
    if pattern == _DEFAULT:
        return (*config, "DefaultCacheBehavior")
    behaviors: Any = mapping_at(site, config, "the distribution").get("CacheBehaviors")
    for index, behavior in enumerate(behaviors if isinstance(behaviors, list) else ()):
        if isinstance(behavior, dict) and behavior.get("PathPattern") == pattern:
            return (*config, "CacheBehaviors", str(index))
    message = f"the behavior {pattern!r} is not written out in this file"
    raise IncurableError(message)
