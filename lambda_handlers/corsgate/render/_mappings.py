"""Headers as API Gateway's mapping expressions."""

from __future__ import annotations

from ._errors import RenderError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_TARGET = "REST API"
_QUOTE = "'"


def static_headers(target: str, headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Write headers with fixed values.

    Args:
        target: ``method.response.header`` or ``gatewayresponse.header``.
        headers: pairs of name and value.

    Returns:
        The values by ``target.name``, in the single quotes without which API Gateway reads them as
        expressions and refuses the deployment.

    Raises:
        RenderError: a value holds a single quote, for which API Gateway documents no escape.

    Source:
        https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html
    """
    pairs = tuple(headers)
    refused = [
        f"{name}: {value!r} has a single quote, which a mapping expression cannot contain; rename "
        "the header that has it"
        for name, value in pairs
        if _QUOTE in value
    ]
    if refused:
        raise RenderError(_TARGET, refused)
    return {f"{target}.{name}": f"{_QUOTE}{value}{_QUOTE}" for name, value in pairs}
