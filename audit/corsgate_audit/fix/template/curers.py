"""From a finding to the edit that may cure it: one table, by rule and front door."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from corsgate import PolicyError
from corsgate.render import RenderError
from corsgate_audit.collect.openapi.document import is_openapi
from corsgate_audit.collect.template.rest import DEPLOYMENT
from corsgate_audit.fix.template.distributions import behavior_edit
from corsgate_audit.fix.template.edits import ABSENT, Assignment, Edit, IncurableError
from corsgate_audit.fix.template.gateway_responses import is_resource
from corsgate_audit.fix.template.inherited import Inherited
from corsgate_audit.fix.template.open_routes import open_route_edit
from corsgate_audit.fix.template.openapi_home import OpenApiHome
from corsgate_audit.fix.template.resources_home import ResourcesHome
from corsgate_audit.fix.template.sam_home import SamHome
from corsgate_audit.fix.template.settings import settings_edit
from corsgate_audit.fix.weighing import weigh_origins, weigh_preflight
from corsgate_audit.model import FrontDoor
from corsgate_audit.rules.preflights import mock_preflights, resources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from corsgate_audit.fix.template.site import RestHome, Site
    from corsgate_audit.model import Finding, Route
    from corsgate_audit.rules.preflights import Resource

_SAM_AUTH = "CORS601"
_DEFAULTS = ("DEFAULT_4XX", "DEFAULT_5XX")


class Cure(StrEnum):
    """What is changed."""

    PREFLIGHT = "preflight"
    ERRORS = "errors"
    PASSTHROUGH = "passthrough"
    """Of MOCK preflights, and nothing else of them."""
    RESPONSES = "responses"
    """Of a method that is no preflight."""
    SETTINGS = "settings"
    OPEN_ROUTE = "open route"
    WAITING = "waiting"
    BEHAVIOR = "behavior"


def _rules(*numbers: int) -> tuple[str, ...]:
    return tuple(f"CORS{number}" for number in numbers)


_VALUES = _rules(501, 502, 503, 504, 505, 506, 507, 508, 509, 510)
# What a preflight and any other method can have in common.
_MAPPINGS = (*_rules(108, 109, 116, 118), *_VALUES)

CURES: Mapping[FrontDoor, Mapping[str, Cure]] = MappingProxyType(
    {
        FrontDoor.REST_API: MappingProxyType(
            {
                **dict.fromkeys(
                    _rules(101, 102, 103, 104, 105, 107, 110, 111, 601), Cure.PREFLIGHT
                ),
                **dict.fromkeys(_MAPPINGS, Cure.PREFLIGHT),
                **dict.fromkeys(_rules(106), Cure.PASSTHROUGH),
                **dict.fromkeys(_rules(112), Cure.RESPONSES),
                **dict.fromkeys(_rules(605), Cure.WAITING),
                **dict.fromkeys(_rules(113, 114, 602), Cure.ERRORS),
            }
        ),
        FrontDoor.HTTP_API: MappingProxyType(
            {
                **dict.fromkeys((*_rules(201, 202, 204, 205, 207), *_VALUES), Cure.SETTINGS),
                **dict.fromkeys(_rules(203), Cure.OPEN_ROUTE),
            }
        ),
        FrontDoor.CLOUDFRONT: MappingProxyType(dict.fromkeys(_rules(401), Cure.BEHAVIOR)),
        FrontDoor.FUNCTION_URL: MappingProxyType(
            dict.fromkeys((*_rules(301, 302, 304, 305), *_VALUES), Cure.SETTINGS)
        ),
    }
)
"""What is tried for a rule's findings. Whether it cures them, the audit of the result tells: a rule
that stands here in vain costs nothing but time."""


class Curer:
    """Names the edits for the findings of one API.

    Args:
        site: the API.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def edits(self, finding: Finding) -> list[Edit]:
        """Return the edits that may cure a finding.

        Args:
            finding: of the API.

        Raises:
            IncurableError: there are none.
        """
        cure = self._cure(finding)
        makers: Mapping[Cure, Callable[[Finding], Iterator[Edit]]] = {
            Cure.PREFLIGHT: self._preflight,
            Cure.ERRORS: self._errors,
            Cure.PASSTHROUGH: self._passthrough,
            Cure.RESPONSES: self._responses,
            Cure.SETTINGS: self._settings,
            Cure.OPEN_ROUTE: self._open_route,
            Cure.WAITING: self._waiting,
            Cure.BEHAVIOR: self._behavior,
        }
        try:
            return list(makers[cure](finding))
        except (RenderError, PolicyError) as error:
            raise IncurableError(_explained(error)) from error

    def _cure(self, finding: Finding) -> Cure:
        if not self._site.is_here(self._site.api.location):
            message = f"it stands in {self._site.api.location.source!r}: fix that file"
            raise IncurableError(message)
        cure = CURES.get(self._site.api.front_door, {}).get(finding.rule)
        if cure is None:
            message = finding.fix.summary if finding.fix else "there is no fix for it"
            raise IncurableError(message.rstrip("."))
        if cure is Cure.PREFLIGHT and self._error_kind(finding):
            return Cure.ERRORS
        is_mapping = finding.rule in _MAPPINGS and finding.resource.method not in {None, "OPTIONS"}
        return Cure.RESPONSES if is_mapping and self._maps(finding) else cure

    def _error_kind(self, finding: Finding) -> str | None:
        """Return the type of the gateway response that a finding is about."""
        place = (finding.evidence.source, finding.evidence.pointer)
        for each in self._site.gateway_responses:
            is_own = each.location.pointer != self._site.api.location.pointer
            if is_own and (each.location.source, each.location.pointer) == place:
                return each.response_type
        return None

    def _maps(self, finding: Finding) -> bool:
        return any(
            route.integration is not None and bool(route.integration.responses)
            for route in self._routes_of(finding)
        )

    @property
    def _home(self) -> RestHome:
        site = self._site
        if is_openapi(site.content):
            return OpenApiHome(site)
        properties = ("Resources", site.logical_id, "Properties")
        kind = site.at("Resources", site.logical_id, "Type")
        if kind == "AWS::Serverless::Api":
            document = (*properties, "DefinitionBody")
            is_written = isinstance(site.at(*document), dict)
            settings = (site.at(*properties, "Cors"), site.at("Globals", "Api", "Cors"))
            has_cors = any(each is not ABSENT for each in settings)
            return (
                OpenApiHome(site, document)
                if is_written and not has_cors
                else SamHome(site, self._inherited(site.logical_id))
            )
        if kind is ABSENT:
            return SamHome(site, self._inherited(None))
        body = (*properties, "Body")
        return OpenApiHome(site, body) if isinstance(site.at(*body), dict) else ResourcesHome(site)

    def _inherited(self, logical_id: str | None) -> Inherited:
        return Inherited(content=self._site.content, section="Api", logical_id=logical_id)

    def _preflight(self, finding: Finding) -> Iterator[Edit]:
        path = finding.resource.path
        if path is None and finding.rule == _SAM_AUTH:
            yield self._home.preflight(self._guarded())
            return
        if path is None:
            message = "it is about the API as a whole, and no one preflight is to blame"
            raise IncurableError(message)
        policy = self._site.choices.policy
        for group in resources(self._site.rest):
            if path in {group.path, *(route.path for route in group.routes)}:
                reasons = weigh_preflight(self._site.rest, group.path, policy)
                yield self._home.preflight(group).because(reasons)

    def _guarded(self) -> Resource:
        """Return a path whose preflight asks for credentials: one setting holds for all."""
        return next(
            each
            for each in resources(self._site.rest)
            if each.options is not None
            and (each.options.authorization != "NONE" or each.options.api_key_required)
        )

    def _waiting(self, finding: Finding) -> Iterator[Edit]:
        """Have a deployment wait for the preflights."""
        logical_id = str(finding.resource.logical_id)
        names = ("Resources", logical_id, "DependsOn")
        found = self._site.at(*names)
        known = [] if found is ABSENT else found if isinstance(found, list) else [found]
        missed = [
            str(route.location.logical_id)
            for route in self._site.routes
            if route.method == "OPTIONS" and route.location.logical_id not in known
        ]
        yield self._site.edit(
            f"have {logical_id} wait for the preflights",
            Assignment(names=names, value=[*known, *missed]),
            resource=self._site.ref(DEPLOYMENT, logical_id),
        )

    def _errors(self, finding: Finding) -> Iterator[Edit]:
        named = self._error_kind(finding)
        kinds = (named,) if named else _DEFAULTS
        # One that is a resource of its own is changed there, whatever writes the API.
        owned = [kind for kind in kinds if is_resource(self._site, kind)]
        others = [kind for kind in kinds if kind not in owned]
        if owned:
            yield ResourcesHome(self._site).errors(owned)
        if others:
            yield self._home.errors(others)

    def _passthrough(self, _finding: Finding) -> Iterator[Edit]:
        for preflight in mock_preflights(self._site.rest):
            route = preflight.options
            if route.integration and route.integration.passthrough_behavior != "NEVER":
                yield self._home.passthrough(route)

    def _responses(self, finding: Finding) -> Iterator[Edit]:
        for route in self._routes_of(finding):
            edit = self._home.responses(route)
            yield edit.because(weigh_origins([route], self._site.choices.policy))

    def _settings(self, _finding: Finding) -> Iterator[Edit]:
        yield settings_edit(self._site)

    def _open_route(self, finding: Finding) -> Iterator[Edit]:
        for route in self._routes_of(finding):
            yield open_route_edit(self._site, route)

    def _behavior(self, finding: Finding) -> Iterator[Edit]:
        yield behavior_edit(self._site, str(finding.resource.path))

    def _routes_of(self, finding: Finding) -> Iterator[Route]:
        place = (finding.resource.path, finding.resource.method)
        for route in self._site.routes:
            if (route.path, route.method) == place:
                yield route


def _explained(error: RenderError | PolicyError) -> str:
    if isinstance(error, RenderError):
        return "; ".join(error.problems)
    return "; ".join(problem.message for problem in error.problems)
