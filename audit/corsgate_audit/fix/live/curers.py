"""From a finding to the items whose change cures it: one table, by rule and front door."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from corsgate.render import RenderError
from corsgate_audit.fix.live import (
    behavior,
    cors_settings,
    desired,
    gateway_response,
    rest_method,
)
from corsgate_audit.fix.live.items import ITEMS
from corsgate_audit.fix.live.snapshot import api_key, function_address
from corsgate_audit.fix.live.values import Change
from corsgate_audit.gateway.error_types import OWN_STATUS
from corsgate_audit.judging.judgement import api_name
from corsgate_audit.model import FrontDoor, UndeterminedError
from corsgate_audit.rules.preflights import resources
from corsgate_audit.rules.requests import needed_headers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corsgate import CorsPolicy
    from corsgate_audit.fix.live.snapshot import Snapshot
    from corsgate_audit.fix.live.values import Clients, State
    from corsgate_audit.fix.repairs import ErrorOrigin
    from corsgate_audit.model import Door, Finding
    from corsgate_audit.rules.preflights import Resource

_DEFAULTS = ("DEFAULT_4XX", "DEFAULT_5XX")
_ERRORS = "/gatewayresponses/"


class Cure(StrEnum):
    """What is changed."""

    PREFLIGHT = "preflight"
    ERRORS = "errors"
    SETTINGS = "settings"
    BEHAVIOR = "behavior"


_ORIGINS = ("CORS501", "CORS502", "CORS503", "CORS504", "CORS505", "CORS506", "CORS507")
_VALUES = (*_ORIGINS, "CORS508", "CORS509", "CORS510")
_PREFLIGHTS = (
    *(f"CORS{number}" for number in (101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111)),
    "CORS116",
    "CORS118",
    *_VALUES,
)
_SETTINGS = ("CORS201", "CORS202", "CORS204", "CORS205", "CORS207", "CORS301", "CORS302")

CURES = MappingProxyType(
    {
        FrontDoor.REST_API: MappingProxyType(
            {
                **dict.fromkeys(_PREFLIGHTS, Cure.PREFLIGHT),
                **dict.fromkeys(("CORS113", "CORS114"), Cure.ERRORS),
            }
        ),
        FrontDoor.HTTP_API: MappingProxyType(
            dict.fromkeys((*_SETTINGS[:5], *_VALUES), Cure.SETTINGS)
        ),
        FrontDoor.FUNCTION_URL: MappingProxyType(
            dict.fromkeys((*_SETTINGS[5:], "CORS304", "CORS305", *_VALUES), Cure.SETTINGS)
        ),
        FrontDoor.CLOUDFRONT: MappingProxyType({"CORS401": Cure.BEHAVIOR}),
    }
)
"""What can be tried for a rule's findings. Whether it cures them, a judgement of the API as it
would be tells: a rule that stands here in vain costs nothing but time."""


class IncurableError(Exception):
    """No change that corsgate makes cures a finding; the text says why, for people."""


class Curer:
    """Names the changes for the findings of one API.

    Args:
        api: as the audit read it.
        snapshot: of it.
        account: whose it is.
        policy: that it shall have.
        error_origin: see `corsgate.render.gateway_responses`.
    """

    def __init__(
        self,
        api: Door,
        snapshot: Snapshot,
        account: Clients,
        policy: CorsPolicy,
        error_origin: ErrorOrigin = None,
    ) -> None:
        self._api, self._snapshot, self._account = api, snapshot, account
        self._policy, self._error_origin = policy, error_origin
        self._name = f"{api_name(api)!r} ({api_key(api).partition('/')[2]})"

    def changes(self, finding: Finding) -> list[Change]:
        """Return the changes that may cure a finding.

        Args:
            finding: of the API.

        Raises:
            IncurableError: there are none.
        """
        cure = CURES[self._api.front_door].get(finding.rule)
        arn = finding.resource.arn or ""
        if cure is Cure.PREFLIGHT and _ERRORS in arn:
            cure = Cure.ERRORS
        if cure is None:
            summary = finding.fix.summary if finding.fix else "there is no fix for it"
            raise IncurableError(summary)
        makers: dict[Cure, Callable[[Finding], Iterator[Change]]] = {
            Cure.PREFLIGHT: self._preflight,
            Cure.ERRORS: self._errors,
            Cure.SETTINGS: self._settings,
            Cure.BEHAVIOR: self._behavior,
        }
        try:
            return list(makers[cure](finding))
        except RenderError as error:
            raise IncurableError(str(error)) from error

    def _preflight(self, finding: Finding) -> Iterator[Change]:
        if finding.resource.path is None:
            message = "it is about the API as a whole, and no one preflight is to blame"
            raise IncurableError(message)
        for resource in resources(self._api):
            paths = {resource.path, *(route.path for route in resource.routes)}
            if finding.resource.path in paths:
                yield self._preflight_of(resource)

    def _preflight_of(self, resource: Resource) -> Change:
        shape = next(each for each in self._snapshot["resources"] if each["path"] == resource.path)
        options = shape.get("resourceMethods", {}).get("OPTIONS")
        before = None if options is None else rest_method.state_of(options, shape["id"])
        after = desired.preflight(self._policy, _methods(resource), _headers(resource))
        address = {"resourceId": shape["id"], "httpMethod": "OPTIONS"}
        return self._change(rest_method.KIND, address, f"OPTIONS {resource.path}", before, after)

    def _errors(self, finding: Finding) -> Iterator[Change]:
        named = (finding.resource.arn or "").partition(_ERRORS)[2]
        for kind in (named,) if named in OWN_STATUS else _DEFAULTS:
            shapes = self._snapshot["gateway_responses"]
            shape = next(each for each in shapes if each["responseType"] == kind)
            before = gateway_response.state_of(shape)
            after = desired.error_response(self._policy, kind, before, self._error_origin)
            address = {"responseType": kind}
            label = f"gateway response {kind}"
            yield self._change(gateway_response.KIND, address, label, before, after)

    def _settings(self, _finding: Finding) -> Iterator[Change]:
        if self._api.front_door is FrontDoor.HTTP_API:
            before = cors_settings.settings_of(self._snapshot["api"], "CorsConfiguration")
            after = desired.http_settings(self._policy)
            yield self._change(cors_settings.HTTP_API, {}, "CORS", before, after)
        else:
            before = cors_settings.settings_of(self._snapshot["url"], "Cors")
            after = desired.url_settings(self._policy)
            address = function_address(str(self._api.location.arn))
            yield self._change(cors_settings.FUNCTION_URL, address, "CORS", before, after)

    def _behavior(self, finding: Finding) -> Iterator[Change]:
        pattern = str(finding.resource.path)
        before = behavior.methods_of(self._snapshot["config"], pattern)
        if before is None:
            message = f"the behavior {pattern!r} is gone since it was read"
            raise IncurableError(message)
        after = behavior.opened(before, self._policy.allow_methods)
        address = {"PathPattern": pattern}
        yield self._change(behavior.KIND, address, f"behavior {pattern!r}", before, after)

    def _change(
        self, kind: str, address: dict[str, str], label: str, before: State, after: State
    ) -> Change:
        """Put a change together; one that would change nothing cures nothing."""
        if ITEMS[kind].same(before, after):
            message = f"{label} already is what the policy asks for"
            raise IncurableError(message)
        key = api_key(self._api).partition("/")[2]
        own = {
            FrontDoor.REST_API: {"restApiId": key},
            FrontDoor.HTTP_API: {"ApiId": key},
            FrontDoor.CLOUDFRONT: {"Id": key},
        }.get(self._api.front_door, {})
        return Change(
            kind=kind,
            account=self._account.id,
            region=self._account.region,
            address={**own, **address},
            label=f"{label} of {self._name}",
            before=before,
            after=after,
            api=api_key(self._api),
        )


def _methods(resource: Resource) -> list[str]:
    return [route.method for route in resource.routes]


def _headers(resource: Resource) -> Sequence[str]:
    """Name the headers that the methods of a resource ask for.

    Raises:
        IncurableError: it cannot be told.
    """
    names: dict[str, None] = {}
    for route in resource.routes:
        try:
            needed = needed_headers(route)
        except UndeterminedError as error:
            message = f"{route.method} {route.path} needs headers that nobody can name: "
            raise IncurableError(message + error.parts[0][0].reason) from error
        names.update(dict.fromkeys((*needed, *route.required_headers)))
    return list(names)
