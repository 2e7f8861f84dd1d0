"""Reads the API Gateway APIs of one AWS account and region through boto3.

A part that cannot be read (access denied, throttled, a connection that is cut) is an entry of
coverage and not part of the model: nothing is judged on a half-read API. All else is still read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.live.functions import Functions
from corsgate_audit.collect.live.http import read_http_apis
from corsgate_audit.collect.live.rest import read_rest_apis
from corsgate_audit.model import Api, Collection, Coverage, CoverageState

if TYPE_CHECKING:
    from corsgate_audit.collect.live.account import Account

__all__ = ["read_account"]

_NOT_YET = "function URLs are not read from a live account yet; their templates are"


def read_account(account: Account) -> Collection:
    """Read all REST and HTTP APIs.

    Args:
        account: whose APIs, in which region; see `corsgate_audit.collect.live.account.connect`.
    """
    functions = Functions(account.lambda_)
    read = [*read_rest_apis(account, functions), *read_http_apis(account, functions)]
    coverage = [part for part in read if isinstance(part, Coverage)]
    urls = account.covered("lambda", "function URLs", CoverageState.SKIPPED, _NOT_YET)
    return Collection(
        apis=tuple(part for part in read if isinstance(part, Api)), coverage=(*coverage, urls)
    )
