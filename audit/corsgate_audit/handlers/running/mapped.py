"""REST integrations whose result is mapped (types AWS and HTTP), really asked.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from corsgate_audit.browser import HttpResponse
from corsgate_audit.gateway.failures import MisconfiguredError
from corsgate_audit.gateway.gateway_responses import gateway_response, with_content_type
from corsgate_audit.gateway.mapped_integration import mapped_integration
from corsgate_audit.gateway.mappings import map_headers
from corsgate_audit.gateway.mock_integration import select
from corsgate_audit.gateway.statuses import read_status
from corsgate_audit.gateway.templates import request_template, response_template
from corsgate_audit.gateway.values import Answer
from corsgate_audit.gateway.velocity import Failed, no_overrides, render
from corsgate_audit.handlers.running.forwarding import forward
from corsgate_audit.handlers.running.outcomes import OutcomeKind
from corsgate_audit.model import UndeterminedError, Unresolved, known

if TYPE_CHECKING:
    from corsgate_audit.gateway.events.call import Call
    from corsgate_audit.gateway.values import Layer
    from corsgate_audit.handlers.running.forwarding import Forwarder
    from corsgate_audit.handlers.running.functions import Functions
    from corsgate_audit.model import FunctionSettings, Integration, IntegrationResponse, RestApi

_HEADER: Final = "integration.response.header."


class NotServedError(Exception):
    """An AWS service would answer, which is not on this machine.

    Args:
        message: why, without a final period.
        headers: headers that the mapping would give, as far as they are known.
    """

    def __init__(self, message: str, headers: tuple[tuple[str, str], ...]) -> None:
        super().__init__(message)
        self.headers = headers


class _TooLargeError(Exception):
    """Lambda does not take the event; the message says why, without a final period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """What a backend gave: what selects the integration response, headers, and body."""

    selector: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for results.

    Args:
        functions: functions that are run.
        forwarder: sends requests to HTTP integrations; None to send none.
    """

    functions: Functions
    forwarder: Forwarder | None


def mapped_answer(
    asked: Asked, api: RestApi, integration: Integration, call: Call, layer: Layer
) -> Answer:
    """Ask a backend, and map what it gives.

    Args:
        asked: what is asked.
        api: a REST API.
        integration: integration of the route, of type ``AWS`` or ``HTTP``.
        call: the request.
        layer: layer of the integration.

    Raises:
        NotServedError: an AWS service would answer.
        ForwardError: the server of the integration cannot be asked.
        UndeterminedError: a value that decides is not known before deployment.
    """
    received = call.received
    if integration.type == "AWS" and integration.function is None:
        raise _not_served(api, integration, call, layer)
    try:
        body = _request_body(integration, call)
        result = (
            _http(asked.forwarder, integration, call, body)
            if integration.function is None
            else _function(asked.functions, integration.function, body)
        )
        response = _selected(integration, result.selector)
        return _mapped(response, result, call, layer)
    except _TooLargeError as error:
        return gateway_response(api, received, "REQUEST_TOO_LARGE", note=f"{error}.", layer=layer)
    except MisconfiguredError as error:
        return gateway_response(api, received, error.response_type, note=str(error), layer=layer)


def _not_served(api: RestApi, integration: Integration, call: Call, layer: Layer) -> NotServedError:
    uri = integration.uri
    service = uri.expression if isinstance(uri, Unresolved) else uri
    read = mapped_integration(api, call.route, integration, call.received, layer)
    headers = read.response.headers if read.response is not None else ()
    kept = tuple(pair for pair in headers if pair[0].lower() != "content-type")
    return NotServedError(f"the AWS service of {service!r} is not on this machine", kept)


def _request_body(integration: Integration, call: Call) -> bytes:
    template = request_template(integration, call.received)
    if template is None:
        return call.received.body or b""
    return _rendered("request", template, call, call.received.body or b"")


def _rendered(name: str, template: str, call: Call, body: bytes) -> bytes:
    job = {
        "path": call.parameters,
        "querystring": dict(call.received.query),
        "header": dict(call.received.headers),
        "body": body.decode("utf-8", "replace"),
        "context": {
            "httpMethod": call.received.method,
            "protocol": "HTTP/1.1",
            "resourcePath": call.route.path,
            "stage": call.received.stage,
            "path": call.full_path,
        },
        "stageVariables": dict(call.received.stage_variables),
        "overrides": no_overrides(),
    }
    outcome = render(template, job)
    if isinstance(outcome, Unresolved):
        raise UndeterminedError(outcome, note=f"The {name} template cannot be evaluated here.")
    if isinstance(outcome, Failed):
        message = f"The {name} template fails: {outcome.reason}."
        raise MisconfiguredError(message)
    return outcome.text.encode()


def _http(
    forwarder: Forwarder | None, integration: Integration, call: Call, body: bytes
) -> _Result:
    given = forward(forwarder, integration, call, body)
    return _Result(selector=str(given.status), headers=given.headers, body=given.body)


def _function(functions: Functions, function: FunctionSettings, body: bytes) -> _Result:
    """Run a function: what selects the response is the message of an error, else nothing."""
    outcome = functions.of(function).invoke(body or b"{}")
    if outcome.kind is OutcomeKind.RESPONSE:
        return _Result(selector="", body=outcome.payload)
    if outcome.kind is OutcomeKind.EVENT_TOO_LARGE:
        raise _TooLargeError(outcome.message)
    if outcome.kind is OutcomeKind.NOT_RUN:
        message = f"{function.name} cannot be run: {outcome.message}"
        raise NotServedError(message, ())
    told = outcome.payload or json.dumps({"errorMessage": outcome.message}).encode()
    try:
        message = str(json.loads(told).get("errorMessage", ""))
    except (ValueError, AttributeError):
        message = outcome.message
    return _Result(selector=message, body=told)


def _selected(integration: Integration, selector: str) -> IntegrationResponse:
    """Return the integration response of a result; see `select`, which knows numbers alone."""
    if selector.isascii() and selector.isdigit():
        return select(integration.responses, int(selector))
    return select(integration.responses, selector)


def _mapped(response: IntegrationResponse, result: _Result, call: Call, layer: Layer) -> Answer:
    given = {name.lower(): value for name, value in result.headers}
    mapped = map_headers(response.headers, call.received, path=call.parameters, calls_backend=True)
    if mapped.unresolved:
        raise UndeterminedError(*mapped.unresolved, note="A mapped header is undetermined.")
    of_backend = tuple(
        (name, given[expression.removeprefix(_HEADER).lower()])
        for name, expression in known(response.headers)
        if isinstance(expression, str)
        and expression.startswith(_HEADER)
        and expression.removeprefix(_HEADER).lower() in given
    )
    media_type, template = response_template(response.templates, call.received)
    body = _rendered("response", template, call, result.body) if template.strip() else result.body
    status = known(read_status(response.status_code))
    headers = with_content_type((*mapped.headers, *of_backend), media_type)
    note = f"The integration gives {result.selector or 'a result'}, which is mapped to {status}."
    return Answer(
        response=HttpResponse(status, headers), layer=layer, note=note, body=body, is_given=True
    )
