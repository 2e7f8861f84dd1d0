"""The request headers that a route needs whatever the policy says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import Token
from aws_cdk.aws_apigateway import CfnAuthorizer

from corsgate.names import API_KEY, AUTHORIZATION, SIGNATURE_HEADERS

from ._references import referenced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aws_cdk.aws_apigateway import CfnMethod

_HEADER = "method.request.header."


def needed_headers(properties: Mapping[str, Any], method: CfnMethod) -> Iterator[str]:
    """Yield the request headers without which a route refuses a request.

    Args:
        properties: properties of the method, in the names of JavaScript.
        method: method of a REST API.

    Yields:
        Names in any case: of the signature (``AWS_IAM``), of an authorizer's identity sources, of
        the API key, and of the headers that the method itself requires.
    """
    if properties.get("authorizationType") == "AWS_IAM":
        yield from SIGNATURE_HEADERS
    elif authorizer_id := properties.get("authorizerId"):
        yield from _authorizer_headers(authorizer_id, method)
    if properties.get("apiKeyRequired") is True:
        yield API_KEY
    parameters = properties.get("requestParameters")
    if isinstance(parameters, dict):
        yield from _header_names(name for name, required in parameters.items() if required)


def _authorizer_headers(authorizer_id: str, method: CfnMethod) -> Iterator[str]:
    authorizers = [
        each for each in referenced(authorizer_id, method) if isinstance(each, CfnAuthorizer)
    ]
    if not authorizers:  # imported: the header that authorizers read unless they are told otherwise
        yield AUTHORIZATION
    for authorizer in authorizers:
        sources = authorizer.identity_source or f"{_HEADER}{AUTHORIZATION}"
        if not Token.is_unresolved(sources):
            yield from _header_names(source.strip() for source in sources.split(","))


def _header_names(expressions: Iterator[str]) -> Iterator[str]:
    return (each.removeprefix(_HEADER) for each in expressions if each.startswith(_HEADER))
