"""What SAM writes by itself, from a setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corsgate_audit.model import Route

_SETTING = "/Cors"


def is_written_by_sam(options: Route) -> bool:
    """Whether a preflight comes from SAM's setting ``Cors``: nobody has written the method itself.

    Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html
    """
    return options.location.pointer.endswith(_SETTING)
