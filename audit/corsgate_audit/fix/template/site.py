"""One API in a file: what the file says of it, what the audit read, and what it shall allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from corsgate_audit.fix.repairs import UnfixableError
from corsgate_audit.fix.template.edits import ABSENT, Edit, value_at
from corsgate_audit.fix.text.splicing import same
from corsgate_audit.judging.judged import api_name
from corsgate_audit.model import GatewayResponse, ResourceRef, RestApi

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from corsgate import CorsPolicy
    from corsgate_audit.fix.difference import Part
    from corsgate_audit.fix.repairs import ErrorOrigin
    from corsgate_audit.fix.template.edits import Assignment
    from corsgate_audit.model import Door, Location
    from corsgate_audit.rules.preflights import Resource

ErrorHeaders = Mapping[str, Mapping[str, str]]
"""By type of gateway response: names of headers, and their mapping expressions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the owner has decided.

    Args:
        policy: policy that the APIs are to follow; None for repairs that no policy decides.
        error_origin: see `corsgate.render.gateway_responses`.
        unsafe: whether unsafe changes are made too.
    """

    policy: CorsPolicy | None = None
    error_origin: ErrorOrigin = None
    unsafe: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One API in a file.

    Args:
        path: path of the file, as the user named it.
        content: content of the file as it is written: a SAM template is not expanded.
        api: front door as the audit read it.
        choices: decisions of the API's owner, the policy among them.
    """

    path: Path
    content: dict[str, Any]
    api: Door
    choices: Choices

    @property
    def name(self) -> str:
        """The API's name."""
        return api_name(self.api)

    @property
    def gateway_responses(self) -> tuple[GatewayResponse, ...]:
        """The gateway responses of a REST API."""
        return self.api.gateway_responses if isinstance(self.api, RestApi) else ()

    @property
    def logical_id(self) -> str:
        """The API's logical id; empty in an OpenAPI document."""
        return self.api.location.logical_id or ""

    def at(self, *names: str) -> Any:  # noqa: ANN401 - any JSON
        """Return the value at a place of the file; `ABSENT` where there is none."""
        return value_at(self.content, names)

    def is_here(self, location: Location) -> bool:
        """Whether something stands in this file, and not in one that it includes."""
        return location.source == str(self.path)

    def ref(
        self,
        kind: str,
        logical_id: str | None = None,
        *,
        path: str | None = None,
        method: str | None = None,
    ) -> ResourceRef:
        """Name a part of the API.

        Args:
            kind: CloudFormation's type of the part: ``AWS::ApiGateway::Method``.
            logical_id: logical id of the part; None for that of the API.
            path: path of the method, where the part is one.
            method: name of the method, where the part is one.
        """
        logical_id = logical_id or self.logical_id or None
        return ResourceRef(
            type=kind, api=self.name, path=path, method=method, logical_id=logical_id
        )

    def edit(
        self,
        summary: str,
        *sets: Assignment,
        resource: ResourceRef,
        parts: tuple[str, ...] = (),
    ) -> Edit:
        """Put an edit together.

        Args:
            summary: what changes.
            sets: what is written where.
            resource: what it is about.
            parts: logical ids of what is added or changed, but for the API itself.

        Raises:
            UnfixableError: it would change nothing.
        """
        if all(same(self.at(*each.names), each.value) for each in sets):
            message = "it already is what the policy asks for"
            raise UnfixableError(message)
        return Edit(
            api=self.name,
            home=names_of(self.api.location),
            summary=f"{summary} of {self.name!r}",
            resource=resource,
            sets=sets,
            parts=parts,
        )


class RestHome(Protocol):
    """Where a REST API's methods and error responses are written, and how."""

    def preflight(self, group: Resource, policy: CorsPolicy) -> Edit:
        """Return the edit that makes a path's preflight what a policy asks for.

        Args:
            group: the methods whose preflights it answers.
            policy: policy that the API is to follow.

        Raises:
            UnfixableError: there is none.
            RenderError: the policy cannot be expressed there.
        """

    def fields(self, part: Part) -> Edit:
        """Return the edit that sets what differs of a method.

        Args:
            part: a method that is there.

        Raises:
            UnfixableError: there is none.
        """

    def errors(self, headers: ErrorHeaders) -> Edit:
        """Return the edit that puts headers on error responses.

        Args:
            headers: headers to set, by response type.

        Raises:
            UnfixableError: there is none.
        """


def names_of(location: Location) -> tuple[str, ...]:
    """Return the names that lead to a location in its file.

    Source: https://www.rfc-editor.org/rfc/rfc6901
    """
    names = location.pointer.split("/")[1:]
    return tuple(each.replace("~1", "/").replace("~0", "~") for each in names)


def methods_of(group: Resource) -> list[str]:
    """Return the methods whose preflights a path answers."""
    return [route.method for route in group.routes]


def mapping_at(site: Site, names: Sequence[str], what: str) -> dict[str, Any]:
    """Return the mapping at a place of a file, empty where there is none.

    Raises:
        UnfixableError: something else stands there, such as an intrinsic function.
    """
    found = site.at(*names)
    if found is ABSENT or found is None:
        return {}
    if not isinstance(found, dict) or any(str(name).startswith("Fn::") for name in found):
        message = f"{what} ({'/'.join(names)}) is written with an intrinsic function or a macro"
        raise UnfixableError(message)
    return found
