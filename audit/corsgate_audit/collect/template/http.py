"""HTTP APIs in a template: ``AWS::ApiGatewayV2::Api`` with all that belongs to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.collect import http, shapes
from corsgate_audit.collect.openapi.definition import NOTHING, define
from corsgate_audit.collect.routes import in_order
from corsgate_audit.collect.template.api_shapes import plain, written
from corsgate_audit.collect.template.domain_names import domain_names
from corsgate_audit.collect.template.function_policy import (
    owners_behind,
    policy_behind,
    settings_behind,
    with_code,
)
from corsgate_audit.collect.template.imported import imported
from corsgate_audit.collect.template.links import belonging, linked, properties_of
from corsgate_audit.collect.template.stage_variables import stage_variables
from corsgate_audit.collect.template.undecided import decided_routes
from corsgate_audit.collect.template.values import Composite, without_links
from corsgate_audit.model import (
    Authorizer,
    Coverage,
    CoverageState,
    FrontDoor,
    HttpApi,
    Integration,
    Route,
    Unresolved,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corsgate_audit.collect.openapi.definition import Definition
    from corsgate_audit.collect.template.stack import Resource
    from corsgate_audit.model import CorsConfiguration, Text

API = "AWS::ApiGatewayV2::Api"
ROUTE = "AWS::ApiGatewayV2::Route"
STAGE = "AWS::ApiGatewayV2::Stage"
INTEGRATION = "AWS::ApiGatewayV2::Integration"
AUTHORIZER = "AWS::ApiGatewayV2::Authorizer"

_PARTS = frozenset({ROUTE, STAGE})
_BOTH = (
    "the property CorsConfiguration and the document differ; which of them has priority is "
    "not documented"
)


def read_http_apis(resources: Sequence[Resource]) -> Iterator[HttpApi | Coverage]:
    """Read all HTTP APIs.

    Args:
        resources: resources of a template and those nested in it.

    Yields:
        Each API that could be read, and coverage of every API and of each part that is left out.
    """
    parts, strays = belonging(resources, kinds=_PARTS, naming="ApiId", api_kind=API)
    yield from strays
    for api in resources:
        if api.type == API:
            names = domain_names(api, resources)
            for part in _read_api(api, parts.get(api, {})):
                yield replace(part, domain_names=names) if isinstance(part, HttpApi) else part


def _read_api(
    api: Resource, parts: Mapping[str, Sequence[Resource]]
) -> Iterator[HttpApi | Coverage]:
    """Read one API."""
    properties = api.properties
    if isinstance(properties, Unresolved):
        yield api.covered(CoverageState.UNRESOLVED, properties.reason)
        return
    if properties.get("ProtocolType") == "WEBSOCKET":
        yield api.covered(CoverageState.SKIPPED, http.NOT_SUBJECT)
        return
    document = imported(api)
    if isinstance(document, str):
        yield api.covered(CoverageState.FAILED, document)
        return
    definition = define(document, FrontDoor.HTTP_API) if document else NOTHING
    yield from definition.unread
    found = [(api, route) for route in definition.routes]
    for resource in parts.get(ROUTE, ()):
        key = without_links(properties_of(resource).get("RouteKey"))
        if isinstance(key, str):
            found.append((resource, _route(resource, key)))
        else:
            reason = "its RouteKey could not be resolved"
            yield resource.covered(CoverageState.UNRESOLVED, reason)
    yield api.covered(CoverageState.SCANNED)
    routes = [*decided_routes(api, found), *_quick_route(api)]
    yield HttpApi(
        name=_name(properties.get("Name"), definition),
        stages=_stages(api, parts.get(STAGE, ())),
        stage_variables=stage_variables(parts.get(STAGE, ())),
        routes=in_order(routes),
        cors=_cors(properties.get("CorsConfiguration"), definition),
        location=api.location,
    )


def _name(value: object, definition: Definition) -> Text:
    """Read the name: the property's, else the document's."""
    return definition.name if value is None else shapes.text(without_links(value))


def _cors(value: object, definition: Definition) -> CorsConfiguration | Unresolved | None:
    """Read the CORS settings: the property's, or the document's."""
    own = http.read_cors(without_links(value))
    if own is None or own == definition.cors or definition.cors is None:
        return own or definition.cors
    return Unresolved("CorsConfiguration", _BOTH)


def _stages(api: Resource, stages: Sequence[Resource]) -> tuple[str, ...]:
    """Name the stages; an API that is created quickly has one of its own."""
    names = {written(properties_of(stage).get("StageName")) for stage in stages}
    return tuple(sorted(names | {"$default"} if "Target" in properties_of(api) else names))


def _route(resource: Resource, key: str) -> Route:
    """Read one route."""
    properties = properties_of(resource)
    return http.read_route(
        plain(properties),
        key=key,
        authorizer=_authorizer(properties.get("AuthorizerId")),
        integration=_integration(properties.get("Target")),
        location=resource.location,
    )


def _quick_route(api: Resource) -> Iterator[Route]:
    """Read the one route that an API with a ``Target`` is created with.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigatewayv2-api.html
    """
    properties = properties_of(api)
    target = properties.get("Target")
    if target is None:
        return
    address = without_links(target)
    is_web = isinstance(address, str) and address.startswith(("http://", "https://"))
    made = Integration(
        type="HTTP_PROXY" if is_web else "AWS_PROXY",
        function_policy=None if is_web else policy_behind(target),
        gateway_owns=None if is_web else owners_behind(target),
        payload_format="2.0",
    )
    yield http.read_route(
        {},
        key=written(properties.get("RouteKey", http.DEFAULT_ROUTE)),
        authorizer=None,
        integration=with_code(made, target),
        location=api.location,
    )


def _integration(target: object) -> Integration | None:
    """Follow a route's target: ``integrations/`` and the integration's id."""
    if target is None:
        return None
    parts = target.parts if isinstance(target, Composite) else (target,)
    for part in parts:
        resource = linked(part, INTEGRATION)
        if resource is not None:
            properties = properties_of(resource)
            uri = properties.get("IntegrationUri")
            made = http.read_integration(plain(properties), policy_behind(uri), owners_behind(uri))
            return with_code(made, uri)
    unknown = without_links(target)
    if not isinstance(unknown, Unresolved):
        unknown = Unresolved(str(unknown), "the integration is not part of the template")
    return Integration(type=unknown)


def _authorizer(value: object) -> Authorizer | None:
    """Follow a route's authorizer."""
    if value is None:
        return None
    resource = linked(value, AUTHORIZER)
    if resource is not None:
        properties = properties_of(resource)
        made = http.read_authorizer(plain(properties))
        return replace(made, function=settings_behind(properties.get("AuthorizerUri")))
    unknown = without_links(value)
    if not isinstance(unknown, Unresolved):
        unknown = Unresolved(str(unknown), "the authorizer is not part of the template")
    return Authorizer(name=unknown, type=unknown, identity_headers=unknown)
