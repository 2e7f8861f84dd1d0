"""What a REST API answers itself: no such route, not authorized, too many requests."""

from __future__ import annotations

from corsgate._origins import is_pattern
from corsgate.names import ALLOW_ORIGIN, WILDCARD

from ._errors import RenderError, check_policy
from ._mappings import static_headers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    from corsgate.policy import CorsPolicy

    ErrorOrigin = Literal["reflect", "first"]

REFLECT: ErrorOrigin = "reflect"
FIRST: ErrorOrigin = "first"

DEFAULT_TYPES = ("DEFAULT_4XX", "DEFAULT_5XX")
"""Every type that nobody has customised takes its answer from one of them.

https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

_ERRORS = "REST API error responses"
_TARGET = "gatewayresponse.header"
_REQUEST_ORIGIN = "method.request.header.origin"


def gateway_responses(
    policy: CorsPolicy, *, error_origin: ErrorOrigin | None = None
) -> dict[str, dict[str, Any]]:
    """Render the error responses of a REST API with the headers that any other response has.

    Without them a browser shows "blocked by CORS policy" where it should show 401, 403 or 429.

    Args:
        policy: policy of the API.
        error_origin: needed if, and only if, the policy allows several origins, because these
            responses run no Velocity and cannot look an origin up. ``"reflect"`` repeats the
            request's own ``Origin``: every page, foreign ones too, can read the *error* responses.
            ``"first"`` always names the first origin of the policy: pages of the others cannot.

    Returns:
        The properties of an ``AWS::ApiGateway::GatewayResponse`` by response type, but for the
        API.

    Raises:
        RenderError: several origins and no choice, or ``"first"`` where the first is a pattern.

    413 keeps no customised header, and the answers of a web application firewall come before
    these, says AWS. Not verified on AWS: whether ``method.request.header.origin`` finds the header
    in whatever case it was sent.

    Example:
        >>> from corsgate import CorsPolicy
        >>> from corsgate.render import gateway_responses
        >>> policy = CorsPolicy(allow_origins=["https://app.example.com"])
        >>> gateway_responses(policy)["DEFAULT_4XX"]["ResponseParameters"]
        {'gatewayresponse.header.Access-Control-Allow-Origin': "'https://app.example.com'", \
'gatewayresponse.header.Vary': "'Origin'"}

    Source:
        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.responseParameters.html
    """
    check_policy(policy)
    parameters = {
        f"{_TARGET}.{ALLOW_ORIGIN}": _origin_mapping(policy, error_origin),
        **static_headers(_TARGET, policy.answers.actual),
    }
    return {
        response_type: {"ResponseType": response_type, "ResponseParameters": dict(parameters)}
        for response_type in DEFAULT_TYPES
    }


def _origin_mapping(policy: CorsPolicy, error_origin: ErrorOrigin | None) -> str:
    first = policy.allow_origins[0]
    if first == WILDCARD or (len(policy.allow_origins) == 1 and not is_pattern(first)):
        return f"'{first}'"
    if error_origin == REFLECT:
        return _REQUEST_ORIGIN
    if error_origin == FIRST and not is_pattern(first):
        return f"'{first}'"
    raise RenderError(_ERRORS, [_problem(policy, error_origin)])


def _problem(policy: CorsPolicy, error_origin: object) -> str:
    origins = list(policy.allow_origins)
    if error_origin is None:
        return (
            f"the policy allows several origins ({origins!r}), but an error response of the "
            "gateway cannot select one; choose error_origin='reflect' (every page can read error "
            "responses) or error_origin='first' (only pages of the first origin can)"
        )
    if error_origin == FIRST:
        return (
            f"error_origin='first' is {origins[0]!r}, a pattern, which a header cannot contain; "
            "put a plain origin first, or choose error_origin='reflect'"
        )
    return f"error_origin: {error_origin!r} is not a valid value; write 'reflect' or 'first'"
