"""The functions behind a deployed API, as its routes and integrations say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from support.front_door import Match, payload_1, payload_2
from support.front_door.routing import best_path
from support.lambda_runtime import deployed_function

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.browser import HttpResponse
    from support.aws import EmulatedAccount
    from support.front_door import Request

_FUNCTION = re.compile(r"arn:[^:]+:lambda:[^:]+:\d+:function:[\w-]+")


@dataclass(frozen=True, slots=True)
class RestBackend:
    """The functions behind one stage of a REST API.

    Args:
        account: that the API is deployed in.
        api_id: the API's.
        stage: in whose URL the requests are sent.
        folder: where packages may be unpacked.
    """

    account: EmulatedAccount
    api_id: str
    stage: str
    folder: Path

    def answer(self, request: Request) -> HttpResponse:
        """Send a request to the function of its route; return the front door's response.

        Raises:
            LookupError: the request has no route, or no function behind it.
            FunctionError: the function failed.
            payload_1.MalformedResponseError: it returned no proxy response.
        """
        match, method = self._route(request)
        event = payload_1.event(request, match, api_id=self.api_id, stage=self.stage)
        arn = function_arn(method.get("methodIntegration", {}).get("uri"))
        return payload_1.response(deployed_function(self.account, arn, self.folder).invoke(event))

    def _route(self, request: Request) -> tuple[Match, dict[str, Any]]:
        pages = self.account.client("apigateway").get_paginator("get_resources")
        found = pages.paginate(restApiId=self.api_id, embed=["methods"])
        resources = {item["path"]: item for page in found for item in page["items"]}
        path, parameters = best_path(
            (p for p, item in resources.items() if "resourceMethods" in item),
            request.url.path.removeprefix(f"/{self.stage}"),
        )
        methods = resources[path]["resourceMethods"]
        name = request.method if request.method in methods else "ANY"
        return Match(path, name, parameters, resources[path]["id"]), methods[name]


@dataclass(frozen=True, slots=True)
class HttpBackend:
    """The functions behind an HTTP API's default stage; the parameters are `RestBackend`'s."""

    account: EmulatedAccount
    api_id: str
    folder: Path

    def answer(self, request: Request) -> HttpResponse:
        """Send a request to the function of its route; return what the function answers.

        Raises:
            LookupError: the request has no route, or no function behind it.
            FunctionError: the function failed.
        """
        match, target = self._route(request)
        integration = self.account.client("apigatewayv2").get_integration(
            ApiId=self.api_id, IntegrationId=target.removeprefix("integrations/")
        )
        event = payload_2.event(request, match, api_id=self.api_id)
        arn = function_arn(integration.get("IntegrationUri"))
        return payload_2.response(deployed_function(self.account, arn, self.folder).invoke(event))

    def _route(self, request: Request) -> tuple[Match, str]:
        found = self.account.client("apigatewayv2").get_routes(ApiId=self.api_id)["Items"]
        targets = {route["RouteKey"]: route.get("Target", "") for route in found}
        keys = [key.split(" ", 1) for key in targets if key != "$default"]
        fitting = [path for method, path in keys if method in (request.method, "ANY")]
        try:
            path, parameters = best_path(fitting, request.url.path)
        except LookupError:
            if "$default" in targets:
                return Match("$default", "$default"), targets["$default"]
            raise
        method = request.method if [request.method, path] in keys else "ANY"
        return Match(path, method, parameters), targets[f"{method} {path}"]


@dataclass(frozen=True, slots=True)
class UrlBackend:
    """The function behind a function URL.

    Args:
        account: that it is deployed in.
        function: its ARN.
        folder: where packages may be unpacked.
    """

    account: EmulatedAccount
    function: str
    folder: Path

    def answer(self, request: Request) -> HttpResponse:
        """Send a request to the function; return what it answers.

        Raises:
            FunctionError: the function failed.
        """
        match = Match("$default", "$default")
        event = payload_2.event(request, match, api_id=str(request.url.hostname).partition(".")[0])
        return payload_2.response(
            deployed_function(self.account, self.function, self.folder).invoke(event)
        )


def function_arn(uri: str | None) -> str:
    """Return the function that an integration's URI names, in a REST or an HTTP API.

    Raises:
        LookupError: it names none.
    """
    found = _FUNCTION.search(uri or "")
    if not found:
        message = f"no function is behind this route: its integration has the URI {uri!r}"
        raise LookupError(message)
    return found.group()
