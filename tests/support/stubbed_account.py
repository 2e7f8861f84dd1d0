"""An account whose every answer is given beforehand, and whose every call is checked."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import boto3
from botocore.stub import Stubber

from corsgate_audit.collect.live.account import Account
from support.exports import body

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REGION = "eu-central-1"
ACCOUNT_ID = "123456789012"


@dataclass(frozen=True, slots=True)
class StubbedAccount:
    """An account and the stubs of its clients.

    Args:
        account: to be read.
        apigateway: answers of REST APIs.
        apigatewayv2: answers of HTTP APIs.
        lambda_: answers of functions.
    """

    account: Account
    apigateway: Stubber
    apigatewayv2: Stubber
    lambda_: Stubber

    def has_rest_apis(self, *apis: dict[str, object]) -> None:
        """Answer the listing of REST APIs, and that of HTTP APIs with none."""
        self.apigateway.add_response("get_rest_apis", {"items": list(apis)}, {"limit": 500})
        self.apigatewayv2.add_response("get_apis", {"Items": []}, {})
        self.has_functions()

    def has_http_apis(self, *apis: dict[str, object]) -> None:
        """Answer the listing of HTTP APIs, and that of REST APIs with none."""
        self.apigateway.add_response("get_rest_apis", {"items": []}, {"limit": 500})
        self.apigatewayv2.add_response("get_apis", {"Items": list(apis)}, {})
        self.has_functions()

    def has_functions(self, *functions: dict[str, object]) -> None:
        """Answer the listing of functions, which comes first."""
        self.lambda_.add_response("list_functions", {"Functions": list(functions)}, {})

    def has_rest_api(  # noqa: PLR0913 - what an API has; nearly all are left out
        self,
        api_id: str,
        *resources: dict[str, object],
        authorizers: tuple[dict[str, object], ...] = (),
        gateway_responses: tuple[dict[str, object], ...] = (),
        validators: tuple[dict[str, object], ...] = (),
        models: tuple[dict[str, object], ...] = (),
        exports: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        """Answer the calls that one REST API takes, in their order: four, and one for each stage.

        Args:
            api_id: of it.
            resources: with their methods.
            authorizers: of it.
            gateway_responses: of it.
            validators: of it, where a method names one.
            models: of it, where a validator looks at bodies.
            exports: what its stages serve, by their names.
        """
        add, of_api = self.apigateway.add_response, {"restApiId": api_id}
        page = {**of_api, "limit": 500}
        add("get_stages", {"item": [{"stageName": name} for name in exports]}, of_api)
        add("get_authorizers", {"items": list(authorizers)}, page)
        add("get_resources", {"items": list(resources)}, {**page, "embed": ["methods"]})
        if validators:
            add("get_request_validators", {"items": list(validators)}, page)
        if models:
            add("get_models", {"items": list(models)}, page)
        add("get_gateway_responses", {"items": list(gateway_responses)}, page)
        for name in sorted(exports):
            asked = {
                "stageName": name,
                "exportType": "oas30",
                "parameters": {"extensions": "apigateway"},
                "accepts": "application/json",
            }
            add("get_export", {"body": body(exports[name])}, {**of_api, **asked})


@cache
def _account() -> Account:
    """Build the clients once: that takes longer than a test does."""
    session = boto3.Session(region_name=REGION)
    return Account(
        id=ACCOUNT_ID,
        region=REGION,
        partition="aws",
        apigateway=session.client("apigateway"),
        apigatewayv2=session.client("apigatewayv2"),
        lambda_=session.client("lambda"),
    )


@contextmanager
def stubbed_account(*, has_names: bool = False) -> Iterator[StubbedAccount]:
    """Have such an account; at the end, every answer must have been asked for.

    Args:
        has_names: the answers about custom domain names are given by the test; without it there are
            no such names.
    """
    account = _account()
    clients = (account.apigateway, account.apigatewayv2, account.lambda_)
    with ExitStack() as stack:
        stubs = [stack.enter_context(Stubber(client)) for client in clients]
        if not has_names:
            stubs[1].add_response("get_domain_names", {"Items": []}, {})
            stubs[0].add_response("get_domain_names", {"items": []}, {"limit": 500})
        yield StubbedAccount(account, *stubs)
        for stub in stubs:
            stub.assert_no_pending_responses()
