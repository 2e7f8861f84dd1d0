"""A preflight that a REST API answers by itself.

Not verified on AWS: those that begin with `rendered-`; see `docs/aws/statements.md`.
"""

from __future__ import annotations

from corsgate.names import ALLOW_ORIGIN, OPTIONS, WILDCARD

from ._errors import check_policy
from ._mappings import static_headers
from ._velocity import allow_origin_template

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from corsgate.policy import CorsPolicy

_STATUS = "204"
_JSON = "application/json"
_TEXT = "CONVERT_TO_TEXT"


def mock_preflight(
    policy: CorsPolicy, *, methods: Iterable[str] | None = None, headers: Iterable[str] = ()
) -> dict[str, Any]:
    """Render the OPTIONS method of one resource of a REST API.

    Args:
        policy: policy of the resource.
        methods: names of the methods that the resource has, in upper case; None for those of the
            policy.
        headers: names of the request headers that authorizers and API keys of the resource need.

    Returns:
        The properties of an ``AWS::ApiGateway::Method``, but for the API and the resource. The
        answer is always 204; for an origin that is not allowed it lacks
        ``Access-Control-Allow-Origin``.

    A MOCK integration costs no function, no permission and no wait. Each setting closes a way in
    which such a method answers 500, 401 or 415 instead:

    * ``{"statusCode": 204}`` is valid JSON and equal to the status of the response;
    * ``CONVERT_TO_TEXT`` on both sides, because with ``*/*`` among the binary media types the
      templates would be fed bytes, and the answer be 500;
    * ``NEVER``: without a template there is no status, and passing the request on is a 500;
    * no authorization, no API key, no validator: a preflight never carries credentials,
      https://fetch.spec.whatwg.org/#cors-preflight-fetch

    Example:
        >>> from corsgate import CorsPolicy
        >>> from corsgate.render import mock_preflight
        >>> policy = CorsPolicy(allow_origins=["*"], allow_methods=["GET", "PUT"])
        >>> method = mock_preflight(policy, methods=["PUT"])
        >>> method["Integration"]["IntegrationResponses"][0]["ResponseParameters"]
        {'method.response.header.Access-Control-Allow-Origin': "'*'", \
'method.response.header.Access-Control-Allow-Methods': "'PUT'", \
'method.response.header.Vary': "'Access-Control-Request-Method, Access-Control-Request-Headers'"}

    Source:
        https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
        https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
    """
    check_policy(policy)
    effective = policy.for_route(methods=methods, headers=headers)
    mappings = static_headers("method.response.header", effective.answers.preflight)
    declared = dict.fromkeys([f"method.response.header.{ALLOW_ORIGIN}", *mappings], True)
    return {
        "HttpMethod": OPTIONS,
        "AuthorizationType": "NONE",
        "ApiKeyRequired": False,
        "Integration": {
            "Type": "MOCK",
            "PassthroughBehavior": "NEVER",
            "ContentHandling": _TEXT,
            "RequestTemplates": {_JSON: f'{{"statusCode": {_STATUS}}}'},
            "IntegrationResponses": [
                {
                    "StatusCode": _STATUS,
                    "ContentHandling": _TEXT,
                    "ResponseParameters": mappings,
                    **_response_templates(effective),
                }
            ],
        },
        "MethodResponses": [{"StatusCode": _STATUS, "ResponseParameters": declared}],
    }


def _response_templates(policy: CorsPolicy) -> dict[str, dict[str, str]]:
    if WILDCARD in policy.allow_origins:
        return {}
    return {"ResponseTemplates": {_JSON: allow_origin_template(policy.allow_origins)}}
