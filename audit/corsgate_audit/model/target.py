"""What all kinds of targets have in common."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from corsgate_audit.model.values import Location, Text


class FrontDoor(StrEnum):
    """What receives the browser's request."""

    REST_API = "rest"
    HTTP_API = "http"
    FUNCTION_URL = "function_url"
    CLOUDFRONT = "cloudfront"
    FUNCTION = "function"
    """A function's own code, whatever stands in front of it."""

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self]


_LABELS = {
    FrontDoor.REST_API: "REST API",
    FrontDoor.HTTP_API: "HTTP API",
    FrontDoor.FUNCTION_URL: "function URL",
    FrontDoor.CLOUDFRONT: "CloudFront distribution",
    FrontDoor.FUNCTION: "function code",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetBase:
    """Something that is judged as a whole.

    Args:
        name: the target's own, as its source has it.
        location: location where it was read; no two targets of a collection share one.
    """

    front_door: ClassVar[FrontDoor]

    name: Text
    location: Location

    @property
    def label(self) -> str:
        """What people call its kind."""
        return self.front_door.label


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainName:
    """A host name that leads to an API, whole or under a base path.

    Args:
        name: lower-case: ``api.example.com``.
        base_path: the first segments of the paths that lead to this API, without slashes at their
            ends; empty for all paths.
        stage: stage that answers; empty where the front door has none.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
    """

    name: str
    base_path: str = ""
    stage: str = ""
