"""What the tests of the command share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: items}
  Item:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items}
  PutItem:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Item
      HttpMethod: PUT
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: PUT, Uri: 'https://x.example.com'}
  Preflight:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Item
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        PassthroughBehavior: NEVER
        RequestTemplates: {application/json: '{"statusCode": 204}'}
        IntegrationResponses:
          - StatusCode: '204'
            ResponseParameters:
              method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
              method.response.header.Access-Control-Allow-Methods: "'METHODS'"
              method.response.header.Access-Control-Allow-Headers: "'content-type'"
      MethodResponses:
        - StatusCode: '204'
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
            method.response.header.Access-Control-Allow-Methods: true
            method.response.header.Access-Control-Allow-Headers: true
  Errors4xx:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref Api
      ResponseType: DEFAULT_4XX
      ResponseParameters: {gatewayresponse.header.Access-Control-Allow-Origin: "'*'"}
  Errors5xx:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref Api
      ResponseType: DEFAULT_5XX
      ResponseParameters: {gatewayresponse.header.Access-Control-Allow-Origin: "'*'"}
"""


@pytest.fixture
def good_template(tmp_path: Path) -> str:
    """Return the path of a template without a fault."""
    return write(tmp_path, "good.yaml", GOOD.replace("METHODS", "PUT"))


@pytest.fixture
def bad_template(tmp_path: Path) -> str:
    """Return the path of a template whose preflight leaves out PUT."""
    return write(tmp_path, "bad.yaml", GOOD.replace("METHODS", "GET"))


@pytest.fixture
def untold_template(tmp_path: Path) -> str:
    """Return the path of a template with the same fault, and a preflight nobody can tell about."""
    other = """\
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  PutOrder:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: PUT
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: PUT, Uri: 'https://x.example.com'}
  OrdersPreflight:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: OPTIONS
      AuthorizationType: !ImportValue shared-authorization
      Integration: {Type: MOCK, RequestTemplates: {application/json: '{"statusCode": 204}'}}
"""
    return write(tmp_path, "untold.yaml", GOOD.replace("METHODS", "GET") + other)
