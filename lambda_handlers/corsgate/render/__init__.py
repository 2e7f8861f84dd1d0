"""A policy as the settings of each front door: plain values in CloudFormation's property names.

`import corsgate` does not load this package: a function never needs it. The constructs and the
audit's fixes share it, so that one policy has one rendering.
"""

from __future__ import annotations

from ._errors import RenderError
from ._function_url import function_url
from ._gateway_responses import FIRST, REFLECT, gateway_responses
from ._http_api import http_api
from ._integration_response import integration_response
from ._mock_preflight import mock_preflight
from ._openapi import inject_cors, openapi_preflight
from ._velocity import origin_expression

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._gateway_responses import ErrorOrigin as ErrorOrigin  # for annotations only

__all__ = [
    "FIRST",
    "REFLECT",
    "RenderError",
    "function_url",
    "gateway_responses",
    "http_api",
    "inject_cors",
    "integration_response",
    "mock_preflight",
    "openapi_preflight",
    "origin_expression",
]
