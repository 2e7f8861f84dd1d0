"""Each fault that a template can have is cured, stays cured, and nothing else changes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import FixSafety
from support.collected import write
from support.template_fix import POLICY, fix

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: shop}
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items}
"""
PUT = """\
  PutItem:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: PUT
      AuthorizationType: NONE
      Integration: {Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: 'arn:x'}
"""
OPTIONS = """\
  Preflight:
    Type: AWS::ApiGateway::Method
    Properties:
      HttpMethod: OPTIONS   # before all else
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      AuthorizationType: NONE
      ApiKeyRequired: false
      Integration:
        Type: MOCK
        PassthroughBehavior: NEVER
        # Text, or binary types break it.
        ContentHandling: CONVERT_TO_TEXT
        RequestTemplates:
          application/json: '{"statusCode": 204}'
        IntegrationResponses:
          - StatusCode: '204'
            ContentHandling: CONVERT_TO_TEXT
            ResponseParameters:
              method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
              method.response.header.Access-Control-Allow-Methods: "'PUT'"
              method.response.header.Access-Control-Allow-Headers: "'content-type'"
              method.response.header.Access-Control-Max-Age: "'600'"
      MethodResponses:
        - StatusCode: '204'
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
            method.response.header.Access-Control-Allow-Methods: true
            method.response.header.Access-Control-Allow-Headers: true
            method.response.header.Access-Control-Max-Age: true
"""
ERRORS = """\
  Errors4:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref Api
      ResponseType: DEFAULT_4XX
      ResponseParameters:
        gatewayresponse.header.Access-Control-Allow-Origin: "'https://app.example.com'"
  Errors5:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref Api
      ResponseType: DEFAULT_5XX
      ResponseParameters:
        gatewayresponse.header.Access-Control-Allow-Origin: "'https://app.example.com'"
"""
REST = HEAD + PUT + OPTIONS + ERRORS
COGNITO = """\
  Pool:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      RestApiId: !Ref Api
      Name: pool
      Type: COGNITO_USER_POOLS
      IdentitySource: method.request.header.Authorization
      ProviderARNs: ['arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_abc']
"""
NO_AUTH = "      AuthorizationType: NONE\n"
GUARDED = "      AuthorizationType: COGNITO_USER_POOLS\n      AuthorizerId: !Ref Pool\n"
MAPPED = PUT.replace(
    "Integration: {Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: 'arn:x'}",
    """\
MethodResponses:
        - StatusCode: 200
      Integration:
        Type: HTTP
        IntegrationHttpMethod: PUT
        Uri: https://backend.example.com
        IntegrationResponses:
          - StatusCode: 200
            # No selection pattern: the default.
            ResponseTemplates: {application/json: $input.body}""",
)
WAITING = """\
  Release:
    Type: AWS::ApiGateway::Deployment
    DependsOn: PutItem   # and not on all
    Properties: {RestApiId: !Ref Api, StageName: prod}
"""
HTTP = """\
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: shop
      ProtocolType: HTTP
      CorsConfiguration:
        AllowOrigins:   # by name
          - https://app.example.com
        AllowMethods: [GET]
        AllowHeaders: [content-type]
  Authorizer:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      Name: jwt
      AuthorizerType: JWT
      IdentitySource: [$request.header.Authorization]
      JwtConfiguration: {Audience: [a], Issuer: https://issuer.example.com}
  Put:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Api
      RouteKey: PUT /items
      AuthorizationType: JWT
      AuthorizerId: !Ref Authorizer
"""
URL = """\
Resources:
  Url:
    Type: AWS::Lambda::Url
    Properties:
      TargetFunctionArn: arn:aws:lambda:eu-west-1:111111111111:function:shop
      AuthType: AWS_IAM
      Cors:
        AllowOrigins: ['https://app.example.com']
        AllowMethods: ['*']
        AllowHeaders: [content-type]   # and no signature
"""


@pytest.mark.parametrize(
    ("text", "cured"),
    [
        (HEAD + PUT, ["CORS101", "CORS113"]),
        (
            HEAD + COGNITO + PUT + OPTIONS.replace(NO_AUTH, GUARDED) + ERRORS,
            ["CORS102"],
        ),
        (REST.replace("ApiKeyRequired: false", "ApiKeyRequired: true"), ["CORS103"]),
        (REST.replace("""'{"statusCode": 204}'""", "'204'"), ["CORS105"]),
        (REST.replace("Behavior: NEVER", "Behavior: WHEN_NO_MATCH"), ["CORS106"]),
        (
            REST.replace("{Name: shop}", "{Name: shop, BinaryMediaTypes: ['*/*']}").replace(
                "        ContentHandling: CONVERT_TO_TEXT\n        RequestT", "        RequestT"
            ),
            ["CORS107"],
        ),
        (
            REST.replace(
                "            method.response.header.Access-Control-Allow-Origin: true\n", ""
            ),
            ["CORS108"],
        ),
        (REST + WAITING, ["CORS605"]),
        (REST.replace("\"'PUT'\"", "PUT"), ["CORS109"]),
        (REST.replace("\"'PUT'\"", "\"'GET'\""), ["CORS110"]),
        (HEAD + COGNITO + PUT.replace(NO_AUTH, GUARDED) + OPTIONS + ERRORS, ["CORS111"]),
        (HEAD + MAPPED + OPTIONS + ERRORS, ["CORS112"]),
        (HEAD + PUT + OPTIONS, ["CORS113"]),
        (
            REST + "  Denied:\n    Type: AWS::ApiGateway::GatewayResponse\n"
            "    Properties: {RestApiId: !Ref Api, ResponseType: ACCESS_DENIED, StatusCode: 404}\n",
            ["CORS114"],
        ),
        (REST.replace("\"'600'\"", "\"'0'\""), ["CORS509"]),
        (HTTP.replace("[GET]", "[PUT]"), ["CORS205"]),
        (HTTP.replace("[content-type]", "[authorization, content-type]"), ["CORS204"]),
        (URL.replace("['*']", "[GET, PUT, POST, DELETE, PATCH]"), ["CORS305"]),
        (
            URL.replace("['*']", "[GET, PUT, OPTIONS]").replace(
                "[content-type]", "[authorization, content-type, x-amz-date, x-amz-security-token]"
            ),
            ["CORS304"],
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_a_fault_is_cured(tmp_path: Path, text: str, cured: list[str]) -> None:
    """And nothing is found afterwards; comments stay. Errors are one once there are preflights."""
    write(tmp_path, "template.yaml", text)
    result = fix(tmp_path / "template.yaml")
    assert (list(result.cured), list(result.left)) == (cured, [])
    assert {change.safety for change in result.plan.changes} <= {FixSafety.SAFE}
    comments = [line.partition("#")[2] for line in text.splitlines() if "#" in line]
    assert [
        line.partition("#")[2] for line in result.after.splitlines() if "  # " in line
    ] == comments


def sam(properties: str, more: str = "", function: str = "", before: str = "") -> str:
    """Write a SAM template with one function behind one API."""
    return f"""\
Transform: AWS::Serverless-2016-10-31
{before}Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
{properties}{more}
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: python3.13
      CodeUri: src/
      Events:
        Put:  # for the page
          Type: Api
          Properties: {{RestApiId: !Ref Api, Path: /items, Method: put}}
{function}"""


AUTH = """\
      Auth:
        DefaultAuthorizer: Pool
        Authorizers: {Pool: {UserPoolArn: 'arn:aws:cognito-idp:eu-west-1:111111111111:userpool/a'}}
"""
ERRORS_OF_SAM = """\
      GatewayResponses:
        DEFAULT_4XX:
          ResponseParameters: {Headers: {Access-Control-Allow-Origin: "'https://app.example.com'"}}
        DEFAULT_5XX:
          ResponseParameters: {Headers: {Access-Control-Allow-Origin: "'https://app.example.com'"}}
"""
CORS = "      Cors: \"'https://app.example.com'\"\n"
IMPLICIT = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  HttpApi:
    CorsConfiguration: {AllowOrigins: ['https://app.example.com'], AllowMethods: [GET]}
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: python3.13
      CodeUri: src/
      Events:
        Put: {Type: HttpApi, Properties: {Path: /items, Method: put}}
"""
URL_OF_SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: python3.13
      CodeUri: src/
      FunctionUrlConfig:
        AuthType: AWS_IAM   # not for all
        Cors: {AllowOrigins: ['https://app.example.com'], AllowMethods: [GET, PUT, POST]}
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "cured", "left"),
    [
        (sam(ERRORS_OF_SAM), ["CORS101"], ["CORS106"]),
        (sam(CORS), ["CORS113"], ["CORS106"]),
        (sam(AUTH, CORS + ERRORS_OF_SAM), ["CORS111", "CORS601"], ["CORS106"]),
        (sam("", before="Globals:\n  Api:\n" + CORS[2:]), ["CORS113"], ["CORS106"]),
        (IMPLICIT, ["CORS204"], []),
        (URL_OF_SAM, ["CORS305"], []),
    ],
    ids=["no preflight", "bare errors", "guarded", "globals", "http", "url"],
)
def test_a_fault_is_cured_in_the_source_of_sam(
    tmp_path: Path, text: str, cured: list[str], left: list[str]
) -> None:
    """Not in its expansion, of which nobody has a file.

    What SAM writes and offers no setting for is left, with the reason.
    """
    write(tmp_path, "template.yaml", text)
    result = fix(tmp_path / "template.yaml")
    assert (list(result.cured), list(result.left)) == (cured, left)
    said = " ".join([*result.manual.values(), *result.plan.notes])
    assert ("SAM writes OPTIONS /items, and has no setting for it" in said) == bool(left)


OPENAPI = """\
openapi: 3.0.1
info: {title: shop, version: "1"}
components:
  securitySchemes:
    pool:
      type: apiKey
      name: Authorization
      in: header
      x-amazon-apigateway-authtype: cognito_user_pools
      x-amazon-apigateway-authorizer:
        type: cognito_user_pools
        providerARNs: ['arn:aws:cognito-idp:eu-west-1:111111111111:userpool/a']
paths:
  /items:
    # What pages use.
    put:
      security: [{pool: []}]
      responses: {}
      x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, uri: 'arn:x'}
"""
HTTP_DOCUMENT = """\
openapi: 3.0.1
info: {title: shop}
x-amazon-apigateway-importexport-version: "1.0"
x-amazon-apigateway-cors:
  allowOrigins: ['https://app.example.com']
  allowMethods: [GET]  # and no more
paths:
  /items:
    put:
      x-amazon-apigateway-integration:
        {type: aws_proxy, httpMethod: POST, uri: 'arn:x', payloadFormatVersion: '2.0'}
"""


def in_body(document: str) -> str:
    """Write a document into a template."""
    indented = "".join(f"        {line}\n" for line in document.splitlines())
    return (
        "Resources:\n  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties:\n      Body:\n"
        f"{indented}  Release:\n    Type: AWS::ApiGateway::Deployment\n"
        "    Properties: {RestApiId: !Ref Api, Description: !Sub 'of ${Api}'}\n"
        "Outputs:\n  Release: {Value: !Sub '${Release.DeploymentId} ${Release}'}\n"
    )


@pytest.mark.parametrize(
    ("text", "cured"),
    [
        (OPENAPI, ["CORS101", "CORS113"]),
        (in_body(OPENAPI), ["CORS101", "CORS113"]),
        (HTTP_DOCUMENT, ["CORS204"]),
    ],
    ids=["document", "body", "http"],
)
def test_a_fault_is_cured_in_a_document(tmp_path: Path, text: str, cured: list[str]) -> None:
    """A file of its own, or the body of a resource; what the authorizer reads is let in."""
    write(tmp_path, "api.yaml", text)
    result = fix(tmp_path / "api.yaml")
    assert (list(result.cured), list(result.left)) == (cured, [])
    assert all(
        line in result.after.splitlines() or "Release" in line or "allowMethods" in line
        for line in text.splitlines()
    )
    assert ("'authorization, content-type'" in result.after) == ("pool" in text)


def test_a_deployment_is_renamed_wherever_it_is_named(tmp_path: Path) -> None:
    """In what refers to it, in the texts that mention it; and by what is changed, not by chance."""
    write(tmp_path, "api.yaml", in_body(OPENAPI))
    result = fix(tmp_path / "api.yaml")
    (name,) = re.findall(r"^  (Release[0-9a-f]{8}):$", result.after, re.MULTILINE)
    assert f"Release: {{Value: !Sub '${{{name}.DeploymentId}} ${{{name}}}'}}" in result.after
    assert "Description: !Sub 'of ${Api}'" in result.after
    write(tmp_path, "again.yaml", in_body(OPENAPI))
    assert fix(tmp_path / "again.yaml").after == result.after


def test_without_a_deployment_somebody_has_to_deploy(tmp_path: Path) -> None:
    """The plan says so."""
    write(tmp_path, "template.yaml", HEAD + PUT)
    (note,) = fix(tmp_path / "template.yaml").plan.notes
    assert note == (
        "the template has no AWS::ApiGateway::Deployment of 'shop': deploy its stages when the "
        "stack is updated, or the changes are not served"
    )


ANY = PUT.replace("HttpMethod: PUT", "HttpMethod: ANY").replace(NO_AUTH, GUARDED)
STAR = "'*'"


GREEDY = (
    HTTP.replace("PUT /items", "$default")
    .replace("[GET]", "[PUT]")
    .replace("[content-type]", "[content-type, authorization]")
)


@pytest.mark.parametrize(
    ("text", "cured", "reason"),
    [
        (
            GREEDY,
            ["CORS203"],
            (
                "what stands behind $default would get requests with OPTIONS that are no "
                "preflights, from anybody"
            ),
        ),
        (
            HEAD + COGNITO + ANY + ERRORS,
            ["CORS104"],
            "ANY /items (AWS_PROXY) answers OPTIONS /items today, and would not be asked any more",
        ),
        (
            REST.replace("'https://app.example.com'", STAR).replace("\"'PUT'\"", "\"'GET'\""),
            ["CORS110"],
            "pages of every origin are let in today; only those of the policy would be",
        ),
        (
            REST.replace("'https://app", "'https://other").replace("\"'PUT'\"", "\"'GET'\""),
            ["CORS110"],
            "pages of 'https://other.example.com' are let in today, and are none of the policy's",
        ),
        (
            HTTP.replace("[GET]", "[GET, HEAD]").replace(
                "[content", "[x-a, authorization, content"
            ),
            ["CORS204"],
            (
                "AllowMethods loses the methods 'HEAD', which are allowed today; AllowHeaders "
                "loses the headers 'x-a', which are allowed today"
            ),
        ),
        (
            URL.replace("['https://app.example.com']", "['*']").replace("AWS_IAM", "NONE"),
            ["CORS302"],
            (
                "AllowOrigins loses the origins '*', which are allowed today; AllowMethods loses "
                "the methods '*', which are allowed today"
            ),
        ),
    ],
    ids=["default", "any", "star", "other", "http", "url"],
)
def test_what_somebody_has_to_weigh_is_held_back(
    tmp_path: Path, text: str, cured: list[str], reason: str
) -> None:
    """With what speaks against it; asked for, it is done."""
    file = tmp_path / "template.yaml"
    write(tmp_path, "template.yaml", text)
    held = fix(file)
    (change,) = [each for each in held.plan.changes if each.safety is FixSafety.UNSAFE]
    assert (set(cured) <= {*change.rules}, "; ".join(change.reasons)) == (True, reason)
    assert set(cured) <= set(held.left)
    asked = fix(file, unsafe=True)
    assert not set(cured) & set(asked.left)
    assert set(cured) <= set(asked.cured)


CDN = (
    REST
    + """\
  Distribution:
    Metadata:
      none: &none 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
      all: &all b689b0a8-53d0-40ab-baf2-68738e2966ac
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins:
          - Id: api
            DomainName: !Sub ${Api}.execute-api.eu-west-1.amazonaws.com
            CustomOriginConfig: {OriginProtocolPolicy: https-only}
        DefaultCacheBehavior:
          {TargetOriginId: api, ViewerProtocolPolicy: https-only, CachePolicyId: *none,
           OriginRequestPolicyId: *all}
        CacheBehaviors:
          - PathPattern: /items*
            TargetOriginId: api
            ViewerProtocolPolicy: https-only
            AllowedMethods: [GET, HEAD]  # no more
            CachePolicyId: *none
            OriginRequestPolicyId: *all
"""
)


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        ("*/items*", "            AllowedMethods: {}  # no more\n"),
        ("/pictures/*", "           OriginRequestPolicyId: *all, AllowedMethods: {}}}\n"),
    ],
    ids=["own", "default"],
)
def test_a_distribution_lets_preflights_through(tmp_path: Path, pattern: str, line: str) -> None:
    """The behavior that serves the route is changed in its own shape, and no other one."""
    text = CDN.replace("/items*", json.dumps(pattern))
    write(tmp_path, "template.yaml", text)
    result = fix(tmp_path / "template.yaml")
    assert result.cured == ("CORS401",)
    assert result.left == ()
    written = line.format("[GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE]")
    assert set(result.after.splitlines(keepends=True)) - set(text.splitlines(keepends=True)) == {
        written
    }


SEVERAL = POLICY.replace(allow_origins=["https://app.example.com", "https://b.example.com"])


def test_what_no_edit_cures_is_left_with_the_reason(tmp_path: Path) -> None:
    """What the policy cannot say there, and what it does not allow."""
    text = HEAD + MAPPED + OPTIONS.replace("\"'PUT'\"", "\"'GET'\"")
    write(tmp_path, "template.yaml", text)
    without_put = SEVERAL.replace(allow_methods=["GET"])
    result = fix(tmp_path / "template.yaml", without_put)
    assert result.manual.keys() == {"CORS110", "CORS113"}
    assert "choose error_origin='reflect' (every page can read error" in result.manual["CORS113"]
    asked = fix(tmp_path / "template.yaml", SEVERAL, error_origin="reflect")
    (note,) = asked.plan.notes[1:]
    assert note.startswith("after that, CORS112 will be found: ")
    assert "a mapping of a response names one origin, and the policy allows several" in note
    assert asked.left == ("CORS112",)
