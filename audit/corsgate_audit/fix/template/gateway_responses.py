"""Who owns a gateway response: API Gateway keeps one of a type, and two owners override each other.

Source: https://docs.aws.amazon.com/apigateway/latest/api/API_PutGatewayResponse.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.template.rest import GATEWAY_RESPONSE
from corsgate_audit.fix.repairs import UnfixableError
from corsgate_audit.fix.template.edits import value_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.fix.template.site import Site


def is_resource(site: Site, kind: str) -> bool:
    """Whether a gateway response is a resource of the file.

    Args:
        site: the API.
        kind: ``DEFAULT_4XX``, ``UNAUTHORIZED`` …

    Raises:
        UnfixableError: it stands in another file, or a resource of the file may be it.
    """
    for each in site.gateway_responses:
        if each.response_type != kind:
            continue
        if not site.is_here(each.location):
            message = f"{kind} stands in {each.location.source!r}: fix that file"
            raise UnfixableError(message)
        logical_id = each.location.logical_id or ""
        return bool(site.at("Resources", logical_id, "Type") == GATEWAY_RESPONSE)
    doubtful = next(_may_be(site, kind), None)
    if doubtful is not None:
        message = (
            f"{doubtful} may be the gateway response {kind} of this API, which only its deployment "
            "tells: put the headers there"
        )
        raise UnfixableError(message)
    return False


def _may_be(site: Site, kind: str) -> Iterator[str]:
    """Yield the gateway responses whose API or whose type nobody knows before deployment."""
    known = {each.location.logical_id for each in site.gateway_responses}
    resources = site.content.get("Resources")
    for name, body in resources.items() if isinstance(resources, dict) else ():
        if value_at(body, ("Type",)) != GATEWAY_RESPONSE or name in known:
            continue
        own_kind = value_at(body, ("Properties", "ResponseType"))
        api = value_at(body, ("Properties", "RestApiId", "Ref"))
        is_of_another = api in site.content["Resources"] and api != site.logical_id
        if not is_of_another and (own_kind == kind or not isinstance(own_kind, str)):
            yield str(name)
