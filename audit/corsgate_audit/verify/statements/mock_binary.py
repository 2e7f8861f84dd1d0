"""MOCK integrations of an API that takes every media type for binary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.verify.cases import ORIGIN, Case, Exhibit, get, mock, preflight
from corsgate_audit.verify.questions import STATUS, Basis, Front

if TYPE_CHECKING:
    from corsgate_audit.verify.cases import Properties
    from corsgate_audit.verify.questions import Request

_CHECK = "corsgate_audit.gateway.binary:check_text"
_WORKFLOW = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html"
_REQUESTS = "https://github.com/aws/serverless-application-model/issues/553"
_RESPONSES = "https://github.com/serverless/serverless/issues/7243"
_AS_TEXT: Properties = {"ContentHandling": "CONVERT_TO_TEXT"}
_ALLOW_ORIGIN = {"Access-Control-Allow-Origin": f"'{ORIGIN}'"}


def _asked(  # noqa: PLR0913 - columns of a table
    name: str,
    says: str,
    properties: Properties,
    *compares: str,
    source: str,
    basis: Basis = Basis.RECORDED,
    request: Request | None = None,
    method: str = "OPTIONS",
) -> Case:
    path = f"/binary-{name}"
    return Case(
        id=f"mock-binary-{name}",
        says=says,
        basis=basis,
        source=source,
        relied_on_by=(_CHECK,),
        front=Front.BINARY,
        exhibits=(Exhibit(path=path, method=method, properties=properties),),
        request=request or preflight(path),
        compares=(STATUS, *compares),
    )


CASES = (
    _asked(
        "request",
        "With */* a MOCK preflight whose integration converts nothing is a 500.",
        mock(None, headers=_ALLOW_ORIGIN),
        source=_REQUESTS,
    ),
    _asked(
        "request-as-text",
        "With */* and CONVERT_TO_TEXT on the integration a MOCK preflight without a response "
        "template works.",
        mock(None, headers=_ALLOW_ORIGIN, integration=_AS_TEXT),
        "access-control-allow-origin",
        source=_REQUESTS,
    ),
    _asked(
        "response",
        "With */* a response template whose integration response converts nothing is a 500.",
        mock("ok", integration=_AS_TEXT),
        source=_RESPONSES,
    ),
    _asked(
        "both-as-text",
        "With */* and CONVERT_TO_TEXT on both sides a MOCK preflight with a template works.",
        mock("", headers=_ALLOW_ORIGIN, integration=_AS_TEXT, response=_AS_TEXT),
        "access-control-allow-origin",
        source=_WORKFLOW,
        basis=Basis.INFERRED,
    ),
    _asked(
        "get",
        "A GET without a body counts as binary like a preflight.",
        mock("ok"),
        source=_WORKFLOW,
        basis=Basis.INFERRED,
        method="GET",
        request=get("/binary-get"),
    ),
)
