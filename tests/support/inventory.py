"""All that an account holds of what corsgate deploys, so that two moments can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from support.aws import EmulatedAccount

Inventory = dict[str, Any]


def inventory(account: EmulatedAccount) -> Inventory:
    """Return everything in an account, ids included: equal inventories mean that nothing changed.

    Example:
        >>> before = inventory(account)  # doctest: +SKIP
    """
    return {
        "rest_apis": _rest_apis(account.client("apigateway")),
        "http_apis": _http_apis(account.client("apigatewayv2")),
        "functions": _functions(account.client("lambda")),
        "distributions": _distributions(account.client("cloudfront")),
        "layers": _items(account.client("lambda"), "list_layers", "Layers"),
        "tables": _items(account.client("dynamodb"), "list_tables", "TableNames"),
        "roles": _items(account.client("iam"), "list_roles", "Roles"),
        "log_groups": _items(account.client("logs"), "describe_log_groups", "logGroups"),
    }


def _rest_apis(client: Any) -> list[Inventory]:  # noqa: ANN401 (boto3's clients have no class)
    return [
        {
            **api,
            "resources": _items(
                client, "get_resources", "items", restApiId=api["id"], embed=["methods"]
            ),
            "gateway_responses": client.get_gateway_responses(restApiId=api["id"])["items"],
            "stages": client.get_stages(restApiId=api["id"])["item"],
            "deployments": _items(client, "get_deployments", "items", restApiId=api["id"]),
            "authorizers": _items(client, "get_authorizers", "items", restApiId=api["id"]),
        }
        for api in _items(client, "get_rest_apis", "items")
    ]


def _http_apis(client: Any) -> list[Inventory]:  # noqa: ANN401
    actions = ("get_routes", "get_integrations", "get_stages", "get_authorizers")
    return [
        {**api, **{a: getattr(client, a)(ApiId=api["ApiId"])["Items"] for a in actions}}
        for api in client.get_apis()["Items"]
    ]


def _distributions(client: Any) -> list[Inventory]:  # noqa: ANN401
    return list(client.list_distributions()["DistributionList"].get("Items", []))


def _functions(client: Any) -> list[Inventory]:  # noqa: ANN401
    urls = "list_function_url_configs"
    return [
        {**f, "urls": _items(client, urls, "FunctionUrlConfigs", FunctionName=f["FunctionName"])}
        for f in _items(client, "list_functions", "Functions")
    ]


def _items(client: Any, action: str, key: str, **arguments: object) -> list[Inventory]:  # noqa: ANN401
    pages = client.get_paginator(action).paginate(**arguments)
    return [item for page in pages for item in page[key]]
