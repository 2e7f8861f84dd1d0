"""All of one API as AWS answers it: saved before a change, and looked at to plan one."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from corsgate_audit.model import FrontDoor, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corsgate_audit.fix.live.values import Clients
    from corsgate_audit.model import Door

Snapshot = dict[str, Any]
_PAGES = {
    "resources": ("get_resources", {"embed": ["methods"]}),
    "authorizers": ("get_authorizers", {}),
    "validators": ("get_request_validators", {}),
    "gateway_responses": ("get_gateway_responses", {}),
}
STACK_TAG = "aws:cloudformation:stack-name"
"""CloudFormation tags what it makes, the CDK's stacks included.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-tag.html
"""


_STACK_ID_TAG = "aws:cloudformation:stack-id"
_REGION_AT = 3


def api_key(api: Target) -> str:
    """Return ``service/id`` of an API that was read from an account."""
    arn = str(api.location.arn)
    if api.front_door is FrontDoor.FUNCTION_URL:
        return f"{api.front_door}/{arn}"
    return f"{api.front_door}/{arn.rsplit('/', 1)[-1]}"


def take(account: Clients, api: Door) -> Snapshot:
    """Read all of an API.

    Args:
        account: clients of the account and region that the API is in.
        api: front door as the audit read it.

    Raises:
        ClientError: a part of it cannot be read.
    """
    return _TAKERS[api.front_door](account, api_key(api).partition("/")[2])


def _http(account: Clients, api_id: str) -> Snapshot:
    client = account.client("apigatewayv2")
    return {
        "api": _plain(client.get_api(ApiId=api_id)),
        "stages": client.get_stages(ApiId=api_id)["Items"],
    }


def _distribution(account: Clients, key: str) -> Snapshot:
    client = account.client("cloudfront")
    distribution = client.get_distribution(Id=key)["Distribution"]
    tags = client.list_tags_for_resource(Resource=distribution["ARN"])["Tags"].get("Items", [])
    return {
        "config": distribution["DistributionConfig"],
        "tags": {each["Key"]: each.get("Value", "") for each in tags},
    }


def _rest(account: Clients, api_id: str) -> Snapshot:
    client = account.client("apigateway")
    snapshot: Snapshot = {"api": _plain(client.get_rest_api(restApiId=api_id))}
    for name, (operation, more) in _PAGES.items():
        paginator = client.get_paginator(operation)
        pages = paginator.paginate(restApiId=api_id, PaginationConfig={"PageSize": 500}, **more)
        snapshot[name] = [item for page in pages for item in page.get("items", [])]
    return snapshot


def _function_url(account: Clients, arn: str) -> Snapshot:
    """Read a function URL; tags are the function's, never an alias's."""
    function, _, qualifier = _split(arn)
    address, client = function_address(arn), account.client("lambda")
    return {
        "url": _plain(client.get_function_url_config(**address)),
        "tags": client.list_tags(Resource=function).get("Tags", {}),
        "qualifier": qualifier,
    }


def function_address(arn: str) -> dict[str, str]:
    """Return the parameters that name a function URL.

    Args:
        arn: ARN of the function, with an alias at its end or without.
    """
    function, _, qualifier = _split(arn)
    return {"FunctionName": function, **({"Qualifier": qualifier} if qualifier else {})}


def _split(arn: str) -> tuple[str, str, str]:
    head, mark, rest = arn.partition(":function:")
    name, colon, qualifier = rest.partition(":")
    return f"{head}{mark}{name}", colon, qualifier


@dataclass(frozen=True, slots=True)
class Stack:
    """The stack of CloudFormation that makes an API.

    Args:
        region: region that the stack is in, such as ``eu-central-1``; None where the tags do not
            say.
    """

    name: str
    region: str | None = None


def stack_of(snapshot: Snapshot) -> Stack | None:
    """Return the CloudFormation stack that an API belongs to; None for none.

    Args:
        snapshot: all of the API as AWS answers it, its tags included.
    """
    api = snapshot.get("api", {})
    tags = snapshot.get("tags") or api.get("tags") or api.get("Tags") or {}
    name = tags.get(STACK_TAG)
    if name is None:
        return None
    # arn:aws:cloudformation:eu-central-1:123456789012:stack/name/uuid
    parts = str(tags.get(_STACK_ID_TAG, "")).split(":")
    return Stack(str(name), parts[3] if len(parts) > _REGION_AT else None)


_TAKERS: Mapping[FrontDoor, Callable[[Clients, str], Snapshot]] = MappingProxyType(
    {
        FrontDoor.REST_API: _rest,
        FrontDoor.HTTP_API: _http,
        FrontDoor.FUNCTION_URL: _function_url,
        FrontDoor.CLOUDFRONT: _distribution,
    }
)


def _plain(answer: Any) -> Snapshot:  # noqa: ANN401 - an answer of boto3
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}
