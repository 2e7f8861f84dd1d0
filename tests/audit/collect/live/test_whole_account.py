"""An account with every kind of front door: what is read of it, and with which calls."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import boto3
import pytest
from moto import mock_aws

from corsgate_audit.collect.live.actions import PERMISSIONS
from corsgate_audit.collect.live.organization import MemberRole
from corsgate_audit.collect.live.scan import ScanOptions, scan
from corsgate_audit.model import (
    CoverageState,
    Distribution,
    DomainName,
    HttpApi,
    RestApi,
)
from support.cloudfront_answers import answered, distributions, policies
from support.collected import TargetKind, of_kind
from support.faults import between
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.awsrequest import AWSResponse

    from corsgate_audit.model import Collection

pytestmark = pytest.mark.slow  # two emulated accounts

REGION = "eu-west-1"
FUNCTION = f"arn:aws:lambda:{REGION}:123456789012:function:elsewhere"


_REGIONS = """
<DescribeRegionsResponse><regionInfo><item><regionName>eu-west-1</regionName></item></regionInfo>
</DescribeRegionsResponse>
"""


class Seen(NamedTuple):
    """A whole scan.

    Args:
        collection: what it read.
        calls: each with its URL: ``("apigateway.GetStages", "https://…")``.
    """

    collection: Collection
    calls: list[tuple[str, str]]

    def the(self, kind: type[TargetKind]) -> TargetKind:
        """Return the one target of a kind."""
        (found,) = of_kind(self.collection.apis, kind)
        return found


@pytest.fixture(name="seen", scope="module")
def _seen() -> Iterator[Seen]:
    """Scan such an account, with all options."""
    calls: list[tuple[str, str]] = []

    def answer(event_name: str, url: str) -> AWSResponse | None:
        _, service, operation = event_name.split(".")
        key = service.replace(" ", "").lower().replace("api-gateway", "apigateway")
        calls.append((f"{key}.{operation}", url))
        if operation == "DescribeRegions":
            return answered(url, _REGIONS)
        if operation == "ListDistributions":
            return distributions(url, "api.example.com")
        return policies(url) if key == "cloudfront" else None

    with pytest.MonkeyPatch.context() as patch, mock_aws():
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        install()
        make()
        options = ScanOptions(regions=("all",), max_rps=10, members=MemberRole(name="reader"))
        with between(answer):
            yield Seen(scan(options), calls)


def make() -> None:
    """Make a REST API and an HTTP API under domain names, and an organization of two accounts."""
    rest, http = boto3.client("apigateway"), boto3.client("apigatewayv2")
    api = rest.create_rest_api(name="shop")["id"]
    root: Any = {
        "restApiId": api,
        "resourceId": rest.get_resources(restApiId=api)["items"][0]["id"],
    }
    validator = rest.create_request_validator(
        restApiId=api, name="body", validateRequestBody=True, validateRequestParameters=True
    )["id"]
    schema = '{"type": "object"}'
    rest.create_model(restApiId=api, name="Item", contentType="application/json", schema=schema)
    rest.put_method(
        **root,
        httpMethod="GET",
        authorizationType="NONE",
        requestValidatorId=validator,
        requestModels={"application/json": "Item"},
    )
    uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{FUNCTION}/invocations"
    rest.put_integration(
        **root, httpMethod="GET", type="AWS_PROXY", integrationHttpMethod="POST", uri=uri
    )
    rest.create_deployment(restApiId=api, stageName="prod", variables={"table": "live"})
    rest.create_domain_name(domainName="old.example.com")
    rest.create_base_path_mapping(
        domainName="old.example.com", restApiId=api, stage="prod", basePath="shop"
    )
    orders = http.create_api(Name="orders", ProtocolType="HTTP")["ApiId"]
    http.create_stage(ApiId=orders, StageName="$default", StageVariables={"table": "live"})
    http.create_api(Name="chat", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request")
    http.create_domain_name(DomainName="api.example.com")
    http.create_api_mapping(DomainName="api.example.com", ApiId=orders, Stage="$default")
    role = boto3.client("iam").create_role(
        RoleName="f", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17"})
    )["Role"]["Arn"]
    boto3.client("lambda").create_function(
        FunctionName="f", Role=role, Handler="a.b", Runtime="python3.13", Code={"ZipFile": b"x"}
    )
    organizations = boto3.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    organizations.create_account(AccountName="other", Email="a@example.com")


def test_custom_domain_names_lead_to_their_apis(seen: Seen) -> None:
    """Those of REST APIs, and those of HTTP APIs."""
    assert seen.the(RestApi).domain_names == (
        DomainName(name="old.example.com", base_path="shop", stage="prod"),
    )
    assert seen.the(HttpApi).domain_names == (DomainName(name="api.example.com", stage="$default"),)


def test_stages_have_variables(seen: Seen) -> None:
    """Each by its name: a mapping may send one as a header."""
    assert seen.the(RestApi).stage_variables == (("prod", (("table", "live"),)),)
    assert seen.the(HttpApi).stage_variables == (("$default", (("table", "live"),)),)


def test_a_distribution_holds_the_api_behind_it(seen: Seen) -> None:
    """Which is in a region, and found by its custom domain name."""
    found = of_kind(seen.collection.apis, Distribution)
    origins = [behavior.origin for api in found for behavior in api.behaviors]

    assert [origin.api for origin in origins if origin] == [seen.the(HttpApi)] * 2
    assert [str(api.location.account) for api in found] == sorted(
        {str(api.location.account) for api in found}, key=lambda key: key != "123456789012"
    )


def test_a_websocket_api_is_named(seen: Seen) -> None:
    """It is not subject to CORS."""
    (entry,) = (each for each in seen.collection.coverage if "'chat'" in each.resource)
    assert entry.state is CoverageState.SKIPPED
    assert not [each for each in seen.collection.coverage if each.incomplete]


def test_the_table_of_permissions_holds_the_calls_and_no_other(seen: Seen) -> None:
    """So that `corsgate iam-policy audit` prints what is needed, and nothing else."""
    unasked = {name for name, each in PERMISSIONS.items() if each and each.option == "--code"}
    assert {name for name, _ in seen.calls} == PERMISSIONS.keys() - unasked


def test_the_permissions_name_the_paths_that_are_read(seen: Seen) -> None:
    """IAM knows API Gateway's parts by their paths."""
    for name, url in seen.calls:
        permission = PERMISSIONS[name]
        if permission is None or permission.action != "apigateway:GET":
            continue
        path = urlsplit(url).path.removeprefix("/v2")
        allowed = [arn.partition("*::")[2] for arn in permission.resources]
        assert any(fnmatchcase(path, each) for each in allowed), (name, path)


def test_nothing_is_written(seen: Seen) -> None:
    """A scan changes nothing of an account."""
    actions: list[Any] = [each.action for each in PERMISSIONS.values() if each]
    reading = ("apigateway:GET", ":List", ":Get", ":Describe", "sts:AssumeRole")
    assert [action for action in actions if not any(each in action for each in reading)] == []
    assert seen.calls
