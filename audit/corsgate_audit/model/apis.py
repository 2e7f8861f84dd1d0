"""What hands requests to routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model.function_url import FunctionUrl
from corsgate_audit.model.http_api import HttpApi
from corsgate_audit.model.rest_api import RestApi

if TYPE_CHECKING:
    from corsgate_audit.model.cors_configuration import CorsConfiguration
    from corsgate_audit.model.route import Route
    from corsgate_audit.model.target import TargetBase
    from corsgate_audit.model.values import Unresolved

Api = RestApi | HttpApi | FunctionUrl
"""The front doors that have routes; a distribution has behaviors, and an API behind them."""


def routes_of(target: TargetBase) -> tuple[Route, ...]:
    """Return the routes of an API; none of any other target."""
    return target.routes if isinstance(target, Api) else ()


def settings_of(target: TargetBase) -> CorsConfiguration | Unresolved | None:
    """Return the CORS settings of an HTTP API or a function URL; None where there are none."""
    return target.cors if isinstance(target, HttpApi | FunctionUrl) else None
