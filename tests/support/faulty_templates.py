"""Templates with one fault each, made of parts that are in order."""

from __future__ import annotations

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
