"""``get_authorizers`` of an HTTP API, which moto does not implement.

https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html
"""

from __future__ import annotations

import json
from typing import Any

from moto.apigatewayv2.responses import ApiGatewayV2Response


def install() -> None:
    """Add the action; moto has its path already."""
    ApiGatewayV2Response.get_authorizers = _get_authorizers


def _get_authorizers(self: Any) -> str:  # noqa: ANN401 (moto is read without its types)
    api = self.apigatewayv2_backend.get_api(self.path.rstrip("/").split("/")[-2])
    return json.dumps({"items": [a.to_json() for a in api.authorizers.values()]})
