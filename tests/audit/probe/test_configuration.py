"""Live answers beside the configuration of the API behind a URL, which moto holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from corsgate_audit.browser import BrowserRequest, HttpResponse
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.live.account import identify
from corsgate_audit.probe import Heard, probe
from corsgate_audit.probe.configuration import (
    Address,
    address_of,
    compared,
    read_api,
)
from support.denial import denied
from support.heard import ALLOW, APP, Wire, heard
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_apigatewayv2.type_defs import CorsTypeDef
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.collect.live.account import Account

pytestmark = pytest.mark.slow  # waits for emulated accounts, or for a rate

REGION = "eu-central-1"
SETTINGS: CorsTypeDef = {"AllowOrigins": [APP], "AllowMethods": ["GET", "PUT"]}
PERMITS = {**ALLOW, "Access-Control-Allow-Methods": "GET,PUT"}


@pytest.fixture
def account() -> Iterator[Account]:
    """Return a region of an account that moto holds."""
    install()
    with mock_aws():
        yield identify().in_region(REGION)


def http_api() -> str:
    """Make an HTTP API with CORS settings; return its id."""
    client = boto3.client("apigatewayv2", REGION)
    made = client.create_api(Name="orders", ProtocolType="HTTP", CorsConfiguration=SETTINGS)
    client.create_route(ApiId=made["ApiId"], RouteKey="PUT /orders")
    return str(made["ApiId"])


def url_of(api_id: str) -> str:
    """Return the URL of a route."""
    return f"https://{api_id}.execute-api.{REGION}.amazonaws.com/orders"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (url_of("a1b2"), Address("a1b2", REGION)),
        ("https://a1.execute-api.cn-north-1.amazonaws.com.cn/", Address("a1", "cn-north-1")),
        ("https://a1.execute-api.eu-central-1.amazonaws.com.evil.example/", None),
        ("https://a1.lambda-url.eu-central-1.on.aws/", None),
        ("https://api.example.com/", None),
        ("nothing", None),
    ],
)
def test_the_api_that_a_url_names(url: str, address: Address | None) -> None:
    """By its host, whole."""
    assert address_of(url) == address


def test_answers_as_configured(account: Account, snapshot: SnapshotAssertion) -> None:
    """Nothing differs; what the backend answers is not known."""
    api_id = http_api()
    wire = Wire(heard(204, {**PERMITS, "Date": "today"}))
    found = probe(BrowserRequest(url_of(api_id), APP, "PUT"), wire, send_actual=True)
    assert compared(found, read_api(account, api_id), url_of(api_id)) == snapshot


def test_answers_that_differ(account: Account, snapshot: SnapshotAssertion) -> None:
    """Each header by itself, and the usual reasons."""
    api_id = http_api()
    headers = {**ALLOW, "Access-Control-Allow-Methods": "GET", "access-control-max-age": "5"}
    found = probe(BrowserRequest(url_of(api_id), APP, "PUT"), Wire(heard(200, headers)))
    assert compared(found, read_api(account, api_id), url_of(api_id)) == snapshot


def test_lines_of_one_name_are_read_as_a_browser_reads_them(
    account: Account, snapshot: SnapshotAssertion
) -> None:
    """Two writers of a header differ from one, whichever comes last."""
    api_id = http_api()
    twice = (*PERMITS.items(), ("Access-Control-Allow-Origin", APP))
    found = probe(BrowserRequest(url_of(api_id), APP, "PUT"), Wire(Heard(HttpResponse(204, twice))))
    assert compared(found, read_api(account, api_id), url_of(api_id)) == snapshot


def test_a_websocket_api_is_not_asked(account: Account) -> None:
    """CORS is not for it."""
    made = boto3.client("apigatewayv2", REGION).create_api(
        Name="chat", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action"
    )
    api_id = made["ApiId"]
    with pytest.raises(TargetError, match=f"^the API '{api_id}' is a WEBSOCKET API: "):
        read_api(account, api_id)


def test_a_rest_api_is_read(account: Account) -> None:
    """It has no method at all: its own error is what is configured."""
    api_id = boto3.client("apigateway", REGION).create_rest_api(name="items")["id"]
    api = read_api(account, api_id)
    assert (api.front_door, api.name) == ("rest", "items")


def test_an_api_that_is_not_there(account: Account) -> None:
    """Neither of the two kinds."""
    with pytest.raises(TargetError, match=f"^account .* has no API 'nobody' in {REGION}$"):
        read_api(account, "nobody")


def test_an_api_that_may_not_be_read() -> None:
    """The reason is AWS's own."""
    with mock_aws(), denied("apigateway.GetRestApi"):
        account = identify().in_region(REGION)
        with pytest.raises(TargetError, match=r"^the API 'a1' cannot be read: .*AccessDenied"):
            read_api(account, "a1")
