"""CloudFront behaviors in a template: the methods that they let through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.template.distributions import DISTRIBUTION
from corsgate_audit.fix.repairs import UnfixableError
from corsgate_audit.fix.template.edits import Assignment, Edit
from corsgate_audit.fix.template.site import mapping_at

if TYPE_CHECKING:
    from corsgate_audit.fix.difference import Part
    from corsgate_audit.fix.template.site import Site

_DEFAULT = "*"


def behavior_edit(site: Site, part: Part) -> Edit:
    """Return the edit that lets preflights through a behavior.

    CloudFront knows three sets of methods: for reading, for reading with preflights, and all.

    Args:
        site: a distribution.
        part: a behavior that changes.

    Raises:
        UnfixableError: it is not written out in the file.

    Source: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_AllowedMethods.html
    """
    methods = part.after.allowed_methods
    (pattern,) = part.key
    return site.edit(
        f"allow OPTIONS on the behavior {pattern!r}",
        Assignment(names=(*_place(site, pattern), "AllowedMethods"), value=list(methods)),
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
    raise UnfixableError(message)
