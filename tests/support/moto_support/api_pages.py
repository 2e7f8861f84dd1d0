"""``get_resources`` and ``get_rest_apis`` in pages, and methods only for those who ask for them.

moto returns everything at once, methods included, so that a caller who forgets to page or to
embed the methods never finds out.
https://docs.aws.amazon.com/apigateway/latest/api/API_GetResources.html
"""

from __future__ import annotations

import json
from typing import Any

from moto.apigateway.responses import APIGatewayResponse

_DEFAULT_LIMIT = 25
_MAX_LIMIT = 500


def install() -> None:
    """Replace the three actions that read resources and APIs."""
    APIGatewayResponse.get_resources = _get_resources
    APIGatewayResponse.get_resource = _get_resource
    APIGatewayResponse.get_rest_apis = _get_rest_apis


def _get_resources(self: Any) -> str:  # noqa: ANN401 (moto is read without its types)
    resources = self.backend.get_resources(self.path.split("/")[2])
    return _page([_described(r, self.querystring) for r in resources], self.querystring)


def _get_resource(self: Any) -> str:  # noqa: ANN401
    _, _, api_id, _, resource_id = self.path.rstrip("/").split("/")
    resource = self.backend.get_resource(api_id, resource_id)
    return json.dumps(_described(resource, self.querystring))


def _get_rest_apis(self: Any) -> str:  # noqa: ANN401
    return _page([api.to_dict() for api in self.backend.list_apis()], self.querystring)


def _described(resource: Any, query: dict[str, list[str]]) -> dict[str, Any]:  # noqa: ANN401
    """Return a resource as the API does: the names of its methods, whole ones if embedded."""
    described: dict[str, Any] = resource.to_dict()
    if "resourceMethods" in described and "methods" not in query.get("embed", []):
        described["resourceMethods"] = {name: {} for name in described["resourceMethods"]}
    return described


def _page(items: list[dict[str, Any]], query: dict[str, list[str]]) -> str:
    """Return one page, with the position of the next where there is one."""
    limit = min(int(query.get("limit", [str(_DEFAULT_LIMIT)])[0]), _MAX_LIMIT)
    start = int(query.get("position", ["0"])[0])
    page: dict[str, Any] = {"item": items[start : start + limit]}
    if start + limit < len(items):
        page["position"] = str(start + limit)
    return json.dumps(page)
