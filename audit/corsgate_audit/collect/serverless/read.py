"""Reads a ``serverless.yml``: renders it as the framework does, and reads the template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from corsgate_audit.collect.files import is_file
from corsgate_audit.collect.serverless.events import http_events, undetermined_request
from corsgate_audit.collect.serverless.functions import render_functions
from corsgate_audit.collect.serverless.http import render_http
from corsgate_audit.collect.serverless.rendering import Rendered, listed, mapping
from corsgate_audit.collect.serverless.rest import render_rest
from corsgate_audit.collect.serverless.variables import Variables
from corsgate_audit.collect.template.document import Document, read_document
from corsgate_audit.collect.template.read import read_template
from corsgate_audit.model import Collection, Coverage, CoverageState, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from corsgate_audit.collect.template.positions import Positions

SERVICE: Final = "serverless"
_COMPILED: Final = (".serverless", "cloudformation-template-update-stack.json")
_READ: Final = frozenset({"functions", "provider", "resources", "service", "custom"})
_REWRITES: Final = frozenset(
    {
        "serverless-add-api-key",
        "serverless-alb",
        "serverless-api-gateway-throttling",
        "serverless-apigateway-service-proxy",
        "serverless-appsync-plugin",
        "serverless-associate-waf",
        "serverless-aws-nested-stacks",
        "serverless-cors-plugin",
        "serverless-plugin-cors",
        "serverless-plugin-split-stacks",
        "serverless-plugin-conditional-functions",
        "serverless-single-page-app-plugin",
        "serverless-lift",
    }
)
"""Plugins of npm that add or change routes or CORS."""
_CHANGES: Final = ("cors", "apigateway", "api-gateway", "http-api", "gateway-response")


def read_serverless(document: Document) -> Collection:
    """Read a service: the template that the framework has packaged, where that is newer.

    Args:
        document: document of which `corsgate_audit.collect.serverless.kind.is_serverless` is true.
    """
    compiled = document.path.parent.joinpath(*_COMPILED)
    if _is_newer(compiled, document):
        reach = document.reach
        return read_template(read_document(compiled, reach))
    return _read_service(document)


def _is_newer(compiled: Path, document: Document) -> bool:
    if not (is_file(compiled) and document.reach.allows(compiled)):
        return False
    try:
        return compiled.stat().st_mtime >= document.path.stat().st_mtime
    except OSError:
        return False


def _read_service(document: Document) -> Collection:
    folder = document.path.parent
    variables = Variables(document.content, folder, document.reach, document.reach.given)
    service = {
        name: variables.resolve(value) for name, value in document.content.items() if name in _READ
    }
    stage = variables.stage
    functions, places, unread = _functions(service.get("functions"))
    service["functions"] = functions
    made = Rendered(service, stage if isinstance(stage, str) else _expression(stage))
    made.functions = places
    render_functions(made, functions)
    events = list(http_events(functions, places))
    render_rest(made, events)
    for event in events:
        made.permit(event.function, "LambdaPermissionApiGateway", event.at)
    render_http(made, functions)
    sections, more = _with_resources(made, service.get("resources"))
    template = Document(
        path=document.path,
        content=sections,
        positions=_ServicePositions(document.positions, made.origins),
        reach=document.reach,
    )
    read = read_template(template)
    own, *others = read.coverage
    scanned = Coverage(service=SERVICE, resource=own.resource, state=CoverageState.SCANNED)
    problems = [
        *(unresolved(document, each) for each in (*unread, *more)),
        *_undetermined_events(document, functions),
        *_plugins(document, variables),
    ]
    coverage = (scanned, *others, *problems, *document.reach.left_out())
    return Collection(
        apis=read.apis, coverage=tuple(dict.fromkeys(coverage)), functions=read.functions
    )


def _expression(value: object) -> str:
    return value.expression if isinstance(value, Unresolved) else str(value)


def unresolved(document: Document, value: Unresolved) -> Coverage:
    """Say that a part of the service is not known.

    Args:
        document: the ``serverless.yml``.
        value: the part.
    """
    return Coverage(
        service=SERVICE,
        resource=f"{document.path}#{value.expression}",
        state=CoverageState.UNRESOLVED,
        reason=value.reason,
    )


def _functions(
    given: object,
) -> tuple[dict[str, Any], dict[str, tuple[str, ...]], list[Unresolved]]:
    """Join the functions, which may be a list of maps, with where each of them stands."""
    functions: dict[str, Any] = {}
    places: dict[str, tuple[str, ...]] = {}
    unread: list[Unresolved] = []
    parts = enumerate(given) if isinstance(given, list) else [(None, given)]
    for number, part in parts:
        if isinstance(part, Unresolved):
            unread.append(part)
        for name, function in mapping(part).items():
            if isinstance(function, Unresolved):
                unread.append(function)
                continue
            functions[name] = function
            at = () if number is None else (str(number),)
            places[name] = ("functions", *at, name)
    return functions, places, unread


def _with_resources(made: Rendered, given: object) -> tuple[dict[str, object], list[Unresolved]]:
    """Merge the service's own resources into the template, which may be a list of maps."""
    sections: dict[str, Any] = {"Resources": made.resources}
    unread: list[Unresolved] = []
    parts = list(enumerate(given)) if isinstance(given, list) else [(None, given)]
    for number, part in parts:
        if isinstance(part, Unresolved):
            unread.append(part)
        at = ("resources",) if number is None else ("resources", str(number))
        for section, content in mapping(part).items():
            if isinstance(content, Unresolved):
                unread.append(content)
                continue
            target = "Resources" if section == "extensions" else section
            for name, body in mapping(content).items():
                if target == "Resources":
                    made.origins.setdefault(name, (*at, section, name))
                members = sections.setdefault(target, {})
                members[name] = _merged(members.get(name), body)
    return sections, unread


def _merged(before: object, own: object) -> object:
    """Merge maps in each other, as the framework does; other values replace."""
    if not (isinstance(before, dict) and isinstance(own, dict)):
        return own
    return {**before, **{name: _merged(before.get(name), value) for name, value in own.items()}}


def _undetermined_events(document: Document, functions: Mapping[str, Any]) -> Iterator[Coverage]:
    """Name the events whose path or method is not known, or that are not known at all."""
    for function in functions.values():
        events = mapping(function).get("events")
        parts = [events] if isinstance(events, Unresolved) else listed(events)
        for event in parts:
            if isinstance(event, Unresolved):
                yield unresolved(document, event)
            for kind in ("http", "httpApi"):
                request = undetermined_request(mapping(event).get(kind))
                if request is not None:
                    yield unresolved(document, request)


def _plugins(document: Document, variables: Variables) -> Iterator[Coverage]:
    """Name the plugins that may change what the framework renders about CORS."""
    given = variables.resolve(document.content.get("plugins"))
    modules = mapping(given).get("modules") if isinstance(given, dict) else given
    for plugin in listed(modules):
        name = str(plugin)
        if name in _REWRITES or any(part in name.lower() for part in _CHANGES):
            yield Coverage(
                service=SERVICE,
                resource=f"{document.path}#plugins/{name}",
                state=CoverageState.UNRESOLVED,
                reason="the plugin may change routes or CORS; run `serverless package`, and the "
                "template in .serverless is read in its place",
            )


class _ServicePositions:
    """The positions of a rendered template: those of the service that it was rendered from."""

    def __init__(self, positions: Positions, origins: Mapping[str, tuple[str, ...]]) -> None:
        self._positions = positions
        self._origins = origins

    def line(self, *names: str) -> int | None:
        """See `Positions`."""
        return self._positions.line(*self.origin(*names))

    def origin(self, *names: str) -> tuple[str, ...]:
        """See `Positions`."""
        if len(names) > 1 and names[1] in self._origins:
            return self._origins[names[1]]
        return names

    def source(self, *_: str) -> str | None:
        """See `Positions`."""
        return None
