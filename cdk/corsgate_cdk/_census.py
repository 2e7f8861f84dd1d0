"""What an app has beside an API: read once, for all APIs of the app."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from aws_cdk import Stack, Stage
from aws_cdk.aws_apigateway import (
    CfnDeployment,
    CfnGatewayResponse,
    CfnMethod,
    CfnResource,
    CfnStage,
    Deployment,
    Method,
)
from aws_cdk.aws_apigatewayv2 import CfnDeployment as CfnHttpDeployment
from aws_cdk.aws_apigatewayv2 import CfnIntegration, CfnRoute
from aws_cdk.aws_lambda import CfnPermission

from ._http_parts import HttpIntegrationPart, HttpRoutePart
from ._route import Route
from ._same_values import SameValues

if TYPE_CHECKING:
    from collections.abc import Iterator

    from constructs import IConstruct


@dataclass(slots=True)
class RestParts:
    """What belongs to one REST API, wherever in the app it is.

    Args:
        routes: its methods.
        deployments: its deployments, each with the CDK's construct around it, if there is one.
        responses: its customised error responses.
        stages: its stages.
        resources: its resources.
    """

    routes: list[Route] = field(default_factory=list)
    deployments: list[tuple[CfnDeployment, Deployment | None]] = field(default_factory=list)
    responses: list[CfnGatewayResponse] = field(default_factory=list)
    stages: list[CfnStage] = field(default_factory=list)
    resources: list[CfnResource] = field(default_factory=list)


@dataclass(slots=True)
class HttpParts:
    """What belongs to one HTTP API, wherever in the app it is.

    Args:
        routes: its routes.
        integrations: its integrations.
        deployments: its deployments, which stages without ``auto_deploy`` have.
    """

    routes: list[HttpRoutePart] = field(default_factory=list)
    integrations: list[HttpIntegrationPart] = field(default_factory=list)
    deployments: list[CfnHttpDeployment] = field(default_factory=list)


class Census:
    """All constructs of an app, or of a stage of one, as they were when it was taken.

    Each property of a construct that is asked for alone is a trip to JavaScript and back, so that
    an app is gone through once, and not once for each of its APIs.

    Args:
        root: the app, or the stage that its APIs are in.

    Attributes:
        nodes: parents before their children.
        taken: the resources of APIs that nobody in the app defines, each with the construct that
            has written its preflight, for those who come later.
    """

    def __init__(self, root: IConstruct) -> None:
        self.nodes: list[IConstruct] = list(root.node.find_all())
        self.taken: dict[tuple[str, str], str] = {}
        self.asked: set[str] = set()
        self._stacks = [node for node in self.nodes if isinstance(node, Stack)]

    @property
    def has_stacks(self) -> bool:
        """Whether there is more than one stack, so that an API can be spread over them."""
        return len(self._stacks) > 1

    def home(self, node: IConstruct) -> Stack:
        """Return the stack whose template has a construct: a nested one, where it is in that."""
        if self.has_stacks and node in self._homes:
            return self._homes[node]
        return Stack.of(node)

    @cached_property
    def _homes(self) -> dict[IConstruct, Stack]:
        # Outer stacks come first, and what is in a nested stack is then overwritten.
        return {node: stack for stack in self._stacks for node in stack.node.find_all()}

    @cached_property
    def same_values(self) -> SameValues:
        """What in this app is another name for the same id."""
        return SameValues(self)

    def canonical(self, value: str, scope: IConstruct) -> str:
        """Return the value that an id stands for, where it comes from another stack of this app.

        Args:
            value: id of an API or of a resource.
            scope: construct that has it.
        """
        return self.same_values.of(value, scope) if self.has_stacks else value

    def rest(self, rest_api_id: str) -> RestParts:
        """Return what belongs to a REST API."""
        return self._rest.get(rest_api_id) or RestParts()

    def http(self, api_id: str) -> HttpParts:
        """Return what belongs to an HTTP API."""
        return self._http.get(api_id) or HttpParts()

    @cached_property
    def _rest(self) -> dict[str, RestParts]:
        found: dict[str, RestParts] = defaultdict(RestParts)
        for route in self._routes():
            key = self.canonical(route.properties["restApiId"], route.settings)
            found[key].routes.append(route)
        deployment: Deployment | None = None
        for node in self.nodes:
            if isinstance(node, Deployment):
                deployment = node
            elif isinstance(node, CfnDeployment):
                # All between a deployment and its resource is inside the deployment.
                found[self._api_of(node)].deployments.append((node, deployment))
                deployment = None
            elif isinstance(node, CfnGatewayResponse):
                found[self._api_of(node)].responses.append(node)
            elif isinstance(node, CfnStage):
                found[self._api_of(node)].stages.append(node)
        return dict(found)

    def resources_of(self, rest_api_id: str) -> Iterator[CfnResource]:
        """Yield the resources of a REST API that are constructs of their own."""
        for node in self.nodes:
            if isinstance(node, CfnResource) and self._api_of(node) == rest_api_id:
                yield node

    def _api_of(self, node: CfnDeployment | CfnGatewayResponse | CfnStage | CfnResource) -> str:
        return self.canonical(node.rest_api_id, node)

    def _routes(self) -> Iterator[Route]:
        method: Method | None = None
        permissions: list[CfnPermission] = []
        for node in self.nodes:
            if isinstance(node, Method):
                method, permissions = node, []
            elif method is not None and isinstance(node, CfnPermission):
                permissions.append(node)
            elif isinstance(node, CfnMethod):
                # All between a method and its resource is inside the method.
                properties = node._cfn_properties  # noqa: SLF001 - protected, and the only way to all
                http_method = properties["httpMethod"].upper()
                yield Route(http_method, method, node, properties, tuple(permissions))
                method, permissions = None, []

    @cached_property
    def _http(self) -> dict[str, HttpParts]:
        found: dict[str, HttpParts] = defaultdict(HttpParts)
        for node in self.nodes:
            if isinstance(node, CfnRoute):
                route = HttpRoutePart(node, node._cfn_properties)  # noqa: SLF001 - as above
                found[self.canonical(route.properties["apiId"], node)].routes.append(route)
            elif isinstance(node, CfnIntegration):
                part = HttpIntegrationPart(node, node._cfn_properties)  # noqa: SLF001 - as above
                found[self.canonical(part.properties["apiId"], node)].integrations.append(part)
            elif isinstance(node, CfnHttpDeployment):
                found[self.canonical(node.api_id, node)].deployments.append(node)
        return dict(found)


_TAKEN: WeakKeyDictionary[IConstruct, Census] = WeakKeyDictionary()


def census_for(asker: IConstruct) -> Census:
    """Return the census of the app that a construct is in.

    One that the construct has had already is out of date, because each asks once in a synthesis.
    Where Python's half of the app is gone, there is no other cost than a census of its own.

    Args:
        asker: construct that asks.
    """
    root = Stage.of(asker)
    assert root is not None  # noqa: S101 - an aspect is called by the synthesis of one
    path = asker.node.path
    census = _TAKEN.get(root)
    if census is None or path in census.asked:
        census = Census(root)
        _TAKEN[root] = census
    census.asked.add(path)
    return census
