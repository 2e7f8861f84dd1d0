"""What stands behind a front door, really asked: functions are run, HTTP requests are sent.

One `Running` is for one request of a page, with its preflight; what outlives it is in `Backends`.

Not verified on AWS: `rest-error-function-malformed`; see `docs/aws/statements.md`.
"""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from corsgate_audit.browser import HttpResponse
from corsgate_audit.gateway.access import by_api_key, by_validator
from corsgate_audit.gateway.backend import backend
from corsgate_audit.gateway.events.call import Call
from corsgate_audit.gateway.events.format_1 import http_event_1, rest_event
from corsgate_audit.gateway.events.format_2 import (
    function_url_event,
    http_event_2,
    is_binary,
)
from corsgate_audit.gateway.events.returned import (
    MalformedResponseError,
    Returned,
    returned_in_format_2,
    returned_to_http_1,
    returned_to_rest,
)
from corsgate_audit.gateway.gateway_responses import gateway_response
from corsgate_audit.gateway.values import Answer, Layer
from corsgate_audit.handlers.running.authorizers import Authorizers
from corsgate_audit.handlers.running.environment import INFINITE
from corsgate_audit.handlers.running.forwarding import Forwarder, ForwardError, forward
from corsgate_audit.handlers.running.mapped import Asked, NotServedError, mapped_answer
from corsgate_audit.handlers.running.named import names_one
from corsgate_audit.handlers.running.outcomes import Outcome, OutcomeKind
from corsgate_audit.model import FunctionUrl, RestApi, UndeterminedError, Unresolved

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.gateway.access import Refusal
    from corsgate_audit.gateway.events.call import Json
    from corsgate_audit.gateway.received import Received
    from corsgate_audit.handlers.running.functions import Functions
    from corsgate_audit.model import Api, FunctionSettings, Integration, Route, Text

_NOT_RUN: Final = 501
_REST_TIMEOUT: Final = 29.0
"""Seconds; https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"""
_HTTP_TIMEOUT: Final = 30.0
"""Seconds; https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html"""
_FUNCTION_FAILED: Final = "INTEGRATION_FAILURE"
_MALFORMED: Final = "API_CONFIGURATION_ERROR"
_FUNCTION_URL_ERROR: Final = b"Internal Server Error"
_SERVER_ERROR: Final = b'{"message":"Internal Server Error"}'
_UNAVAILABLE: Final = b'{"message":"Service Unavailable"}'


@dataclass(slots=True, kw_only=True)
class Backends:
    """What all requests of a run share.

    Args:
        functions: functions that are run.
        forwarder: sends requests to HTTP integrations; None to send none.
        say: takes a sentence about what is not as on AWS; the same one again and again.
    """

    functions: Functions
    forwarder: Forwarder | None = None
    say: Callable[[str], None]
    authorizers: Authorizers = field(init=False)

    def __post_init__(self) -> None:
        """Begin without kept answers of authorizers."""
        self.authorizers = Authorizers(self.functions, self.say)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How a request arrived.

    Args:
        body: body of the request.
        host: host that it was sent to, with its port.
        query_string: text of the URL after the question mark; None for what its pairs come to.
        source_ip: address of the browser.
        base_path: see `Call`.
    """

    body: bytes | None = b""
    host: str = "127.0.0.1"
    query_string: str | None = None
    source_ip: str = "127.0.0.1"
    base_path: str | None = None


class Running:
    """The backends for one request; a `corsgate_audit.gateway.behind.Behind`.

    Args:
        backends: what all requests share.
        arrival: how the request arrived.
        falls_back: what cannot be run is answered as it was read, and not with 501.
    """

    def __init__(
        self, backends: Backends, arrival: Arrival | None = None, *, falls_back: bool = False
    ) -> None:
        self._arrival = arrival or Arrival()
        self.body = self._arrival.body
        self.function_ms = 0.0
        """Milliseconds that functions have taken."""
        self._backends = backends
        self._falls_back = falls_back
        self._authorizer: Json | None = None

    def with_body(self, body: bytes) -> Running:
        """Return the same backends, for a request with this body."""
        arrival = replace(self._arrival, body=body)
        return Running(self._backends, arrival, falls_back=self._falls_back)

    def refusal(self, api: Api, route: Route, received: Received) -> Refusal | None:
        """Ask the authorizer of a route; look at API keys and required headers."""
        call = self._call(api, route, received)
        refused, self._authorizer = self._backends.authorizers.ask(api, route, call)
        return (
            refused
            or by_api_key(route, received)
            or self._backends.authorizers.wrong_key(api, route, received)
            or by_validator(route, received)
        )

    def answer(self, api: Api, route: Route, received: Received) -> Answer:
        """Run the function of a route, or forward the request to its server."""
        integration = route.integration
        if integration is None or isinstance(integration.type, Unresolved):
            return self._not_run(route, received, "the integration of the route is not known")
        if integration.type == "HTTP_PROXY":
            return self._forwarded(api, route, integration, received)
        if integration.function is None:
            return self._not_run(route, received, _no_function(integration.uri))
        call = self._call(api, route, received)
        function = self._backends.functions.of(integration.function)
        event = json.dumps(_event(api, integration, call)).encode()
        patience = _patience(api, integration)
        outcome = function.invoke(event, patience)
        self.function_ms += outcome.milliseconds
        if function.remark:
            self._backends.say(f"{integration.function.name} {function.remark}")
        if outcome.kind is OutcomeKind.NOT_RUN:
            why = f"{integration.function.name} cannot be run: {outcome.message}"
            return self._not_run(route, received, why)
        if outcome.milliseconds > patience * 1000:
            return self._late(api, received, integration.function, outcome)
        return self._of_function(api, integration, received, outcome)

    def mapped(
        self, api: RestApi, route: Route, integration: Integration, received: Received, layer: Layer
    ) -> Answer:
        """Ask a backend whose result is mapped; what is no function and no server answers 501."""
        call = self._call(api, route, received)
        asked = Asked(functions=self._backends.functions, forwarder=self._backends.forwarder)
        try:
            return mapped_answer(asked, api, integration, call, layer)
        except (NotServedError, ForwardError) as error:
            return self._not_run(route, received, str(error), headers=_headers_of(error))
        except UndeterminedError as error:
            return Answer(response=None, layer=layer, note=str(error), unresolved=error.values)

    def _call(self, api: Api, route: Route, received: Received) -> Call:
        return Call(
            received=received,
            route=route,
            api_id=str(api.location.logical_id or "corsgate").lower(),
            host=self._arrival.host,
            request_id=str(uuid.uuid4()),
            epoch_ms=int(time.time() * 1000),
            source_ip=self._arrival.source_ip,
            base_path=self._arrival.base_path,
            query_string=self._arrival.query_string,
            authorizer=self._authorizer,
            is_binary=_is_binary(api, received),
        )

    def _of_function(
        self, api: Api, integration: Integration, received: Received, outcome: Outcome
    ) -> Answer:
        """Turn what a function did into what its front door answers."""
        name = integration.function.name if integration.function else ""
        if outcome.kind is OutcomeKind.EVENT_TOO_LARGE:
            return _too_large(api, received, f"{name} is not called: {outcome.message}.")
        if outcome.kind is not OutcomeKind.RESPONSE:
            note = f"{name} failed{_at(outcome)}: {outcome.message}."
            return _failed(api, received, _FUNCTION_FAILED, note)
        try:
            returned = _returned(api, integration, received, outcome.payload)
        except MalformedResponseError as error:
            return _failed(api, received, _MALFORMED, f"{name}: {error}.")
        return Answer(
            response=HttpResponse(returned.status, returned.headers),
            layer=Layer.FUNCTION,
            note=f"{name} answers {returned.status}.",
            body=returned.body,
            is_given=True,
        )

    def _late(
        self, api: Api, received: Received, function: FunctionSettings, outcome: Outcome
    ) -> Answer:
        """Answer in the place of a function that takes longer than the front door waits."""
        seconds = outcome.milliseconds / 1000
        note = f"{function.name} takes {seconds:.1f} s, longer than the gateway waits."
        if isinstance(api, RestApi):
            return gateway_response(api, received, "INTEGRATION_TIMEOUT", note=note)
        response = HttpResponse(503, (("content-type", "application/json"),))
        return Answer(
            response=response, layer=Layer.BACKEND, note=note, body=_UNAVAILABLE, is_given=True
        )

    def _forwarded(
        self, api: Api, route: Route, integration: Integration, received: Received
    ) -> Answer:
        call = self._call(api, route, received)
        try:
            given = forward(self._backends.forwarder, integration, call)
        except ForwardError as error:
            if error.is_failure:
                return _failed(api, received, _FUNCTION_FAILED, f"{error}.")
            return self._not_run(route, received, str(error))
        return Answer(
            response=HttpResponse(given.status, given.headers),
            layer=Layer.BACKEND,
            note=f"{_shown(integration.uri)} answers {given.status}.",
            body=given.body,
            is_given=True,
        )

    def _not_run(
        self,
        route: Route,
        received: Received,
        why: str,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> Answer:
        """Answer for what is not on this machine: 501, or what was read of it."""
        if self._falls_back:
            self._backends.say(f"{route.method} {route.path}: {why}; it is read and not run")
            return backend(route.integration, received)
        body = json.dumps({"message": f"corsgate serve: {why}"}).encode()
        return Answer(
            response=HttpResponse(_NOT_RUN, (("Content-Type", "application/json"), *headers)),
            layer=Layer.BACKEND,
            note=f"corsgate serve cannot answer {route.method} {route.path}: {why}.",
            body=body,
            is_given=True,
        )


def _headers_of(error: Exception) -> tuple[tuple[str, str], ...]:
    return error.headers if isinstance(error, NotServedError) else ()


def _event(api: Api, integration: Integration, call: Call) -> Json:
    if isinstance(api, RestApi):
        return rest_event(call)
    if isinstance(api, FunctionUrl):
        return function_url_event(call)
    return http_event_2(call) if integration.payload_format == "2.0" else http_event_1(call)


def _returned(api: Api, integration: Integration, received: Received, payload: bytes) -> Returned:
    if isinstance(api, RestApi):
        return returned_to_rest(payload, binary=_accepts_binary(api, received))
    if isinstance(api, FunctionUrl):
        return returned_in_format_2(payload, "application/json")
    if integration.payload_format == "2.0":
        return returned_in_format_2(payload)
    return returned_to_http_1(payload)


def _is_binary(api: Api, received: Received) -> bool:
    """Whether a function receives the body in Base64.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
    """
    if isinstance(api, RestApi):
        return _is_listed(api, received.header("content-type") or "application/json")
    return is_binary(received.header("content-type"))


def _accepts_binary(api: RestApi, received: Received) -> bool:
    """Whether a REST API decodes Base64: by the first type of ``Accept``, the only one it reads."""
    return _is_listed(api, (received.header("accept") or "*/*").partition(",")[0])


def _is_listed(api: RestApi, kind: str) -> bool:
    types = api.binary_media_types if isinstance(api.binary_media_types, tuple) else ()
    return "*/*" in types or kind.partition(";")[0].strip().lower() in types


def _too_large(api: Api, received: Received, note: str) -> Answer:
    """Answer for a request whose event Lambda does not take.

    Of a REST API that was recorded on AWS (koki-develop/lgtm-generator#10); that the others answer
    with the same status is not verified.
    """
    if isinstance(api, RestApi):
        return gateway_response(api, received, "REQUEST_TOO_LARGE", note=note)
    return Answer(
        response=HttpResponse(413, (("content-type", "application/json"),)),
        layer=Layer.BACKEND,
        note=note,
        body=b'{"message":"Request Entity Too Large"}',
        is_given=True,
    )


def _failed(api: Api, received: Received, response_type: str, note: str) -> Answer:
    """Answer for a function that failed: 502 of a REST API and a function URL, 500 of an HTTP API.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
        and https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html. Recorded on AWS: a
        function that fails is 502 of the type INTEGRATION_FAILURE (DataBiosphere/azul#8192); the
        log of a malformed answer says "configuration error", and its type is not verified.
    """
    if isinstance(api, RestApi):
        return gateway_response(api, received, response_type, note=note, own_status=502)
    is_url = isinstance(api, FunctionUrl)
    kind = "text/plain" if is_url else "application/json"
    return Answer(
        response=HttpResponse(502 if is_url else 500, (("content-type", kind),)),
        layer=Layer.GATEWAY_RESPONSE,
        note=note,
        body=_FUNCTION_URL_ERROR if is_url else _SERVER_ERROR,
        is_given=True,
    )


def _at(outcome: Outcome) -> str:
    return f" at {outcome.place}" if outcome.place else ""


def _no_function(uri: Text | None) -> str:
    if names_one(uri):
        return (
            f"the code of the function {_shown(uri)} is not found: have the template that has it "
            "(by its FunctionName or its logical id) in the folder of the target, or name the "
            "folder of the template with --allow-path"
        )
    return f"its integration {_shown(uri)} is no function of the target"


def _patience(api: Api, integration: Integration) -> float:
    """Return the seconds that a front door waits for a function."""
    if isinstance(api, FunctionUrl):
        return INFINITE
    if integration.timeout_ms is not None:
        return integration.timeout_ms / 1000
    return _REST_TIMEOUT if isinstance(api, RestApi) else _HTTP_TIMEOUT


def _shown(uri: object) -> str:
    return repr(uri.expression if isinstance(uri, Unresolved) else uri)
