"""Parts of REST APIs, in order unless somebody says otherwise."""

from __future__ import annotations

from typing import Any

APP = "https://app.example.com"
BACKEND = "https://backend.example.com"
HEADERS = {
    "Access-Control-Allow-Origin": f"'{APP}'",
    "Access-Control-Allow-Methods": "'GET,PUT'",
    "Access-Control-Allow-Headers": "'authorization,content-type,x-api-key,x-amz-date,"
    "x-amz-security-token'",
    "Access-Control-Max-Age": "'600'",
}
"""Of a preflight that is in order, as mapping expressions."""
Resources = dict[str, Any]


def rest_api(name: str, *, errors: str | None = APP, **properties: Any) -> Resources:  # noqa: ANN401 - any JSON
    """Return a REST API.

    Args:
        name: its logical id.
        errors: the origin that its error responses name; None for none.
        properties: more of them.
    """
    made = {name: {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": name, **properties}}}
    for family in ("4XX", "5XX") if errors else ():
        headers = {"gatewayresponse.header.Access-Control-Allow-Origin": f"'{errors}'"}
        made[f"{name}{family}"] = {
            "Type": "AWS::ApiGateway::GatewayResponse",
            "Properties": {
                "RestApiId": {"Ref": name},
                "ResponseType": f"DEFAULT_{family}",
                "ResponseParameters": headers,
            },
        }
    return made


def path(api: str, name: str) -> Resources:
    """Return a path below the root, whose logical id is the API's and its own."""
    properties = {
        "RestApiId": {"Ref": api},
        "ParentId": {"Fn::GetAtt": [api, "RootResourceId"]},
        "PathPart": name.lower(),
    }
    return {f"{api}{name}": {"Type": "AWS::ApiGateway::Resource", "Properties": properties}}


def method(api: str, at: str, verb: str = "PUT", **properties: Any) -> Resources:  # noqa: ANN401 - any JSON
    """Return a method that a server elsewhere answers, unless its integration is another."""
    made = {
        "RestApiId": {"Ref": api},
        "ResourceId": {"Ref": f"{api}{at}"},
        "HttpMethod": verb,
        "AuthorizationType": "NONE",
        "Integration": {"Type": "HTTP_PROXY", "IntegrationHttpMethod": "ANY", "Uri": BACKEND},
        **properties,
    }
    logical_id = f"{api}{at}{verb.capitalize()}"
    return {logical_id: {"Type": "AWS::ApiGateway::Method", "Properties": made}}


def preflight(  # noqa: PLR0913 - what can be at fault
    api: str,
    at: str,
    *,
    headers: dict[str, str | None] | None = None,
    undeclared: str = "",
    also_declared: str = "",
    integration: dict[str, Any] | None = None,
    response: dict[str, Any] | None = None,
    **properties: Any,  # noqa: ANN401 - any JSON
) -> Resources:
    """Return an OPTIONS method that API Gateway answers.

    Args:
        api: its logical id.
        at: the path's.
        headers: in the place of `HEADERS`; None takes one away.
        undeclared: a header that the method response leaves out.
        also_declared: one that it has and that a template sends.
        integration: what is otherwise there.
        response: what is otherwise there.
        properties: of the method.
    """
    sent = {name: value for name, value in {**HEADERS, **(headers or {})}.items() if value}
    mapped = {f"method.response.header.{name}": value for name, value in sent.items()}
    declared = {name: False for name in mapped if not undeclared or undeclared not in name}
    if also_declared:
        declared[f"method.response.header.{also_declared}"] = False
    mock = {
        "Type": "MOCK",
        "PassthroughBehavior": "NEVER",
        "ContentHandling": "CONVERT_TO_TEXT",
        "RequestTemplates": {"application/json": '{"statusCode": 200}'},
        "IntegrationResponses": [
            {"StatusCode": "200", "ResponseParameters": mapped, **(response or {})}
        ],
        **(integration or {}),
    }
    given = {name: value for name, value in mock.items() if value is not None}
    answer = {"StatusCode": "200", "ResponseParameters": declared}
    return method(api, at, "OPTIONS", Integration=given, MethodResponses=[answer], **properties)


def origin(value: str) -> dict[str, str | None]:
    """Return the header that names a fixed origin."""
    return {"Access-Control-Allow-Origin": f"'{value}'"}
