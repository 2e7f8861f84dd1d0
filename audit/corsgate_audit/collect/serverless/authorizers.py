"""Authorizers of ``http`` events.

Source: https://www.serverless.com/framework/docs/providers/aws/events/apigateway and the
framework's ``api-gateway/lib/validate.js``, ``authorizers.js`` and ``method/authorization.js``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from corsgate_audit.collect.serverless import naming
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.collect.serverless.rendering import Rendered

_NONE, _IAM, _COGNITO = "NONE", "AWS_IAM", "COGNITO_USER_POOLS"
_AUTHORIZATION: Final = "method.request.header.Authorization"
_TTL: Final = 300
_POOL: Final = re.compile(r"arn:[\w-]+:cognito-idp:")


def authorization(
    made: Rendered, given: object, at: tuple[str, ...], api: object
) -> dict[str, object]:
    """Write a method's authorization, and the authorizer that it needs.

    Args:
        made: resources of the template.
        given: ``authorizer`` of the event.
        at: names that lead to the event.
        api: reference to the API.
    """
    if isinstance(given, Unresolved):
        return {"AuthorizationType": given}
    if not given:
        return {"AuthorizationType": _NONE}
    authorizer = _authorizer(given)
    kind = authorizer.get("type")
    if str(kind).upper() == _IAM:
        return {"AuthorizationType": _IAM}
    if authorizer.get("authorizerId") is not None:
        return {"AuthorizationType": kind, "AuthorizerId": authorizer["authorizerId"]}
    arn = authorizer.get("arn")
    is_pool = str(kind).upper() == _COGNITO or (isinstance(arn, str) and bool(_POOL.match(arn)))
    name = str(authorizer.get("name") or str(arn).rpartition(":")[2].rpartition("-")[2])
    logical_id = f"{naming.normal(name)}ApiGatewayAuthorizer"
    target = arn if arn is not None else made.target(name)
    is_uncached = str(kind).upper() == "REQUEST" and authorizer.get("resultTtlInSeconds") == 0
    source = authorizer.get("identitySource") or (None if is_uncached else _AUTHORIZATION)
    properties = {
        "RestApiId": api,
        "Name": name,
        "IdentitySource": source,
        "Type": _COGNITO if is_pool else (str(kind).upper() if kind else "TOKEN"),
        "AuthorizerResultTtlInSeconds": authorizer.get("resultTtlInSeconds", _TTL),
        "ProviderARNs": [arn] if is_pool else None,
        "AuthorizerUri": None if is_pool else made.invocation(target),
    }
    made.add(logical_id, "AWS::ApiGateway::Authorizer", properties, (*at, "authorizer"))
    return {
        "AuthorizationType": _COGNITO if is_pool else "CUSTOM",
        "AuthorizerId": {"Ref": logical_id},
    }


def _authorizer(given: object) -> Mapping[str, Any]:
    if isinstance(given, dict):
        return given
    text = str(given)
    if text.upper() == _IAM:
        return {"type": _IAM}
    return {"arn": text} if ":" in text else {"name": text}
