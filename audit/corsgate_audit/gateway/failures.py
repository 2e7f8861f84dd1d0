"""How an integration of a REST API comes to no answer of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corsgate_audit.model import Unresolved

CONFIGURATION = "API_CONFIGURATION_ERROR"
UNSUPPORTED = "UNSUPPORTED_MEDIA_TYPE"


class MisconfiguredError(Exception):
    """The gateway answers with an error of its own.

    Args:
        reason: one sentence.
        response_type: of the gateway response.
    """

    def __init__(self, reason: str, response_type: str = CONFIGURATION) -> None:
        super().__init__(reason)
        self.response_type = response_type


class UndecidedError(Exception):
    """The answer depends on a value that is not known.

    Args:
        note: what could not be told, one sentence.
        value: in whose place it stands.
    """

    def __init__(self, note: str, value: Unresolved) -> None:
        super().__init__(note)
        self.value = value
