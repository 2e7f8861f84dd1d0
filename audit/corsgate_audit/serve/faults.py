"""What the audit knows about a request that a browser blocks: the rule, the place and the fix.

The audit is begun when the run begins, beside it: nobody waits for it before something is blocked.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from corsgate_audit.gateway.values import REFUSING, Layer
from corsgate_audit.model import Severity

if TYPE_CHECKING:
    from corsgate_audit.model import Api, Collection, Finding, Route, Target
    from corsgate_audit.serve.seen import Judged

_PATIENCE: Final = 3.0
"""Seconds that the line of a blocked request waits for the audit."""


class Faults:
    """The findings of a target.

    Args:
        collection: collection of the target.
    """

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._findings: tuple[tuple[Target, Finding], ...] = ()
        self._thread = threading.Thread(target=self._judge, daemon=True)
        self._thread.start()

    def _judge(self) -> None:
        from corsgate_audit.judging.judgement import judge_collection  # noqa: PLC0415 - beside

        judged = judge_collection(self._collection)
        self._findings = tuple(
            (each.api, finding) for each in judged.apis for finding in each.findings
        )

    def of(self, api: Api, route: Route | None, judged: Judged, layer: Layer) -> Finding | None:
        """Return the finding about a request that a browser blocks; None where there is none.

        Of those whose exchange fails in the same way, at the same layer: on the same path with the
        same method, on the same path, on none (a gateway response, the settings of the API); the
        worst first.

        Args:
            api: API that answered.
            route: route that the page asks for; None for none.
            judged: verdict on the request.
            layer: layer that has answered.
        """
        self._thread.join(_PATIENCE)
        ranked = [
            (rank, Severity.CRITICAL - finding.severity, place)
            for place, (of_api, finding) in enumerate(self._findings)
            if of_api.location == api.location and _fails_alike(finding, judged, layer)
            for rank in [_rank(finding, route, judged.method)]
            if rank is not None
        ]
        return self._findings[min(ranked)[2]][1] if ranked else None


_ALIKE: Final = {
    **dict.fromkeys(REFUSING, REFUSING),
    Layer.FUNCTION: (Layer.FUNCTION, Layer.BACKEND),
}
"""Layers that a model and a run name differently."""


def _rank(finding: Finding, route: Route | None, method: str) -> int | None:
    """Return how well a finding fits a route, 0 best; None where it is about another path."""
    path = finding.resource.path
    if path is None:
        return 2
    if route is None or path != route.path:
        return None
    assert finding.witness is not None  # noqa: S101 - `_fails_alike` has looked
    return 0 if finding.witness.request.method.upper() == method.upper() else 1


def _fails_alike(finding: Finding, judged: Judged, layer: Layer) -> bool:
    witness = finding.witness
    blocked = judged.blocking
    return (
        witness is not None
        and blocked is not None
        and not finding.after
        and not witness.verdict.allowed
        and witness.verdict.error == blocked.error
        and witness.layer in ("", *_ALIKE.get(layer, (layer,)))
    )
