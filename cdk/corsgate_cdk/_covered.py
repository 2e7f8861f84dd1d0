"""Which parts of an API have a policy, so that no part has two and none is believed to have one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsii
from constructs import IValidation

from ._records import note, notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk.aws_apigateway import IResource, IRestApi

_NAME = "covered"
_BETWEEN = "\n"  # no construct path holds one


def cover(api: IRestApi, lineage: Sequence[str] = ()) -> None:
    """Note that an API, or a part of it, has a policy.

    Args:
        api: API that it belongs to.
        lineage: the construct paths of the resource at its top and of those above; none for the
            whole API.
    """
    note(api, _NAME, _BETWEEN.join(lineage))


def overlapping(api: IRestApi, lineage: Sequence[str] = ()) -> str | None:
    """Return a part of an API that has a policy and shares resources with another part.

    Args:
        api: API that both belong to.
        lineage: lineage of the other part, as for `cover`.

    Returns:
        Its construct path, None where there is no such part.
    """
    for text in notes(api, _NAME):
        top, *_ = noted = text.split(_BETWEEN)
        if not top or not lineage or top in lineage or lineage[0] in noted:
            return top or api.node.path
    return None


@jsii.implements(IValidation)
class Covered:
    """Fails the synthesis where a policy of a resource would never be looked at.

    Args:
        resource: resource with a policy of its own.
        lineage: the construct paths of it and of those above.
    """

    def __init__(self, resource: IResource, lineage: Sequence[str]) -> None:
        self._resource = resource
        self._lineage = lineage

    def validate(self) -> list[str]:
        tops = [text.split(_BETWEEN)[0] for text in notes(self._resource.api, _NAME)]
        if any(not top or top in self._lineage for top in tops):
            return []
        problem = (
            f"cors_for has a policy for {self._resource.path!r}, but nothing applies it: its API "
            f"{self._resource.api.node.path!r} is not a CorsRestApi; call add_cors(api, policy), "
            "or remove cors_for"
        )
        return [problem]
