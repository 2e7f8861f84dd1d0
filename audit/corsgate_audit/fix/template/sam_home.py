"""REST APIs whose OpenAPI document SAM writes, preflights included, from the property ``Cors``.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.names import (
    ALLOW_CREDENTIALS,
    ALLOW_HEADERS,
    ALLOW_METHODS,
    ALLOW_ORIGIN,
    MAX_AGE,
    OPTIONS,
)
from corsgate_audit.fix.expressible import headers_of_preflight
from corsgate_audit.fix.repairs import UnfixableError, headers_of
from corsgate_audit.fix.template.edits import ABSENT
from corsgate_audit.fix.template.inherited import is_intrinsic, is_map
from corsgate_audit.fix.template.sam_cors import sam_cors
from corsgate_audit.model import routes_of
from corsgate_audit.model.editing import listed_in, with_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from corsgate import CorsPolicy
    from corsgate_audit.fix.difference import Part
    from corsgate_audit.fix.template.edits import Assignment, Edit
    from corsgate_audit.fix.template.inherited import Inherited
    from corsgate_audit.fix.template.site import ErrorHeaders, Site
    from corsgate_audit.model import Route

_KIND = "AWS::Serverless::Api"
_MEMBERS = {
    ALLOW_ORIGIN.lower(): "AllowOrigin",
    ALLOW_METHODS.lower(): "AllowMethods",
    ALLOW_HEADERS.lower(): "AllowHeaders",
    ALLOW_CREDENTIALS.lower(): "AllowCredentials",
    MAX_AGE.lower(): "MaxAge",
}
_LISTS = frozenset({"AllowMethods", "AllowHeaders"})


class SamHome:
    """Where SAM's settings are written. One setting holds for all paths.

    Args:
        site: the API.
        inherited: its properties, and those of all APIs.
    """

    def __init__(self, site: Site, inherited: Inherited) -> None:
        self._site, self._inherited = site, inherited

    def preflights(self, parts: Sequence[Part], policy: CorsPolicy | None) -> Edit:
        """Set ``Cors``, and keep authorizers and keys off the preflights.

        Args:
            parts: the preflights that change.
            policy: policy that ``Cors`` is to express; None to write only what the repairs change.

        Raises:
            UnfixableError: SAM has no setting for it.
        """
        settings = self._changed(parts) if policy is None else self._of_policy(policy)
        sets: list[Assignment] = []
        if settings is not None:
            sets += self._inherited.assignments(("Cors",), settings)
        for name in _guards(parts):
            sets += self._inherited.assignments(("Auth", name), wanted=False)
        what = "set Cors" if settings is not None else "keep credentials off the preflights"
        return self._site.edit(what, *sets, resource=self._site.ref(_KIND, self._site.logical_id))

    def _of_policy(self, policy: CorsPolicy) -> dict[str, Any]:
        routes = [route for route in routes_of(self._site.api) if route.method != OPTIONS]
        return sam_cors(
            policy,
            [route.method for route in routes],
            headers_of(routes),
            listed=self._inherited.is_shared("Cors", "AllowMethods"),
        )

    def _changed(self, parts: Sequence[Part]) -> dict[str, Any] | None:
        """Return ``Cors`` with what differs in the preflights that come of it; None for nothing."""
        present = self._inherited.value("Cors")
        settings: dict[str, Any] = (
            dict(present)
            if is_map(present)
            else {}
            if present is ABSENT
            else {"AllowOrigin": present}
        )
        changes: dict[str, Any] = {}
        for part in parts:
            for member, value in _members(part):
                known = changes.get(member, value)
                if member in _LISTS and isinstance(known, str) and isinstance(value, str):
                    changes[member] = with_names(known, listed_in(value))
                elif known != value:
                    message = f"SAM's {member} is one for all paths, and these would need several"
                    raise UnfixableError(message)
                else:
                    changes[member] = value
        if not changes:
            return None
        settings |= changes
        return {name: value for name, value in settings.items() if value is not None}

    def errors(self, headers: ErrorHeaders) -> Edit:
        """Set the headers of gateway responses.

        Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-gatewayresponseobject.html
        """
        sets = [each for kind, named in headers.items() for each in self._error(kind, named)]
        return self._site.edit(
            f"put the headers on the gateway responses {' and '.join(headers)}",
            *sets,
            resource=self._site.ref(_KIND, self._site.logical_id),
        )

    def _error(self, kind: str, headers: Mapping[str, str]) -> list[Assignment]:
        names = ("GatewayResponses", kind, "ResponseParameters", "Headers")
        present = self._inherited.value(*names)
        if is_intrinsic(present):
            message = f"the headers of {kind} are written with an intrinsic function"
            raise UnfixableError(message)
        # A header that is inherited in another case would be there twice.
        known = {str(name).lower(): name for name in present} if is_map(present) else {}
        spelled = {known.get(name.lower(), name): value for name, value in headers.items()}
        old = present if is_map(present) else {}
        return self._inherited.assignments(names, {**old, **spelled})


def _guards(parts: Iterable[Part]) -> Iterator[str]:
    """Yield the settings that keep a guard off the preflights, for those that have one."""
    befores: list[Route] = [part.before for part in parts if part.before is not None]
    if any(each.authorization != "NONE" for each in befores):
        yield "AddDefaultAuthorizerToCorsPreflight"
    if any(each.api_key_required is not False for each in befores):
        yield "AddApiKeyRequiredToCorsPreflight"


def _members(part: Part) -> Iterator[tuple[str, Any]]:
    """Yield the members of ``Cors`` that say what differs in a preflight.

    Raises:
        UnfixableError: SAM has no member for it.
    """
    before, after = headers_of_preflight(part.before), headers_of_preflight(part.after)
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) == after.get(name):
            continue
        member = _MEMBERS.get(name)
        if member is None:
            message = f"SAM writes OPTIONS {part.key[0]}, and has no setting for {name}"
            raise UnfixableError(message)
        value = after.get(name)
        yield member, (value == "'true'" or None) if member == "AllowCredentials" else value
