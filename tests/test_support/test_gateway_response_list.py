"""moto with the support lists gateway responses as AWS did, in answers recorded from AWS."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from support.moto_support import install

RECORDED = Path(os.environ.get("CORSGATE_CORPUS", "")) / "aws-recorded" / "gateway_responses.json"


@pytest.fixture
def recorded() -> dict[str, Any]:
    """What AWS answered to a series of puts, and to the listing after them."""
    if "CORSGATE_CORPUS" not in os.environ:
        pytest.skip("CORSGATE_CORPUS does not name a folder with recorded answers")
    answers = json.loads(RECORDED.read_text())["test_gateway_response_put"]["recorded-content"]
    return dict(answers)


def only(answer: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a part of what AWS answered to a put, which is what was put."""
    return {name: answer[name] for name in names}


@pytest.mark.slow
def test_equals_what_aws_answered(recorded: dict[str, Any]) -> None:
    """The last state that the recording reached is listed alike, all 21 types of it."""
    whole = ("statusCode", "responseParameters", "responseTemplates")
    default = only(recorded["put-gateway-response-default-5xx"], *whole)
    header = only(recorded["put-gateway-response-default-ignored"], "responseParameters")
    template = only(recorded["put-gateway-response-response-templates-only"], "responseTemplates")
    install()
    with mock_aws():
        apis: Any = boto3.client("apigateway", region_name="eu-west-1")
        rest_api = {"restApiId": apis.create_rest_api(name="items")["id"]}
        apis.put_gateway_response(**rest_api, responseType="DEFAULT_5XX", **default)
        apis.put_gateway_response(**rest_api, responseType="AUTHORIZER_FAILURE", **header)
        apis.put_gateway_response(
            **rest_api, responseType="MISSING_AUTHENTICATION_TOKEN", **template
        )
        listed = apis.get_gateway_responses(**rest_api)["items"]

    assert listed == recorded["get-gateway-responses"]["items"]
