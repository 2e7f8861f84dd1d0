"""An organization of emulated accounts, with APIs that have faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3

from support.aws import ACCOUNT_ID, REGION
from support.hand_made_api import make_api

if TYPE_CHECKING:
    from support.aws import EmulatedAccount

REGIONS = ("eu-west-1", "eu-central-1", "us-east-1")
PLACES_OF_AN_ACCOUNT = len(REGIONS) + 1
ROLE = "CorsgateAudit"
_OPEN = {"AllowOrigins": ["*"], "AllowMethods": ["*"], "AllowHeaders": ["*"]}
_TRUST = '{"Version": "2012-10-17", "Statement": []}'


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization.

    Args:
        accounts: ids of its accounts, the management account first.
    """

    accounts: tuple[str, ...]

    @property
    def places(self) -> int:
        """How many there are to audit."""
        return len(self.accounts) * PLACES_OF_AN_ACCOUNT


def make_organization(management: EmulatedAccount, accounts: int) -> Organization:
    """Make an organization; every fifth account has APIs, each of them of another kind.

    Args:
        management: account that the auditor is deployed in.
        accounts: how many there are, with it.
    """
    client = management.client("organizations")
    client.create_organization(FeatureSet="ALL")
    ids = [ACCOUNT_ID]
    for number in range(1, accounts):
        made = client.create_account(Email=f"a{number}@example.com", AccountName=f"a{number}")
        ids.append(made["CreateAccountStatus"]["AccountId"])
    for number, account in enumerate(ids):
        member = _Member(management, account)
        if account != ACCOUNT_ID:
            member.client("iam").create_role(RoleName=ROLE, AssumeRolePolicyDocument=_TRUST)
        if number % 5 == 0:
            _KINDS[number // 5 % len(_KINDS)](member, REGIONS[number // 5 % len(REGIONS)])
    return Organization(tuple(ids))


class _Member:
    """An account of the organization, through a role in it."""

    def __init__(self, management: EmulatedAccount, account: str) -> None:
        sts = management.client("sts")
        role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
        given = sts.assume_role(RoleArn=role, RoleSessionName="setup")["Credentials"]
        self._session = boto3.Session(
            given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], REGION
        )
        self._endpoint = management.endpoint
        self.account = account

    def client(self, service: str, region: str = REGION) -> Any:  # noqa: ANN401 (its type depends on the service)
        """Return a boto3 client."""
        return self._session.client(  # type: ignore[call-overload]
            service, region_name=region, endpoint_url=self._endpoint
        )


def _rest_api(member: _Member, region: str) -> None:
    make_api(member.client("apigateway", region))


def _http_api(member: _Member, region: str) -> None:
    cors = {**_OPEN, "AllowCredentials": False, "MaxAge": 600}
    client = member.client("apigatewayv2", region)
    made = client.create_api(Name="open", ProtocolType="HTTP", CorsConfiguration=cors)
    target = client.create_integration(
        ApiId=made["ApiId"],
        IntegrationType="HTTP_PROXY",
        IntegrationMethod="ANY",
        IntegrationUri="https://backend.example.com",
        PayloadFormatVersion="1.0",
    )
    client.create_route(
        ApiId=made["ApiId"],
        RouteKey="ANY /items",
        AuthorizationType="AWS_IAM",
        Target=f"integrations/{target['IntegrationId']}",
    )


def _function_url(member: _Member, region: str) -> None:
    client = member.client("lambda", region)
    role = member.client("iam").create_role(RoleName="runs", AssumeRolePolicyDocument=_TRUST)
    client.create_function(
        FunctionName="open",
        Runtime="python3.13",
        Role=role["Role"]["Arn"],
        Handler="index.handler",
        Code={"ZipFile": _EMPTY_ZIP},
    )
    client.create_function_url_config(
        FunctionName="open", AuthType="NONE", Cors={**_OPEN, "AllowCredentials": True}
    )


def _distribution(member: _Member, region: str) -> None:
    make_api(member.client("apigateway", region))
    origin = {
        "Id": "api",
        "DomainName": f"a1b2c3d4e5.execute-api.{region}.amazonaws.com",
        "CustomOriginConfig": {
            "HTTPPort": 80,
            "HTTPSPort": 443,
            "OriginProtocolPolicy": "https-only",
        },
    }
    member.client("cloudfront").create_distribution(
        DistributionConfig={
            "CallerReference": "once",
            "Comment": "",
            "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {
                "TargetOriginId": "api",
                "ViewerProtocolPolicy": "redirect-to-https",
                "AllowedMethods": {"Quantity": 2, "Items": ["GET", "HEAD"]},
                "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
                "MinTTL": 0,
            },
        }
    )


_EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
_KINDS = (_rest_api, _http_api, _function_url, _distribution)
