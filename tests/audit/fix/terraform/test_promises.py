"""What the audit says of a finding in a ``*.tf`` file is what ``corsgate fix`` does with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.fix.template.site import Choices
from corsgate_audit.fix.terraform.planning import plan_by_hand
from corsgate_audit.judging.judgement import judge_collection
from support.fix_policy import POLICY

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate import CorsPolicy

API = """\
variable "page" {{ default = "http://app.example.com/" }}
resource "aws_apigatewayv2_api" "shop" {{
  name          = "shop"
  protocol_type = "HTTP"
  cors_configuration {{
    allow_origins = [{origin}]
    allow_methods = ["GET"]
  }}
}}
resource "aws_apigatewayv2_route" "put" {{
  api_id    = aws_apigatewayv2_api.shop.id
  route_key = "PUT /items"
}}
"""
IN_LINES = API.format(origin='"http://app.example.com/"')
REFERRING = API.format(origin="var.page")
FINDINGS = ("CORS204", "CORS505", "CORS208")
GUARDED = """\
resource "aws_api_gateway_rest_api" "shop" { name = "shop" }
resource "aws_api_gateway_method" "put" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_rest_api.shop.root_resource_id
  http_method   = "PUT"
  authorization = "NONE"
}
resource "aws_api_gateway_method" "options" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_rest_api.shop.root_resource_id
  http_method   = "OPTIONS"
  authorization = "AWS_IAM"
}
"""


@pytest.mark.parametrize(
    ("text", "promised"),
    [
        (
            IN_LINES,
            {
                "CORS204": ("unsafe", 'allow_methods = ["PUT"]'),
                "CORS505": ("unsafe", None),
                "CORS208": ("unsafe", None),
            },
        ),
        (REFERRING, dict.fromkeys(FINDINGS, ("manual", None))),
        (GUARDED, {"CORS102": ("unsafe", None), "CORS113": ("manual", None)}),
    ],
    ids=["values", "a reference", "a method without an integration"],
)
@pytest.mark.parametrize("policy", [None, POLICY], ids=["no policy", "a policy"])
def test_the_plan_does_what_the_audit_says(
    tmp_path: Path,
    text: str,
    promised: dict[str, tuple[str, str | None]],
    policy: CorsPolicy | None,
) -> None:
    """Lines are changed only if the user accepts what ``terraform plan`` may say of them."""
    file = tmp_path / "main.tf"
    file.write_text(text)
    collection = collect([str(file)])
    found = judge_collection(collection).findings
    said = {each.rule: (each.fix.safety, each.fix.needs_policy) for each in found if each.fix}
    assert said == promised

    plan = plan_by_hand(str(file), collection, Choices(policy=policy)).plan
    planned = {each.rule: change.safety for change in plan.changes for each in change.fixes}
    assert planned == {
        rule: "manual" if needs and policy is None else safety
        for rule, (safety, needs) in promised.items()
    }
