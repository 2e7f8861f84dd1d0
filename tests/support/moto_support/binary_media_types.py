"""Binary media types of a REST API that is made or changed through the API.

moto drops them when an API is created, and takes the value of a patch operation for the type,
where AWS has the type in the operation's path, ``/`` written as ``~1``.
https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html
"""

from __future__ import annotations

import json
from typing import Any

from moto.apigateway.models import RestAPI
from moto.apigateway.responses import APIGatewayResponse

_PATH = "/binaryMediaTypes/"
_plain_create = APIGatewayResponse.create_rest_api
_plain_patch = RestAPI.apply_patch_operations


def install() -> None:
    """Replace what creates an API, and what applies a patch to one."""
    APIGatewayResponse.create_rest_api = _create
    RestAPI.apply_patch_operations = _patch


def _create(self: Any) -> tuple[int, dict[str, str], str]:  # noqa: ANN401 (moto is read untyped)
    status, headers, body = _plain_create(self)
    types = self._get_param("binaryMediaTypes")
    if not types:
        return status, headers, body
    api = self.backend.get_rest_api(json.loads(body)["id"])
    api.binaryMediaTypes = types
    return status, headers, json.dumps(api.to_dict())


def _patch(self: Any, operations: list[dict[str, str]]) -> None:  # noqa: ANN401
    for operation in operations:
        if not operation["path"].startswith(_PATH):
            _plain_patch(self, [operation])
            continue
        kind = operation["path"].removeprefix(_PATH).replace("~1", "/")
        kept = [known for known in self.binaryMediaTypes if known != kind]
        self.binaryMediaTypes = kept if operation["op"] == "remove" else [*kept, kind]
