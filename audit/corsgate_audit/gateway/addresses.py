"""The URLs on which an API answers without a domain of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Distribution, FunctionUrl, HttpApi, RestApi

if TYPE_CHECKING:
    from corsgate_audit.model import Door

DEFAULT_STAGE = "$default"
_UNKNOWN_STAGE = "stage"
_OF_SAM = "Stage"
"""The stage that SAM adds to every API; nobody means it."""


def api_id(api: Door) -> str | None:
    """Return the id that AWS gave an API; None in a template, where nobody knows it yet.

    Example:
        >>> api_id(api)
        'a1b2c3d4e5'
    """
    if api.location.arn is None or isinstance(api, FunctionUrl):
        return None
    return api.location.arn.rpartition("/")[2]


def default_stage(api: Door) -> str:
    """Return the stage that stands for all where nobody names one; empty where there are none.

    It is the first, but for the one that SAM adds:
    https://github.com/aws/serverless-application-model/issues/191.
    """
    if not isinstance(api, RestApi | HttpApi):
        return ""
    if api.stages:
        return next((each for each in api.stages if each != _OF_SAM), api.stages[0])
    return DEFAULT_STAGE if isinstance(api, HttpApi) else _UNKNOWN_STAGE


def url_of(api: Door, path: str, stage: str) -> str:
    """Return the URL of a path; ``api-id`` and ``region`` stand for what a template cannot know.

    Args:
        api: any.
        path: beginning with a slash.
        stage: empty for a function URL and a distribution.

    Example:
        >>> url_of(api, "/items/1", "prod")
        'https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/prod/items/1'

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html and
        https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
    """
    if isinstance(api, Distribution):
        return f"https://{_domain(api)}{path}"
    region = api.location.region or "region"
    if isinstance(api, FunctionUrl):
        return f"https://{_given(api) or f'url-id.lambda-url.{region}.on.aws'}{path}"
    prefix = "" if stage == DEFAULT_STAGE else f"/{stage}"
    return f"https://{host_of(api)}{prefix}{path}"


def host_of(api: Door) -> str:
    """Return the host name that API Gateway gives to a REST or HTTP API.

    Example:
        >>> host_of(api)
        'a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com'
    """
    region = api.location.region or "region"
    china = ".cn" * (api.location.arn or "").startswith("arn:aws-cn:")
    return f"{api_id(api) or 'api-id'}.execute-api.{region}.amazonaws.com{china}"


def _domain(api: Distribution) -> str:
    """Return the first domain name of a distribution's own, or that which CloudFront gives it."""
    aliases = api.aliases if isinstance(api.aliases, tuple) else ()
    known = [name for name in aliases if isinstance(name, str)]
    return known[0] if known else _given(api) or "distribution.cloudfront.net"


def _given(api: Door) -> str | None:
    """Return the host name that AWS has given; None in a template, where nobody knows it yet."""
    return api.domain_names[0].name if api.domain_names else None
