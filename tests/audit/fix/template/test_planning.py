"""Each fault that a template can have is fixed, stays fixed, and nothing else changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import FixSafety
from support.collected import write
from support.faulty_templates import (
    COGNITO,
    ERRORS,
    GUARDED,
    HEAD,
    HTTP,
    MAPPED,
    NO_AUTH,
    OPTIONS,
    PUT,
    REST,
    URL,
    WAITING,
)
from support.template_fix import POLICY, fix

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


@pytest.mark.parametrize(
    ("text", "fixed"),
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
def test_a_fault_is_fixed(tmp_path: Path, text: str, fixed: list[str]) -> None:
    """And nothing is found afterwards; comments stay. Errors are one once there are preflights."""
    write(tmp_path, "template.yaml", text)
    result = fix(tmp_path / "template.yaml")
    assert (list(result.fixed), list(result.left)) == (fixed, [])
    assert {change.safety for change in result.plan.changes} <= {FixSafety.SAFE}
    comments = [line.partition("#")[2] for line in text.splitlines() if "#" in line]
    assert [
        line.partition("#")[2] for line in result.after.splitlines() if "  # " in line
    ] == comments


def test_without_a_deployment_somebody_has_to_deploy(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """The plan says so."""
    write(tmp_path, "template.yaml", HEAD + PUT)
    (note,) = fix(tmp_path / "template.yaml").plan.notes
    assert note == snapshot


ANY = PUT.replace("HttpMethod: PUT", "HttpMethod: ANY").replace(NO_AUTH, GUARDED)
STAR = "'*'"


GREEDY = (
    HTTP.replace("PUT /items", "$default")
    .replace("[GET]", "[PUT]")
    .replace("[content-type]", "[content-type, authorization]")
)


@pytest.mark.parametrize(
    ("text", "fixed", "reason"),
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
    tmp_path: Path, text: str, fixed: list[str], reason: str
) -> None:
    """With what speaks against it; asked for, it is done."""
    file = tmp_path / "template.yaml"
    write(tmp_path, "template.yaml", text)
    held = fix(file)
    (change,) = [each for each in held.plan.changes if each.safety is FixSafety.UNSAFE]
    assert (set(fixed) <= {*change.rules}, "; ".join(change.reasons)) == (True, reason)
    assert set(fixed) <= set(held.left)
    asked = fix(file, unsafe=True)
    assert not set(fixed) & set(asked.left)
    assert set(fixed) <= set(asked.fixed)


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
    assert result.fixed == ("CORS401",)
    assert result.left == ()
    written = line.format("[GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE]")
    assert set(result.after.splitlines(keepends=True)) - set(text.splitlines(keepends=True)) == {
        written
    }


SEVERAL = POLICY.replace(allow_origins=["https://app.example.com", "https://b.example.com"])


def test_what_no_edit_fixes_is_left_with_the_reason(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """What the policy cannot say there, and what it does not allow."""
    text = HEAD + MAPPED + OPTIONS.replace("\"'PUT'\"", "\"'GET'\"")
    write(tmp_path, "template.yaml", text)
    without_put = SEVERAL.replace(allow_methods=["GET"])
    result = fix(tmp_path / "template.yaml", without_put)
    assert result.manual.keys() == {"CORS110", "CORS112", "CORS113"}
    assert result.manual["CORS113"] == snapshot
    asked = fix(tmp_path / "template.yaml", SEVERAL, error_origin="reflect")
    # It was found with the others: nothing comes to light behind them.
    assert asked.plan.notes[1:] == ()
    assert asked.left == ("CORS112",)
