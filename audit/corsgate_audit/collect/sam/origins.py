"""Where in a SAM template the parts of its expansion come from.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.collect.template.document import Document

Names: TypeAlias = "tuple[str, ...]"

_API, _HTTP_API = "AWS::Serverless::Api", "AWS::Serverless::HttpApi"
_IMPLICIT = {"ServerlessRestApi": "Api", "ServerlessHttpApi": "HttpApi"}
_EVENTS = {"Api": ("RestApiId", "ServerlessRestApi"), "HttpApi": ("ApiId", "ServerlessHttpApi")}
_INCLUDE = "Fn::Transform"
_ANY = "x-amazon-apigateway-any-method"
# Parts of the generated document, and the properties of the API that they are made of.
_SETTINGS = {
    "x-amazon-apigateway-gateway-responses": "GatewayResponses",
    "x-amazon-apigateway-binary-media-types": "BinaryMediaTypes",
    "x-amazon-apigateway-cors": "CorsConfiguration",
}
_CORS = ("Cors", "CorsConfiguration")
_BODY = ("Properties", "Body")


class SamPositions:
    """The positions of an expanded template: those of what it was expanded from.

    Args:
        source: the SAM template.
    """

    def __init__(self, source: Document) -> None:
        self._source = source

    def line(self, *names: str) -> int | None:
        """See `Positions`."""
        return self._source.positions.line(*self.origin(*names))

    def source(self, *names: str) -> str | None:
        """See `Positions`."""
        return self._source.positions.source(*self.origin(*names))

    def origin(self, *names: str) -> Names:
        """See `Positions`."""
        section, *within = names or ("",)
        if section != "Resources" or not within:
            return names
        logical_id, rest = within[0], tuple(within[1:])
        if rest[:2] == _BODY:
            return self._of_body(logical_id, rest[2:])
        resources = self._source.resources
        if logical_id in resources:
            return ("Resources", logical_id, *rest)
        if logical_id in _IMPLICIT:
            return self._api(logical_id)
        maker = max(filter(logical_id.startswith, resources), key=len, default=None)
        if maker is None:
            return ("Resources",)
        url = ("Resources", maker, "Properties", "FunctionUrlConfig")
        is_url = logical_id == f"{maker}Url" and self._has(*url)
        return url if is_url else ("Resources", maker)

    def _of_body(self, logical_id: str, names: Names) -> Names:
        """Find what a part of an API's document comes from."""
        if names[:1] == ("paths",):
            return self._of_operation(logical_id, names)
        own = ("Resources", logical_id, "Properties", "DefinitionBody", *names)
        if names and self._has(*own):
            return own
        setting = _SETTINGS.get(names[0]) if names else None
        return self._setting(logical_id, *((setting,) if setting else ()))

    def _of_operation(self, logical_id: str, names: Names) -> Names:
        """Find what an operation comes from: a document, an event, or the CORS settings."""
        path, key = (*names[1:3], "", "")[:2]
        own = ("Resources", logical_id, "Properties", "DefinitionBody", *names[:3])
        if self._has(*own):
            return own
        event = self._events.get((logical_id, path, key))
        if event is None and key != "options" and self._has(*own[:4], _INCLUDE):
            return own[:4]  # a method of the file that the document includes
        return event or self._setting(logical_id, *_CORS)

    def _setting(self, logical_id: str, *settings: str) -> Names:
        """Find a setting of an API: its own, the one for all, else the API itself."""
        kind = _IMPLICIT.get(logical_id) or _kind(self._source.resources.get(logical_id))
        for holder in (("Resources", logical_id, "Properties"), ("Globals", kind)):
            for setting in settings:
                if self._has(*holder, setting):
                    return (*holder, setting)
        return self._api(logical_id)

    def _api(self, logical_id: str) -> Names:
        """Find an API; SAM's own is where its settings are, or the first event that asks for it."""
        if logical_id in self._source.resources:
            return ("Resources", logical_id)
        settings = ("Globals", _IMPLICIT[logical_id])
        if self._has(*settings):
            return settings
        first = next(
            (place for (api, _, _), place in self._events.items() if api == logical_id), None
        )
        return first or ("Resources",)

    @cached_property
    def _events(self) -> dict[tuple[str, str, str], Names]:
        """The places of all events that make operations: by API, path and key of the method."""
        return dict(self._walk_events())

    def _walk_events(self) -> Iterator[tuple[tuple[str, str, str], Names]]:
        for name in self._source.resources:
            events = self._at("Resources", name, "Properties", "Events")
            for event, body in events.items() if isinstance(events, dict) else ():
                place = ("Resources", name, "Properties", "Events", event)
                kind = body.get("Type") if isinstance(body, dict) else None
                if kind in _EVENTS:
                    yield self._operation(str(kind), self._at(*place, "Properties")), place

    def _operation(self, kind: str, properties: object) -> tuple[str, str, str]:
        settings = properties if isinstance(properties, dict) else {}
        naming, implicit = _EVENTS[kind]
        api = settings.get(naming, implicit)
        api = api.get("Ref", "") if isinstance(api, dict) else api
        method = str(settings.get("Method", "any")).lower()
        key = _ANY if method in ("any", "*", _ANY) else method
        return str(api), str(settings.get("Path", "$default")), key

    def _at(self, *names: str) -> object:
        found: object = self._source.content
        for name in names:
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def _has(self, *names: str) -> bool:
        return self._at(*names) is not None


def _kind(body: object) -> str:
    """Name the section of ``Globals`` for an API."""
    kind = str(body.get("Type")) if isinstance(body, dict) else ""
    return {_API: "Api", _HTTP_API: "HttpApi"}.get(kind, "")
