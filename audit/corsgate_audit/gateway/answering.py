"""What a front door answers to one request."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from corsgate_audit.gateway.behind import AS_READ
from corsgate_audit.gateway.cloudfront import answer_cloudfront
from corsgate_audit.gateway.function_url import answer_function_url
from corsgate_audit.gateway.http_api import answer_http_api
from corsgate_audit.gateway.rest import answer_rest
from corsgate_audit.model import Distribution, FunctionUrl, HttpApi, RestApi

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.gateway.behind import Behind
    from corsgate_audit.gateway.values import Answer
    from corsgate_audit.model import Door


def answer(api: Door, request: HttpRequest, behind: Behind = AS_READ) -> Answer:
    """Return what a front door answers to one request, as far as the model can know.

    Args:
        api: API that the request reaches.
        request: request as it is sent. On API Gateway's own domain its path begins with the stage.
        behind: authorizers and backends that the front door asks; by default what was read of
            them.

    Example:
        >>> answer(api, HttpRequest("GET", "https://api.example.com/nowhere")).response.status
        403
    """
    match api:
        case RestApi():
            return answer_rest(api, request, behind)
        case HttpApi():
            return answer_http_api(api, request, behind)
        case FunctionUrl():
            return answer_function_url(api, request, behind)
        case Distribution():
            return answer_cloudfront(api, request, partial(answer, behind=behind))
