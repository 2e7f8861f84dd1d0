"""From what is to change to edits of a file: each part is set where it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate import PolicyError
from corsgate.names import OPTIONS
from corsgate.render import RenderError
from corsgate_audit.collect.openapi.document import is_openapi
from corsgate_audit.collect.template.rest import DEPLOYMENT
from corsgate_audit.fix.difference import PartKind
from corsgate_audit.fix.expressible import why_not
from corsgate_audit.fix.repairs import UnfixableError, as_policy_says, group_of
from corsgate_audit.fix.template.distributions import behavior_edit
from corsgate_audit.fix.template.edits import ABSENT, Assignment
from corsgate_audit.fix.template.gateway_responses import is_resource
from corsgate_audit.fix.template.inherited import Inherited
from corsgate_audit.fix.template.open_routes import open_route_edit
from corsgate_audit.fix.template.openapi_home import OpenApiHome
from corsgate_audit.fix.template.resources_home import ResourcesHome
from corsgate_audit.fix.template.sam_home import SamHome
from corsgate_audit.fix.template.settings import settings_edit
from corsgate_audit.fix.weighing import risks
from corsgate_audit.gateway import match_route
from corsgate_audit.model import HttpApi, Unresolved
from corsgate_audit.rules.requests import path_of
from corsgate_audit.rules.sam import is_written_by_sam

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corsgate_audit.fix.difference import Part
    from corsgate_audit.fix.repairs import Repair, Repaired
    from corsgate_audit.fix.template.edits import Edit
    from corsgate_audit.fix.template.site import RestHome, Site
    from corsgate_audit.model import Finding

_NO_WRITER = "what differs is no CORS setting, and nothing that corsgate writes in this file"


class Written(NamedTuple):
    """What comes of some repairs: an edit, or the reason why there is none."""

    edit: Edit | None
    findings: Sequence[Finding]
    why: str = ""


def written(site: Site, found: Repaired) -> Iterator[Written]:
    """Yield an edit for each thing that is to change, or why nothing changes it.

    Args:
        site: the front door in the file.
        found: every repair of it.
    """
    writers = _Writers(site, found)
    for repairs in writers.groups():
        findings = list(dict.fromkeys(each for repair in repairs for each in repair.findings))
        try:
            edit = writers.edit(repairs)
        except UnfixableError as error:
            yield Written(None, findings, str(error))
        except (RenderError, PolicyError) as error:
            yield Written(None, findings, _explained(error))
        else:
            yield Written(edit, findings)


class _Writers:
    """Writes what changes of one front door.

    Args:
        site: the front door in the file.
        found: every repair of it.
    """

    def __init__(self, site: Site, found: Repaired) -> None:
        self._site, self._found = site, found

    def groups(self) -> list[list[Repair]]:
        """Return the repairs, together those that one edit makes."""
        together: dict[object, list[Repair]] = {}
        for number, each in enumerate(self._found.repairs):
            together.setdefault(self._togetherness(each) or number, []).append(each)
        return list(together.values())

    def _togetherness(self, repair: Repair) -> object:
        part = repair.part
        if part.kind is PartKind.ERROR:
            own = part.before is not None and not _is_default(part.key[0])
            return (part.kind, repair.is_policys, part.key if own else self._is_resource(repair))
        if part.kind is PartKind.PREFLIGHT and self._is_sams(repair):
            return part.kind
        if part.kind is PartKind.ROUTE:
            return (part.kind, self._guard(repair))
        return None

    def _is_resource(self, repair: Repair) -> bool:
        try:
            return is_resource(self._site, repair.part.key[0])
        except UnfixableError:
            return False

    def edit(self, repairs: Sequence[Repair]) -> Edit:
        """Return the edit that makes some repairs.

        Raises:
            UnfixableError: there is none.
            RenderError: the policy cannot be expressed there.
        """
        first = repairs[0]
        if not self._site.is_here(self._site.api.location):
            message = f"it stands in {self._site.api.location.source!r}: fix that file"
            raise UnfixableError(message)
        for each in repairs:
            why = None if each.is_policys else why_not(self._site.api, each.part)
            if why is not None:
                raise UnfixableError(why)
        make = self._makers.get(first.part.kind)
        if make is None:
            raise UnfixableError(_NO_WRITER)
        edit = make(repairs)
        return edit.because(reason for each in repairs for reason in self._risks(each))

    @property
    def _makers(self) -> dict[PartKind, Callable[[Sequence[Repair]], Edit]]:
        return {
            PartKind.PREFLIGHT: self._preflights,
            PartKind.METHOD: self._method,
            PartKind.ERROR: self._errors,
            PartKind.SETTINGS: self._settings,
            PartKind.ROUTE: self._route,
            PartKind.BEHAVIOR: lambda repairs: behavior_edit(self._site, repairs[0].part),
            PartKind.DEPLOYMENT: self._waiting,
        }

    def _risks(self, repair: Repair) -> Sequence[str]:
        choices = self._site.choices
        policy = choices.policy if repair.is_policys else None
        part = repair.part
        if policy is not None:
            part = as_policy_says(
                part, self._site.api, self._found.api, policy, choices.error_origin
            )
        return risks(self._site.api, part, policy)

    # --- REST APIs ---

    def _home(self) -> RestHome | SamHome:
        site = self._site
        if is_openapi(site.content):
            return OpenApiHome(site)
        properties = ("Resources", site.logical_id, "Properties")
        kind = site.at("Resources", site.logical_id, "Type")
        if kind == "AWS::Serverless::Api" or kind is ABSENT:
            document = (*properties, "DefinitionBody")
            inherited = self._inherited()
            is_written = isinstance(site.at(*document), dict)
            has_cors = inherited.value("Cors") is not ABSENT
            return (
                OpenApiHome(site, document)
                if is_written and not has_cors
                else SamHome(site, inherited)
            )
        body = (*properties, "Body")
        return OpenApiHome(site, body) if isinstance(site.at(*body), dict) else ResourcesHome(site)

    def _inherited(self) -> Inherited:
        site = self._site
        own = None if site.at("Resources", site.logical_id) is ABSENT else site.logical_id
        return Inherited(content=site.content, section="Api", logical_id=own)

    def _is_sams(self, repair: Repair) -> bool:
        """Whether a preflight comes of SAM's setting, or would."""
        before = repair.part.before
        if before is not None:
            return is_written_by_sam(before)
        return isinstance(self._home(), SamHome)

    def _preflights(self, repairs: Sequence[Repair]) -> Edit:
        if not self._is_sams(repairs[0]):
            return self._method(repairs)
        home = SamHome(self._site, self._inherited())
        is_policys = any(each.is_policys for each in repairs)
        policy = self._site.choices.policy if is_policys else None
        return home.preflights([each.part for each in repairs], policy)

    def _method(self, repairs: Sequence[Repair]) -> Edit:
        (repair,) = repairs
        part, policy = repair.part, self._site.choices.policy
        home = self._home()
        if isinstance(home, SamHome):
            home = self._document_of(part)
        if repair.is_policys and policy is not None:
            return home.preflight(group_of(self._found.api, part), policy)
        if part.before is None or part.after is None:
            raise UnfixableError(_NO_WRITER)
        return home.fields(part)

    def _document_of(self, part: Part) -> RestHome:
        """Return the document of an API of SAM's in which a method is written by hand."""
        names = ("Resources", self._site.logical_id, "Properties", "DefinitionBody")
        if isinstance(self._site.at(*names, "paths", part.key[0]), dict):
            return OpenApiHome(self._site, names)
        message = f"SAM writes {part.key[1]} {part.key[0]}; let the function answer, with @cors"
        raise UnfixableError(message)

    def _errors(self, repairs: Sequence[Repair]) -> Edit:
        choices = self._site.choices
        headers: dict[str, dict[str, str]] = {}
        for each in repairs:
            part = each.part
            if each.is_policys and choices.policy is not None:
                part = as_policy_says(
                    part, self._site.api, self._found.api, choices.policy, choices.error_origin
                )
            headers[part.key[0]] = _headers_of(each, part.after.headers)
        # One that is a resource of its own is changed there, whatever writes the API.
        owned = [is_resource(self._site, kind) for kind in headers]
        home = ResourcesHome(self._site) if all(owned) else self._home()
        return home.errors(headers)

    def _waiting(self, repairs: Sequence[Repair]) -> Edit:
        """Have a deployment wait for what it did not wait for."""
        before, after = repairs[0].part.before, repairs[0].part.after
        logical_id = str(after.location.logical_id)
        names = ("Resources", logical_id, "DependsOn")
        found = self._site.at(*names)
        known = [] if found is ABSENT else found if isinstance(found, list) else [found]
        missed = [name for name in after.after if name not in before.after]
        return self._site.edit(
            f"have {logical_id} wait for the preflights",
            Assignment(names=names, value=[*known, *missed]),
            resource=self._site.ref(DEPLOYMENT, logical_id),
        )

    # --- HTTP APIs and function URLs ---

    def _settings(self, repairs: Sequence[Repair]) -> Edit:
        (repair,) = repairs
        policy = self._site.choices.policy if repair.is_policys else None
        return settings_edit(self._site, repair.part, policy)

    def _guard(self, repair: Repair) -> object:
        assert isinstance(self._site.api, HttpApi)  # noqa: S101 - only these have such parts
        guard = match_route(self._site.api, OPTIONS, path_of(repair.part.key[0]))
        return None if guard is None else (guard.path, guard.method)

    def _route(self, repairs: Sequence[Repair]) -> Edit:
        api, part = self._site.api, repairs[0].part
        assert isinstance(api, HttpApi)  # noqa: S101 - only these have such parts
        guard = match_route(api, OPTIONS, path_of(part.key[0]))
        if guard is None:
            raise UnfixableError(_NO_WRITER)
        return open_route_edit(self._site, guard)


def _is_default(kind: str) -> bool:
    return kind.startswith("DEFAULT_")


def _headers_of(repair: Repair, headers: object) -> dict[str, str]:
    """Return the headers of a gateway response that differ.

    Raises:
        UnfixableError: they are not known.
    """
    if isinstance(headers, Unresolved):
        message = f"{headers.expression} is not known before deployment"
        raise UnfixableError(message)
    before = repair.part.before
    given = before.headers if before is not None and isinstance(before.headers, tuple) else ()
    assert isinstance(headers, tuple)  # noqa: S101 - all that is left
    return {name: value for name, value in headers if (name, value) not in given}


def _explained(error: RenderError | PolicyError) -> str:
    if isinstance(error, RenderError):
        return "; ".join(error.problems)
    return "; ".join(problem.message for problem in error.problems)
