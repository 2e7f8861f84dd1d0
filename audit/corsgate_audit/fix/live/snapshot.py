"""All of one API as AWS answers it: saved before a change, and looked at to plan one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.model import FrontDoor

if TYPE_CHECKING:
    from corsgate_audit.collect.live.account import Account
    from corsgate_audit.model import Api

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


def api_key(api: Api) -> str:
    """Return ``service/id`` of an API that was read from an account."""
    arn = str(api.location.arn)
    if api.front_door is FrontDoor.FUNCTION_URL:
        return f"{api.front_door}/{arn}"
    return f"{api.front_door}/{arn.rsplit('/', 1)[-1]}"


def take(account: Account, api: Api) -> Snapshot:
    """Read all of an API.

    Args:
        account: whose it is.
        api: as the audit read it.

    Raises:
        ClientError: a part of it cannot be read.
    """
    key = api_key(api).partition("/")[2]
    if api.front_door is FrontDoor.REST_API:
        return _rest(account, key)
    if api.front_door is FrontDoor.HTTP_API:
        return {
            "api": _plain(account.apigatewayv2.get_api(ApiId=key)),
            "stages": account.apigatewayv2.get_stages(ApiId=key)["Items"],
        }
    return _function_url(account, key)


def _rest(account: Account, api_id: str) -> Snapshot:
    client = account.apigateway
    snapshot: Snapshot = {"api": _plain(client.get_rest_api(restApiId=api_id))}
    for name, (operation, more) in _PAGES.items():
        paginator = client.get_paginator(operation)  # type: ignore[call-overload]
        pages = paginator.paginate(restApiId=api_id, PaginationConfig={"PageSize": 500}, **more)
        snapshot[name] = [item for page in pages for item in page.get("items", [])]
    return snapshot


def _function_url(account: Account, arn: str) -> Snapshot:
    """Read a function URL; tags are the function's, never an alias's."""
    function, _, qualifier = _split(arn)
    address = function_address(arn)
    return {
        "url": _plain(account.lambda_.get_function_url_config(**address)),
        "tags": account.lambda_.list_tags(Resource=function).get("Tags", {}),
        "qualifier": qualifier,
    }


def function_address(arn: str) -> dict[str, str]:
    """Return the parameters that name a function URL.

    Args:
        arn: of the function, with an alias at its end or without.
    """
    function, _, qualifier = _split(arn)
    return {"FunctionName": function, **({"Qualifier": qualifier} if qualifier else {})}


def _split(arn: str) -> tuple[str, str, str]:
    head, mark, rest = arn.partition(":function:")
    name, colon, qualifier = rest.partition(":")
    return f"{head}{mark}{name}", colon, qualifier


def stack_of(snapshot: Snapshot) -> str | None:
    """Return the CloudFormation stack that an API belongs to; None for none.

    Args:
        snapshot: of the API.
    """
    api = snapshot.get("api", {})
    tags = snapshot.get("tags") or api.get("tags") or api.get("Tags") or {}
    stack = tags.get(STACK_TAG)
    return None if stack is None else str(stack)


def _plain(answer: Any) -> Snapshot:  # noqa: ANN401 - an answer of boto3
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}
