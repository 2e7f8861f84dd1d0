"""Headers as API Gateway's mapping expressions."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def static_headers(target: str, headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Write headers with fixed values.

    Args:
        target: ``method.response.header`` or ``gatewayresponse.header``.
        headers: pairs of name and value.

    Returns:
        The values by ``target.name``, in the single quotes without which API Gateway reads them as
        expressions and refuses the deployment. No value of a policy can hold a quote but a header
        name, and there API Gateway has no escape for it.

    Source:
        https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html
    """
    return {f"{target}.{name}": f"'{value}'" for name, value in headers}
