"""What people write into names, paths and origins does nothing, in whichever report."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from corsgate_audit.cli import main
from corsgate_audit.cli.audit_formats import AuditFormat
from corsgate_audit.collect.live import read_account
from corsgate_audit.gateway import match_route
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import routes_of
from support.apis import http_api, rest_api, route
from support.collected import write
from support.stubbed_account import stubbed_account

if TYPE_CHECKING:
    from pathlib import Path

NAME = (
    "\x1b[2J\x1b]0;owned\x07\u202e\r\n::error::no\n| a | b |\n<img src=x onerror=alert(1)>]]></a>"
)
PATH = "</td><script>alert(1)</script>`[x](javascript:alert(1))\x9b31m"


def template() -> dict[str, Any]:
    """Return a template whose every text is hostile, and that has findings."""
    place = {"RestApiId": {"Ref": "Api"}, "ResourceId": {"Ref": "Item"}}
    method = {"Type": "AWS::ApiGateway::Method"}
    integration = {"Type": "HTTP_PROXY", "Uri": f"https://{NAME}"}
    api = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": NAME}}
    parent = {"Fn::GetAtt": ["Api", "RootResourceId"]}
    item = {"RestApiId": {"Ref": "Api"}, "ParentId": parent, "PathPart": PATH}
    get = {"HttpMethod": "GET", "AuthorizationType": "NONE", "Integration": integration}
    mock = {"Type": "MOCK"}
    options = {"HttpMethod": "OPTIONS", "AuthorizationType": "AWS_IAM", "Integration": mock}
    cors = {"AllowOrigins": [f"http://{PATH}", "null"], "AllowMethods": [NAME]}
    http = {"Name": NAME, "ProtocolType": "HTTP", "CorsConfiguration": cors}
    return {
        "Resources": {
            "Api": api,
            "Item": {"Type": "AWS::ApiGateway::Resource", "Properties": item},
            "Get": {**method, "Properties": {**place, **get}},
            "Options": {**method, "Properties": {**place, **options}},
            "Http": {"Type": "AWS::ApiGatewayV2::Api", "Properties": http},
            "Route": {
                "Type": "AWS::ApiGatewayV2::Route",
                "Properties": {"ApiId": {"Ref": "Http"}, "RouteKey": f"GET /{PATH}"},
            },
            "Untold": {
                **method,
                "Properties": {"RestApiId": {"Fn::ImportValue": NAME + PATH}, "HttpMethod": "PUT"},
            },
        }
    }


def report(output_format: AuditFormat, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Audit that template."""
    path = write(folder, "t.json", json.dumps(template()))
    status = main(["audit", path, "--format", output_format.value])
    out, err = capsys.readouterr()

    assert status in {1, 3}, err
    assert not err
    assert "CORS" in out
    return out


FORMATS = [each for each in AuditFormat if each.value != "asff"]
"""ASFF is for accounts alone."""
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("output_format", FORMATS)
def test_no_report_holds_a_control_character(
    output_format: AuditFormat, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which a terminal or a log would obey, or that would turn a text around."""
    assert CONTROL.findall(report(output_format, tmp_path, capsys)) == []


@pytest.mark.parametrize("output_format", [AuditFormat.JSON, AuditFormat.SARIF])
def test_json_and_sarif_hold_one_object(
    output_format: AuditFormat, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the name as it is: JSON can write it."""
    found = json.loads(report(output_format, tmp_path, capsys))

    assert isinstance(found, dict)


def test_each_json_line_is_an_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No name ends a line."""
    for line in report(AuditFormat.JSONL, tmp_path, capsys).splitlines():
        assert isinstance(json.loads(line), dict)


def test_junit_is_xml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No name opens or closes an element."""
    root = ET.fromstring(report(AuditFormat.JUNIT, tmp_path, capsys))  # noqa: S314 - our own

    assert {each.tag for each in root.iter()} <= {
        "testsuites", "testsuite", "testcase", "failure", "error", "skipped", "properties",
        "property", "system-out",
    }  # fmt: skip


class Elements(HTMLParser):
    """Collects the elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element's name, its attributes, and what it links to."""
        self.names[tag] += 1
        self.attributes |= {name for name, _ in attrs}
        self.links |= {str(value) for name, value in attrs if name in {"href", "src"}}


def test_the_page_runs_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It has no element that a name has brought, one script, and no link but to documentation."""
    page = Elements()
    page.feed(report(AuditFormat.HTML, tmp_path, capsys))

    assert page.names.keys().isdisjoint({"img", "a "})
    assert page.names["script"] == 1  # the report's own, which the page knows by its hash
    assert not [name for name in page.attributes if name.startswith("on")]
    assert not [link for link in page.links if not link.startswith(("https://", "#"))]


def test_markdown_shows_names_as_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No line of theirs begins a command of a workflow, a table or an element."""
    whole = report(AuditFormat.MARKDOWN, tmp_path, capsys)
    text = re.sub(r"^(`{3,})[^`\n]*\n.*?^\1$", "", whole, flags=re.MULTILINE | re.DOTALL)

    assert 0 < len(text) < len(whole)
    assert not [line for line in whole.splitlines() if line.startswith(("::", "| a | b |"))]
    assert "<img" not in text
    assert "<script" not in text
    assert "](javascript" not in text


def test_an_answer_of_aws_may_hold_anything(capsys: pytest.CaptureFixture[str]) -> None:
    """A name in an account is no more trusted than one in a file."""
    with stubbed_account() as aws:
        aws.has_rest_apis({"id": "a1", "name": NAME})
        preflight = {"authorizationType": "AWS_IAM", "methodIntegration": {"type": "MOCK"}}
        methods = {"GET": {"authorizationType": "NONE"}, "OPTIONS": preflight}
        aws.has_rest_api("a1", {"id": "r1", "path": f"/{PATH}", "resourceMethods": methods})
        collection = read_account(aws.account)

    assert not capsys.readouterr().out
    found = judge_collection(collection)
    assert {finding.resource.api for finding in found.findings} == {NAME}
    assert not [entry for entry in found.coverage if " failed: " in str(entry.reason)]


@pytest.mark.slow
@pytest.mark.parametrize("make", [rest_api, lambda *routes: http_api(None, *routes)])
def test_a_path_of_ten_thousand_segments_is_matched(make: Any) -> None:  # noqa: ANN401 - a helper
    """No stack is as deep."""
    path = "/a" * 10_000
    long = route("GET", path)

    assert match_route(make(long, route("GET", "/{proxy+}")), "GET", path) is long
    assert match_route(make(long), "GET", f"{path}/b") is None


def resource(index: int, *, is_faulty: bool) -> dict[str, object]:
    """Return a resource as AWS answers it; a faulty one's preflight declares no header."""
    header = {"method.response.header.Access-Control-Allow-Origin": "'https://a.example.com'"}
    response = {"statusCode": "204", "responseParameters": header}
    mock = {"type": "MOCK", "integrationResponses": {"204": response}}
    preflight = {"authorizationType": "NONE", "methodIntegration": mock}
    methods: dict[str, object] = {"GET": {"authorizationType": "NONE"}}
    methods |= {"OPTIONS": preflight} if is_faulty else {}
    return {"id": f"r{index}", "path": f"/p{index}", "resourceMethods": methods}


@pytest.mark.slow
@pytest.mark.parametrize(("resources", "faulty"), [(2500, 1), (500, 500)])
def test_an_api_without_measure_is_judged(resources: int, faulty: int) -> None:
    """In seconds: nothing in a rule takes time by the square of the routes, or of the faults.

    ``benchmarks/audit_scale.py`` judges 100,000 routes.
    """
    items = [resource(index, is_faulty=index < faulty) for index in range(resources)]
    with stubbed_account() as aws:
        aws.has_rest_apis({"id": "a1", "name": "large"})
        add, page = aws.apigateway.add_response, {"restApiId": "a1", "limit": 500}
        add("get_stages", {"item": []}, {"restApiId": "a1"})
        add("get_authorizers", {"items": []}, page)
        for start in range(0, resources, 500):
            place = {"position": str(start)} if start else {}
            following = {"position": str(start + 500)} if start + 500 < resources else {}
            answer = {"items": items[start : start + 500], **following}
            add("get_resources", answer, {**page, "embed": ["methods"], **place})
        add("get_gateway_responses", {"items": []}, page)
        collection = read_account(aws.account)

    assert len(routes_of(collection.apis[0])) == resources + faulty
    judgement = judge_collection(collection)
    assert len([each for each in judgement.findings if each.rule == "CORS108"]) == faulty
    assert not [each for each in judgement.coverage if " failed: " in str(each.reason)]
