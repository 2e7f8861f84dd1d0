"""Who answers for CORS: the front door by its own settings, or the handler behind it."""

from __future__ import annotations

from typing import Literal

CorsIn = Literal["gateway", "handler"]

GATEWAY: CorsIn = "gateway"
HANDLER: CorsIn = "handler"


def check_cors_in(construct: str, cors_in: str) -> None:
    """Refuse anything but the two.

    Args:
        construct: as a message names it.
        cors_in: settings as they were given.

    Raises:
        ValueError: it is neither.
    """
    if cors_in not in {GATEWAY, HANDLER}:
        message = (
            f"{construct}: cors_in: {cors_in!r} is not a valid value; write 'gateway' or 'handler'"
        )
        raise ValueError(message)
