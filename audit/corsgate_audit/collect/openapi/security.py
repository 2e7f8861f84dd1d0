"""Who an operation lets in: its security requirements, as API Gateway imports them.

Sources:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-key-usage-plan-oas.html

Not verified on AWS: `rest-openapi-security-empty` and `rest-openapi-any`; see
`docs/aws/statements.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect import http, rest, shapes
from corsgate_audit.collect.openapi.document import all_of
from corsgate_audit.collect.template.function_policy import settings_behind
from corsgate_audit.collect.template.values import without_links
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from corsgate_audit.collect.openapi.document import OpenApi
    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.model import Authorizer, Flag, Text

AUTHORIZER = "x-amazon-apigateway-authorizer"
_AUTH = "x-amazon-apigateway-auth"
_AUTHTYPE = "x-amazon-apigateway-authtype"
_IAM = "AWS_IAM"
_NONE = "NONE"  # SAM's name for no security; no scheme is called so
_UNUSED = "unused"  # the name that AWS prescribes where an authorizer reads no header
_API_KEY = "x-api-key"

# The type of an authorizer, and what a method with it has for an authorization type.
_REST = {
    "token": ("TOKEN", "CUSTOM"),
    "request": ("REQUEST", "CUSTOM"),
    "cognito_user_pools": ("COGNITO_USER_POOLS", "COGNITO_USER_POOLS"),
}
_HTTP = {"jwt": ("JWT", "JWT"), "request": ("REQUEST", "CUSTOM")}


@dataclass(frozen=True, slots=True)
class Security:
    """Who an operation lets in.

    Args:
        authorization: see `corsgate_audit.model.Route`.
        api_key: whether it asks for an API key.
        authorizer: authorizer that is asked.
    """

    authorization: Text = _NONE
    api_key: Flag = False
    authorizer: Authorizer | None = None


def security_of(document: OpenApi, operation: Shape, *, is_rest: bool) -> Security:
    """Read who an operation lets in.

    Args:
        document: document of the operation.
        operation: its body.
        is_rest: whether it is one of a REST API, rather than of an HTTP API.
    """
    found = Security(authorization=_own_type(operation))
    for name in _scheme_names(document, operation, is_rest=is_rest):
        if isinstance(name, Unresolved):
            return Security(authorization=name, api_key=name)
        if name != _NONE:
            found = _with_scheme(document, found, name, is_rest=is_rest)
    return found


def _own_type(operation: Shape) -> Text:
    """Read an operation's own authorization type, which only IAM has."""
    auth = shapes.child(operation, _AUTH)
    if auth is None or isinstance(auth, Unresolved):
        return auth or _NONE
    return shapes.text(auth.get("type") or _NONE)


def _scheme_names(
    document: OpenApi, operation: Shape, *, is_rest: bool
) -> list[str] | list[Unresolved]:
    """List the schemes that an operation names, or else the whole document of a REST API.

    AWS's list of known issues says that a REST API ignores those of the document. It does not:
    recorded on AWS on 2025-07-02, for an API key and for Cognito with scopes.

    Source: https://github.com/localstack/localstack, tests/aws/services/apigateway
    (``test_import_with_global_api_key_authorizer`` and
    ``test_import_with_cognito_auth_identity_source``)
    """
    requirements = operation.get("security")
    if requirements is None and document.content.get("security"):
        if not is_rest:
            said = "AWS does not document whether an HTTP API reads it from the top of the document"
            return [Unresolved("security", said)]
        requirements = document.content["security"]
    read = list(all_of(document, requirements))
    unread = [each for each in read if isinstance(each, Unresolved)]
    return unread or [name for each in read if isinstance(each, Mapping) for name in each]


def _scheme(document: OpenApi, name: str) -> Shape | Unresolved:
    """Find a security scheme."""
    holder: Any = document.content
    for key in _schemes_of(document):
        holder = document.follow(holder.get(key) or {})
        if isinstance(holder, Unresolved):
            return holder
    if name not in holder:
        return Unresolved(name, "the document defines no security scheme of this name")
    return document.follow(without_links(holder[name]))


_SCHEMES = "securitySchemes"


def _schemes_of(document: OpenApi) -> tuple[str, ...]:
    return ("securityDefinitions",) if document.is_swagger else ("components", _SCHEMES)


def _with_scheme(document: OpenApi, found: Security, name: str, *, is_rest: bool) -> Security:
    """Add what one scheme asks for."""
    scheme = _scheme(document, name)
    if isinstance(scheme, Unresolved):
        return replace(found, authorization=scheme)
    if str(scheme.get(_AUTHTYPE)).lower() == "awssigv4":
        return replace(found, authorization=_IAM)
    if AUTHORIZER in scheme:
        return _with_authorizer(document, found, name, scheme, is_rest=is_rest)
    header = str(scheme.get("name")).lower()
    if is_rest and scheme.get("type") == "apiKey" and header == _API_KEY:
        return replace(found, api_key=True)
    # A scheme without AWS's extensions describes what the backend asks for; nothing is imported.
    return found


def _with_authorizer(
    document: OpenApi, found: Security, name: str, scheme: Shape, *, is_rest: bool
) -> Security:
    """Add an authorizer."""
    authorizer = shapes.child(scheme, AUTHORIZER)
    if authorizer is None or isinstance(authorizer, Unresolved):
        return replace(found, authorization=authorizer or Unresolved(name, "it is empty"))
    kind = shapes.text(authorizer.get("type"))
    known = (_REST if is_rest else _HTTP).get(kind.lower()) if isinstance(kind, str) else None
    if known is None:
        why = Unresolved(shapes.show(authorizer.get("type")), "not an authorizer type of this API")
        return replace(found, authorization=kind if isinstance(kind, Unresolved) else why)
    source = authorizer.get("identitySource") or _header_source(scheme, is_rest=is_rest)
    read = _rest_authorizer if is_rest else _http_authorizer
    made = read(name, known[0], source, authorizer)
    function = settings_behind(_authorizer_uri(document, name))
    return replace(found, authorization=known[1], authorizer=replace(made, function=function))


def _authorizer_uri(document: OpenApi, name: str) -> object:
    """Return the address of an authorizer's function, links included."""
    holder: Any = document.content
    for key in (*_schemes_of(document), name, AUTHORIZER):
        holder = document.follow(holder.get(key) or {})
        if isinstance(holder, Unresolved):
            return holder
    return holder.get("authorizerUri")


def _header_source(scheme: Shape, *, is_rest: bool) -> str:
    """Write the header that a scheme names as an identity source."""
    header = str(scheme.get("name") or _UNUSED)
    if header.lower() == _UNUSED:
        return ""
    return f"method.request.header.{header}" if is_rest else f"$request.header.{header}"


def _rest_authorizer(name: str, kind: str, source: object, written: Shape) -> Authorizer:
    return rest.read_authorizer({**written, "name": name, "type": kind, "identitySource": source})


def _http_authorizer(name: str, kind: str, source: object, written: Shape) -> Authorizer:
    listed = [part.strip() for part in source.split(",")] if isinstance(source, str) else source
    settings = {each[:1].upper() + each[1:]: value for each, value in written.items()}
    shape = {**settings, "Name": name, "AuthorizerType": kind, "IdentitySource": listed}
    return http.read_authorizer(shape)
