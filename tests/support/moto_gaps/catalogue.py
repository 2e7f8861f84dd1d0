"""All gaps in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.moto_gaps import edge, functions, http, reading, rest, rest_settings, stacks, steps

if TYPE_CHECKING:
    from support.moto_gaps import Gap

GAPS: tuple[Gap, ...] = (
    *rest.GAPS,
    *rest_settings.GAPS,
    *http.GAPS,
    *functions.GAPS,
    *edge.GAPS,
    *reading.GAPS,
    *stacks.GAPS,
    *steps.GAPS,
)
