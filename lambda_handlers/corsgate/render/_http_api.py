"""The CORS settings of an HTTP API."""

from __future__ import annotations

from ._errors import RenderError, check_policy
from ._settings import pattern_problems, settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from corsgate.policy import CorsPolicy

_TARGET = "HTTP API"


def http_api(policy: CorsPolicy) -> dict[str, Any]:
    """Render the ``CorsConfiguration`` of an ``AWS::ApiGatewayV2::Api``.

    With it an HTTP API answers preflights by itself and ignores the CORS headers of its functions.
    It is one for the whole API: the methods of a preflight's answer are the policy's, not those of
    the route.

    Args:
        policy: policy of the API.

    Returns:
        The settings in CloudFormation's names; never empty, since an empty one blocks every page.

    Raises:
        RenderError: the policy has patterns. ``https://*``, the one that HTTP APIs know, would let
            every site in.

    Example:
        >>> from corsgate import CorsPolicy
        >>> from corsgate.render import http_api
        >>> http_api(CorsPolicy(allow_origins=["https://app.example.com"], max_age=0))
        {'AllowOrigins': ['https://app.example.com'], 'MaxAge': 0}

    Source:
        https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
        https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-apigatewayv2-api-cors.html
    """
    check_policy(policy)
    problems = pattern_problems(
        policy, "an HTTP API", "let the functions answer with cors_in='handler'"
    )
    if problems:
        raise RenderError(_TARGET, problems)
    return settings(policy, policy.allow_methods)
