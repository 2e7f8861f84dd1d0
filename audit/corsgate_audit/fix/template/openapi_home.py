"""REST APIs that an OpenAPI document describes: a file of its own, or the body of a resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.names import OPTIONS
from corsgate.render import openapi_preflight
from corsgate_audit.fix.template.edits import Assignment, Edit, IncurableError
from corsgate_audit.fix.template.headers import (
    RESPONSE_HEADER,
    error_headers,
    merged,
    response_headers,
)
from corsgate_audit.fix.template.site import headers_of, mapping_at, methods_of, names_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.fix.template.site import Site
    from corsgate_audit.model import Route
    from corsgate_audit.rules.preflights import Resource

_ERRORS = "x-amazon-apigateway-gateway-responses"
_INTEGRATION = "x-amazon-apigateway-integration"
_KEPT = ("tags", "summary", "description", "operationId")
_KIND = "AWS::ApiGateway::Method"


class OpenApiHome:
    """See `RestHome`.

    Args:
        site: the API.
        prefix: names that lead to the document; none where it is the file.
    """

    def __init__(self, site: Site, prefix: tuple[str, ...] = ()) -> None:
        self._site, self._prefix = site, prefix

    @property
    def _document(self) -> dict[str, Any]:
        return mapping_at(self._site, self._prefix, "the document")

    def preflight(self, group: Resource) -> Edit:
        """Add an ``options`` operation, or change the one that is there."""
        item = (*self._prefix, "paths", group.path)
        present = mapping_at(self._site, (*item, OPTIONS.lower()), f"OPTIONS {group.path}")
        operation = openapi_preflight(
            self._document,
            self._site.choices.policy,
            path=group.path,
            methods=methods_of(group),
            headers=headers_of(group.routes),
        )
        kept = {name: present[name] for name in _KEPT if name in present}
        verb = "change" if present else "add"
        return self._site.edit(
            f"{verb} the operation OPTIONS {group.path}",
            Assignment(names=(*item, OPTIONS.lower()), value={**kept, **operation}),
            resource=self._site.ref(
                _KIND, self._site.logical_id or None, path=group.path, method=OPTIONS
            ),
        )

    def errors(self, kinds: Sequence[str]) -> Edit:
        """Put the headers on gateway responses, adding those that lack."""
        choices = self._site.choices
        headers = error_headers(choices.policy, choices.error_origin)
        places = [(*self._prefix, _ERRORS, kind, "responseParameters") for kind in kinds]
        sets = [
            Assignment(
                names=names,
                value=merged(mapping_at(self._site, names, "a gateway response"), headers),
            )
            for names in places
        ]
        return self._site.edit(
            f"put the headers on the gateway responses {' and '.join(kinds)}",
            *sets,
            resource=self._site.ref(
                "AWS::ApiGateway::GatewayResponse", self._site.logical_id or None
            ),
        )

    def passthrough(self, route: Route) -> Edit:
        """Set the passthrough behavior."""
        names = (*self._operation(route), _INTEGRATION, "passthroughBehavior")
        return self._site.edit(
            f"set the passthrough behavior of {route.method} {route.path}",
            Assignment(names=names, value="never", behind="type"),
            resource=self._site.ref(
                _KIND, self._site.logical_id, path=route.path, method=route.method
            ),
        )

    def _operation(self, route: Route) -> tuple[str, ...]:
        place = names_of(route.location)
        if self._site.is_here(route.location) and place[: len(self._prefix)] == self._prefix:
            return place
        message = f"{route.method} {route.path} stands in {route.location.source!r}: fix that file"
        raise IncurableError(message)

    def responses(self, route: Route) -> Edit:
        """Map the headers in each integration response, and declare them."""
        place = self._operation(route)
        headers = response_headers(self._site.choices.policy)
        answers = (*place, _INTEGRATION, "responses")
        present = mapping_at(self._site, answers, f"the integration of {route.path}")
        sets = [
            Assignment(
                names=(*answers, pattern, "responseParameters"),
                value=merged((answer or {}).get("responseParameters") or {}, headers),
            )
            for pattern, answer in present.items()
        ]
        statuses = {str((answer or {}).get("statusCode", "200")) for answer in present.values()}
        sets += [self._declaring(place, status, headers) for status in sorted(statuses)]
        return self._site.edit(
            f"put the headers on the responses of {route.method} {route.path}",
            *sets,
            resource=self._site.ref(
                _KIND, self._site.logical_id or None, path=route.path, method=route.method
            ),
        )

    def _declaring(
        self, place: tuple[str, ...], status: str, headers: dict[str, str]
    ) -> Assignment:
        names = (*place, "responses", status)
        present = mapping_at(self._site, names, f"the response {status}")
        text = (
            {"type": "string"}
            if str(self._document.get("swagger")) == "2.0"
            else {"schema": {"type": "string"}}
        )
        declared = {name.removeprefix(RESPONSE_HEADER): text for name in headers}
        known = {str(name).lower() for name in present.get("headers") or {}}
        new = {name: each for name, each in declared.items() if name.lower() not in known}
        described = present or {"description": f"the answer {status}"}
        return Assignment(
            names=names, value={**described, "headers": {**(present.get("headers") or {}), **new}}
        )
