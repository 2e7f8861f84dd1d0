"""Faults in SAM templates and OpenAPI documents, fixed in what somebody wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from support.collected import write
from support.template_fix import fix

if TYPE_CHECKING:
    from pathlib import Path


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
    ("text", "fixed", "left"),
    [
        (sam(ERRORS_OF_SAM), ["CORS101"], []),
        (sam(CORS), ["CORS113", "CORS122"], []),
        (sam(AUTH, CORS + ERRORS_OF_SAM), ["CORS111", "CORS122", "CORS601"], []),
        (sam("", before="Globals:\n  Api:\n" + CORS[2:]), ["CORS113", "CORS122"], []),
        (IMPLICIT, ["CORS204", "CORS208"], []),
        (URL_OF_SAM, ["CORS305", "CORS306"], []),
    ],
    ids=["no preflight", "bare errors", "guarded", "globals", "http", "url"],
)
def test_a_fault_is_fixed_in_the_source_of_sam(
    tmp_path: Path, text: str, fixed: list[str], left: list[str]
) -> None:
    """Not in its expansion, of which nobody has a file.

    What a preflight of SAM does with bodies is nobody's setting, and no finding.
    """
    write(tmp_path, "template.yaml", text)
    result = fix(tmp_path / "template.yaml")
    assert (list(result.fixed), list(result.left)) == (fixed, left)


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
    ("text", "fixed"),
    [
        (OPENAPI, ["CORS101", "CORS113"]),
        (in_body(OPENAPI), ["CORS101", "CORS113"]),
        (HTTP_DOCUMENT, ["CORS204", "CORS208"]),
    ],
    ids=["document", "body", "http"],
)
def test_a_fault_is_fixed_in_a_document(tmp_path: Path, text: str, fixed: list[str]) -> None:
    """A file of its own, or the body of a resource; what the authorizer reads is let in."""
    write(tmp_path, "api.yaml", text)
    result = fix(tmp_path / "api.yaml")
    assert (list(result.fixed), list(result.left)) == (fixed, [])
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
