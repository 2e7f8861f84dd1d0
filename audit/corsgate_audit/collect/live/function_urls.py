"""The function URLs of an account: a call for each 50 functions, and one for each function.

Lambda lists URLs, those of aliases included, by function only.

Source: https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionUrlConfigs.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.collect import function_url
from corsgate_audit.collect.live.errors import UNREADABLE, listed, uncovered
from corsgate_audit.model import Coverage, CoverageState, FunctionUrl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_lambda.type_defs import (
        FunctionConfigurationTypeDef,
        FunctionUrlConfigTypeDef,
    )

    from corsgate_audit.collect.live.account import Account
    from corsgate_audit.collect.live.functions import Functions
    from corsgate_audit.model import Target

SERVICE = "lambda"


def read_function_urls(
    account: Account,
    functions: Functions,
    kept: Mapping[str, Target] | None = None,
    asked: set[str] | None = None,
) -> Iterator[FunctionUrl | Coverage]:
    """Read all function URLs.

    Args:
        account: account that is read.
        functions: told of the policies that the listing answers with, so that nobody asks again.
        kept: URLs that an interrupted scan has read, among others, by ARN.
        asked: ARNs of the functions that it has asked; those that are asked now are added.

    Yields:
        Each URL, and coverage of each and of the functions as a whole.
    """
    before = frozenset(asked or ())
    for function in listed(account, SERVICE, "the list of functions", _functions(account)):
        if isinstance(function, Coverage):
            yield function
            if function.incomplete:
                return
            continue
        functions.know(function["FunctionArn"], function)
        arn = function["FunctionArn"]
        if arn in before:
            found: list[FunctionUrl | Coverage] = _kept(account, function, kept or {})
        else:
            found = list(_of_function(account, functions, function))
            if asked is not None and not any(
                isinstance(each, Coverage) and each.incomplete for each in found
            ):
                asked.add(arn)
        yield from found
    yield account.covered(SERVICE, "function URLs", CoverageState.SCANNED)


def _kept(
    account: Account, function: FunctionConfigurationTypeDef, kept: Mapping[str, Target]
) -> list[FunctionUrl | Coverage]:
    """Return the URLs of a function and its aliases that were read before."""
    arn = function["FunctionArn"]
    urls: list[FunctionUrl | Coverage] = [
        each
        for key, each in kept.items()
        if isinstance(each, FunctionUrl) and (key == arn or key.startswith(f"{arn}:"))
    ]
    label = _label(function["FunctionName"])
    return [*urls, account.covered(SERVICE, label, CoverageState.SCANNED)] if urls else []


def _label(name: str) -> str:
    return f"function URLs of {name!r}"


def _functions(account: Account) -> Iterator[FunctionConfigurationTypeDef]:
    """List the functions, each as its unpublished version is configured."""
    pages = account.lambda_.get_paginator("list_functions").paginate()
    return (function for page in pages for function in page.get("Functions", []))


def _of_function(
    account: Account, functions: Functions, function: FunctionConfigurationTypeDef
) -> Iterator[FunctionUrl | Coverage]:
    """Read the URLs of one function and of its aliases."""
    name = function["FunctionName"]
    label = _label(name)
    try:
        pages = account.lambda_.get_paginator("list_function_url_configs").paginate(
            FunctionName=name
        )
        found = [url for page in pages for url in page.get("FunctionUrlConfigs", [])]
    except UNREADABLE as error:
        yield uncovered(account, SERVICE, label, error)
        return
    for url in found:
        yield _read(account, functions, name, url)
    if found:
        yield account.covered(SERVICE, label, CoverageState.SCANNED)


def _read(
    account: Account, functions: Functions, name: str, url: FunctionUrlConfigTypeDef
) -> FunctionUrl:
    """Read one function URL; an alias stands at the end of the ARN."""
    arn = url["FunctionArn"]
    qualifier = arn.partition(":function:")[2].partition(":")[2]
    found = function_url.read_function_url(
        url,
        name=f"{name}:{qualifier}" if qualifier else name,
        function_policy=functions.policy_behind(arn),
        gateway_owns=functions.owners_behind(arn),
        location=account.location_of("ListFunctionUrlConfigs", arn),
    )
    return replace(found, integration=functions.with_code(found.integration, arn))
