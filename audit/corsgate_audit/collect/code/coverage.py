"""What was read of the functions behind APIs, and what was not: never a silent pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Coverage, CoverageState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.model import Api, FunctionCode

_SERVICE = "lambda"


def covered_code(apis: Iterable[Api]) -> Iterator[Coverage]:
    """Name each function that answers routes, once.

    Args:
        apis: APIs that were read.
    """
    found: dict[object, FunctionCode] = {}
    for api in apis:
        for route in api.routes:
            code = route.integration.code if route.integration else None
            if code is not None:
                found.setdefault(code.location, code)
    for code in found.values():
        yield Coverage(
            account=code.location.account,
            region=code.location.region,
            service=_SERVICE,
            resource=f"{code.location.source}#{code.name} (code)",
            state=_state(code),
            reason=code.undetermined,
        )


def _state(code: FunctionCode) -> CoverageState:
    return CoverageState.SCANNED if code.undetermined is None else CoverageState.NOT_READ
