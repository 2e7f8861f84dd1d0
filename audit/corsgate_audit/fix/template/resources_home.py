"""REST APIs whose methods are resources of a template."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from corsgate.names import OPTIONS
from corsgate.render import mock_preflight
from corsgate_audit.collect.template.rest import GATEWAY_RESPONSE, METHOD
from corsgate_audit.fix.repairs import UnfixableError, headers_of
from corsgate_audit.fix.template.edits import ABSENT, Assignment, Edit
from corsgate_audit.fix.template.headers import ERROR_HEADER, merged
from corsgate_audit.fix.template.method_fields import method_fields
from corsgate_audit.fix.template.site import mapping_at, methods_of

if TYPE_CHECKING:
    from corsgate import CorsPolicy
    from corsgate_audit.fix.difference import Part
    from corsgate_audit.fix.template.site import ErrorHeaders, Site
    from corsgate_audit.model import Route
    from corsgate_audit.rules.preflights import Resource

_PLACE = ("RestApiId", "ResourceId")


class ResourcesHome:
    """See `RestHome`.

    Args:
        site: the API.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def preflight(self, group: Resource, policy: CorsPolicy) -> Edit:
        """Add an OPTIONS method, or change the one that is there."""
        rendered = mock_preflight(
            policy, methods=methods_of(group), headers=headers_of(group.routes)
        )
        if group.options is None:
            return self._added(group, rendered)
        logical_id, properties = self._method(group.options)
        kept = {name: properties[name] for name in _PLACE if name in properties}
        return self._site.edit(
            f"change the method OPTIONS {group.path}",
            Assignment(
                names=("Resources", logical_id, "Properties"),
                value=_in_order(properties, {**kept, **rendered}),
            ),
            resource=self._site.ref(METHOD, logical_id, path=group.path, method=OPTIONS),
            parts=(logical_id,),
        )

    def _added(self, group: Resource, rendered: dict[str, Any]) -> Edit:
        """Add a method beside those of the path, existing where they do."""
        sibling, properties = self._method(group.routes[0])
        place = {name: properties[name] for name in _PLACE if name in properties}
        body: dict[str, Any] = {"Type": METHOD}
        condition = self._site.at("Resources", sibling, "Condition")
        if condition is not ABSENT:
            body["Condition"] = condition
        body["Properties"] = {**place, **rendered}
        name = free_name(self._site, f"{_owner(place, sibling)}Options")
        last = [self._method(route)[0] for route in group.routes]
        order = list(self._site.content["Resources"])
        return self._site.edit(
            f"add a method OPTIONS {group.path}",
            Assignment(names=("Resources", name), value=body, behind=max(last, key=order.index)),
            resource=self._site.ref(METHOD, name, path=group.path, method=OPTIONS),
            parts=(name,),
        )

    def _method(self, route: Route) -> tuple[str, dict[str, Any]]:
        """Return a method's logical id and properties."""
        logical_id = str(route.location.logical_id)
        if not self._site.is_here(route.location):
            message = (
                f"{route.method} {route.path} stands in {route.location.source!r}: fix that file"
            )
            raise UnfixableError(message)
        names = ("Resources", logical_id, "Properties")
        return logical_id, mapping_at(self._site, names, f"{route.method} {route.path}")

    def errors(self, headers: ErrorHeaders) -> Edit:
        """Add gateway responses, or put headers on those that are there."""
        present = {each.response_type: each for each in self._site.gateway_responses}
        sets: list[Assignment] = []
        behind = self._site.logical_id
        for kind, named in headers.items():
            prefixed = {f"{ERROR_HEADER}{name}": value for name, value in named.items()}
            if kind in present:
                logical_id = str(present[kind].location.logical_id)
                sets.append(self._changed_error(logical_id, prefixed))
            else:
                sets.append(self._added_error(kind, prefixed, behind))
                behind = sets[-1].names[-1]
        return self._site.edit(
            f"put the headers on the gateway responses {' and '.join(headers)}",
            *sets,
            resource=self._site.ref(GATEWAY_RESPONSE, sets[0].names[1]),
            parts=tuple(each.names[1] for each in sets),
        )

    def _changed_error(self, logical_id: str, headers: dict[str, str]) -> Assignment:
        names = ("Resources", logical_id, "Properties", "ResponseParameters")
        return Assignment(
            names=names, value=merged(mapping_at(self._site, names, logical_id), headers)
        )

    def _added_error(self, kind: str, headers: dict[str, str], behind: str) -> Assignment:
        api = self._site.logical_id
        body: dict[str, Any] = {"Type": GATEWAY_RESPONSE}
        condition = self._site.at("Resources", api, "Condition")
        if condition is not ABSENT:
            body["Condition"] = condition
        body["Properties"] = {
            "RestApiId": {"Ref": api},
            "ResponseType": kind,
            "ResponseParameters": headers,
        }
        title = "".join(part.capitalize() for part in kind.split("_"))
        name = free_name(self._site, f"{api}{title}")
        return Assignment(names=("Resources", name), value=body, behind=behind)

    def fields(self, part: Part) -> Edit:
        """Set what differs of a method."""
        route = part.before
        logical_id, properties = self._method(route)
        place = ("Resources", logical_id, "Properties")
        sets = [
            Assignment(names=(*place, *each.names), value=each.value, behind=each.behind)
            for each in method_fields(properties, part)
        ]
        return self._site.edit(
            f"change the method {route.method} {route.path}",
            *sets,
            resource=self._site.ref(METHOD, logical_id, path=route.path, method=route.method),
            parts=(logical_id,),
        )


def free_name(site: Site, wanted: str) -> str:
    """Return a logical id that no resource has.

    Args:
        site: an API of the file.
        wanted: what it is like; CloudFormation takes letters and digits.
    """
    base = re.sub(r"[^A-Za-z0-9]", "", wanted)
    taken = site.content["Resources"]
    numbers = (str(number) if number > 1 else "" for number in range(1, len(taken) + 2))
    return next(base + number for number in numbers if base + number not in taken)


def _in_order(present: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """Return members in the order in which the file has them, new ones behind."""
    known = [name for name in present if name in wanted]
    return {name: wanted[name] for name in dict.fromkeys((*known, *wanted))}


def _owner(place: dict[str, Any], sibling: str) -> str:
    """Name what the path's methods belong to: the resource, or the API for its root."""
    value = place.get("ResourceId")
    if isinstance(value, dict):
        named = value.get("Ref", value.get("Fn::GetAtt"))
        named = named[0] if isinstance(named, list) else named
        if isinstance(named, str):
            return named.partition(".")[0]
    return sibling
