"""Accounts whose answers are written down: hundreds of them cost no emulator and no network."""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import botocore
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.botocore_stubber import MockRawResponse

if TYPE_CHECKING:
    from collections.abc import Iterator

CALLER = "111111111111"
_EXPIRES = "2099-01-01T00:00:00Z"
_STS = '<{0}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{0}Result>{1}</{0}Result></{0}Response>'
_EMPTY_LISTS = {
    "GetRestApis": "item",
    "GetDomainNames": "item",
    "GetApis": "items",
    "ListFunctions": "Functions",
    "GetAuthorizers": "item",
    "GetStages": "item",
    "GetGatewayResponses": "item",
}
_account = re.compile(r"AKIA(\d{12})").search


def method(name: str) -> dict[str, Any]:
    """Return a method as GetResources embeds it: one without an integration."""
    return {"httpMethod": name, "authorizationType": "NONE", "apiKeyRequired": False}


@dataclass
class RecordedAccounts:
    """Answers every call of an audit as accounts of one form do.

    Args:
        numbers: number of the accounts beside the caller's.
        apis: REST APIs of each account in each region.
        paths: paths of each API, with a GET and an OPTIONS method each.
    """

    numbers: int
    apis: int = 1
    paths: int = 2
    asked: Counter[str] = field(default_factory=Counter)
    places: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    @property
    def ids(self) -> list[str]:
        """The ids of the accounts, the caller's last."""
        return [f"{200_000_000_000 + number}" for number in range(self.numbers)] + [CALLER]

    def answer(self, event_name: str, request: Any) -> AWSResponse:  # noqa: ANN401 - an AWSPreparedRequest
        """Answer a call."""
        operation = event_name.rpartition(".")[2]
        signature = str(request.headers.get("Authorization", ""))
        found = _account(signature)
        account = found.group(1) if found else CALLER
        with self._lock:
            self.asked[operation] += 1
            self.places[account, urlsplit(request.url).netloc, operation] += 1
        body = self._body(operation, request)
        headers = HTTPHeaders()
        headers["content-type"] = "application/json"
        return AWSResponse(request.url, 200, headers, MockRawResponse(body.encode()))

    def _body(self, operation: str, request: Any) -> str:  # noqa: ANN401, PLR0911 - as above, a table
        if operation == "GetCallerIdentity":
            said = f"<Arn>arn:aws:iam::{CALLER}:user/a</Arn><Account>{CALLER}</Account>"
            return _STS.format(operation, said)
        if operation == "AssumeRole":
            text = request.body.decode() if isinstance(request.body, bytes) else str(request.body)
            account = parse_qs(text)["RoleArn"][0].split(":")[4]
            given = f"<AccessKeyId>AKIA{account}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
            given += f"<SessionToken>t</SessionToken><Expiration>{_EXPIRES}</Expiration>"
            return _STS.format(operation, f"<Credentials>{given}</Credentials>")
        if operation == "ListAccounts":
            return json.dumps({"Accounts": [{"Id": each, "Status": "ACTIVE"} for each in self.ids]})
        if operation == "ListDistributions":
            return "<DistributionList><Quantity>0</Quantity></DistributionList>"
        if operation == "GetRestApis":
            made = [{"id": f"api{n:07}", "name": f"api-{n}"} for n in range(self.apis)]
            return json.dumps({"item": made})
        if operation == "GetResources":
            return json.dumps({"item": [*map(self._resource, range(self.paths))]})
        return json.dumps({_EMPTY_LISTS.get(operation, "Items"): []})

    @staticmethod
    def _resource(number: int) -> dict[str, Any]:
        methods = {name: method(name) for name in ("GET", "OPTIONS")}
        return {"id": f"r{number}", "path": f"/p{number}", "resourceMethods": methods}


@contextmanager
def recorded(accounts: RecordedAccounts) -> Iterator[None]:
    """Have every session that is made inside the block be answered."""

    def before_send(event_name: str, request: Any, **_: object) -> AWSResponse:  # noqa: ANN401 - an AWSPreparedRequest
        return accounts.answer(event_name, request)

    def prepare(session: Any) -> None:  # noqa: ANN401 - a botocore session
        session.get_component("event_emitter").register_last("before-send", before_send)

    botocore.register_initializer(prepare)
    try:
        yield
    finally:
        botocore.unregister_initializer(prepare)
