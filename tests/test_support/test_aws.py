"""An emulated account is empty, apart from others, and the only one within reach."""

from __future__ import annotations

import os

import boto3
import pytest

from support.aws import REGION, emulated_account

pytestmark = pytest.mark.slow


def test_leads_this_process_to_an_account_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside, plain boto3 clients reach this account; outside, all is as it was."""
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_ENDPOINT_URL_APIGATEWAY", "http://127.0.0.1:1")
    before = dict(os.environ)

    with emulated_account() as first, emulated_account() as second:
        boto3.client("apigateway").create_rest_api(name="mine")
        in_first = first.client("apigateway").get_rest_apis()["items"]
        in_second = second.client("apigateway").get_rest_apis()["items"]
        inside = {n: v for n, v in os.environ.items() if n.startswith("AWS_")}

    assert in_first == []
    assert [api["name"] for api in in_second] == ["mine"]
    assert inside == {
        "AWS_ENDPOINT_URL": second.endpoint,
        "AWS_ACCESS_KEY_ID": "emulated",
        "AWS_SECRET_ACCESS_KEY": "emulated",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    assert dict(os.environ) == before


def test_has_the_support() -> None:
    """The server has what plain moto lacks."""
    with emulated_account() as account:
        apis = account.client("apigateway")
        api_id = apis.create_rest_api(name="items")["id"]
        assert len(apis.get_gateway_responses(restApiId=api_id)["items"]) == 21
