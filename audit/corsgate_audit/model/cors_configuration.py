"""The CORS settings that HTTP APIs, function URLs and CloudFront policies share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corsgate_audit.model.values import Flag, Number, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class CorsConfiguration:
    """The CORS settings of an HTTP API or a function URL. All empty is not the same as absent."""

    allow_origins: Texts = ()
    allow_methods: Texts = ()
    allow_headers: Texts = ()
    expose_headers: Texts = ()
    allow_credentials: Flag = False
    max_age: Number | None = None
