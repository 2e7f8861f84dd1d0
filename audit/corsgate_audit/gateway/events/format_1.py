"""Payload format 1.0: the event of a REST API, and of an HTTP API that asks for this format.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
and https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html.
Recorded on AWS: localstack/localstack, ``test_lambda_aws_proxy_integration``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from corsgate_audit.gateway.events.call import ACCOUNT, Json, all_values, first_values, last_values
from corsgate_audit.gateway.routing import DEFAULT_ROUTE

if TYPE_CHECKING:
    from corsgate_audit.gateway.events.call import Call

_UNKNOWN_IDENTITY: Final = (
    "accessKey",
    "accountId",
    "caller",
    "cognitoAuthenticationProvider",
    "cognitoAuthenticationType",
    "cognitoIdentityId",
    "cognitoIdentityPoolId",
    "principalOrgId",
    "user",
    "userArn",
)
"""What is null where nobody signs the request."""
_NOT_PASSED_ON: Final = frozenset({"content-length"})


def rest_event(call: Call) -> Json:
    """Return the event of a Lambda proxy integration of a REST API.

    Args:
        call: the request.
    """
    headers = tuple(pair for pair in call.headers if pair[0].lower() not in _NOT_PASSED_ON)
    return {
        "resource": call.route.path,
        # Behind a custom domain name the base path is a part of it, as the stage never is.
        "path": call.received.path if call.base_path is None else call.full_path,
        "httpMethod": call.received.method,
        "headers": last_values(headers),
        "multiValueHeaders": all_values(headers),
        "queryStringParameters": last_values(call.received.query) or None,
        "multiValueQueryStringParameters": all_values(call.received.query) or None,
        "pathParameters": _parameters(call) or None,
        "stageVariables": dict(call.received.stage_variables) or None,
        "requestContext": rest_context(call),
        "body": call.body,
        "isBase64Encoded": call.is_binary and call.body is not None,
    }


def _parameters(call: Call) -> dict[str, str]:
    """Return the path's variables, without the slash at the end that ``{proxy+}`` would take."""
    return {name: value.rstrip("/") for name, value in call.parameters.items()}


def rest_context(call: Call) -> Json:
    """Return ``requestContext`` of a REST API's event.

    Args:
        call: the request.
    """
    context: Json = {
        "accountId": ACCOUNT,
        "apiId": call.api_id,
        "deploymentId": call.deployment_id,
        "domainName": call.domain,
        "domainPrefix": call.domain.partition(".")[0],
        "extendedRequestId": call.request_id.replace("-", "")[:15] + "=",
        "httpMethod": call.received.method,
        "identity": _identity(call),
        "path": call.full_path,
        "protocol": "HTTP/1.1",
        "requestId": call.request_id,
        "requestTime": call.time(),
        "requestTimeEpoch": call.epoch_ms,
        "resourceId": _resource_id(call.route.path),
        "resourcePath": call.route.path,
        "stage": call.received.stage,
    }
    return context if call.authorizer is None else {**context, "authorizer": call.authorizer}


def _identity(call: Call) -> Json:
    identity: Json = dict.fromkeys(_UNKNOWN_IDENTITY)
    identity.update(sourceIp=call.source_ip, userAgent=call.user_agent)
    key = call.received.header("x-api-key")
    if call.route.api_key_required is True and key is not None:
        identity.update(apiKey=key, apiKeyId="local")
    return identity


def _resource_id(path: str) -> str:
    """Return an id of six letters and digits, as API Gateway gives one to each resource."""
    number, letters = sum(ord(each) * 31**place for place, each in enumerate(path)), ""
    alphabet = "0123456789abcdefghijklmnopqrstuvwxyz"
    for _ in range(6):
        number, rest = divmod(number, 36)
        letters += alphabet[rest]
    return letters


def http_event_1(call: Call) -> Json:
    """Return the event of an HTTP API in payload format 1.0.

    Of a parameter with several values it has the first, and of a header the last: so the sample on
    AWS's page has them. Not verified on AWS.

    Args:
        call: the request.
    """
    key = call.route_key if call.route.path == DEFAULT_ROUTE else call.route.path
    return {
        "version": "1.0",
        "resource": key,
        "path": call.full_path,
        "httpMethod": call.received.method,
        "headers": last_values(call.headers),
        "multiValueHeaders": all_values(call.headers),
        "queryStringParameters": first_values(call.received.query) or None,
        "multiValueQueryStringParameters": all_values(call.received.query) or None,
        "requestContext": http_context_1(call),
        "pathParameters": call.parameters or None,
        "stageVariables": dict(call.received.stage_variables) or None,
        "body": call.body,
        "isBase64Encoded": call.is_binary and call.body is not None,
    }


def http_context_1(call: Call) -> Json:
    """Return ``requestContext`` of an HTTP API's event in format 1.0.

    Args:
        call: the request.
    """
    key = call.route_key if call.route.path == DEFAULT_ROUTE else call.route.path
    identity = dict.fromkeys(_UNKNOWN_IDENTITY)
    return {
        "accountId": ACCOUNT,
        "apiId": call.api_id,
        "authorizer": call.authorizer or {"claims": None, "scopes": None},
        "domainName": call.domain,
        "domainPrefix": call.domain.partition(".")[0],
        "extendedRequestId": call.request_id,
        "httpMethod": call.received.method,
        "identity": {**identity, "sourceIp": call.source_ip, "userAgent": call.user_agent},
        "path": call.full_path,
        "protocol": "HTTP/1.1",
        "requestId": call.request_id,
        "requestTime": call.time(),
        "requestTimeEpoch": call.epoch_ms,
        "resourceId": call.route_key,
        "resourcePath": key,
        "stage": call.received.stage or DEFAULT_ROUTE,
    }
