"""Which function an address names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsgate_audit.handlers.running.named import filled, function_named, with_functions
from corsgate_audit.model import (
    Authorizer,
    FunctionSettings,
    FunctionUrl,
    Integration,
    Location,
    RestApi,
    Route,
    Unresolved,
)

HERE = Location(source="template.yaml", pointer="/")
LATE = Unresolved("!Ref Variables", "known only when the stack is deployed")
ARN = "arn:aws:lambda:us-east-1:123456789012:function:"


def settings(name: str, function_name: str | None = None) -> FunctionSettings:
    """Return a function of a template."""
    made = Unresolved(f"{name}.FunctionName", "the template does not set it")
    return FunctionSettings(
        name=name,
        function_name=function_name or made,
        runtime="python3.13",
        handler="app.handler",
        location=HERE,
    )


ECHO, ITEMS, TWIN = settings("Echo"), settings("Items", "shop-items"), settings("Twin", "twin")
ALL = (ECHO, ITEMS, TWIN, settings("Other", "twin"))


@pytest.mark.parametrize(
    ("uri", "found"),
    [
        (f"{ARN}shop-items", ITEMS),
        (f"{ARN}shop-items:live", ITEMS),
        (f"{ARN}Echo/invocations", ECHO),
        (f"{ARN}stack-Echo-A1B2C3D4E5F6", ECHO),
        (f"{ARN}items", None),
        (f"{ARN}twin", None),  # two have it
        (f"{ARN}shop-${{stageVariables.what}}", ITEMS),
        (f"{ARN}shop-${{stageVariables.nothing}}", None),
        (Unresolved("!Sub arn:aws:lambda:${AWS::Region}:x:${Echo.Arn}/invocations", "late"), ECHO),
        (Unresolved("!GetAtt Echo.Arn", "late"), ECHO),
        ("https://example.com/Echo", None),
        (None, None),
    ],
)
def test_the_function_of_an_address(
    uri: str | Unresolved | None, found: FunctionSettings | None
) -> None:
    """By the name in its ARN, by logical id, and by the name that CloudFormation makes of that."""
    assert function_named(uri, ALL, {"what": "items"}) is found


def test_a_variable_without_a_value() -> None:
    """It stays as it is written."""
    assert filled("https://${stageVariables.a}/${stageVariables.b}", {"a": "x"}) == (
        "https://x/${stageVariables.b}"
    )


def test_authorizers_and_servers() -> None:
    """An authorizer is a function too; a server's address has the stage's values."""
    asked = Authorizer(name="a", type="TOKEN", uri=f"{ARN}shop-${{stageVariables.what}}")
    server = Integration(type="HTTP_PROXY", uri="https://${stageVariables.host}/a")
    route = Route(path="/", method="GET", integration=server, authorizer=asked, location=HERE)
    api = RestApi(
        name="r",
        routes=(route, replace(route, integration=None)),
        stages=("live", "other"),
        stage_variables=(("live", (("what", "items"), ("host", "b.example"))), ("late", LATE)),
        location=HERE,
    )
    found = with_functions(api, "live", ALL)
    assert isinstance(found, RestApi)
    assert [each.authorizer and each.authorizer.function for each in found.routes] == [ITEMS] * 2
    assert [each.integration and each.integration.uri for each in found.routes] == [
        "https://b.example/a", None,
    ]  # fmt: skip
    for stage in ("other", "late"):
        found = with_functions(api, stage, ALL)
        assert isinstance(found, RestApi)
        assert found.routes[0].authorizer == asked
        assert found.routes[0].integration is not None
        assert found.routes[0].integration.uri == server.uri


def test_a_function_url() -> None:
    """It is returned itself: it has its function."""
    url = FunctionUrl(name="f", integration=Integration(type="AWS_PROXY"), location=HERE)
    assert with_functions(url, "", ALL) is url
