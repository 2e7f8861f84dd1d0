"""The URLs on which an API answers, as far as its source knows them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsgate_audit.browser import HttpRequest
from corsgate_audit.gateway.addresses import api_id, default_stage, url_of
from corsgate_audit.gateway.received import receive
from corsgate_audit.model import Api, FunctionUrl, Integration, Location
from support.apis import cors, http_api, rest_api

LIVE = Location(
    source="aws",
    pointer="GetRestApis",
    arn="arn:aws:apigateway:eu-central-1::/restapis/a1b2c3",
    region="eu-central-1",
)
CHINA = replace(LIVE, arn="arn:aws-cn:apigateway:cn-north-1::/apis/a1b2c3", region="cn-north-1")
FUNCTION = Location(
    source="aws",
    pointer="GetFunctionUrlConfig",
    arn="arn:aws:lambda:eu-central-1:123456789012:function:items",
    region="eu-central-1",
)
URL = FunctionUrl(
    name="items", auth_type="NONE", integration=Integration(type="AWS_PROXY"), location=FUNCTION
)


@pytest.mark.parametrize(
    ("api", "stage", "url"),
    [
        (
            rest_api(location=LIVE),
            "prod",
            "https://a1b2c3.execute-api.eu-central-1.amazonaws.com/prod/items",
        ),
        (rest_api(), "prod", "https://api-id.execute-api.region.amazonaws.com/prod/items"),
        (
            rest_api(stages=()),
            "stage",
            "https://api-id.execute-api.region.amazonaws.com/stage/items",
        ),
        (
            rest_api(stages=("Stage", "prod")),  # SAM adds the first
            "prod",
            "https://api-id.execute-api.region.amazonaws.com/prod/items",
        ),
        (
            rest_api(stages=("Stage",)),
            "Stage",
            "https://api-id.execute-api.region.amazonaws.com/Stage/items",
        ),
        (
            http_api(None, location=CHINA),
            "$default",
            "https://a1b2c3.execute-api.cn-north-1.amazonaws.com.cn/items",
        ),
        (
            http_api(None, stages=("dev", "$default"), location=LIVE),
            "dev",
            "https://a1b2c3.execute-api.eu-central-1.amazonaws.com/dev/items",
        ),
        (
            http_api(cors(), stages=()),
            "$default",
            "https://api-id.execute-api.region.amazonaws.com/items",
        ),
        (URL, "", "https://url-id.lambda-url.eu-central-1.on.aws/items"),
    ],
)
def test_the_url_of_a_path_leads_back_to_the_path(api: Api, stage: str, url: str) -> None:
    """With the stage that stands for all."""
    assert default_stage(api) == stage
    assert url_of(api, "/items", stage) == url
    assert receive(api, HttpRequest("GET", url)).path == "/items"


def test_a_function_url_has_no_id_of_its_own() -> None:
    """Its ARN is the function's."""
    assert api_id(URL) is None
    assert api_id(rest_api(location=LIVE)) == "a1b2c3"
    assert api_id(rest_api()) is None
