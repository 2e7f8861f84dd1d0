"""One account in one region, and the clients that read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.model import Coverage, CoverageState, Location

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client
    from mypy_boto3_lambda import LambdaClient

_NO_REGION = "no AWS region: set AWS_DEFAULT_REGION, or give the profile one"
_NO_CREDENTIALS = (
    "no AWS credentials: set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
    "or name a template to audit"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is read, and through what.

    Args:
        id: of the account.
        region: in which its APIs are.
        partition: ``aws``, ``aws-cn`` or ``aws-us-gov``.
        apigateway: for REST APIs.
        apigatewayv2: for HTTP APIs.
        lambda_: for function URLs, and the policies of functions.
    """

    id: str
    region: str
    partition: str
    apigateway: APIGatewayClient
    apigatewayv2: ApiGatewayV2Client
    lambda_: LambdaClient

    def covered(
        self, service: str, resource: str, state: CoverageState, reason: str | None = None
    ) -> Coverage:
        """Say whether a part of the account was seen."""
        return Coverage(
            account=self.id,
            region=self.region,
            service=service,
            resource=resource,
            state=state,
            reason=reason,
        )

    def location(self, operation: str, resource: str) -> Location:
        """Say where something was read.

        Args:
            operation: the call that answered it.
            resource: the end of its ARN: ``/restapis/a1b2c3``.

        Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
        """
        return self.location_of(
            operation, f"arn:{self.partition}:apigateway:{self.region}::{resource}"
        )

    def location_of(self, operation: str, arn: str) -> Location:
        """Say where something with an ARN of its own was read.

        Args:
            operation: the call that answered it.
            arn: of what was read.
        """
        return Location(
            source="aws", pointer=operation, arn=arn, account=self.id, region=self.region
        )


def connect() -> Account:
    """Find the account of the environment.

    Raises:
        TargetError: there is no region or there are no credentials, or AWS does not take them.
    """
    try:
        return _connect()
    except TargetError:
        raise
    except (BotoCoreError, ClientError, ValueError) as error:  # ValueError: AWS_ENDPOINT_URL
        message = f"the AWS account of the environment cannot be read: {error}"
        raise TargetError(message) from error


def _connect() -> Account:
    """Build the clients, and ask AWS whose credentials these are."""
    session = boto3.Session()
    if session.region_name is None:
        raise TargetError(_NO_REGION)
    if session.get_credentials() is None:
        raise TargetError(_NO_CREDENTIALS)
    # `legacy` is still boto3's default. The number of attempts stays the user's: AWS_MAX_ATTEMPTS.
    # https://docs.aws.amazon.com/boto3/latest/guide/retries.html
    config = Config(retries={"mode": "standard"}, connect_timeout=10, read_timeout=30)
    identity = session.client("sts", config=config).get_caller_identity()
    return Account(
        id=identity["Account"],
        region=session.region_name,
        partition=identity["Arn"].split(":")[1],
        apigateway=session.client("apigateway", config=config),
        apigatewayv2=session.client("apigatewayv2", config=config),
        lambda_=session.client("lambda", config=config),
    )
