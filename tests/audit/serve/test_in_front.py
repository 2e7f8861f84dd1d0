"""What stands in front of functions and beside them: authorizers, keys, servers, AWS services."""

from __future__ import annotations

import base64
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from support.served_app import PAGE, ServedApp, served_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PROXY = (
    "{type: aws_proxy, httpMethod: POST, uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path"
    "/2015-03-31/functions/${Echo.Arn}/invocations'}"
)
_PERMISSION = (
    r"{Type: AWS::Lambda::Permission, Properties: {Action: lambda:InvokeFunction, "
    r"FunctionName: !Ref \1, Principal: apigateway.amazonaws.com}}"
)
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.11, Handler: index.handler}}
Resources:
  EchoPermission: PERMISSION(Echo)
  SlowPermission: PERMISSION(Slow)
  Key: {Type: AWS::ApiGateway::ApiKey, Properties: {Value: key-of-the-template, Enabled: true}}
  Echo:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: |
        import json
        def handler(event, context):
            if not isinstance(event.get("requestContext"), dict):
                if event.get("fail"):
                    raise ValueError("asked to fail")
                return {"got": event}
            said = json.dumps(event["requestContext"].get("authorizer"))
            headers = {"Access-Control-Allow-Origin": "*"}
            return {"statusCode": 200, "headers": headers, "body": said}
  Slow:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: |
        import time
        def handler(event, context):
            time.sleep(30)
  Token:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: |
        calls = []
        def handler(event, context):
            token = event["authorizationToken"]
            calls.append(token)
            if token == "unauthorized":
                raise Exception("Unauthorized")
            if token == "broken":
                return {"principalId": "u"}
            if token == "failing":
                raise ValueError("no")
            effect = "Allow" if token == "allow" else "Deny"
            statement = {"Effect": effect, "Action": "execute-api:Invoke", "Resource": "*"}
            policy = {"Version": "2012-10-17", "Statement": [statement]}
            context = {"calls": len(calls)}
            return {"principalId": "u", "policyDocument": policy, "context": context}
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      GatewayResponses:
        DEFAULT_4XX: {ResponseParameters: {Headers: {Access-Control-Allow-Origin: "'*'"}}}
      DefinitionBody:
        swagger: "2.0"
        info: {title: rest, version: "1"}
        securityDefinitions:
          token:
            type: apiKey
            name: Authorization
            in: header
            x-amazon-apigateway-authtype: custom
            x-amazon-apigateway-authorizer:
              type: token
              identityValidationExpression: "^[a-z]+$"
              authorizerUri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Token.Arn}/invocations'
          pool:
            type: apiKey
            name: Authorization
            in: header
            x-amazon-apigateway-authtype: cognito_user_pools
            x-amazon-apigateway-authorizer: {type: cognito_user_pools, providerARNs: [x]}
          signed: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
          api_key: {type: apiKey, name: x-api-key, in: header}
        x-amazon-apigateway-request-validators: {all: {validateRequestParameters: true}}
        paths:
          /token: {get: {security: [{token: []}], x-amazon-apigateway-integration: PROXY}}
          /pool: {get: {security: [{pool: []}], x-amazon-apigateway-integration: PROXY}}
          /signed: {get: {security: [{signed: []}], x-amazon-apigateway-integration: PROXY}}
          /key: {get: {security: [{api_key: []}], x-amazon-apigateway-integration: PROXY}}
          /validated:
            get:
              x-amazon-apigateway-request-validator: all
              parameters: [{name: x-needed, in: header, required: true, type: string}]
              x-amazon-apigateway-integration: PROXY
          /forwarded/{proxy+}:
            x-amazon-apigateway-any-method:
              x-amazon-apigateway-integration: {type: http_proxy, httpMethod: ANY, uri: "SERVER/base/{proxy}"}
          /gone:
            get: {x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: "http://127.0.0.1:1/"}}
          /mapped:
            get:
              responses: {"200": {headers: {Access-Control-Allow-Origin: {type: string}, X-Of-Server: {type: string}}}}
              x-amazon-apigateway-integration:
                type: http
                httpMethod: GET
                uri: SERVER/mapped
                responses:
                  "2..":
                    statusCode: "200"
                    responseParameters:
                      method.response.header.Access-Control-Allow-Origin: "'*'"
                      method.response.header.X-Of-Server: integration.response.header.x-server
                    responseTemplates: {application/json: "{\\"said\\": $input.json('$.path')}"}
          /function:
            post:
              responses: {"200": {}, "400": {}}
              x-amazon-apigateway-integration:
                type: aws
                httpMethod: POST
                uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Echo.Arn}/invocations'
                responses:
                  default: {statusCode: "200"}
                  ".*fail.*": {statusCode: "400"}
          /service:
            post:
              responses: {"200": {headers: {Access-Control-Allow-Origin: {type: string}}}}
              x-amazon-apigateway-integration:
                type: aws
                httpMethod: POST
                uri: !Sub 'arn:aws:apigateway:${AWS::Region}:sqs:path/q'
                responses:
                  default:
                    statusCode: "200"
                    responseParameters: {method.response.header.Access-Control-Allow-Origin: "'*'"}
          /slow:
            get:
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                timeoutInMillis: 50
                uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Slow.Arn}/invocations'
          /mock:
            post:
              responses: {"200": {}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: "{\\"statusCode\\": 200}"}
                responses:
                  default:
                    statusCode: "200"
                    responseTemplates: {application/json: "{\\"mock\\": true}"}
  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      DefinitionBody:
        openapi: "3.0.1"
        info: {title: http, version: "1"}
        components:
          securitySchemes:
            jwt:
              type: oauth2
              x-amazon-apigateway-authorizer:
                type: jwt
                identitySource: $request.header.Authorization
                jwtConfiguration: {issuer: https://issuer.example.com, audience: [a]}
        paths:
          /jwt:
            get:
              security: [{jwt: []}]
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                payloadFormatVersion: "2.0"
                uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Echo.Arn}/invocations'
          /forwarded: {get: {x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: SERVER/http}}}
"""  # noqa: E501 - lines of a template
_CLAIMS = base64.urlsafe_b64encode(b'{"sub": "me", "groups": ["a", "b"]}').decode().rstrip("=")
JWT = f"Bearer head.{_CLAIMS}.signature"


class _Backend(BaseHTTPRequestHandler):
    """Says what it was asked."""

    def do_GET(self) -> None:
        """Answer with the path and a header."""
        body = json.dumps({"path": self.path, "origin": self.headers.get("Origin")}).encode()
        if self.path == "/base/large":
            body = b"x" * (10 * 2**20 + 1)
        self.send_response(203)
        self.send_header("X-Server", "here")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedApp]:
    """The app, and the server behind it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Backend)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    path: Path = tmp_path_factory.mktemp("app") / "template.yaml"
    text = re.sub(r"PERMISSION\((\w+)\)", _PERMISSION, TEMPLATE).replace("PROXY", _PROXY)
    text = text.replace("SERVER", f"http://127.0.0.1:{server.server_address[1]}")
    path.write_text(text, encoding="utf-8")
    try:
        with served_app(path) as app:
            yield app
    finally:
        server.shutdown()
        server.server_close()


def ask(app: ServedApp, path: str, **headers: str) -> tuple[int, Any]:
    """Return status and body of a GET request."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    got = app.ask(app.url("Rest") + path, headers=named)
    return got.status, got.json


def test_a_token_authorizer(app: ServedApp) -> None:
    """It is run, its answer is kept, and each of its refusals has its gateway response."""
    allowed = {"calls": "1", "principalId": "u", "integrationLatency": 0}
    assert ask(app, "/token", Authorization="allow") == (200, allowed)
    assert ask(app, "/token", Authorization="allow") == (200, allowed)  # kept: not run again
    assert [
        ask(app, "/token", **({"Authorization": each} if each else {}))
        for each in ("", "NOT-lower", "deny", "unauthorized", "failing", "broken")
    ] == [
        (401, {"message": "Unauthorized"}),
        (401, {"message": "Unauthorized"}),
        (403, {"message": "User is not authorized to access this resource"}),
        (401, {"message": "Unauthorized"}),
        (500, {"message": "Internal server error"}),
        (500, {"message": "Internal server error"}),
    ]
    app.run.reload()
    assert ask(app, "/token", Authorization="allow") == (200, allowed)  # a new process


def test_tokens_whose_signature_nobody_checks(app: ServedApp) -> None:
    """They have to be there, and be tokens; that the signature is not checked is said once."""
    claims = {"sub": "me", "groups": "[a b]"}
    assert ask(app, "/pool") == (401, {"message": "Unauthorized"})
    assert ask(app, "/pool", Authorization="abc") == (401, {"message": "Unauthorized"})
    assert ask(app, "/pool", Authorization=JWT) == (200, {"claims": claims})
    got = app.ask(f"{app.url('Http')}/jwt", headers={"Authorization": JWT})
    assert (got.status, got.json) == (200, {"jwt": {"claims": claims, "scopes": None}})
    assert app.ask(f"{app.url('Http')}/jwt").status == 401
    assert [each for each in app.said if "signature of tokens" in each] == [
        "the authorizer 'pool': the signature of tokens is not checked",
        "the authorizer 'jwt': the signature of tokens is not checked",
    ]


def test_iam_and_keys_and_validators(app: ServedApp) -> None:
    """Any signature is taken; of keys, those that the template sets."""
    assert ask(app, "/signed") == (403, {"message": "Missing Authentication Token"})
    assert ask(app, "/signed", Authorization="AWS4-HMAC-SHA256 x")[0] == 200
    assert ask(app, "/signed?X-Amz-Signature=abc")[0] == 200
    assert ask(app, "/key") == (403, {"message": "Forbidden"})
    assert ask(app, "/key", x_api_key="another") == (403, {"message": "Forbidden"})
    assert ask(app, "/key", x_api_key="key-of-the-template")[0] == 200
    assert ask(app, "/validated")[0] == 400
    assert ask(app, "/validated", x_needed="1")[0] == 200


def test_a_refusal_that_the_page_can_read(app: ServedApp) -> None:
    """The gateway response has the header: the browser passes the 401 on."""
    ask(app, "/token")
    judged = app.entries[-1].judged
    assert (judged.is_allowed, app.entries[-1].answer.layer) == (True, "authorizer")


def test_servers_behind_the_api(app: ServedApp) -> None:
    """A proxy integration passes the answer through, a mapped one maps it."""
    assert ask(app, "/forwarded/a/b?c=1") == (203, {"path": "/base/a/b?c=1", "origin": PAGE})
    got = app.ask(f"{app.url('Rest')}/mapped")
    assert (got.status, got.json, got.headers["x-of-server"]) == (200, {"said": "/mapped"}, "here")
    assert app.entries[-1].judged.is_allowed is True
    got = app.ask(f"{app.url('Http')}/forwarded")
    assert (got.status, got.json) == (203, {"path": "/http", "origin": PAGE})
    assert ask(app, "/gone")[0] == 502
    assert ask(app, "/forwarded/large")[0] == 502
    assert "answers more than the 10485760 bytes" in app.entries[-1].answer.note


def test_a_function_whose_result_is_mapped(app: ServedApp) -> None:
    """The body is its event; its error selects the response."""
    url = f"{app.url('Rest')}/function"
    sent = {"Content-Type": "application/json"}
    got = app.ask(url, "POST", sent, b'{"a": 1}')
    assert (got.status, got.json) == (200, {"got": {"a": 1}})
    got = app.ask(url, "POST", sent, b'{"fail": true}')
    assert (got.status, got.json["errorMessage"]) == (400, "asked to fail")  # type: ignore[index]
    got = app.ask(url, "POST", sent, json.dumps("x" * 6 * 2**20).encode())
    assert (got.status, got.json) == (413, {"message": "Request Too Long"})


def test_an_aws_service(app: ServedApp) -> None:
    """It is not here, which the answer says, with the CORS headers of the mapping."""
    got = app.ask(f"{app.url('Rest')}/service", "POST")
    assert (got.status, got.headers["access-control-allow-origin"]) == (501, "*")
    assert "is not on this machine" in str(got.json)
    assert app.entries[-1].judged.is_allowed is True


def test_a_mock_with_a_body(app: ServedApp) -> None:
    """Its response template is what the page gets."""
    got = app.ask(f"{app.url('Rest')}/mock", "POST", {"Content-Type": "application/json"}, b"{}")
    assert (got.status, got.json) == (200, {"mock": True})


def test_a_function_that_is_slower_than_its_gateway(app: ServedApp) -> None:
    """API Gateway gives up, and so is the function here."""
    assert ask(app, "/slow") == (504, {"message": "Endpoint request timed out"})
    assert "longer than the gateway waits" in app.entries[-1].answer.note
