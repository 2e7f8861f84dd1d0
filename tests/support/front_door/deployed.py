"""Deployed front doors as a browser meets them: the gateway's own answers, else the function's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlunsplit

from corsgate_audit import gateway
from corsgate_audit.browser import HttpRequest, HttpResponse
from corsgate_audit.collect.live import read_account
from corsgate_audit.collect.live.account import connect
from corsgate_audit.gateway import Layer
from corsgate_audit.gateway.gateway_responses import gateway_response
from corsgate_audit.gateway.received import receive
from corsgate_audit.model import Api, FrontDoor, FunctionUrl, RestApi
from support.aws import REGION
from support.front_door.backends import HttpBackend, RestBackend, UrlBackend
from support.front_door.payload_1 import MalformedResponseError
from support.lambda_runtime import FunctionError

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.gateway import Answer
    from support.aws import EmulatedAccount
    from support.front_door import Request

_CORS_HEADERS = "access-control-"
_OK = 200


@dataclass(frozen=True, slots=True)
class DeployedDoor:
    """A REST API, an HTTP API or a function URL that is deployed in an account.

    Args:
        api: as the audit reads it from the account.
        backend: the functions behind it.
    """

    api: Api
    backend: RestBackend | HttpBackend | UrlBackend

    def url(self, path: str) -> str:
        """Return the URL of a path on the API's own domain."""
        if isinstance(self.backend, UrlBackend):
            return f"https://url.lambda-url.{REGION}.on.aws{path}"
        stage = f"/{self.backend.stage}" if isinstance(self.backend, RestBackend) else ""
        return f"https://{self.backend.api_id}.execute-api.{REGION}.amazonaws.com{stage}{path}"

    def answer(self, request: Request) -> HttpResponse:
        """Answer as AWS would: what the gateway decides by itself, and the function for the rest.

        Raises:
            LookupError: neither can tell.
        """
        sent = HttpRequest(request.method, urlunsplit(request.url), request.headers)
        said = gateway.answer(self.api, sent)
        if said.unresolved:
            message = f"the model lacks what decides this: {said.note}"
            raise LookupError(message)
        if said.layer is Layer.BACKEND:
            return self._invoke(request, sent)
        if said.layer is Layer.HTTP_API_CORS and _asks_the_function(request, _told(said)):
            return _with_cors_of(said, self._invoke(request, sent))
        if said.layer is Layer.FUNCTION_URL_CORS and request.method != "OPTIONS":
            answered = self._invoke(request, sent)  # a URL takes no header away
            return HttpResponse(answered.status, (*answered.headers, *_told(said).headers))
        return _told(said)

    def _invoke(self, request: Request, sent: HttpRequest) -> HttpResponse:
        """Ask the function; where it fails a REST API answers 502, an HTTP API 500.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
        That the 502 has DEFAULT_5XX's headers is not verified on AWS.
        """
        try:
            return self.backend.answer(request)
        except (FunctionError, MalformedResponseError):
            if not isinstance(self.api, RestApi):
                return HttpResponse(500, (("content-type", "application/json"),))
            received = receive(self.api, sent)
            error = gateway_response(
                self.api, received, "API_CONFIGURATION_ERROR", note="The function failed."
            )
            return HttpResponse(502, _told(error).headers)


def deployed_doors(account: EmulatedAccount, folder: Path) -> dict[FrontDoor, DeployedDoor]:
    """Return the front doors of an account that has one of each kind at most.

    Args:
        account: that this process's environment leads to.
        folder: where packages may be unpacked.
    """
    return {door.api.front_door: door for door in all_doors(account, folder)}


def all_doors(account: EmulatedAccount, folder: Path) -> list[DeployedDoor]:
    """Return the front doors of an account.

    Args:
        account: that this process's environment leads to.
        folder: where packages may be unpacked.
    """
    return [
        DeployedDoor(api, _backend(api, account, folder))
        for api in read_account(connect()).apis
        if isinstance(api, Api)
    ]


def _backend(
    api: Api, account: EmulatedAccount, folder: Path
) -> RestBackend | HttpBackend | UrlBackend:
    arn = str(api.location.arn)
    if isinstance(api, FunctionUrl):
        return UrlBackend(account, arn, folder)
    api_id = arn.rpartition("/")[2]
    if isinstance(api, RestApi):
        return RestBackend(account, api_id, api.stages[0], folder)
    return HttpBackend(account, api_id, folder)


def _asks_the_function(request: Request, told: HttpResponse) -> bool:
    """Whether a function stands behind this answer: its status is taken for 200 then."""
    return request.method != "OPTIONS" and told.status == _OK


def _with_cors_of(said: Answer, answered: HttpResponse) -> HttpResponse:
    """Return the function's response with the API's CORS headers in the place of its own.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
    """
    own = tuple(pair for pair in answered.headers if not pair[0].lower().startswith(_CORS_HEADERS))
    return HttpResponse(answered.status, (*own, *_told(said).headers))


def _told(said: Answer) -> HttpResponse:
    if said.response is None:
        message = f"the gateway's answer is not known: {said.note}"
        raise LookupError(message)
    return said.response
