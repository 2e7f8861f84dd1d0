"""The deployments of a REST API: each waits for what it ships, and changes when that does."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from aws_cdk import Annotations

from ._cycles import outer_stacks
from ._token_origins import resolved_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aws_cdk import Stack
    from aws_cdk.aws_apigateway import CfnDeployment, Deployment
    from aws_cdk.aws_apigatewayv2 import CfnDeployment as CfnHttpDeployment
    from constructs import IConstruct, IDependable

    from ._census import Census

_NEVER_DEPLOYED = "corsgate:never-deployed"


class Deployments:
    """Keeps the deployments of one API up to date, in every synthesis of the app.

    A deployment is a snapshot: what is added to the API later, and what changes, is live with the
    next one only.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
    """

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def update(
        self,
        deployments: Iterable[tuple[CfnDeployment | CfnHttpDeployment, Deployment | None]],
        shipped: Sequence[IConstruct],
        text: str,
        census: Census,
    ) -> None:
        """Let each deployment wait for what is in its own stack, and make it new on a change.

        Also for what is in a stack around a nested one, which its own template waits for. Never for
        what is in another stack: that would order the stacks, which may need each other the other
        way round.

        Args:
            deployments: deployments of the API.
            shipped: constructs that belong into each.
            text: text that changes whenever what the gateway answers itself does.
            census: the app.
        """
        for settings, around in deployments:
            waited_for = shipped
            if census.has_stacks:
                home = census.home(settings)
                around_it = [home, *outer_stacks(home)]
                waited_for = [each for each in shipped if census.home(each) in around_it]
            waiting = settings if around is None else around
            if waited_for:
                waiting.node.add_dependency(*_dependables(waited_for))
            self._renew(settings, around, text)

    def _renew(
        self, settings: CfnDeployment | CfnHttpDeployment, around: Deployment | None, text: str
    ) -> None:
        path = settings.node.path
        if self._texts.get(path) == text:
            return
        self._texts[path] = text
        # Resolved here and now: later, a value of another stack has become an import.
        text = json.dumps(resolved_text(text, settings), sort_keys=True)
        if around is not None:
            around.add_to_logical_id(text)
            return
        # A bare CloudFormation resource keeps its logical id for good, and its snapshot with it.
        name = self._names.setdefault(path, settings.logical_id)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        settings.override_logical_id(f"{settings.stack.resolve(name)}{digest}")


def _dependables(constructs: Sequence[IConstruct]) -> Sequence[IDependable]:
    return constructs  # each construct is one, which its interface does not say


def warn_of_undeployed(
    api: IConstruct,
    deployments: Iterable[tuple[CfnDeployment, Deployment | None]],
    preflights: Iterable[IConstruct],
    census: Census,
) -> None:
    """Warn of stacks whose routes no deployment of this app ships.

    Args:
        api: API that the warning is on.
        deployments: deployments of the API; where there are none, something else deploys it.
        preflights: preflights of the API.
        census: the app.
    """
    found = list(deployments)
    if not census.has_stacks or not found:
        return
    added_to = {census.home(each) for each in preflights}
    shipping = {census.home(settings) for settings, _ in found}
    for stack in sorted(added_to - shipping, key=lambda each: str(each.node.path)):
        if not any(_waits(*each, stack, census) for each in found):
            Annotations.of(api).add_warning_v2(
                _NEVER_DEPLOYED,
                f"{api.node.path}: the routes and preflights in the stack {stack.node.path!r} are "
                "not live until the API is deployed after them, and no deployment in this app "
                "waits for them; put an aws_apigateway.Deployment into that stack, or into one "
                "that depends on it",
            )


def _waits(
    settings: CfnDeployment, around: Deployment | None, stack: Stack, census: Census
) -> bool:
    home = census.home(settings)
    if stack in [*home.dependencies, *outer_stacks(home)]:
        return True
    waited_for = (settings if around is None else around).node.dependencies
    return any(census.home(each) is stack for each in waited_for)
