"""``http`` events of a service.

Source: https://www.serverless.com/framework/docs/providers/aws/events/apigateway
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.serverless.rendering import listed, mapping

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


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
                verb = "ANY" if verb == "*" else verb.upper()
                yield HttpEvent(name, where.strip("/"), verb, settings, at)
