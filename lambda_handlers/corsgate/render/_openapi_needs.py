"""The request headers without which the operations of a path refuse a request."""

from __future__ import annotations

from corsgate.names import AUTHORIZATION, SIGNATURE_HEADERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ._openapi_document import Document

_AUTH = "x-amazon-apigateway-auth"
_AUTHTYPE = "x-amazon-apigateway-authtype"
_AUTHORIZER = "x-amazon-apigateway-authorizer"
_HEADER = "method.request.header."
_NO_HEADER = "unused"
"""The name that AWS prescribes for an authorizer that reads more, or something else, than a header.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
"""


def needed_headers(document: Document, where: str, operation: dict[str, Any]) -> Iterator[str]:
    """Yield the headers that an operation's security and parameters ask for.

    Args:
        document: document of the operation.
        where: name of the operation in a sentence: ``GET /items``.
        operation: any but a preflight.

    Yields:
        Names in any case. ``security`` of the whole document counts too: API Gateway enforces none
        of it, but clients that are generated from the document send what it says.
    """
    if is_signed(operation):
        yield from SIGNATURE_HEADERS
    for name in schemes_of(operation.get("security", document.content.get("security"))):
        yield from _scheme_headers(document.security_scheme(where, name))
    yield from required_headers(document.parameters(where, operation))


def required_headers(parameters: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the header parameters that are required.

    Args:
        parameters: parameters of an operation or a path item.
    """
    for parameter in parameters:
        if parameter.get("in") == "header" and parameter.get("required") is True:
            yield str(parameter.get("name"))


def schemes_of(security: object) -> list[str]:
    """Return the names of the schemes that a list of security requirements mentions.

    Args:
        security: security of an operation or a document, None where it has none.
    """
    requirements = security if isinstance(security, list) else []
    return [name for each in requirements if isinstance(each, dict) for name in each]


def is_signed(operation: dict[str, Any]) -> bool:
    """Whether an operation asks for an IAM signature by AWS's own extension.

    Args:
        operation: operation of any path.
    """
    auth = operation.get(_AUTH)
    return isinstance(auth, dict) and str(auth.get("type")).upper() == "AWS_IAM"


def _scheme_headers(scheme: dict[str, Any]) -> Iterator[str]:
    if scheme.get(_AUTHTYPE) == "awsSigv4":
        yield from SIGNATURE_HEADERS
    elif scheme.get("type") != "apiKey":  # basic, http, oauth2, openIdConnect
        yield AUTHORIZATION
    elif scheme.get("in") == "header":
        name = str(scheme.get("name"))
        yield from () if name.lower() == _NO_HEADER else (name,)
    authorizer = scheme.get(_AUTHORIZER)
    sources = authorizer.get("identitySource") if isinstance(authorizer, dict) else None
    for source in str(sources or "").split(","):
        if source.strip().startswith(_HEADER):
            yield source.strip().removeprefix(_HEADER)
