"""A case: a statement, the route of the conformance app that shows it, and the request to ask.

The tables of `statements` are made of cases, and the conformance app is built from the same ones:
what is asked and what is deployed cannot drift apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corsgate_audit.verify.questions import BODY, STATUS, Question, Request, Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.verify.questions import Basis, Front

Properties = dict[str, Any]
"""Properties of a CloudFormation resource, as a template has them."""

ORIGIN, OTHER_ORIGIN, ATTACKER = (
    "https://app.example.com",
    "https://admin.example.com",
    "https://attacker.example",
)
"""Pages that the front doors with CORS settings allow, and one that they do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """Something of the conformance app that a question is about.

    Args:
        path: path below the front door: ``/{proxy+}``; of a distribution the pattern of a behavior.
        method: upper-case, or ``ANY``; of a distribution empty.
        properties: a REST API's are those of the method, an HTTP API's those of the route and of
            its integration, of an OpenAPI document the operation, of a distribution the behavior.
        answer: JSON that the function behind it returns, `RAISES` or `SLEEPS`; empty for ``ok``.
    """

    path: str
    method: str = "GET"
    properties: Properties = field(hash=False)
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One row of a table.

    Args:
        id: id of the statement; also the path of its route, where it has one of its own.
        says: see `Statement`, as for the next three.
        basis: see there.
        source: see there.
        relied_on_by: see there.
        front: front door that is asked.
        exhibits: what the front door has for this question alone.
        request: request that decides.
        compares: what of its answer decides; see `Question`.
        before: requests that are sent before.
        provokes: see `Question`.
    """

    id: str
    says: str
    basis: Basis
    source: str
    relied_on_by: tuple[str, ...]
    front: Front
    exhibits: tuple[Exhibit, ...] = ()
    request: Request
    compares: tuple[str, ...] = (STATUS, BODY)
    before: tuple[Request, ...] = ()
    provokes: str = ""

    @property
    def statement(self) -> Statement:
        """The statement alone."""
        return Statement(
            id=self.id,
            says=self.says,
            basis=self.basis,
            source=self.source,
            relied_on_by=self.relied_on_by,
        )

    @property
    def question(self) -> Question:
        """The question alone."""
        return Question(
            statement=self.id,
            front=self.front,
            request=self.request,
            compares=self.compares,
            before=self.before,
            provokes=self.provokes,
        )


def get(path: str, headers: Mapping[str, str] | None = None, **more: Any) -> Request:  # noqa: ANN401 - fields of `Request`
    """Return a GET request.

    Args:
        path: path with its query string.
        headers: headers, spelled as they are sent.
        more: further fields of `Request`; a ``method`` takes the place of GET.
    """
    return Request(**{"method": "GET", "path": path, "headers": _pairs(headers), **more})


def preflight(  # noqa: PLR0913 - parts of one request, named at each call
    path: str,
    method: str = "PUT",
    origin: str = ORIGIN,
    headers: str = "",
    *,
    accept: str = "",
    http_version: str | None = None,
) -> Request:
    """Return the preflight of a page.

    Args:
        path: path with its query string.
        method: method that the page is about to use.
        origin: origin of the page.
        headers: names of the headers that the page is about to send; empty for none.
        accept: media types that are accepted; empty for a request that does not say.
        http_version: see `Request`.
    """
    asked = {"Access-Control-Request-Headers": headers} if headers else {}
    accepted = {"Accept": accept} if accept else {}
    sent = {"Origin": origin, "Access-Control-Request-Method": method, **asked, **accepted}
    return Request(method="OPTIONS", path=path, headers=_pairs(sent), http_version=http_version)


def _pairs(headers: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    return tuple((headers or {}).items())


def mock(  # noqa: PLR0913 - parts of one integration, named at each call
    template: str | None = None,
    *,
    request: str | None = '{"statusCode": 200}',
    headers: Mapping[str, str] | None = None,
    declared: tuple[str, ...] = (),
    status: str = "200",
    integration: Properties | None = None,
    response: Properties | None = None,
    method: Properties | None = None,
) -> Properties:
    """Return the properties of a method with a MOCK integration.

    Args:
        template: response template for ``application/json``; None for none.
        request: request template for ``application/json``; None for none.
        headers: mapping expressions of response headers, by name.
        declared: names of further headers that the method response declares.
        status: status of the integration response, the default one.
        integration: further properties of the integration, or others.
        response: further properties of the integration response.
        method: further properties of the method.
    """
    mapped = headers or {}
    answer: Properties = {"StatusCode": status, **(response or {})}
    if mapped:
        answer["ResponseParameters"] = {_response_header(name): mapped[name] for name in mapped}
    if template is not None:
        answer["ResponseTemplates"] = {"application/json": template}
    names = {_response_header(name): False for name in (*mapped, *declared)}
    named = {"ResponseParameters": names} if names else {}
    templates = {} if request is None else {"RequestTemplates": {"application/json": request}}
    return {
        "AuthorizationType": "NONE",
        "Integration": {
            "Type": "MOCK",
            "PassthroughBehavior": "NEVER",
            **templates,
            "IntegrationResponses": [answer],
            **(integration or {}),
        },
        "MethodResponses": [{"StatusCode": status, **named}],
        **(method or {}),
    }


def _response_header(name: str) -> str:
    return f"method.response.header.{name}"


FUNCTION = "Payload"
"""Logical id of the function that each part with functions has: it returns what its path names."""
AUTHORIZER, UNCACHED = "RestAuthorizer", "RestUncached"
"""Logical ids of authorizers: a token says what they do. The second one keeps no answers."""
RAISES, SLEEPS = "raise", "sleep"
"""What a function does in the place of an answer: it fails, or takes two seconds."""


def proxy(
    function: str = FUNCTION,
    *,
    integration: Properties | None = None,
    method: Properties | None = None,
) -> Properties:
    """Return the properties of a REST method that passes requests through to a function.

    Args:
        function: logical id of the function.
        integration: further properties of the integration.
        method: further properties of the method.
    """
    return {
        "AuthorizationType": "NONE",
        "Integration": {
            "Type": "AWS_PROXY",
            "IntegrationHttpMethod": "POST",
            "Uri": invocation_of(function),
            **(integration or {}),
        },
        **(method or {}),
    }


def invocation_of(function: str) -> Properties:
    """Return the address by which API Gateway invokes a function.

    Args:
        function: logical id of the function.
    """
    functions = "lambda:path/2015-03-31/functions"
    arn = f"arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:{functions}/${{{function}.Arn}}"
    return {"Fn::Sub": f"{arn}/invocations"}


def operation(template: str, **more: Any) -> Properties:  # noqa: ANN401 - fields of OpenAPI
    """Return an operation of an OpenAPI document with a MOCK integration.

    Args:
        template: response template.
        more: further fields of the operation, such as ``security``.
    """
    integration = {
        "type": "mock",
        "passthroughBehavior": "never",
        "requestTemplates": {"application/json": '{"statusCode": 200}'},
        "responses": {
            "default": {"statusCode": "200", "responseTemplates": {"application/json": template}}
        },
    }
    return {
        "x-amazon-apigateway-integration": integration,
        "responses": {"200": {"description": "ok"}},
        **more,
    }
