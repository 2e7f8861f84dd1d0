"""MOCK integrations answer here as they answered on AWS.

The inputs are those of localstack/localstack's tests of the same names, described anew; what AWS
answered is read from the recordings.
"""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.gateway.mock_integration import MockResponse, mock_response
from corsgate_audit.gateway.received import receive
from corsgate_audit.gateway.routing import match_route
from corsgate_audit.model import Integration, IntegrationResponse
from support.apis import rest_api, route
from support.asked import actual

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpRequest

PASSED_ON = (
    "#set($body = $util.base64Decode($input.params('testPath')))"
    '#set($context.requestOverride.path.body = $body) {"statusCode": 200}'
)
READ_BACK = """
#set($message = $util.parseJson($context.requestOverride.path.body).message)
#if($message == "path1")
{"response": "path was path one"}
#elseif($message == "path2")
{"response": "path was path two"}
#else
{"response": "this is the else clause"}
#end
"""
OVERRIDDEN = """
#set($context.responseOverride.status = 444)
#set($context.responseOverride.header.foo = "bar")
#set($context.responseOverride.custom = "is also passed around")
{"statusCode": 200}
"""
SHOWN = """
#set($status = $context.responseOverride.status)
{
  "statusOverride": "$status",
  "fooHeader": "$context.responseOverride.header.foo",
  "custom": "$context.responseOverride.custom"
}
"""
ASSIGNED = """
#set($name = "foo")
#set($context.requestOverride.querystring[$name] = "bar")
#set($other = "putfoo")
$context.requestOverride.querystring.put($other, "putBar")
#set($context["requestOverride"].querystring["nestedfoo"] = "nestedFoo")
{"statusCode": 200}
"""
LOOKED_UP = """
#set($given = $context.requestOverride.querystring)
{"value": "$given["foo"]", "value2": "$given["putfoo"]", "value3": "$given["nestedfoo"]"}
"""


@pytest.fixture(scope="module")
def corpus() -> Path:
    """Return the folder of recordings."""
    corpus = os.environ.get("CORSGATE_CORPUS")
    if not corpus:
        pytest.skip("CORSGATE_CORPUS is not set")
    return Path(corpus) / "aws-recorded"


def recorded(corpus: Path, test: str, file: str = "apigateway_integrations") -> dict[str, Any]:
    """Return what AWS answered in one test."""
    content = json.loads((corpus / f"{file}.json").read_text(encoding="utf-8"))
    found: dict[str, Any] = content[test]["recorded-content"]
    return found


def run(
    path: str,
    asked: HttpRequest,
    request: str,
    response: str | None,
    **changes: Any,  # noqa: ANN401
) -> MockResponse:
    """Run one MOCK with these templates."""
    templates = () if response is None else (("application/json", response),)
    pattern = changes.pop("selection_pattern", r"2\d{2}")
    integration = Integration(
        type="MOCK",
        request_templates=(("application/json", request),),
        responses=(
            IntegrationResponse(status_code="200", selection_pattern=pattern, templates=templates),
        ),
        **changes,
    )
    api = rest_api(route("ANY", path, integration=integration))
    received = receive(api, asked)
    found = match_route(api, received.method, received.path)
    assert found is not None
    return mock_response(api, found, integration, received)


def test_the_cdks_invalid_json_is_taken(corpus: Path) -> None:
    """`{statusCode: 200}` without quotes."""
    integration = recorded(corpus, "test_integration_mock_with_path_param")["integration"]
    template = integration["requestTemplates"]["application/json"]
    made = run("/{testPath}", actual("GET", "/test-path"), template, None)

    assert template == "{statusCode: 200}"
    assert (made.status, made.body) == (200, "")


@pytest.mark.parametrize(
    ("message", "key"),
    [("path1", "invoke-path1"), ("path2", "invoke-path2"), ("whatever", "invoke-path-else")],
)
def test_a_request_override_is_read_in_the_response_template(
    corpus: Path, message: str, key: str
) -> None:
    """From one template to the other."""
    answers = recorded(corpus, "test_integration_mock_with_request_overrides_in_response_template")
    path = base64.b64encode(json.dumps({"message": message}).encode()).decode()
    made = run("/{testPath}", actual("GET", f"/{path}"), PASSED_ON, READ_BACK)

    assert json.loads(made.body) == answers[key]


@pytest.mark.parametrize("template", [SHOWN, None])
def test_response_overrides_of_the_request_template_take_effect(
    corpus: Path, template: str | None
) -> None:
    """Status and header, with and without a response template."""
    name = "test_integration_mock_with_response_override_in_request_template"
    expected = recorded(corpus, f"{name}[{template is not None}]")["response"]
    made = run("/", actual("GET", "/"), OVERRIDDEN, template)

    assert made.status == expected["status_code"]
    assert made.headers == (("Content-Type", "application/json"), ("foo", "bar"))
    assert (json.loads(made.body) if template else repr(made.body.encode())) == expected["body"]


def test_maps_are_assigned_to_in_three_ways(corpus: Path) -> None:
    """By index, by `put` and by nested names."""
    expected = recorded(corpus, "test_integration_mock_with_vtl_map_assignation")["response"]
    made = run("/", actual("GET", "/"), ASSIGNED, LOOKED_UP)

    assert {"body": json.loads(made.body), "status_code": made.status} == expected


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("behavior", ["NEVER", "WHEN_NO_MATCH", "WHEN_NO_TEMPLATES"])
@pytest.mark.parametrize("url", ["HOST_BASED", "PATH_BASED"])
def test_a_template_that_matches_runs_whatever_the_passthrough(
    corpus: Path, method: str, behavior: str, url: str
) -> None:
    """With a path variable as a number."""
    test = f"test_mock_integration_response[{behavior}-UrlType.{url}-{method}]"
    expected = recorded(corpus, test, "apigateway_basic")["mock-response"]
    made = run(
        "/{id}",
        actual(method, "/42", Content_Type="application/json"),
        '{"statusCode":200}',
        '{"statusCode": 200, "id": $input.params().path.id}',
        passthrough_behavior=behavior,
        selection_pattern=None,
    )

    assert json.loads(made.body) == expected


def test_an_imported_mock_reads_a_parameter(corpus: Path) -> None:
    """By its name alone, wherever it is."""
    expected = recorded(corpus, "test_api_gateway_mock_integration", "apigateway_basic")
    made = run(
        "/echo/{data}",
        actual("GET", "/echo/foobar"),
        '{"statusCode": 200}',
        """{"echo": "$input.params('data')", "response": "mocked"}""",
        passthrough_behavior="WHEN_NO_TEMPLATES",
        selection_pattern=None,
    )

    assert json.loads(made.body) == expected["mocked-response"]
