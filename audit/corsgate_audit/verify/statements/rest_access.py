"""REST APIs: what stands in front of a method: authorizers, IAM, keys, validators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.verify.cases import (
    AUTHORIZER,
    UNCACHED,
    Case,
    Exhibit,
    get,
    mock,
    preflight,
    proxy,
)
from corsgate_audit.verify.questions import STATUS, Basis, Front

if TYPE_CHECKING:
    from corsgate_audit.verify.cases import Properties
    from corsgate_audit.verify.questions import Request

_ACCESS = "corsgate_audit.gateway.access"
_AUTHORIZATION = f"{_ACCESS}:by_authorization"
_VALIDATOR = f"{_ACCESS}:by_validator"
_AUTHORIZERS = "corsgate_audit.handlers.running.authorizers:Authorizers.ask"
_REST = "corsgate_audit.gateway.rest:answer_rest"
_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide"
_TYPES = f"{_GUIDE}/supported-gateway-response-types.html"
_LAMBDA = f"{_GUIDE}/api-gateway-lambda-authorizer-output.html"
_VALIDATORS = "https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_common.snapshot.json"

_GUARDED: Properties = {
    "AuthorizationType": "CUSTOM",
    "AuthorizerId": {"Ref": AUTHORIZER},
}


def _asked(  # noqa: PLR0913 - columns of a table
    name: str,
    says: str,
    properties: Properties,
    code: str,
    *compares: str,
    request: Request | None = None,
    method: str = "ANY",
    source: str = _TYPES,
    basis: Basis = Basis.DOCUMENTED,
) -> Case:
    path = f"/access-{name}"
    return Case(
        id=f"rest-access-{name}",
        says=says,
        basis=basis,
        source=source,
        relied_on_by=(code,),
        front=Front.REST,
        exhibits=(Exhibit(path=path, method=method, properties=properties),),
        request=request or preflight(path),
        compares=compares or (STATUS,),
    )


def _with(name: str, token: str) -> Request:
    return get(f"/access-{name}", {"Authorization": token})


CASES = (
    _asked(
        "any-authorizer",
        "An authorizer of ANY refuses a preflight, which has no Authorization, with 401.",
        mock("in", method=_GUARDED),
        _AUTHORIZATION,
    ),
    _asked(
        "authorizer-without-header",
        "A request without the header that an authorizer reads gets 401, and no function is asked.",
        mock("in", method=_GUARDED),
        _AUTHORIZATION,
        request=get("/access-authorizer-without-header"),
    ),
    _asked(
        "authorizer-uncached",
        "An authorizer that keeps no answers is asked without the header that it reads too.",
        mock("in", method={**_GUARDED, "AuthorizerId": {"Ref": UNCACHED}}),
        _AUTHORIZERS,
        source=f"{_GUIDE}/configure-api-gateway-lambda-authorization.html",
    ),
    _asked(
        "authorizer-allows",
        "A policy that allows lets a request in.",
        mock("in", method=_GUARDED),
        _AUTHORIZERS,
        request=_with("authorizer-allows", "allow"),
        source=_LAMBDA,
    ),
    _asked(
        "authorizer-denies",
        "A policy that denies is a 403.",
        mock("in", method=_GUARDED),
        _AUTHORIZERS,
        request=_with("authorizer-denies", "deny"),
        source=_LAMBDA,
    ),
    _asked(
        "authorizer-unauthorized",
        "An authorizer that raises Unauthorized is a 401.",
        mock("in", method=_GUARDED),
        _AUTHORIZERS,
        request=_with("authorizer-unauthorized", "unauthorized"),
        source=f"{_GUIDE}/apigateway-use-lambda-authorizer.html",
    ),
    _asked(
        "authorizer-fails",
        "An authorizer that fails is a 500.",
        mock("in", method=_GUARDED),
        _AUTHORIZERS,
        request=_with("authorizer-fails", "fail"),
    ),
    _asked(
        "authorizer-malformed",
        "An authorizer that returns no policy is a 500.",
        mock("in", method=_GUARDED),
        _AUTHORIZERS,
        request=_with("authorizer-malformed", "malformed"),
    ),
    _asked(
        "options-open",
        "OPTIONS with authorization NONE is open beside a method with an authorizer.",
        mock("open"),
        _REST,
        method="OPTIONS",
    ),
    _asked(
        "any-iam",
        "ANY with AWS_IAM refuses a preflight, which has no signature, with 403.",
        mock("in", method={"AuthorizationType": "AWS_IAM"}),
        _AUTHORIZATION,
    ),
    _asked(
        "any-key",
        "ANY with a required API key refuses a preflight with 403.",
        mock("in", method={"ApiKeyRequired": True}),
        f"{_ACCESS}:by_api_key",
    ),
    _asked(
        "any-header",
        "A validator of ANY refuses a preflight that lacks a required header with 400.",
        mock(
            "in",
            method={
                "RequestParameters": {"method.request.header.X-Needed": True},
                "RequestValidatorId": {"Ref": "RestParameters"},
            },
        ),
        _VALIDATOR,
        source=_VALIDATORS,
        basis=Basis.RECORDED,
    ),
    _asked(
        "any-query",
        "A validator of ANY refuses a preflight that lacks a required query string with 400.",
        mock(
            "in",
            method={
                "RequestParameters": {"method.request.querystring.id": True},
                "RequestValidatorId": {"Ref": "RestParameters"},
            },
        ),
        _VALIDATOR,
        source=_VALIDATORS,
        basis=Basis.RECORDED,
    ),
    _asked(
        "any-body",
        "A validator of ANY refuses a preflight, which has no body, with 400.",
        mock(
            "in",
            method={
                "RequestModels": {"application/json": {"Ref": "RestModel"}},
                "RequestValidatorId": {"Ref": "RestBody"},
            },
        ),
        _VALIDATOR,
        source=_VALIDATORS,
        basis=Basis.RECORDED,
    ),
    _asked(
        "header-without-validator",
        "A required header is asked for by a validator alone.",
        mock("in", method={"RequestParameters": {"method.request.header.X-Needed": True}}),
        _VALIDATOR,
        source=_VALIDATORS,
        basis=Basis.RECORDED,
    ),
    _asked(
        "no-permission",
        "A function that API Gateway may not invoke is a 500.",
        proxy("Unpermitted"),
        _REST,
        request=get("/access-no-permission"),
    ),
)
