"""``list_function_url_configs``, which moto does not implement.

https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionUrlConfigs.html
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from moto.awslambda.responses import LambdaResponse
from moto.awslambda.urls import url_paths

_PATH = r"{0}/(?P<api_version>[^/]+)/functions/(?P<function_name>[\w_:%-]+)/urls/?$"


def install() -> None:
    """Add the action and its path."""
    LambdaResponse.list_function_url_configs = _list_function_url_configs
    url_paths[_PATH] = LambdaResponse.dispatch


def _list_function_url_configs(self: Any) -> str:  # noqa: ANN401 (moto is read without its types)
    """Return the URLs of a function: one at most, since moto has none for an alias."""
    function = self.backend.get_function(unquote(self.path.rstrip("/").split("/")[-2]))
    urls = [function.url_config.to_dict()] if function.url_config else []
    return json.dumps({"FunctionUrlConfigs": urls})
