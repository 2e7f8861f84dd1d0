"""A resource policy is asked before any preflight is answered: trap 43."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk import Fn
from aws_cdk.aws_apigateway import (
    HttpIntegration,
    RestApi,
)
from aws_cdk.aws_iam import AnyPrincipal, ArnPrincipal, Effect, PolicyDocument, PolicyStatement

from corsgate_cdk import (
    CorsRestApi,
    CorsSpecRestApi,
    add_cors,
)
from support.synthesis import POLICY, failure_of, new_function, new_stack, preflights, template_of

ANYWHERE = HttpIntegration("https://backend.example.com")
SYNTHESIS = "ValidationFailedWithErrors: Validation failed with the following errors:\n"


def statement(*resources: str, principal: Any = None) -> PolicyStatement:  # noqa: ANN401
    """Return a statement that allows calls."""
    return PolicyStatement(
        effect=Effect.ALLOW,
        actions=["execute-api:Invoke"],
        principals=[principal or AnyPrincipal()],
        resources=list(resources),
    )


DENIED = (
    "its resource policy denies OPTIONS without credentials, so every preflight gets 403; allow "
    "'execute-api:Invoke' on 'execute-api:/*/OPTIONS/*' to AnyPrincipal()"
)
SOMEBODY = ArnPrincipal("arn:aws:iam::123456789012:role/partner")


@pytest.mark.parametrize(
    "statements",
    [
        [statement("execute-api:/*/GET/*", "execute-api:/prod/PUT/items")],
        [statement("execute-api:/*", principal=SOMEBODY)],
    ],
)
@pytest.mark.parametrize("added", [True, False])
def test_trap_43_fails_on_a_resource_policy_that_denies_preflights(
    statements: list[PolicyStatement], *, added: bool
) -> None:
    """They come from anyone, and whatever no statement allows is denied."""
    stack = new_stack()
    document = PolicyDocument(statements=statements)
    if added:
        api = RestApi(stack, "Api", policy=document)
        add_cors(api, POLICY)
    else:
        api = CorsRestApi(stack, "Api", policy=POLICY, resource_policy=document)
    api.root.add_method("GET", ANYWHERE)
    assert f"] {DENIED}" in failure_of(stack)


def test_trap_43_fails_on_a_resource_policy_of_a_document_that_denies_preflights() -> None:
    """`CorsSpecRestApi` takes it as `CorsRestApi` does."""
    stack = new_stack()
    document = PolicyDocument(statements=[statement("execute-api:/*/GET/*")])
    routes = {"/items": {"GET": new_function(stack)}}
    CorsSpecRestApi(stack, "Api", policy=POLICY, routes=routes, resource_policy=document)
    assert f"] {DENIED}" in failure_of(stack)


@pytest.mark.parametrize(
    "resource",
    [
        "execute-api:/*",
        "execute-api:/prod/OPTIONS/*",
        "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/*/*/items",
        "*",
        "an import",
    ],
)
def test_a_resource_policy_that_lets_preflights_in_is_kept(resource: str) -> None:
    """`RestApi` calls it ``policy``; conditions are not judged, tokens not guessed."""
    stack = new_stack()
    arn = Fn.import_value("arn") if resource == "an import" else resource
    document = PolicyDocument(statements=[statement("execute-api:/*/GET/*"), statement(arn)])
    api = CorsRestApi(stack, "Api", policy=POLICY, resource_policy=document)
    api.root.add_method("GET", ANYWHERE)
    assert list(preflights(template_of(stack))) == ["/"]
