"""The headers of a REST API's answers whose integration is no proxy."""

from __future__ import annotations

from corsgate._origins import is_pattern
from corsgate.names import ALLOW_ORIGIN, WILDCARD

from ._errors import check_policy
from ._mappings import static_headers
from ._velocity import allow_origin_template

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from corsgate.policy import CorsPolicy

_TARGET = "method.response.header"


def integration_response(
    policy: CorsPolicy, *, methods: Iterable[str] | None = None, headers: Iterable[str] = ()
) -> tuple[dict[str, str], str]:
    """Render what an integration response needs so that pages can read the answer.

    Behind an integration of type AWS, HTTP or MOCK, API Gateway writes the headers, and drops those
    of a function.

    Args:
        policy: policy of the resource.
        methods: names of the methods that the resource has, in upper case; None for the policy's.
        headers: names of the request headers that authorizers and API keys of the resource need.

    Returns:
        Mapping expressions by ``method.response.header.NAME``, each to be declared in the method
        response of the same status; and Velocity that selects one of several origins, to be put
        before the response template. The Velocity is empty where one header serves all.

    Example:
        >>> from corsgate import CorsPolicy
        >>> from corsgate.render import integration_response
        >>> integration_response(CorsPolicy(allow_origins=["*"]))
        ({'method.response.header.Access-Control-Allow-Origin': "'*'"}, '')

    Source:
        https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
        https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
    """
    check_policy(policy)
    effective = policy.for_route(methods=methods, headers=headers)
    first, *others = policy.allow_origins
    selected = bool(others) or is_pattern(first)
    # Without a wildcard, the origin is not among the headers that are the same for all.
    origin = [(ALLOW_ORIGIN, first)] if not selected and first != WILDCARD else []
    mappings = static_headers(_TARGET, [*origin, *effective.answers.actual])
    return mappings, allow_origin_template(policy.allow_origins) if selected else ""
