"""One account in one region, and the clients that read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.live.errors import one_line
from corsgate_audit.collect.live.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client
    from mypy_boto3_lambda import LambdaClient

    from corsgate_audit.collect.live.limits import Limits

Result = TypeVar("Result")

_CLOUDFRONT = "cloudfront"
_NO_REGION = "no AWS region: set AWS_DEFAULT_REGION, or give the profile one"
_NO_CREDENTIALS = (
    "no AWS credentials: set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
    "or name a template to audit"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Place):
    """One region of an account, and through what it is read.

    Args:
        apigateway: client for REST APIs.
        apigatewayv2: client for HTTP APIs.
        lambda_: client for function URLs, and the policies of functions.
    """

    apigateway: APIGatewayClient
    apigatewayv2: ApiGatewayV2Client
    lambda_: LambdaClient

    def client(self, service: str) -> Any:  # noqa: ANN401 - its type depends on the service
        """Return a client.

        Args:
            service: boto3's name of it.

        Raises:
            KeyError: it is none of those that are in a region.
        """
        return {
            "apigateway": self.apigateway,
            "apigatewayv2": self.apigatewayv2,
            "lambda": self.lambda_,
        }[service]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge(Place):
    """What of an account is in no region, and through what it is read.

    Args:
        cloudfront: client for distributions and their policies.
    """

    cloudfront: Any

    def client(self, service: str) -> Any:  # noqa: ANN401 - its type depends on the service
        """Return a client.

        Args:
            service: boto3's name of it.

        Raises:
            KeyError: it is none of those that are in no region.
        """
        return {_CLOUDFRONT: self.cloudfront}[service]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose accounts' regions can be read.

    Args:
        session: session with credentials of the account.
        account: its id.
        partition: ``aws``, ``aws-cn`` or ``aws-us-gov``.
    """

    session: boto3.Session
    account: str
    partition: str

    def in_region(self, region: str, limits: Limits | None = None) -> Account:
        """Build the clients of one region.

        Args:
            region: any.
            limits: limits that their calls keep to; None for none.
        """
        return Account(
            id=self.account,
            region=region,
            partition=self.partition,
            apigateway=self.client("apigateway", region, limits),
            apigatewayv2=self.client("apigatewayv2", region, limits),
            lambda_=self.client("lambda", region, limits),
        )

    def at_edge(self, limits: Limits | None = None) -> Edge | None:
        """Build the client of what is in no region; None where the partition has no CloudFront.

        Args:
            limits: limits that its calls keep to; None for none.

        Source: https://docs.aws.amazon.com/general/latest/gr/cf_region.html,
            https://docs.amazonaws.cn/en_us/aws/latest/userguide/cloudfront.html and
            https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/setting-up-cloudfront.html
        """
        region = self.edge_region
        if region is None:
            return None
        cloudfront = self.client(_CLOUDFRONT, region, limits)
        return Edge(id=self.account, region=region, partition=self.partition, cloudfront=cloudfront)

    @property
    def edge_region(self) -> str | None:
        """What stands for a region where there is none; None where there is no CloudFront."""
        found = self.session.get_available_regions(
            _CLOUDFRONT, self.partition, allow_non_regional=True
        )
        return found[0] if found else None

    def client(self, service: str, region: str, limits: Limits | None = None) -> Any:  # noqa: ANN401 - its type depends on the service
        """Build one client.

        Args:
            service: boto3's name of it.
            region: any.
            limits: limits that its calls keep to; None for none.
        """
        made = self.session.client(service, region_name=region, config=client_config())  # type: ignore[call-overload]
        if limits is not None:
            limits.hold_back(made, self.account, region)
        return made


def client_config() -> Config:
    """Return what every client is built with: a new one, since botocore writes into it.

    ``legacy`` is still boto3's default. The number of attempts stays the user's:
    ``AWS_MAX_ATTEMPTS``.

    Source: https://docs.aws.amazon.com/boto3/latest/guide/retries.html
    """
    return Config(retries={"mode": "standard"}, connect_timeout=10, read_timeout=30)


def connect() -> Account:
    """Find the account and the region of the environment.

    Raises:
        TargetError: there is no region or there are no credentials, or AWS does not take them.
    """
    identity = identify()
    return _reading(lambda: identity.in_region(region_of(identity)))


def region_of(identity: Identity) -> str:
    """Return the region of the environment or the profile.

    Args:
        identity: identity whose session is used.
    """
    return str(identity.session.region_name)


def identify(profile: str | None = None, region: str | None = None) -> Identity:
    """Find out whose credentials these are.

    Args:
        profile: None for the environment's.
        region: region to ask in, where the profile may have none.

    Raises:
        TargetError: there is no region or there are no credentials, or AWS does not take them.
    """
    return _reading(lambda: _identify(profile, region))


def _reading(work: Callable[[], Result]) -> Result:
    """Say in one line why an account cannot be read."""
    try:
        return work()
    except TargetError:
        raise
    except (BotoCoreError, ClientError, ValueError) as error:  # ValueError: AWS_ENDPOINT_URL
        message = f"the AWS account of the environment cannot be read: {one_line(error)}"
        raise TargetError(message) from error


def _identify(profile: str | None, region: str | None) -> Identity:
    session = boto3.Session(profile_name=profile)
    at = session.region_name or region
    if at is None:
        raise TargetError(_NO_REGION)
    if session.get_credentials() is None:
        raise TargetError(_NO_CREDENTIALS)
    identity = session.client("sts", region_name=at, config=client_config()).get_caller_identity()
    return Identity(
        session=session,
        account=identity["Account"],
        partition=identity["Arn"].split(":")[1],
    )
