"""Reads the front doors of one AWS account and region through boto3.

A part that cannot be read (access denied, throttled, a connection that is cut) is an entry of
coverage and not part of the model: nothing is judged on a half-read API. All else is still read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.live.function_urls import read_function_urls
from corsgate_audit.collect.live.functions import Functions
from corsgate_audit.collect.live.http import read_http_apis
from corsgate_audit.collect.live.rest import read_rest_apis
from corsgate_audit.model import Api, Collection, Coverage

if TYPE_CHECKING:
    from corsgate_audit.collect.live.account import Account

__all__ = ["read_account"]


def read_account(account: Account) -> Collection:
    """Read all REST APIs, HTTP APIs and function URLs.

    Args:
        account: whose APIs, in which region; see `corsgate_audit.collect.live.account.connect`.
    """
    functions = Functions(account.lambda_)
    urls = list(read_function_urls(account, functions))  # first: it answers with policies too
    read = [*read_rest_apis(account, functions), *read_http_apis(account, functions), *urls]
    return Collection(
        apis=tuple(part for part in read if isinstance(part, Api)),
        coverage=tuple(part for part in read if isinstance(part, Coverage)),
    )
