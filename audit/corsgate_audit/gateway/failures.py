"""How an integration of a REST API comes to no answer of its own."""

from __future__ import annotations

CONFIGURATION = "API_CONFIGURATION_ERROR"
UNSUPPORTED = "UNSUPPORTED_MEDIA_TYPE"


class MisconfiguredError(Exception):
    """The gateway answers with an error of its own.

    Args:
        reason: one sentence.
        response_type: response type of the gateway response.
    """

    def __init__(self, reason: str, response_type: str = CONFIGURATION) -> None:
        super().__init__(reason)
        self.response_type = response_type
