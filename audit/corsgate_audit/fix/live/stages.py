"""The deployments at the end of a plan: a REST API serves nothing that is not deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from corsgate_audit.collect.live.errors import one_line
from corsgate_audit.fix.live import stage
from corsgate_audit.fix.live.items import ITEMS
from corsgate_audit.fix.live.snapshot import api_key
from corsgate_audit.fix.live.unfinished import differences
from corsgate_audit.fix.live.values import Change
from corsgate_audit.judging.judged import api_name
from corsgate_audit.model import Distribution, FixSafety, HttpApi, RestApi

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corsgate_audit.fix.live.snapshot import Snapshot
    from corsgate_audit.fix.live.values import Choices, Clients
    from corsgate_audit.model import Door

MARK = "corsgate fix {}"
_SHOWN = 20
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HowToUpdateDistribution.html
_SPREADING = "CloudFront takes some minutes to bring a change to all its locations"


def stage_changes(
    api: Door,
    snapshot: Snapshot,
    account: Clients,
    changes: Sequence[Change],
    choices: Choices,
) -> tuple[list[Change], list[str]]:
    """Return the deployments that make changes take effect, and what is to be said about them.

    Args:
        api: front door that is changed.
        snapshot: all of the API as AWS answers it, before the changes.
        account: clients of the account and region that the API is in.
        changes: changes that are made; without any, nothing is deployed.
        choices: decisions of the API's owner, the stages to deploy among them.
    """
    if not changes:
        return [], []
    if isinstance(api, HttpApi):
        return [], list(_http_notes(snapshot))
    if isinstance(api, Distribution):
        return [], [_SPREADING]
    if not isinstance(api, RestApi):
        return [], []
    named = [name for name in api.stages if name in choices.stages]
    notes = list(_rest_notes(api, named, choices))
    return [_deployment(api, snapshot, account, name, choices) for name in named], notes


def _rest_notes(api: RestApi, named: Sequence[str], choices: Choices) -> Iterator[str]:
    for name in choices.stages:
        if name not in api.stages:
            yield f"it has no stage {name!r}"
    other = [name for name in api.stages if name not in named]
    if other:
        stages = ", ".join(map(repr, other))
        yield f"not deployed to {stages}: name a stage with --stage to have it serve the changes"


def _http_notes(snapshot: Snapshot) -> Iterator[str]:
    """Say which stages of an HTTP API go on serving what they do.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
    """
    for each in snapshot["stages"]:
        if not each.get("AutoDeploy"):
            yield (
                f"the stage {each['StageName']!r} does not deploy by itself: the change is served "
                "after aws apigatewayv2 create-deployment"
            )


def _deployment(
    api: Door, snapshot: Snapshot, account: Clients, name: str, choices: Choices
) -> Change:
    key = api_key(api).partition("/")[2]
    address = {
        "restApiId": key,
        "stageName": name,
        "mark": MARK.format(choices.run_id),
    }
    reasons = tuple(_reasons(account, snapshot, key, name))
    return Change(
        kind=stage.KIND,
        account=account.id,
        region=account.region,
        address=address,
        label=f"stage {name!r} of {api_name(api)!r} ({key})",
        before=ITEMS[stage.KIND].read(account, address),
        after={"deployment": stage.MADE, "made": True},
        safety=FixSafety.UNSAFE if reasons else FixSafety.SAFE,
        reasons=reasons,
        api=api_key(api),
    )


def _reasons(account: Clients, snapshot: Snapshot, key: str, name: str) -> Iterator[str]:
    """Say what a deployment would ship beside the plan's changes.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
    """
    if account.client("apigateway").get_stage(restApiId=key, stageName=name).get("canarySettings"):
        yield "the stage has a canary, whose traffic would go on to what it serves now"
    try:
        found = differences(account, snapshot, key, name)
    except (ClientError, BotoCoreError, ValueError) as error:
        yield f"what the stage serves cannot be compared with the API: {one_line(error)}"
        return
    if found:
        more = f" … and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        yield (
            "the API has edits that were never deployed to this stage, and a deployment would ship "
            f"them: {'; '.join(found[:_SHOWN])}{more}"
        )
