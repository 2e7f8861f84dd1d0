"""The request headers that the authorizers of an HTTP API need, whatever the policy says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk.aws_apigatewayv2 import CfnAuthorizer

from corsgate.names import AUTHORIZATION, SIGNATURE_HEADERS

from ._properties import properties_of
from ._references import referenced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ._http_parts import HttpRoutePart

_HEADER = "$request.header."
_SIGNED = "AWS_IAM"


def needed_headers(routes: Iterable[HttpRoutePart]) -> list[str]:
    """Return the request headers without which some route refuses a request.

    Args:
        routes: routes of one API.

    Returns:
        Names in lower case, sorted: of the signature (``AWS_IAM``), and of the identity sources of
        JWT and Lambda authorizers.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
    """
    return sorted({name.lower() for route in routes for name in _of_route(route)})


def _of_route(route: HttpRoutePart) -> Iterator[str]:
    authorizer_id = route.properties.get("authorizerId")
    if route.authorization_type == _SIGNED:
        yield from SIGNATURE_HEADERS
    elif authorizer_id is not None:
        yield from _of_authorizer(authorizer_id, route)


def _of_authorizer(authorizer_id: str, route: HttpRoutePart) -> Iterator[str]:
    found = referenced(authorizer_id, route.settings)
    authorizers = [each for each in found if isinstance(each, CfnAuthorizer)]
    if not authorizers:  # imported: the header that authorizers read unless they are told otherwise
        yield AUTHORIZATION
    for authorizer in authorizers:
        for source in properties_of(authorizer).get("identitySource") or ():
            if isinstance(source, str) and source.startswith(_HEADER):
                yield source.removeprefix(_HEADER)
