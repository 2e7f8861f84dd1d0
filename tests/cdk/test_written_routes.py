"""Routes and answers that people write themselves: they stay as they are, and are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import Fn
from aws_cdk.aws_apigateway import (
    AuthorizationType,
    HttpIntegration,
    IntegrationResponse,
    MethodResponse,
    MockIntegration,
    RestApi,
)

from corsgate_cdk import CorsRestApi, add_cors, cors_for
from support.synthesis import POLICY, failure_of, linted, new_stack, preflights
from support.synthesis import template_of as synthesised

if TYPE_CHECKING:
    from aws_cdk import Stack

    from support.synthesis import Properties

ANYWHERE = HttpIntegration("https://backend.example.com")
SYNTHESIS = "ValidationFailedWithErrors: Validation failed with the following errors:\n"
HEADER = "method.response.header."
REMOVE = "remove the route to get a generated preflight"
JSON = "application/json"
GOOD = {
    "Access-Control-Allow-Origin": "'https://app.example.com'",
    "Access-Control-Allow-Methods": "'GET, PUT'",
    "Access-Control-Allow-Headers": "'Content-Type'",
    "Access-Control-Allow-Credentials": "'true'",
}
OVERRIDE = '#set($context.responseOverride.header.access-control-allow-origin = "x")'


IMPORTED = "stands for one, since the number in it would be part of the test's name"


def mapped(headers: dict[str, str]) -> dict[str, str]:
    """Return headers as an integration response maps them."""
    return {f"{HEADER}{name}": value for name, value in headers.items()}


def declared(*names: str) -> dict[str, bool]:
    """Return headers as a method response declares them."""
    return {f"{HEADER}{name}": True for name in names}


def api_with_options(  # noqa: PLR0913 - what a MOCK integration consists of
    *,
    request: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    templates: dict[str, str] | None = None,
    status: str = "204",
    pattern: str | None = None,
    declares: tuple[str, ...] = tuple(GOOD),
    policy: Any = POLICY,  # noqa: ANN401
) -> Stack:
    """Return a stack with ``GET`` and ``PUT /items``, and an OPTIONS route of one's own."""
    stack = new_stack()
    items = CorsRestApi(stack, "Api", policy=policy, error_origin="reflect").root.add_resource(
        "items"
    )
    for method in ("GET", "PUT"):
        items.add_method(method, ANYWHERE)
    items.add_method(
        "OPTIONS",
        MockIntegration(
            request_templates={JSON: '{"statusCode": 204}'} if request is None else request,
            integration_responses=[
                IntegrationResponse(
                    status_code=status,
                    selection_pattern=pattern,
                    response_parameters=mapped(GOOD if headers is None else headers),
                    response_templates=templates,
                )
            ],
        ),
        method_responses=[
            MethodResponse(status_code=status, response_parameters=declared(*declares))
        ],
    )
    return stack


def without(name: str) -> dict[str, str]:
    """Return the good headers but one."""
    return {key: value for key, value in GOOD.items() if key != name}


def options_of(template: Properties) -> Properties:
    """Return the integration of the OPTIONS route of ``/items``."""
    found: Properties = preflights(template)["/items"]["Integration"]
    return found


def test_trap_15_a_hand_written_options_route_stays_as_it_is() -> None:
    """The CDK's own preflight collides with it; ours steps back."""
    template = synthesised(api_with_options())
    assert options_of(template) == {
        "Type": "MOCK",
        "RequestTemplates": {JSON: '{"statusCode": 204}'},
        "IntegrationResponses": [{"StatusCode": "204", "ResponseParameters": mapped(GOOD)}],
    }
    assert linted(template) == []


@pytest.mark.parametrize(
    "given",
    [
        {"request": {JSON: "{ statusCode: 204 }"}},
        {"request": {JSON: '#if($x){"statusCode": $y}#end'}},
        {"request": {JSON: IMPORTED}},
        {"headers": without("Access-Control-Allow-Origin"), "templates": {JSON: OVERRIDE}},
        {"headers": {**GOOD, "Access-Control-Allow-Origin": "stageVariables.origin"}},
        {"headers": {**GOOD, "Access-Control-Allow-Methods": "stageVariables.methods"}},
        {"templates": {JSON: IMPORTED}},
        {"pattern": "2.."},
        {"status": "200", "request": {JSON: '{"statusCode": 200}'}},
        {
            "policy": POLICY.replace(allow_credentials=False),
            "headers": {**GOOD, "Access-Control-Allow-Methods": "'*'"},
        },
    ],
)
def test_what_may_be_right_is_let_pass(given: dict[str, Any]) -> None:
    """What only a token, a stage variable or a template knows is not guessed."""
    given = {
        name: {JSON: Fn.import_value("template")} if value == {JSON: IMPORTED} else value
        for name, value in given.items()
    }
    assert "IntegrationResponses" in options_of(synthesised(api_with_options(**given)))


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no template": (
        {"request": {"text/plain": '{"statusCode": 204}'}},
        (
            "has no request template for 'application/json' that sets a status, so it answers 500; "
            f'write {{"application/json": \'{{"statusCode": 204}}\'}}, or {REMOVE}'
        ),
    ),
    "no status": (
        {"request": {JSON: "{}"}},
        (
            "has no request template for 'application/json' that sets a status, so it answers 500; "
            f'write {{"application/json": \'{{"statusCode": 204}}\'}}, or {REMOVE}'
        ),
    ),
    "no response for the status": (
        {"pattern": "4.."},
        (
            "sets the status 204, for which it has no integration response, so it answers 500; add "
            f"one, or {REMOVE}"
        ),
    ),
    "an error": (
        {"status": "404", "request": {JSON: '{"statusCode": 404}'}},
        f"answers 404, but a preflight needs a status from 200 to 299; write 204, or {REMOVE}",
    ),
    "undeclared": (
        {"declares": tuple(GOOD)[:2]},
        (
            "maps ['access-control-allow-credentials', 'access-control-allow-headers'] but does "
            "not declare them in its method response for status 204, so API Gateway rejects the "
            f"deployment; declare them, or {REMOVE}"
        ),
    ),
    "trap 33, two origins in one": (
        {
            "headers": {
                **GOOD,
                "Access-Control-Allow-Origin": "'https://app.example.com,https://b.test'",
            }
        },
        (
            "allows 'https://app.example.com,https://b.test', but the policy allows "
            "['https://app.example.com']; give the resource its own policy, "
            f"with cors_for(resource, other_policy), or {REMOVE}"
        ),
    ),
    "no origin": (
        {"headers": without("Access-Control-Allow-Origin")},
        (
            "sends no Access-Control-Allow-Origin, so the browser blocks every page; map it, or "
            f"{REMOVE}"
        ),
    ),
    "another origin": (
        {"headers": {**GOOD, "Access-Control-Allow-Origin": "'https://b.test'"}},
        (
            "allows 'https://b.test', but the policy allows "
            "['https://app.example.com']; give the resource its own policy, with "
            f"cors_for(resource, other_policy), or {REMOVE}"
        ),
    ),
    "everyone": (
        {"headers": {**GOOD, "Access-Control-Allow-Origin": "'*'"}},
        (
            "allows '*', but the policy allows "
            "['https://app.example.com']; give the resource its own policy, with "
            f"cors_for(resource, other_policy), or {REMOVE}"
        ),
    ),
    "one of two origins": (
        {"policy": POLICY.replace(allow_origins=["https://app.example.com", "https://b.test"])},
        (
            "allows only 'https://app.example.com', but the policy allows "
            "['https://app.example.com', 'https://b.test']; give the resource its own policy, with "
            f"cors_for(resource, other_policy), or {REMOVE}"
        ),
    ),
    "a method too few": (
        {"headers": {**GOOD, "Access-Control-Allow-Methods": "'GET,DELETE'"}},
        (
            "does not list ['PUT'] in Access-Control-Allow-Methods, which the policy allows and "
            "the "
            f"routes of the resource need; list them, or {REMOVE}"
        ),
    ),
    "a method in lower case": (
        {"headers": {**GOOD, "Access-Control-Allow-Methods": "'get,put'"}},
        (
            "does not list ['PUT'] in Access-Control-Allow-Methods, which the policy allows and "
            "the "
            f"routes of the resource need; list them, or {REMOVE}"
        ),
    ),
    "a star with credentials": (
        {"headers": {**GOOD, "Access-Control-Allow-Methods": "'*'"}},
        (
            "does not list ['PUT'] in Access-Control-Allow-Methods, which the policy allows and "
            "the "
            f"routes of the resource need; list them, or {REMOVE}"
        ),
    ),
    "no headers": (
        {"headers": without("Access-Control-Allow-Headers")},
        (
            "does not list ['content-type'] in Access-Control-Allow-Headers, which the policy "
            "allows "
            f"and the routes of the resource need; list them, or {REMOVE}"
        ),
    ),
    "a star for authorization": (
        {
            "policy": POLICY.replace(
                allow_credentials=False, allow_headers=["authorization", "content-type"]
            ),
            "headers": {**GOOD, "Access-Control-Allow-Headers": "'*'"},
        },
        (
            "does not list ['authorization'] in Access-Control-Allow-Headers, which the policy "
            "allows "
            f"and the routes of the resource need; list them, or {REMOVE}"
        ),
    ),
    "no credentials": (
        {"headers": without("Access-Control-Allow-Credentials")},
        (
            "sends no Access-Control-Allow-Credentials, but the policy allows credentials; map it "
            f"to \"'true'\", or {REMOVE}"
        ),
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_trap_3_fails_on_a_hand_written_options_route_that_answers_otherwise(wrong: str) -> None:
    """Trap 31 as well: one thing is wrong, and the sentence names it."""
    given, sentence = WRONG[wrong]
    assert failure_of(api_with_options(**given)) == (
        f"{SYNTHESIS}  [Stack/Api] the hand-written route OPTIONS /items {sentence}"
    )


def test_trap_4_fails_on_a_hand_written_options_route_that_refuses_preflights() -> None:
    """Whatever refuses a request without credentials refuses every preflight."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", policy=POLICY)
    items = api.root.add_resource("items")
    items.add_method("GET", ANYWHERE)
    items.add_method(
        "OPTIONS",
        ANYWHERE,
        api_key_required=True,
        authorization_type=AuthorizationType.IAM,
        request_validator=api.add_request_validator("Validator", validate_request_body=True),
    )
    tail = f", which rejects preflights, because they carry no credentials; remove it, or {REMOVE}"
    assert failure_of(stack) == SYNTHESIS + "\n".join(
        f"  [Stack/Api] the hand-written route OPTIONS /items has {fault}{tail}"
        for fault in ("authorization_type 'AWS_IAM'", "api_key_required", "a request validator")
    )


def test_the_way_out_is_the_policy_that_the_route_has() -> None:
    """Or none, where no browser calls it."""
    stack = new_stack()
    api = RestApi(stack, "Api")
    for name, policy in (
        ("public", POLICY.replace(allow_origins=["*"], allow_credentials=False)),
        ("hooks", None),
    ):
        resource = api.root.add_resource(name)
        resource.add_method("GET", ANYWHERE)
        headers = {**GOOD, "Access-Control-Allow-Origin": "'*'"}
        resource.add_method(
            "OPTIONS",
            MockIntegration(
                request_templates={JSON: '{"statusCode": 200}'},
                integration_responses=[
                    IntegrationResponse(status_code="200", response_parameters=mapped(headers))
                ],
            ),
            method_responses=[
                MethodResponse(status_code="200", response_parameters=declared(*headers))
            ],
        )
        cors_for(resource, policy)
    add_cors(api, POLICY)
    assert sorted(preflights(synthesised(stack))) == ["/hooks", "/public"]


def test_a_preflight_that_the_cdk_has_written_is_called_that() -> None:
    """Nobody has written it by hand, and there is a property to remove."""
    stack = new_stack()
    api = RestApi(stack, "Api")
    items = api.root.add_resource("items")
    items.add_method("PUT", ANYWHERE)
    items.add_cors_preflight(allow_origins=["https://b.test"], allow_methods=["PUT"])
    add_cors(api, POLICY.replace(allow_headers=[], allow_credentials=False))
    assert failure_of(stack) == (
        f"{SYNTHESIS}  [Stack/Api/AddedCors] the route OPTIONS /items, which the CDK has written, "
        "allows 'https://b.test', but the policy allows ['https://app.example.com']; give the "
        "resource its own policy, with cors_for(resource, other_policy), or remove "
        "default_cors_preflight_options or add_cors_preflight(...) to get a generated preflight"
    )
