"""``http`` events of a service.

Source: https://www.serverless.com/framework/docs/providers/aws/events/apigateway
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.serverless.rendering import listed, mapping
from corsgate_audit.model import Unresolved

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


def method_and_path(given: object) -> tuple[object, object]:
    """Return the method and the path of an ``http`` or ``httpApi`` event.

    Args:
        given: the event: a map, or a text with both.

    Returns:
        Each as the service has it; None where it has none, `Unresolved` where it is not known.

    Example:
        >>> method_and_path(Unresolved("GET /items/${ssm:/p}", "it is read later"))
        ('GET', Unresolved(expression='/items/${ssm:/p}', reason='it is read later'))
    """
    if isinstance(given, Unresolved):
        method, _, path = given.expression.strip().partition(" ")
        if path and "${" not in method:
            return method, Unresolved(path.strip(), given.reason)
        return given, given
    if isinstance(given, str):
        method, _, path = given.strip().partition(" ")
        return method, path.strip()
    settings = mapping(given)
    return settings.get("method"), settings.get("path")


def undetermined_request(given: object) -> Unresolved | None:
    """Return method and path of an event as they are written; None where both are known.

    The logical id of its route would say nothing: it is made of the value that is not known.

    Args:
        given: the event: a map, or a text with both.

    Example:
        >>> undetermined_request({"method": "get", "path": Unresolved("/${ssm:/p}", "later")})
        Unresolved(expression='GET /${ssm:/p}', reason='later')
    """
    method, path = method_and_path(given)
    unknown = [each for each in (method, path) if isinstance(each, Unresolved)]
    if not unknown:
        return None
    verb = "ANY" if method in (None, "*") else _written(method)
    words = dict.fromkeys((verb.upper() if isinstance(method, str) else verb, _written(path)))
    reasons = dict.fromkeys(each.reason for each in unknown)
    return Unresolved(" ".join(words), "; ".join(reasons))


def _written(value: object) -> str:
    return value.expression if isinstance(value, Unresolved) else str(value)
