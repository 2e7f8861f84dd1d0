"""MOCK integrations: statuses, mapped headers, passing through, and both spellings of Origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.verify.cases import ORIGIN, Case, Exhibit, get, mock, preflight
from corsgate_audit.verify.questions import STATUS, Basis, Front
from corsgate_audit.verify.statements._velocity import LOCALSTACK, OVERRIDES, REFERENCE

if TYPE_CHECKING:
    from corsgate_audit.verify.cases import Properties
    from corsgate_audit.verify.questions import Request

_GATEWAY = "corsgate_audit.gateway"
_STATUS = f"{_GATEWAY}.mock_status:read_status_code"
_MOCK = f"{_GATEWAY}.mock_integration:mock_integration"
_HEADERS = f"{_GATEWAY}.mappings:map_headers"
_REST = f"{_GATEWAY}.rest:answer_rest"
_RECEIVED = f"{_GATEWAY}.received:Received.header"
MAPPING = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html"
)
PASSTHROUGH = "https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html"
RESPONSES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html"
MOCKS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html"
_ALLOW_ORIGIN = "access-control-allow-origin"


def _mocked(  # noqa: PLR0913 - columns of a table
    name: str,
    says: str,
    properties: Properties | None,
    code: str,
    *compares: str,
    source: str = MOCKS,
    basis: Basis = Basis.DOCUMENTED,
    request: Request | None = None,
    method: str = "GET",
) -> Case:
    """Return the row of a method; no properties where there is none."""
    path = f"/mock-{name}"
    exhibits = (
        () if properties is None else (Exhibit(path=path, method=method, properties=properties),)
    )
    return Case(
        id=f"mock-{name}",
        says=says,
        basis=basis,
        source=source,
        relied_on_by=(code,),
        front=Front.MOCK,
        exhibits=exhibits,
        request=request or get(path),
        compares=compares or (STATUS,),
    )


def _origin(name: str, says: str, expression: str, sent: str, version: str) -> Case:
    """Return the row of an expression that reads Origin into the body."""
    properties = mock(f"[{expression}]")
    return _mocked(
        name,
        says,
        properties,
        _RECEIVED,
        STATUS,
        "body",
        basis=Basis.INFERRED,
        source=REFERENCE,
        request=get(f"/mock-{name}", {sent: ORIGIN}, http_version=version),
    )


_READ = "$input.params('origin')"
_READ_CAPITAL = "$input.params('Origin')"
_ECHO = "method.request.header.{}"
CASES = (
    _mocked(
        "status",
        "The status of the integration response is sent, and not that of the request template.",
        mock("", request='{"statusCode": 201}', status="202"),
        _MOCK,
    ),
    _mocked(
        "status-lenient",
        "A request template without quotes around statusCode, as the CDK writes it, has a status.",
        mock("ok", request="{ statusCode: 200 }"),
        _STATUS,
        STATUS,
        "body",
        basis=Basis.RECORDED,
        source=LOCALSTACK,
    ),
    _mocked(
        "status-text",
        "A status in quotes is none: the answer is 500.",
        mock("ok", request='{"statusCode": "200"}'),
        _STATUS,
        STATUS,
        basis=Basis.RECORDED,
        source=LOCALSTACK,
    ),
    _mocked(
        "status-missing",
        "A request template without a status is a 500.",
        mock("ok", request="{}"),
        _STATUS,
        STATUS,
        basis=Basis.RECORDED,
        source=LOCALSTACK,
    ),
    _mocked(
        "no-template-never",
        "Without a request template and with NEVER, a request without a body gets 415.",
        mock("ok", request=None),
        _MOCK,
        source=PASSTHROUGH,
        basis=Basis.INFERRED,
    ),
    _mocked(
        "no-template-when-no-match",
        "Without a request template and with WHEN_NO_MATCH, a request without a body is a 500.",
        mock("ok", request=None, integration={"PassthroughBehavior": "WHEN_NO_MATCH"}),
        _MOCK,
        source=PASSTHROUGH,
        basis=Basis.INFERRED,
    ),
    _mocked(
        "no-response-template",
        "Without a response template the body is empty.",
        mock(None),
        _MOCK,
        STATUS,
        "body",
        basis=Basis.INFERRED,
    ),
    _mocked(
        "fixed-header",
        "A fixed value in single quotes is sent without them.",
        mock("", headers={"Access-Control-Allow-Origin": f"'{ORIGIN}'"}),
        _HEADERS,
        STATUS,
        _ALLOW_ORIGIN,
        source=MAPPING,
    ),
    _mocked(
        "missing-header",
        "A header that is mapped from one that the request does not have is not sent.",
        mock("", headers={"X-Echo": _ECHO.format("x-sent")}),
        _HEADERS,
        STATUS,
        "x-echo",
        source=MAPPING,
        basis=Basis.INFERRED,
    ),
    _mocked(
        "override-status",
        "A response template can override the status.",
        mock("#set($context.responseOverride.status = 418)"),
        _MOCK,
        source=OVERRIDES,
    ),
    _mocked(
        "override-header",
        "A response template can override a header that is mapped.",
        mock(
            "#set($context.responseOverride.header.X-Any = 'template')",
            headers={"X-Any": "'mapped'"},
        ),
        _MOCK,
        STATUS,
        "x-any",
        source=OVERRIDES,
    ),
    _mocked(
        "override-undeclared-header",
        "A response template can set a header that no method response declares.",
        mock("#set($context.responseOverride.header.X-New = 'template')"),
        _MOCK,
        STATUS,
        "x-new",
        source=OVERRIDES,
        basis=Basis.INFERRED,
    ),
    _mocked(
        "override-twice",
        "A header that a template overrides twice is a 500.",
        mock(
            "#set($context.responseOverride.header.X-Any = 'a')"
            "#set($context.responseOverride.header.X-Any = 'b')",
            headers={"X-Any": "'mapped'"},
        ),
        f"{_GATEWAY}.velocity.interpreter.variables:override_header",
        source=OVERRIDES,
        basis=Basis.INFERRED,
    ),
    *(
        _mocked(
            f"mapped-{name}",
            says,
            mock("", headers={"X-Echo": _ECHO.format(mapped)}),
            _HEADERS,
            STATUS,
            "x-echo",
            source=MAPPING,
            basis=Basis.INFERRED,
            request=get(f"/mock-mapped-{name}", {sent: ORIGIN}, http_version=version),
        )
        for name, says, mapped, sent, version in (
            (
                "as-written",
                "A mapping finds Origin where both are spelled with a capital, over HTTP/1.1.",
                "Origin",
                "Origin",
                "1.1",
            ),
            (
                "lower-for-capital",
                "A mapping of origin finds what is sent as Origin over HTTP/1.1.",
                "origin",
                "Origin",
                "1.1",
            ),
            (
                "capital-http2",
                "A mapping of Origin finds what HTTP/2 sends in lower case.",
                "Origin",
                "origin",
                "2",
            ),
        )
    ),
    _origin(
        "origin-as-written",
        "$input.params finds Origin where both are spelled with a capital, over HTTP/1.1.",
        _READ_CAPITAL,
        "Origin",
        "1.1",
    ),
    _origin(
        "origin-lower-for-capital",
        "$input.params('origin') finds a header that is sent as Origin over HTTP/1.1.",
        _READ,
        "Origin",
        "1.1",
    ),
    _origin(
        "origin-capital-for-lower",
        "$input.params('Origin') finds a header that is sent as origin over HTTP/1.1.",
        _READ_CAPITAL,
        "origin",
        "1.1",
    ),
    _origin(
        "origin-capital-http2",
        "Over HTTP/2, where every name is in lower case, $input.params('Origin') finds it too.",
        _READ_CAPITAL,
        "origin",
        "2",
    ),
    _origin(
        "origin-lower-http2",
        "Over HTTP/2 $input.params('origin') finds it.",
        _READ,
        "origin",
        "2",
    ),
    _mocked(
        "preflight",
        "A preflight of a MOCK gets its status and mapped headers.",
        mock(
            "",
            request='{"statusCode": 204}',
            status="204",
            headers={
                "Access-Control-Allow-Origin": f"'{ORIGIN}'",
                "Access-Control-Allow-Methods": "'GET,PUT'",
            },
        ),
        _MOCK,
        STATUS,
        _ALLOW_ORIGIN,
        "access-control-allow-methods",
        method="OPTIONS",
        request=preflight("/mock-preflight"),
    ),
    _mocked(
        "missing-path",
        "A path that is not there gets 403.",
        None,
        _REST,
        STATUS,
        "body",
        source=RESPONSES,
    ),
    _mocked(
        "missing-method",
        "A method that a path does not have gets 403.",
        mock("ok"),
        _REST,
        STATUS,
        source=RESPONSES,
        request=get("/mock-missing-method", method="PUT"),
    ),
    _mocked(
        "any",
        "ANY answers OPTIONS too.",
        mock("any"),
        f"{_GATEWAY}.routing:match_route",
        STATUS,
        "body",
        method="ANY",
        request=preflight("/mock-any"),
    ),
    _mocked(
        "content-type",
        "Without a header of its own an answer is application/json.",
        mock("ok"),
        _MOCK,
        STATUS,
        "content-type",
        basis=Basis.INFERRED,
    ),
)
