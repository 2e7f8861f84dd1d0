"""HTTP APIs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from corsgate_audit.model.target import FrontDoor, TargetBase

if TYPE_CHECKING:
    from corsgate_audit.model.cors_configuration import CorsConfiguration
    from corsgate_audit.model.route import Route
    from corsgate_audit.model.target import DomainName
    from corsgate_audit.model.values import StageVariables, Unresolved


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpApi(TargetBase):
    """An HTTP API.

    Args:
        stages: names, sorted.
        stage_variables: variables of the stages that have any.
        routes: sorted by path, then method.
        cors: None where CORS is not configured; an `Unresolved` where it is configured but could
            not be read.
        domain_names: custom ones that lead to it.
        sam_refusal: why SAM refuses its CORS settings, in the translator's words; nothing else is
            known of the API then. None where SAM accepts them.
    """

    front_door: ClassVar[FrontDoor] = FrontDoor.HTTP_API

    stages: tuple[str, ...] = ()
    stage_variables: tuple[StageVariables, ...] = field(default=(), compare=False, repr=False)
    routes: tuple[Route, ...] = ()
    cors: CorsConfiguration | Unresolved | None = None
    domain_names: tuple[DomainName, ...] = ()
    sam_refusal: str | None = None
