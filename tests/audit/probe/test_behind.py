"""Which API is behind a URL: its own, a custom domain name's, a function's, a distribution's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws
from typer.testing import CliRunner

from corsgate_audit.browser import BrowserRequest
from corsgate_audit.cli import app
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.model import Distribution
from corsgate_audit.probe import probe
from corsgate_audit.probe.behind import find_behind
from corsgate_audit.probe.configuration import compared
from support.denial import denied
from support.heard import APP, Wire, heard
from support.live_fix import Rest
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion

pytestmark = pytest.mark.slow  # waits for an emulated account

REGION = "eu-central-1"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
NOTHING_KEPT = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
SETTINGS = {"AllowOrigins": [APP], "AllowMethods": ["PUT"]}


@pytest.fixture(autouse=True)
def _account() -> Iterator[None]:
    """Have an empty account."""
    install()
    with mock_aws():
        yield


def http_api(name: str = "orders") -> str:
    """Make an HTTP API with a stage; return its id."""
    client: Any = boto3.client("apigatewayv2")
    made = client.create_api(Name=name, ProtocolType="HTTP", CorsConfiguration=SETTINGS)
    key = str(made["ApiId"])
    client.create_route(ApiId=key, RouteKey="PUT /orders")
    client.create_stage(ApiId=key, StageName="prod", AutoDeploy=True)
    return key


def map_domain(name: str, **mappings: str) -> None:
    """Make a custom domain name whose base paths, ``_`` for none, lead to APIs."""
    client: Any = boto3.client("apigatewayv2")
    client.create_domain_name(
        DomainName=name, DomainNameConfigurations=[{"CertificateArn": "arn:aws:acm:::c"}]
    )
    for path, key in mappings.items():
        more = {} if path == "_" else {"ApiMappingKey": path}
        client.create_api_mapping(DomainName=name, ApiId=key, Stage="prod", **more)


def distribute(domain: str, path: str = "", alias: str = "cdn.example.com") -> str:
    """Make a distribution before a domain; return its id."""
    config = {
        "CallerReference": alias,
        "Comment": "shop",
        "Enabled": True,
        "Aliases": {"Quantity": 1, "Items": [alias]},
        "Origins": {
            "Quantity": 1,
            "Items": [
                {
                    "Id": "o",
                    "DomainName": domain,
                    "OriginPath": path,
                    "CustomOriginConfig": {
                        "HTTPPort": 80,
                        "HTTPSPort": 443,
                        "OriginProtocolPolicy": "https-only",
                    },
                }
            ],
        },
        "DefaultCacheBehavior": {
            "TargetOriginId": "o",
            "ViewerProtocolPolicy": "https-only",
            "CachePolicyId": NOTHING_KEPT,
        },
    }
    client: Any = boto3.client("cloudfront")
    return str(client.create_distribution(DistributionConfig=config)["Distribution"]["Id"])


def function_url() -> str:
    """Make a function with a URL; return the URL."""
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    role = boto3.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=trust)
    client: Any = boto3.client("lambda")
    client.create_function(
        FunctionName="items",
        Runtime="python3.11",
        Role=role["Role"]["Arn"],
        Handler="h.h",
        Code={"ZipFile": b"x"},
    )
    made = client.create_function_url_config(FunctionName="items", AuthType="NONE", Cors=SETTINGS)
    return str(made["FunctionUrl"]).rstrip("/") + "/"


def test_a_url_of_api_gateway(snapshot: SnapshotAssertion) -> None:
    """Names its API."""
    key = Rest.make().id
    url = f"https://{key}.execute-api.{REGION}.amazonaws.com/prod/items"
    found = find_behind(url)
    assert (found.api.name, found.url) == ("shop", url)
    assert found.way.replace(key, "ID") == snapshot


def test_a_function_url(snapshot: SnapshotAssertion) -> None:
    """Is looked for among the functions of its region."""
    url = function_url()
    found = find_behind(f"{url}items")
    assert (found.api.name, found.url) == ("items", f"{url}items")
    assert found.way == snapshot
    message = f"^account 123456789012 has no function URL 'x1.lambda-url.{REGION}.on.aws' in "
    with pytest.raises(TargetError, match=message):
        find_behind(f"https://x1.lambda-url.{REGION}.on.aws/")


def test_a_custom_domain_name(snapshot: SnapshotAssertion) -> None:
    """The longest base path wins, and is no part of the API's own path."""
    other, key = http_api("other"), http_api()
    map_domain("api.example.com", _=other, v1=key)
    found = find_behind("https://API.example.com/v1/orders?a=b")
    assert found.api.name == "orders"
    assert found.url == f"https://{key}.execute-api.{REGION}.amazonaws.com/prod/orders?a=b"
    assert found.way.replace(key, "ID") == snapshot
    assert find_behind("https://api.example.com/v10/orders").api.name == "other"


def test_answers_under_a_custom_domain_name_are_compared(snapshot: SnapshotAssertion) -> None:
    """With what the API says of the path without the base path."""
    map_domain("api.example.com", v1=http_api())
    url = "https://api.example.com/v1/orders"
    live = heard(204, {"Access-Control-Allow-Origin": APP})
    behind = find_behind(url)
    found = probe(BrowserRequest(url, APP, "PUT"), Wire(live))
    assert compared(found, behind.api, behind.url) == snapshot


@pytest.mark.parametrize("alias", ["cdn.example.com", "*.example.com"])
def test_a_distribution_before_an_api(alias: str, snapshot: SnapshotAssertion) -> None:
    """The request is followed through both: CloudFront refuses PUT itself."""
    key = http_api()
    id_ = distribute(f"{key}.execute-api.{REGION}.amazonaws.com", "/prod", alias)
    url = "https://cdn.example.com/orders"
    behind = find_behind(url)
    assert (behind.api.front_door, behind.url) == ("cloudfront", url)
    assert behind.way.replace(key, "ID").replace(id_, "DISTRIBUTION") == snapshot
    found = probe(BrowserRequest(url, APP, "PUT"), Wire(heard(204, {})))
    assert compared(found, behind.api, behind.url) == snapshot


def test_a_distribution_before_a_custom_domain_name_and_before_nothing(
    snapshot: SnapshotAssertion,
) -> None:
    """Both are said."""
    key = http_api()
    map_domain("api.example.com", v1=key)
    distribute("api.example.com", "/v1")
    distribute("www.example.org", alias="www.example.com")
    linked = find_behind("https://cdn.example.com/orders")
    assert f"'orders' ({key})" in linked.way
    assert isinstance(linked.api, Distribution)
    (behavior,) = linked.api.behaviors
    assert behavior.origin is not None
    assert behavior.origin.api is not None
    alone = find_behind("https://www.example.com/orders")
    assert isinstance(alone.api, Distribution)
    assert [each.origin.api for each in alone.api.behaviors if each.origin] == [None]
    assert alone.way.rpartition("; ")[2] == snapshot


def test_a_host_that_nothing_has(snapshot: SnapshotAssertion) -> None:
    """Where was looked, what could not be read, and what may be the reason."""
    with (
        denied("cloudfront.ListDistributions"),
        pytest.raises(TargetError) as raised,
    ):
        find_behind("https://nobody.example.com/")
    message = str(raised.value)
    assert message == snapshot


def test_the_answer_is_shown_though_nothing_is_found(snapshot: SnapshotAssertion) -> None:
    """What was heard is not lost; the status says that something could not be seen."""
    arguments = ["probe", "http://127.0.0.1:9/", "--origin", APP, "--timeout", "1", "--aws"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 3
    assert result.stderr == snapshot
    assert "http://127.0.0.1:9/" in result.stdout
