"""The configuration behind a URL, and where the live answers are not what it says."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from corsgate.names import CORS_RESPONSE_HEADERS
from corsgate_audit.browser.urls import parse
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.live.errors import one_line
from corsgate_audit.collect.live.functions import Functions
from corsgate_audit.collect.live.http import read_http_api
from corsgate_audit.collect.live.rest import read_rest_api
from corsgate_audit.gateway import exchange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpResponse
    from corsgate_audit.collect.live.account import Account
    from corsgate_audit.gateway import Answer
    from corsgate_audit.model import Door, HttpApi, RestApi
    from corsgate_audit.probe.values import Heard, Probe

# https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html
_EXECUTE_API = re.compile(r"([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")
_NOT_FOUND = "NotFoundException"

WHY_DIFFERENT = (
    "The usual reasons: the stage was not deployed after the last change of the API, the URL "
    "belongs to another stage, or a CDN or cache answers instead."
)


class Address(NamedTuple):
    """Where API Gateway answers.

    Args:
        api_id: id of the API.
        region: region in which it is.
    """

    api_id: str
    region: str


def address_of(url: str) -> Address | None:
    """Return the API that a URL names; None for domains that do not name one.

    A domain of one's own, CloudFront's and a function URL's name none.

    Example:
        >>> address_of("https://a1b2c3.execute-api.eu-central-1.amazonaws.com/prod/items")
        Address(api_id='a1b2c3', region='eu-central-1')
    """
    parsed = parse(url)
    match = _EXECUTE_API.fullmatch(parsed.host) if parsed else None
    return Address(match[1], match[2]) if match else None


def read_api(account: Account, api_id: str) -> RestApi | HttpApi:
    """Read one API, whichever kind it is of.

    Args:
        account: clients of the account and region that the API is in.
        api_id: id of the API.

    Raises:
        TargetError: there is no such API, or it cannot be read.
    """
    functions = Functions(account.lambda_)
    for read in (read_rest_api, read_http_api):
        try:
            return read(account, functions, api_id)
        except ClientError as error:
            if error.response["Error"]["Code"] == _NOT_FOUND:
                continue
            raise TargetError(_unread(api_id, error)) from error
        except BotoCoreError as error:
            raise TargetError(_unread(api_id, error)) from error
    message = f"account {account.id} has no API {api_id!r} in {account.region}"
    raise TargetError(message)


def _unread(api_id: str, error: Exception) -> str:
    return f"the API {api_id!r} cannot be read: {one_line(error)}"


def compared(found: Probe, api: Door, url: str) -> tuple[str, ...]:
    """Say where live answers and configuration differ, a sentence each.

    Args:
        found: what the URL answered.
        api: API that is behind it.
        url: URL under which the API itself knows the request.

    Returns:
        One sentence where all is as configured; only status and CORS headers are compared.
    """
    made = exchange(api, replace(found.request, url=url))
    differing = [
        *_differences("preflight", found.preflight_answer, made.preflight_answer),
        *_differences("request", found.answer, made.answer),
    ]
    if differing:
        return (*differing, WHY_DIFFERENT)
    return ("The live answers match the configuration as far as it was read.",)


def _differences(kind: str, heard: Heard | None, answer: Answer | None) -> Iterator[str]:
    if heard is None or heard.response is None or answer is None or answer.response is None:
        return
    live, configured = _facts(heard.response), _facts(answer.response)
    for name in sorted({*live, *configured}):
        if live.get(name) != configured.get(name):
            yield (
                f"The answer to the {kind} has {_said(name, live)}, but the API is configured to "
                f"send {_said(name, configured)}."
            )


def _facts(response: HttpResponse) -> dict[str, str]:
    facts = {"status": str(response.status)}
    for name, value in response.headers:
        if name.lower() in CORS_RESPONSE_HEADERS:
            # As a browser reads several lines of one name: https://fetch.spec.whatwg.org/#concept-header-list-get
            before = facts.get(name.lower())
            facts[name.lower()] = value.strip() if before is None else f"{before}, {value.strip()}"
    return facts


def _said(name: str, facts: dict[str, str]) -> str:
    value = facts.get(name)
    if value is None:
        return f"no {name}"
    return f"status {value}" if name == "status" else f"{name}: {value}"
