"""What is asked for, in whatever form it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corsgate import CorsPolicy
    from corsgate_audit.fix.repairs import ErrorOrigin


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for.

    Args:
        error_origin: see `corsgate.render.gateway_responses`.
        path: path of the resource whose preflight is printed, where the form has paths.
    """

    policy: CorsPolicy
    error_origin: ErrorOrigin = None
    path: str = "/{proxy+}"
