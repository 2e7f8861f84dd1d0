"""A MOCK integration: request template, status, integration response, response template, headers.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html

Not verified on AWS: `mock-no-template-never` and others that begin with `mock-`; see
`docs/aws/statements.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corsgate_audit.browser import HttpResponse
from corsgate_audit.gateway.binary import check_text
from corsgate_audit.gateway.failures import MisconfiguredError
from corsgate_audit.gateway.gateway_responses import gateway_response, with_content_type
from corsgate_audit.gateway.mappings import map_headers
from corsgate_audit.gateway.mock_status import read_status_code
from corsgate_audit.gateway.routing import path_parameters
from corsgate_audit.gateway.statuses import STATUSES, read_status
from corsgate_audit.gateway.templates import (
    accepted_type,
    content_type,
    request_template,
    response_template,
)
from corsgate_audit.gateway.values import Answer, Layer
from corsgate_audit.gateway.velocity import Failed, Rendered, no_overrides, render
from corsgate_audit.model import UndeterminedError, Unresolved, known

if TYPE_CHECKING:
    from corsgate_audit.gateway.received import Received
    from corsgate_audit.model import Integration, IntegrationResponse, RestApi, Route, Text

_NO_MATCH = "No match for output mapping and no default output mapping configured"


def mock_integration(
    api: RestApi, route: Route, integration: Integration, received: Received, layer: Layer
) -> Answer:
    """Return what a MOCK integration answers.

    Args:
        api: a REST API.
        route: route that the request reaches.
        integration: integration of the route, of type MOCK.
        received: the request.
        layer: layer of the integration.
    """
    try:
        made = mock_response(api, route, integration, received)
    except MisconfiguredError as error:
        return gateway_response(api, received, error.response_type, note=str(error), layer=layer)
    except UndeterminedError as error:
        return Answer(response=None, layer=layer, note=str(error), unresolved=error.values)
    note = f"The MOCK integration of {route.method} {route.path} answers {made.status}."
    return Answer(
        response=HttpResponse(made.status, made.headers),
        layer=layer,
        note=note + made.remark,
        body=made.body.encode(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MockResponse:
    """What a MOCK integration comes to.

    Args:
        status: status of the answer.
        headers: headers of the answer.
        body: body of the answer.
        remark: sentence on what API Gateway would not accept; empty for none.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    remark: str = ""


def mock_response(
    api: RestApi, route: Route, integration: Integration, received: Received
) -> MockResponse:
    """Return what a MOCK integration answers by itself; the arguments of `mock_integration`.

    Raises:
        MisconfiguredError: the gateway answers in its place.
        UndeterminedError: that depends on a value that is not known.
    """
    return _Mock(api, route, integration, received).response()


class _Mock:
    """The steps of one answer, in the order in which API Gateway takes them."""

    def __init__(
        self, api: RestApi, route: Route, integration: Integration, received: Received
    ) -> None:
        self.api, self.route, self.integration, self.received = api, route, integration, received
        self.path = path_parameters(route, received.path)

    def response(self) -> MockResponse:
        """Take them all."""
        request = self._integration_request()
        response = select(self.integration.responses, _status_code(request))
        media_type, rendered = self._method_response(response, request.overrides)
        headers, remark = self._headers(response)
        overrides = rendered.overrides["response"]
        return MockResponse(
            status=_status(response, overrides.get("status")),
            headers=_overridden(with_content_type(headers, media_type), overrides["header"]),
            body=rendered.text,
            remark=remark,
        )

    def _integration_request(self) -> Rendered:
        template = request_template(self.integration, self.received)
        if template is None:
            return Rendered(self._passed_through(), no_overrides())
        self._check_text(
            content_type(self.received), self.integration.content_handling, payload="request"
        )
        return self._rendered("request", template, no_overrides())

    def _passed_through(self) -> str:
        if self._body is None:
            note = (
                "No request template matches, so the MOCK reads the status code from the request "
                "body."
            )
            body = Unresolved("the request's body", "the page sets it")
            raise UndeterminedError(body, note=note)
        return self._body

    @property
    def _body(self) -> str | None:
        """The request's body: none with a preflight, unknown where a page may send one."""
        if self.received.body is not None:
            return self.received.body.decode("utf-8", "replace")
        bodiless = self.received.is_preflight or self.received.method in {"GET", "HEAD"}
        return "" if bodiless else None

    def _method_response(
        self, response: IntegrationResponse, overrides: dict[str, Any]
    ) -> tuple[str, Rendered]:
        """Render the response template; return the content type and what it comes to.

        Without a template nothing is transformed, and a binary type does no harm: the working
        preflight in https://github.com/aws/serverless-application-model/issues/553 has none.
        """
        media_type, template = response_template(response.templates, self.received)
        if not template.strip():
            return media_type, Rendered("", overrides)
        handling = response.content_handling
        self._check_text(accepted_type(self.received), handling, payload="response")
        return media_type, self._rendered("response", template, overrides)

    def _check_text(self, media_type: str, handling: Text | None, *, payload: str) -> None:
        check_text(self.api.binary_media_types, media_type, handling, payload=payload)

    def _rendered(self, name: str, template: str, overrides: dict[str, Any]) -> Rendered:
        job = {
            "path": self.path,
            "querystring": dict(self.received.query),
            "header": dict(self.received.headers),
            "body": self._body,
            "context": self._context(),
            "stageVariables": dict(self.received.stage_variables),
            "overrides": overrides,
        }
        outcome = render(template, job)
        if isinstance(outcome, Unresolved):
            note = f"The result of the {name} template is undetermined."
            raise UndeterminedError(outcome, note=note)
        if isinstance(outcome, Failed):
            message = f"The {name} template fails: {outcome.reason}."
            raise MisconfiguredError(message)
        return outcome

    def _context(self) -> dict[str, str]:
        """``$context``, as far as it is known before the call.

        Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference
        """
        known = {
            "httpMethod": self.received.method,
            "protocol": "HTTP/1.1",
            "resourcePath": self.route.path,
        }
        stage = self.received.stage
        if not stage:  # behind a custom domain, whose mapping decides on it and on the whole path
            return known
        return {**known, "stage": stage, "path": f"/{stage}{self.received.path}"}

    def _headers(self, response: IntegrationResponse) -> tuple[tuple[tuple[str, str], ...], str]:
        """Return the mapped headers. One that the method does not declare cannot be deployed."""
        mapped = map_headers(response.headers, self.received, path=self.path)
        if mapped.unresolved:
            note = "A header of the integration response is undetermined."
            raise UndeterminedError(mapped.unresolved[0], note=note)
        declared = {
            name.lower()
            for each in self.route.responses
            if each.status_code == response.status_code
            for name in each.headers
        }
        kept = tuple(pair for pair in mapped.headers if pair[0].lower() in declared)
        lost = [name for name, _ in mapped.headers if name.lower() not in declared]
        remark = (
            f" API Gateway rejects the mapping of {', '.join(lost)}: the method response "
            f"{response.status_code} does not declare it."
        )
        return kept, remark * bool(lost)


def _status_code(request: Rendered) -> int:
    """Return the status code that a request template asks for, if no call decides on it."""
    if not request.later:
        return read_status_code(request.text)
    found = [_status_or_none(text) for text in (request.text, request.other)]
    if found[0] != found[1]:
        reason = f"the template's status code depends on {', '.join(request.later)}"
        note = "Which status code the request template comes to cannot be determined."
        raise UndeterminedError(Unresolved(request.text, reason), note=note)
    return read_status_code(request.text)


def _status_or_none(text: str) -> int | None:
    try:
        return read_status_code(text)
    except MisconfiguredError:
        return None


def select(responses: tuple[IntegrationResponse, ...], status: int | str) -> IntegrationResponse:
    """Return the integration response whose pattern matches, or the default one.

    Args:
        responses: responses of an integration.
        status: status of the backend; of a function the message of its error.

    Raises:
        MisconfiguredError: none matches and there is no default.
        UndeterminedError: a pattern is not resolved.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
    """
    note = "Which integration response is selected is undetermined."
    for response in responses:
        pattern = known(response.selection_pattern, note)
        if pattern and _matches(pattern, str(status)):
            return response
    for response in responses:
        if not response.selection_pattern:
            return response
    message = f"{_NO_MATCH}: no integration response is selected by {status}."
    raise MisconfiguredError(message)


_MATCHES = "$input.params('status').matches($input.params('pattern'))"
"""Somebody else's regular expression may not end: it is applied where templates are evaluated."""


def _matches(pattern: str, status: str) -> bool:
    given = {"status": status, "pattern": pattern}
    job = {"path": given, "querystring": {}, "header": {}, "body": "", "context": {}}
    outcome = render(_MATCHES, {**job, "overrides": no_overrides()})
    if isinstance(outcome, Rendered):
        return outcome.text == "true"
    reason = outcome.reason.replace("the template", "the selection pattern")
    note = "Which integration response is selected is undetermined."
    raise UndeterminedError(Unresolved(pattern, reason), note=note)


def _status(response: IntegrationResponse, override: object) -> int:
    """Return the status. AWS ignores an override that is no status."""
    if isinstance(override, int) and override in STATUSES:
        return override
    note = "The status of the integration response is undetermined."
    return known(read_status(response.status_code), note)


def _overridden(
    headers: tuple[tuple[str, str], ...], overrides: dict[str, Any]
) -> tuple[tuple[str, str], ...]:
    """Put overrides in the place of mapped headers; one without a value is none."""
    given = {name.lower() for name in overrides}
    kept = tuple(pair for pair in headers if pair[0].lower() not in given)
    return kept + tuple(
        (name, str(value)) for name, value in overrides.items() if value is not None
    )
