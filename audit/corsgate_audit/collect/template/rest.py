"""REST APIs in a template: ``AWS::ApiGateway::RestApi`` with all that belongs to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.collect import rest, shapes
from corsgate_audit.collect.openapi.definition import NOTHING, define
from corsgate_audit.collect.resource_policy import read_policy
from corsgate_audit.collect.routes import in_order
from corsgate_audit.collect.template.api_shapes import method_shape, settings, written
from corsgate_audit.collect.template.dependencies import made_before
from corsgate_audit.collect.template.domain_names import domain_names
from corsgate_audit.collect.template.function_policy import (
    policy_behind,
    settings_behind,
    with_code,
)
from corsgate_audit.collect.template.imported import imported
from corsgate_audit.collect.template.links import belonging, linked, properties_of
from corsgate_audit.collect.template.policies import policy_value
from corsgate_audit.collect.template.rest_paths import Paths
from corsgate_audit.collect.template.stage_variables import stage_variables
from corsgate_audit.collect.template.undecided import decided_routes
from corsgate_audit.collect.template.validators import validation_of
from corsgate_audit.collect.template.values import without_links
from corsgate_audit.model import (
    Authorizer,
    Coverage,
    CoverageState,
    Deployment,
    FrontDoor,
    GatewayResponse,
    RestApi,
    Route,
    Unresolved,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from corsgate_audit.collect.openapi.definition import Definition
    from corsgate_audit.collect.template.stack import Resource
    from corsgate_audit.model import ResourcePolicy, Text, Texts

API = "AWS::ApiGateway::RestApi"
METHOD = "AWS::ApiGateway::Method"
AUTHORIZER = "AWS::ApiGateway::Authorizer"
GATEWAY_RESPONSE = "AWS::ApiGateway::GatewayResponse"
STAGE = "AWS::ApiGateway::Stage"
DEPLOYMENT = "AWS::ApiGateway::Deployment"
API_KEY = "AWS::ApiGateway::ApiKey"

_PARTS = frozenset({METHOD, GATEWAY_RESPONSE, STAGE, DEPLOYMENT})


def read_rest_apis(resources: Sequence[Resource]) -> Iterator[RestApi | Coverage]:
    """Read all REST APIs.

    Args:
        resources: resources of a template and those nested in it.

    Yields:
        Each API that could be read, and coverage of every API and of each part that is left out.
    """
    parts, strays = belonging(resources, kinds=_PARTS, naming="RestApiId", api_kind=API)
    yield from strays
    keys = tuple(_api_keys(resources))
    for api in resources:
        if api.type == API:
            names = domain_names(api, resources)
            for part in _read_api(api, parts.get(api, {}), keys):
                yield replace(part, domain_names=names) if isinstance(part, RestApi) else part


def _api_keys(resources: Sequence[Resource]) -> Iterator[str]:
    """Yield the values of the API keys that the template sets; of others nobody knows them yet.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-apikey.html
    """
    for resource in resources:
        value = properties_of(resource).get("Value") if resource.type == API_KEY else None
        plain = without_links(value)
        if isinstance(plain, str):
            yield plain


def _read_api(
    api: Resource, parts: Mapping[str, Sequence[Resource]], keys: tuple[str, ...]
) -> Iterator[RestApi | Coverage]:
    """Read one API."""
    properties = api.properties
    if isinstance(properties, Unresolved):
        yield api.covered(CoverageState.UNRESOLVED, properties.reason)
        return
    document = imported(api)
    if isinstance(document, str):
        yield api.covered(CoverageState.FAILED, document)
        return
    definition = define(document, FrontDoor.REST_API) if document else NOTHING
    routes: list[Route] = []
    responses: list[GatewayResponse] = []
    for part in (
        *definition.unread,
        *_routes(api, parts.get(METHOD, ()), definition.routes),
        *(_gateway_response(api, each) for each in parts.get(GATEWAY_RESPONSE, ())),
    ):
        if isinstance(part, Route):
            routes.append(part)
        elif isinstance(part, GatewayResponse):
            responses.append(part)
        else:
            yield part
    yield api.covered(CoverageState.SCANNED)
    yield RestApi(
        name=_name(properties.get("Name"), definition),
        stages=_stages(parts),
        stage_variables=stage_variables((*parts.get(DEPLOYMENT, ()), *parts.get(STAGE, ()))),
        binary_media_types=_binary_types(properties, definition),
        routes=in_order(routes),
        gateway_responses=_by_type(definition.gateway_responses, responses),
        deployments=tuple(
            Deployment(after=made_before(each), location=each.location)
            for each in parts.get(DEPLOYMENT, ())
        ),
        resource_policy=_resource_policy(properties, definition),
        api_keys=keys,
        location=api.location,
    )


def _by_type(
    of_document: Iterable[GatewayResponse], own: Iterable[GatewayResponse]
) -> tuple[GatewayResponse, ...]:
    """Sort gateway responses by type. Resources are made after the import, and replace its own."""
    found = {response.response_type: response for response in (*of_document, *own)}
    return tuple(found[kind] for kind in sorted(found))


def _name(value: object, definition: Definition) -> Text:
    """Read the name: the property's, else the document's."""
    return definition.name if value is None else shapes.text(without_links(value))


def _binary_types(properties: Mapping[str, object], definition: Definition) -> Texts:
    """Read the binary media types; the import adds those of the document."""
    own = shapes.texts(without_links(properties.get("BinaryMediaTypes")))
    of_document = definition.binary_media_types
    if isinstance(own, Unresolved) or isinstance(of_document, Unresolved):
        return own if isinstance(own, Unresolved) else of_document
    return tuple(dict.fromkeys((*own, *of_document)))


def _resource_policy(
    properties: Mapping[str, object], definition: Definition
) -> ResourcePolicy | Unresolved | None:
    """Read the resource policy: the property's, else the document's."""
    own = read_policy(policy_value(properties.get("Policy")))
    return definition.resource_policy if own is None else own


def _stages(parts: Mapping[str, Sequence[Resource]]) -> tuple[str, ...]:
    """Name the stages: the stage resources' own, and those that a deployment makes."""
    named = (*parts.get(STAGE, ()), *parts.get(DEPLOYMENT, ()))
    names = (properties_of(part).get("StageName") for part in named)
    return tuple(sorted({written(name) for name in names if name is not None}))


def _routes(
    api: Resource, methods: Sequence[Resource], of_document: Sequence[Route]
) -> Iterator[Route | Coverage]:
    """Read an API's methods. All methods of a path that cannot be resolved are left out."""
    paths = Paths(api)
    found = [(api, route) for route in of_document]
    for method in methods:
        properties = properties_of(method)
        path = paths.of(properties.get("ResourceId"))
        name = without_links(properties.get("HttpMethod"))
        if isinstance(path, Unresolved):
            reason = f"its path could not be resolved: {path.expression}: {path.reason}"
            yield method.covered(CoverageState.UNRESOLVED, reason)
        elif not isinstance(name, str):
            yield method.covered(CoverageState.UNRESOLVED, "its HttpMethod could not be resolved")
            paths.leave_out(path)
        else:
            found.append((method, _route(method, path, name)))
    for method, route in found:
        if paths.is_left_out(route.path):
            reason = f"another method of {route.path!r} could not be resolved"
            yield method.covered(CoverageState.UNRESOLVED, reason)
    known = [(method, route) for method, route in found if not paths.is_left_out(route.path)]
    yield from decided_routes(api, known)


def _route(method: Resource, path: str, name: str) -> Route:
    """Read one method."""
    properties = properties_of(method)
    integration = properties.get("Integration")
    uri = integration.get("Uri") if isinstance(integration, dict) else None
    route = rest.read_route(
        method_shape(properties),
        path=path,
        method=name,
        authorizer=_authorizer(properties.get("AuthorizerId")),
        function_policy=policy_behind(uri),
        validation=validation_of(properties),
        location=method.location,
    )
    return replace(route, integration=with_code(route.integration, uri))


def _authorizer(value: object) -> Authorizer | None:
    """Follow a method's authorizer."""
    if value is None:
        return None
    resource = linked(value, AUTHORIZER)
    if resource is not None:
        properties = properties_of(resource)
        made = rest.read_authorizer(settings(properties))
        return replace(made, function=settings_behind(properties.get("AuthorizerUri")))
    unknown = without_links(value)
    if not isinstance(unknown, Unresolved):
        unknown = Unresolved(str(unknown), "the authorizer is not part of the template")
    return Authorizer(name=unknown, type=unknown, identity_headers=unknown)


def _gateway_response(api: Resource, resource: Resource) -> GatewayResponse | Coverage:
    """Read one gateway response; its settings are unresolved where its condition is."""
    properties = properties_of(resource)
    kind = without_links(properties.get("ResponseType"))
    if not isinstance(kind, str):
        return resource.covered(CoverageState.UNRESOLVED, "its ResponseType could not be resolved")
    why = resource.exists
    if isinstance(why, Unresolved) and not resource.shares_condition(api):
        return GatewayResponse(
            response_type=kind, status_code=why, headers=why, location=resource.location
        )
    return rest.read_gateway_response(settings(properties), resource.location)
