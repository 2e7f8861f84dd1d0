"""REST APIs that an OpenAPI document describes: a file of its own, or the body of a resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.names import OPTIONS
from corsgate.render import openapi_preflight
from corsgate_audit.fix.methods import is_asked_for_less
from corsgate_audit.fix.repairs import UnfixableError, headers_of
from corsgate_audit.fix.template.edits import ABSENT, Assignment, Edit
from corsgate_audit.fix.template.headers import ERROR_HEADER, merged
from corsgate_audit.fix.template.openapi_fields import operation_fields
from corsgate_audit.fix.template.site import mapping_at, methods_of, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate import CorsPolicy
    from corsgate_audit.fix.difference import Part
    from corsgate_audit.fix.template.site import ErrorHeaders, Site
    from corsgate_audit.model import Route
    from corsgate_audit.rules.preflights import Resource

_ERRORS = "x-amazon-apigateway-gateway-responses"
_VALIDATOR = "x-amazon-apigateway-request-validator"
_VALIDATORS = f"{_VALIDATOR}s"
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

    def preflight(self, group: Resource, policy: CorsPolicy) -> Edit:
        """Add an ``options`` operation, or change the one that is there."""
        item = (*self._prefix, "paths", group.path)
        present = mapping_at(self._site, (*item, OPTIONS.lower()), f"OPTIONS {group.path}")
        operation = openapi_preflight(
            self._document,
            policy,
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

    def errors(self, headers: ErrorHeaders) -> Edit:
        """Put headers on gateway responses, adding those that lack."""
        sets = [
            Assignment(names=names, value=merged(mapping_at(self._site, names, kind), prefixed))
            for kind, named in headers.items()
            for names in [(*self._prefix, _ERRORS, kind, "responseParameters")]
            for prefixed in [{f"{ERROR_HEADER}{name}": value for name, value in named.items()}]
        ]
        return self._site.edit(
            f"put the headers on the gateway responses {' and '.join(headers)}",
            *sets,
            resource=self._site.ref(
                "AWS::ApiGateway::GatewayResponse", self._site.logical_id or None
            ),
        )

    def fields(self, part: Part) -> Edit:
        """Set what differs of an operation."""
        place = self._operation(part.before)
        present = mapping_at(self._site, place, f"{part.before.method} {part.before.path}")
        sets = [
            Assignment(names=(*place, *each.names), value=each.value, behind=each.behind)
            for each in operation_fields(present, part, is_swagger=self._is_swagger)
        ]
        sets += self._unvalidated(place, present) if is_asked_for_less(part) else ()
        return self._site.edit(
            f"change the operation {part.before.method} {part.before.path}",
            *sets,
            resource=self._site.ref(
                _KIND,
                self._site.logical_id or None,
                path=part.before.path,
                method=part.before.method,
            ),
        )

    def _unvalidated(
        self, place: tuple[str, ...], operation: dict[str, Any]
    ) -> Iterator[Assignment]:
        """Have no request validator look at an operation, whatever the document says of others.

        Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-request-validator.html
        """
        if _VALIDATOR not in self._document:
            yield Assignment(names=(*place, _VALIDATOR), value=ABSENT)
            return
        known = mapping_at(self._site, (*self._prefix, _VALIDATORS), "the request validators")
        looks_at_nothing = (
            name
            for name, each in known.items()
            if isinstance(each, dict) and not any(each.values())
        )
        name = next(looks_at_nothing, None)
        if name is None:
            name = next(each for each in ("none", "nothing", "unchecked") if each not in known)
            nothing = {"validateRequestBody": False, "validateRequestParameters": False}
            yield Assignment(names=(*self._prefix, _VALIDATORS, name), value=nothing)
        if operation.get(_VALIDATOR) != name:
            yield Assignment(names=(*place, _VALIDATOR), value=name)

    @property
    def _is_swagger(self) -> bool:
        return str(self._document.get("swagger")) == "2.0"

    def _operation(self, route: Route) -> tuple[str, ...]:
        place = names_of(route.location)
        if self._site.is_here(route.location) and place[: len(self._prefix)] == self._prefix:
            return place
        message = f"{route.method} {route.path} stands in {route.location.source!r}: fix that file"
        raise UnfixableError(message)
