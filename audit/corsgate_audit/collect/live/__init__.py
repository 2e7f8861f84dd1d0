"""Reads the front doors of one AWS account and region through boto3.

A part that cannot be read (access denied, throttled, a connection that is cut) is an entry of
coverage and not part of the model: nothing is judged on a half-read API. All else is still read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.collect.code.coverage import covered_code
from corsgate_audit.collect.live.cloudfront import read_distributions
from corsgate_audit.collect.live.code import FunctionCodes
from corsgate_audit.collect.live.domain_names import read_domain_names
from corsgate_audit.collect.live.function_urls import read_function_urls
from corsgate_audit.collect.live.functions import Functions
from corsgate_audit.collect.live.http import read_http_apis
from corsgate_audit.collect.live.rest import read_rest_apis
from corsgate_audit.gateway.addresses import api_id
from corsgate_audit.model import Collection, Coverage, HttpApi, RestApi

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corsgate_audit.collect.live.account import Account, Edge
    from corsgate_audit.model import Target

__all__ = ["read_account", "read_edge"]


def read_account(
    account: Account,
    kept: Mapping[str, Target] | None = None,
    *,
    code: bool = False,
    asked: set[str] | None = None,
) -> Collection:
    """Read all REST APIs, HTTP APIs and function URLs of a region, with their domain names.

    Args:
        account: account whose APIs, in which region; see
            `corsgate_audit.collect.live.account.connect`.
        kept: what an interrupted scan has read whole, by ARN.
        code: the code of the functions behind them is read too.
        asked: ARNs of the functions whose URLs are among what is kept; those that are asked now are
            added.
    """
    names, coverage = read_domain_names(account)
    codes = FunctionCodes(account) if code else None
    functions = Functions(account.lambda_, codes)
    urls = list(
        read_function_urls(account, functions, kept or {}, asked)
    )  # first: it answers with policies too
    apis = [
        *read_rest_apis(account, functions, kept or {}),
        *read_http_apis(account, functions, kept or {}),
    ]
    named = [
        replace(part, domain_names=names.get(str(api_id(part)), ()))
        if isinstance(part, RestApi | HttpApi)
        else part
        for part in apis
    ]
    read = covered_code(part for part in (*named, *urls) if not isinstance(part, Coverage))
    return _collection([*named, *urls, *coverage, *read])


def read_edge(edge: Edge) -> Collection:
    """Read the CloudFront distributions, which are in no region.

    Args:
        edge: edge of the account.
    """
    return _collection(list(read_distributions(edge)))


def _collection(parts: Iterable[Target | Coverage]) -> Collection:
    read = list(parts)
    return Collection(
        apis=tuple(part for part in read if not isinstance(part, Coverage)),
        coverage=tuple(part for part in read if isinstance(part, Coverage)),
    )
