"""The headers of a policy as mappings of a REST API, put in the place of what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.names import ALLOW_ORIGIN
from corsgate.render import RenderError, gateway_responses
from corsgate_audit.fix.template.edits import IncurableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate import CorsPolicy
    from corsgate_audit.fix.template.site import ErrorOrigin

ERROR_HEADER = "gatewayresponse.header."
RESPONSE_HEADER = "method.response.header."


def error_headers(policy: CorsPolicy, error_origin: ErrorOrigin) -> dict[str, str]:
    """Return the mappings that an error response has.

    Args:
        policy: of the API.
        error_origin: see `corsgate.render.gateway_responses`.

    Raises:
        RenderError: the policy has several origins, and nobody chose what an error names.
    """
    rendered = gateway_responses(policy, error_origin=error_origin)
    headers: dict[str, str] = rendered["DEFAULT_4XX"]["ResponseParameters"]
    return headers


def response_headers(policy: CorsPolicy) -> dict[str, str]:
    """Return the mappings that a method's response has: the same as an error's, for one origin.

    Args:
        policy: of the API.

    Raises:
        IncurableError: it takes more than a mapping to choose between several origins.
    """
    try:
        headers = error_headers(policy, None)
    except RenderError as error:
        message = (
            "a mapping of a response names one origin, and the policy allows several "
            f"({list(policy.allow_origins)!r}): let the backend answer, with a proxy integration "
            "and @cors, or set the header in the response template"
        )
        raise IncurableError(message) from error
    return {
        f"{RESPONSE_HEADER}{name.removeprefix(ERROR_HEADER)}": value
        for name, value in headers.items()
    }


def merged(present: Mapping[str, Any], headers: Mapping[str, Any]) -> dict[str, Any]:
    """Return mappings with others put in: in the place of those of the same name, in any case.

    Args:
        present: mappings as they are.
        headers: mappings that shall be there, `Access-Control-Allow-Origin` among them.

    Example:
        >>> merged({"a.Vary": "1"}, {"a.vary": "2"})
        {'a.vary': '2'}
    """
    new = {name.lower(): name for name in headers}
    result: dict[str, Any] = {}
    for name, value in present.items():
        replacing = new.get(str(name).lower())
        result[replacing or name] = headers[replacing] if replacing else value
    return {**result, **{name: value for name, value in headers.items() if name not in result}}


def has_origin(present: Mapping[str, Any]) -> bool:
    """Whether mappings name an allowed origin."""
    return any(str(name).lower().endswith(f".{ALLOW_ORIGIN}".lower()) for name in present)
