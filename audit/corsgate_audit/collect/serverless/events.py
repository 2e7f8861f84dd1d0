"""``http`` events of a service.

Source: https://www.serverless.com/framework/docs/providers/aws/events/apigateway
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.serverless.rendering import listed, mapping

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_MOST_RESOURCES = 500  # in a template of CloudFormation


@dataclass(frozen=True, slots=True)
class HttpEvent:
    """One ``http`` event.

    Args:
        function: name of its function.
        path: path without slashes at its ends.
        method: method in upper case.
        settings: its settings.
        at: names that lead to it.
    """

    function: str
    path: str
    method: str
    settings: Mapping[str, Any]
    at: tuple[str, ...]


def http_events(functions: Mapping[str, Any], places: Mapping[str, Any]) -> Iterator[HttpEvent]:
    """Yield all ``http`` events of a service.

    Args:
        functions: functions by name.
        places: names that lead to each function.

    Raises:
        TargetError: a path has more parts than CloudFormation takes resources.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    """
    for name, function in functions.items():
        for number, event in enumerate(listed(mapping(function).get("events"))):
            given = mapping(event).get("http")
            if given is None:
                continue
            at = (*places[name], "events", str(number), "http")
            settings = mapping(given)
            if isinstance(given, str):
                method, _, path = given.strip().partition(" ")
                settings = {"method": method, "path": path.strip()}
            where, verb = settings.get("path"), settings.get("method")
            if isinstance(where, str) and isinstance(verb, str):
                path = where.strip("/")
                parts = path.count("/") + 1
                if parts > _MOST_RESOURCES:
                    message = (
                        f"{name}: the path of an http event has {parts:,} parts; each is a "
                        f"resource, and CloudFormation takes {_MOST_RESOURCES} in a template"
                    )
                    raise TargetError(message)
                verb = "ANY" if verb == "*" else verb.upper()
                yield HttpEvent(name, path, verb, settings, at)
