"""A view that fails, and what frameworks are asked about it."""

from __future__ import annotations

from typing import Any

from corsgate import CorsPolicy

APP = "https://app.example.com"
POLICY = CorsPolicy(allow_origins=[APP], allow_methods=["PUT"])
ORIGIN = {"Origin": APP}
PROBLEM = {"type": "about:blank", "trace": "abc-123"}


def fail() -> Any:  # noqa: ANN401 - a view
    """Raise what nobody expects."""
    message = "no such table"
    raise LookupError(message)
