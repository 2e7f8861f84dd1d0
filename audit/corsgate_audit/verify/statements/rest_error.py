"""REST APIs: gateway responses, those of AWS and those that somebody has set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.verify.cases import (
    ORIGIN,
    RAISES,
    SLEEPS,
    Case,
    Exhibit,
    get,
    mock,
    preflight,
    proxy,
)
from corsgate_audit.verify.questions import STATUS, Basis, Front

if TYPE_CHECKING:
    from corsgate_audit.verify.questions import Request

_RESPONSES = "corsgate_audit.gateway.gateway_responses:gateway_response"
_RENDERED = "corsgate.render._gateway_responses:gateway_responses"
_TYPES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html"
_RECORDING = "https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_api.snapshot.json"
_DEFAULTS = ("access-control-allow-origin", "x-by")
_FROM = {"Origin": ORIGIN}
_LARGE = b"x" * 7_000_000


def _error(  # noqa: PLR0913 - columns of a table
    name: str,
    says: str,
    exhibit: Exhibit | None,
    request: Request,
    *,
    compares: tuple[str, ...] = (STATUS, *_DEFAULTS),
    source: str = _TYPES,
    basis: Basis = Basis.DOCUMENTED,
    provokes: str = "",
    relied_on_by: tuple[str, ...] = (_RESPONSES,),
) -> Case:
    return Case(
        id=f"rest-error-{name}",
        says=says,
        basis=basis,
        source=source,
        relied_on_by=relied_on_by,
        front=Front.ERRORS,
        exhibits=() if exhibit is None else (exhibit,),
        request=request,
        compares=compares,
        provokes=provokes,
    )


CASES = (
    _error(
        "default-4xx",
        "A type that nobody has set has the headers of DEFAULT_4XX.",
        None,
        get("/nowhere", _FROM),
    ),
    _error(
        "default-4xx-status",
        "A type that nobody has set has the status of DEFAULT_4XX too.",
        None,
        get("/nowhere"),
        compares=(STATUS,),
        source=_RECORDING,
        basis=Basis.RECORDED,
    ),
    _error(
        "origin",
        "method.request.header.origin in a gateway response finds Origin over HTTP/2.",
        None,
        get("/nowhere-http-2", _FROM, http_version="2"),
        basis=Basis.INFERRED,
        relied_on_by=(_RESPONSES, _RENDERED),
    ),
    _error(
        "origin-http-1",
        "method.request.header.origin in a gateway response finds Origin over HTTP/1.1.",
        None,
        get("/nowhere-http-1", _FROM, http_version="1.1"),
        basis=Basis.INFERRED,
        relied_on_by=(_RESPONSES, _RENDERED),
    ),
    _error(
        "no-origin",
        "A gateway response leaves out a header whose value the request does not have.",
        None,
        get("/nowhere-no-origin"),
        basis=Basis.INFERRED,
    ),
    _error(
        "own-type",
        "A type that is set has no header of DEFAULT_4XX.",
        Exhibit(path="/error-own-type", properties=mock("in", method={"ApiKeyRequired": True})),
        get("/error-own-type", _FROM),
        source=_RECORDING,
        basis=Basis.RECORDED,
    ),
    _error(
        "media-type",
        "A body that no template takes gets the status and the headers of DEFAULT_4XX.",
        Exhibit(path="/error-media-type", method="POST", properties=mock("in")),
        get(
            "/error-media-type",
            {**_FROM, "Content-Type": "text/plain"},
            method="POST",
            body=b"text",
        ),
        basis=Basis.INFERRED,
    ),
    _error(
        "preflight",
        "A preflight of a path without OPTIONS gets the headers of DEFAULT_4XX.",
        Exhibit(path="/error-preflight", properties=mock("in")),
        preflight("/error-preflight"),
    ),
    _error(
        "throttled",
        "A throttled request gets the headers of DEFAULT_4XX.",
        Exhibit(path="/error-throttled", properties=mock("in")),
        get("/error-throttled", _FROM),
        compares=_DEFAULTS,
        provokes="THROTTLED",
        basis=Basis.INFERRED,
    ),
    _error(
        "too-large",
        "A body that Lambda does not take is a 413 without any header that somebody has set.",
        Exhibit(path="/error-too-large", method="POST", properties=proxy()),
        get("/error-too-large", _FROM, method="POST", body=_LARGE),
        source="https://github.com/reapit/foundations/issues/4338",
        basis=Basis.RECORDED,
        relied_on_by=("corsgate_audit.gateway.error_types:NOT_CUSTOMISABLE",),
    ),
    _error(
        "function-fails",
        "A function that fails has the status and the headers of DEFAULT_5XX.",
        Exhibit(path="/error-function-fails", properties=proxy(), answer=RAISES),
        get("/error-function-fails", _FROM),
        source="https://github.com/DataBiosphere/azul/issues/8192",
        basis=Basis.RECORDED,
        relied_on_by=(_RESPONSES, "corsgate_audit.handlers.running.backends:Running.answer"),
    ),
    _error(
        "function-malformed",
        "A malformed response of a function has the headers of DEFAULT_5XX.",
        Exhibit(path="/error-function-malformed", properties=proxy(), answer="{}"),
        get("/error-function-malformed", _FROM),
        basis=Basis.INFERRED,
        relied_on_by=(_RESPONSES, "corsgate_audit.handlers.running.backends:Running.answer"),
    ),
    _error(
        "timeout",
        "A function that takes too long is a 504, with the headers of its own type.",
        Exhibit(
            path="/error-timeout",
            properties=proxy(integration={"TimeoutInMillis": 1000}),
            answer=SLEEPS,
        ),
        get("/error-timeout", _FROM),
    ),
    _error(
        "mock-500",
        "A MOCK that is told no status has the headers of DEFAULT_5XX.",
        Exhibit(path="/error-mock-500", properties=mock("in", request="{}")),
        get("/error-mock-500", _FROM),
        basis=Basis.INFERRED,
    ),
)
