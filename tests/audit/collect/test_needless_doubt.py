"""What a person can tell from the source, the audit tells: no doubt without need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect.targets import read_target
from corsgate_audit.judging.judgement import judge_collection
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = """\
openapi: 3.0.1
info: {title: items, version: '1'}
paths:
  /items:
    put:
      responses: {'200': {description: ok}}
      x-amazon-apigateway-integration: {type: http_proxy, httpMethod: PUT, uri: 'https://b.example'}
"""
SAM_API = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Items:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      SETTINGS
      DefinitionBody: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: items.yaml}}}
"""
IMAGE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Items:
    Type: AWS::Serverless::Function
    Metadata: {Dockerfile: Dockerfile, DockerContext: .}
    Properties:
      PROPERTIES
      Events: {Put: {Type: Api, Properties: {Path: /items, Method: put}}}
"""
METHOD = """\
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: items}}
  Table: {Type: AWS::DynamoDB::Table, Properties: {}}
  Item:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: API, ParentId: PARENT, PathPart: items}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: API
      ResourceId: ITEM
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS
        IntegrationHttpMethod: POST
        Uri: arn:aws:apigateway:eu-west-1:dynamodb:action/Scan
        RequestTemplates: {application/json: TEMPLATE}
        IntegrationResponses: [{StatusCode: '200'}]
      MethodResponses: [{StatusCode: '200'}]
"""
_USUAL = {
    "API": "!Ref Api",
    "PARENT": "!GetAtt Api.RootResourceId",
    "ITEM": "!Ref Item",
    "TEMPLATE": "'{}'",
}


def _audited(target: str) -> tuple[set[str], list[str]]:
    """Return the rules that find something, and what is in doubt."""
    judged = judge_collection(read_target(target))
    return {each.rule for each in judged.findings}, [str(each.reason) for each in judged.incomplete]


def _method(**changes: str) -> str:
    text = METHOD
    for name, value in {**_USUAL, **changes}.items():
        text = text.replace(name, value)
    return text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ("""Cors: {AllowOrigin: "'https://app.example.com'", AllowMethods: "'GET'"}""", "CORS110"),
        ("Auth: {ApiKeyRequired: true}", "CORS101"),
        ("Name: items", "CORS101"),
    ],
)
def test_an_include_runs_before_sam(tmp_path: Path, settings: str, found: str) -> None:
    """SAM merges its settings into a document that CloudFormation has completed by then."""
    write(tmp_path, "items.yaml", DOCUMENT)
    target = write(tmp_path, "template.yaml", SAM_API.replace("SETTINGS", settings))

    rules, doubts = _audited(target)

    assert (found in rules, doubts) == (True, [])


def test_a_method_of_an_included_file_is_found_where_it_is_included(tmp_path: Path) -> None:
    """Not at the settings of CORS, in which nobody has written it."""
    write(tmp_path, "items.yaml", DOCUMENT)
    text = SAM_API.replace("SETTINGS", """Cors: "'https://app.example.com'" """)
    (api,) = read_target(write(tmp_path, "template.yaml", text)).apis

    pointers = {route.method: route.location.pointer for route in api.routes}  # type: ignore[union-attr]

    assert pointers == {
        "OPTIONS": "/Resources/Items/Properties/Cors",
        "PUT": "/Resources/Items/Properties/DefinitionBody",
    }


def test_an_include_that_is_not_there_stays_a_doubt(tmp_path: Path) -> None:
    """Nobody can tell then."""
    target = write(tmp_path, "template.yaml", SAM_API.replace("SETTINGS", "Cors: \"'*'\""))

    assert len(_audited(target)[1]) > 0


@pytest.mark.parametrize(
    "properties",
    [
        "PackageType: Image",
        "PackageType: Image\n      ImageUri: 'items:latest'",
        "PackageType: Image\n      ImageConfig: {Command: [app.handler]}",
    ],
)
def test_an_image_function_needs_no_image_to_be_judged(tmp_path: Path, properties: str) -> None:
    """``sam build`` writes where its image is; nothing about CORS depends on it."""
    text = IMAGE.replace("PROPERTIES", properties)

    rules, doubts = _audited(write(tmp_path, "template.yaml", text))

    assert ("CORS101" in rules, doubts) == (True, [])


@pytest.mark.parametrize(
    "changes",
    [
        {"API": "!Sub '${Api}'"},
        {"ITEM": "!Sub '${Item}'", "PARENT": "!Sub '${Api.RootResourceId}'"},
        {"API": "!Join ['', [!Ref Api]]"},
        {"API": "!Sub ['${A}', {A: !Ref Api}]"},
    ],
)
def test_a_text_of_one_reference_is_the_reference(tmp_path: Path, changes: dict[str, str]) -> None:
    """``!Sub '${Api}'`` is ``!Ref Api``."""
    assert _audited(write(tmp_path, "template.yaml", _method(**changes))) == (set(), [])


@pytest.mark.parametrize(
    "template",
    [
        """!Sub '{"TableName": "${Table}"}'""",
        """!Join ['', ['{"TableName": "', !Ref Table, '"}']]""",
        """!Sub "#set($x = 1){'TableName': '${Table}'}" """,
    ],
)
def test_the_name_of_a_table_in_a_template_is_no_doubt(tmp_path: Path, template: str) -> None:
    """The literal parts override no header, and a name cannot."""
    assert _audited(write(tmp_path, "template.yaml", _method(TEMPLATE=template))) == (set(), [])


@pytest.mark.parametrize(
    "template",
    [
        "!Sub '#set($context.responseOverride.header.Access-Control-Allow-Origin = ${Table})'",
        "!ImportValue template",
        "!Sub '${AWS::StackName}-template'",
    ],
)
def test_a_template_that_may_write_a_header_is_a_doubt(tmp_path: Path, template: str) -> None:
    """What it writes, or whether, is known only when the stack is deployed."""
    assert len(_audited(write(tmp_path, "template.yaml", _method(TEMPLATE=template)))[1]) == 1


@pytest.mark.parametrize(
    ("name", "text", "is_doubt"),
    [
        ("tsconfig.json", "{\n  // comments\n  'strict': true,\n}", False),
        ("chart.yaml", "{% if x %}\nkind: Service\n{% endif %}", False),
        ("values.yml", "name: {{ .Values.name }}: x", False),
        ("broken.json", '{"Resources": {,}}', True),
        ("jinja.yaml", "{% if x %}\nType: AWS::ApiGateway::RestApi\n{% endif %}", True),
        ("api.json", '{"openapi": "3.0.1", }', True),
        ("serverless.yml", "functions: [", True),
        ("shop.yml", "service: shop\nprovider: {name: aws\n", True),
        ("compose.yml", "services: {web: {image: shop}\n", False),
    ],
)
def test_what_is_no_template_in_a_folder_is_no_doubt(
    tmp_path: Path, name: str, text: str, *, is_doubt: bool
) -> None:
    """Only a file that has a mark of what is read is missed."""
    write(tmp_path, "template.yaml", _method())
    write(tmp_path, name, text)

    assert bool(_audited(str(tmp_path))[1]) is is_doubt


def test_a_service_that_is_all_there_is_and_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A folder with a broken ``serverless.yml`` is no folder without templates."""
    write(tmp_path, "serverless.yml", "service: shop\nprovider: {name: aws\n")

    assert len(_audited(str(tmp_path))[1]) == 1


@pytest.mark.parametrize(("flags", "asks"), [("true", True), ("false", False)])
def test_a_validator_looks_at_headers_only_with_its_flag(
    tmp_path: Path, flags: str, *, asks: bool
) -> None:
    """As recorded on AWS: localstack/localstack, ``test_api_gateway_request_validator``."""
    validator = f"""\
  Validator:
    Type: AWS::ApiGateway::RequestValidator
    Properties: {{RestApiId: !Ref Api, ValidateRequestParameters: {flags}}}
"""
    with_validator = "HttpMethod: GET\n      RequestValidatorId: !Ref Validator"
    named = _method().replace("HttpMethod: GET", with_validator)
    (api,) = read_target(write(tmp_path, "template.yaml", named + validator)).apis

    assert [route.validates_request for route in api.routes] == [asks]  # type: ignore[union-attr]


ELSEWHERE = """\
Parameters: {Function: {Type: String}}
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: shop}}
  Put:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: PUT
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub >-
          arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/FUNCTION/invocations
  Options:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
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
              method.response.header.Access-Control-Allow-Methods: "'PUT'"
              method.response.header.Access-Control-Allow-Headers: "'content-type'"
      MethodResponses:
        - StatusCode: '204'
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
            method.response.header.Access-Control-Allow-Methods: true
            method.response.header.Access-Control-Allow-Headers: true
"""


@pytest.mark.parametrize(
    "function",
    ["${Function}", "${!Function}", "arn:aws:lambda:eu-west-1:123456789012:function:${Function}"],
)
def test_a_function_elsewhere_is_no_doubt_about_the_preflight(
    tmp_path: Path, function: str
) -> None:
    """What the gateway answers itself can be told; what the function answers is its own affair."""
    text = ELSEWHERE.replace("FUNCTION", function)

    assert _audited(write(tmp_path, "template.yaml", text)) == ({"CORS113"}, [])


@pytest.mark.parametrize(
    ("origin", "is_doubt"),
    [
        ('''!Sub "'${Origin}'"''', False),
        ('''!Sub "'https://${Origin}'"''', False),
        ("""!Join ['', ["'https://", !Ref Origin, "'"]]""", False),
        ("!Ref Origin", True),
        ("!Sub '${Origin}/'", True),
    ],
)
def test_an_origin_in_single_quotes_is_no_doubt_but_for_whose_it_is(
    tmp_path: Path, origin: str, *, is_doubt: bool
) -> None:
    """That the preflight has one, and reflects none, the quotes tell: only the page is unknown."""
    text = ELSEWHERE.replace('''"'https://app.example.com'"''', origin)
    text = text.replace("Parameters: {", "Parameters: {Origin: {Type: String}, ")

    rules, doubts = _audited(write(tmp_path, "template.yaml", text))

    assert (rules, bool(doubts)) == ({"CORS113"}, is_doubt)


@pytest.mark.parametrize(
    ("resource", "is_doubt"),
    [
        ("!Join ['', ['execute-api:/', !Ref Stage, '/POST/items']]", False),
        ("!Sub 'execute-api:/${Stage}/PUT/*'", False),
        ("!Sub 'execute-api:/${Stage}/*'", True),
    ],
)
def test_a_denial_of_another_method_is_no_doubt(
    tmp_path: Path, resource: str, *, is_doubt: bool
) -> None:
    """Whatever the stage is called, it is about no preflight."""
    policy = f"""{{Statement: [
        {{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*'}},
        {{Effect: Deny, Principal: '*', Action: 'execute-api:Invoke', Resource: {resource},
          Condition: {{StringNotEquals: {{aws:PrincipalArn: x}}}}}}]}}"""
    text = ELSEWHERE.replace("{Name: shop}", f"{{Name: shop, Policy: {policy}}}")
    text = text.replace("Parameters: {", "Parameters: {Stage: {Type: String}, ")

    rules, doubts = _audited(write(tmp_path, "template.yaml", text))

    assert (rules, bool(doubts)) == ({"CORS113"}, is_doubt)
