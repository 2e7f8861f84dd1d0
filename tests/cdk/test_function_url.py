"""`CorsFunctionUrl`: its settings, and what its function is told."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk.aws_lambda import Alias, Function, FunctionUrlAuthType, FunctionUrlCorsOptions

from corsgate import CorsPolicy, PolicyError
from corsgate.render import RenderError, function_url
from corsgate_cdk import CorsFunctionUrl
from support.synthesis import (
    POLICY,
    by_logical_id,
    failure_of,
    linted,
    new_function,
    new_stack,
    template_of,
    variables,
)

HANDED = {"CORSGATE_POLICY": POLICY.to_json(), "CORSGATE_GATEWAY_OWNS": "function_url"}
PATTERNS = POLICY.replace(allow_origins=["https://*.example.com"])
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:elsewhere"
ALL_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]


def test_the_policy_becomes_the_settings_of_the_url() -> None:
    """The whole resource, so that nothing else is set."""
    stack = new_stack()
    url = CorsFunctionUrl(
        stack,
        "Url",
        function=new_function(stack),
        policy=POLICY,
        auth_type=FunctionUrlAuthType.NONE,
    )
    template = template_of(stack)
    ((name, settings),) = by_logical_id(template, "AWS::Lambda::Url").items()
    (function,) = by_logical_id(template, "AWS::Lambda::Function")
    assert settings == {
        "AuthType": "NONE",
        "Cors": function_url(POLICY),
        "TargetFunctionArn": {"Fn::GetAtt": [function, "Arn"]},
    }
    assert name.startswith("Url")
    assert url.policy is POLICY
    assert linted(template) == []


@pytest.mark.parametrize("given", [{}, {"auth_type": FunctionUrlAuthType.AWS_IAM}])
def test_trap_30_a_url_that_asks_for_a_signature_allows_its_headers(given: dict[str, Any]) -> None:
    """``AWS_IAM`` is the CDK's default, and a page that may not sign is refused for ever."""
    stack = new_stack()
    CorsFunctionUrl(stack, "Url", function=new_function(stack), policy=POLICY, **given)
    (settings,) = by_logical_id(template_of(stack), "AWS::Lambda::Url").values()
    assert settings["Cors"]["AllowHeaders"] == [
        "authorization",
        "content-type",
        "x-amz-content-sha256",
        "x-amz-date",
        "x-amz-security-token",
    ]


def test_trap_27_the_function_knows_that_the_url_answers_for_cors() -> None:
    """Else every header would come twice, which a browser refuses."""
    stack = new_stack()
    CorsFunctionUrl(stack, "Url", function=new_function(stack), policy=POLICY)
    assert list(variables(template_of(stack)).values()) == [HANDED]


def test_the_url_of_an_alias_reaches_the_function() -> None:
    """The environment is the function's."""
    stack = new_stack()
    alias = Alias(stack, "Live", alias_name="live", version=new_function(stack).current_version)
    CorsFunctionUrl(stack, "Url", function=alias, policy=POLICY)
    assert list(variables(template_of(stack)).values()) == [HANDED]


def test_trap_26_every_method_fits_a_url() -> None:
    """Six of them: OPTIONS, which URLs refuse, is answered without being listed."""
    stack = new_stack()
    policy = CorsPolicy(allow_origins=["https://app.example.com"], allow_methods=ALL_METHODS)
    CorsFunctionUrl(stack, "Url", function=new_function(stack), policy=policy)
    template = template_of(stack)
    (settings,) = by_logical_id(template, "AWS::Lambda::Url").values()
    assert settings["Cors"]["AllowMethods"] == [each for each in ALL_METHODS if each != "OPTIONS"]
    assert linted(template) == []


def test_the_way_out_for_patterns_is_the_handler() -> None:
    """No settings, and a function that answers itself."""
    stack = new_stack()
    function = new_function(stack)
    CorsFunctionUrl(
        stack,
        "Url",
        function=function,
        policy=PATTERNS,
        cors_in="handler",
        auth_type=FunctionUrlAuthType.NONE,
    )
    template = template_of(stack)
    (settings,) = by_logical_id(template, "AWS::Lambda::Url").values()
    assert "Cors" not in settings
    assert list(variables(template).values()) == [{"CORSGATE_POLICY": PATTERNS.to_json()}]


def test_a_function_may_have_its_policy_in_code() -> None:
    """Defined here or imported."""
    stack = new_stack()
    imported = Function.from_function_attributes(
        stack, "Imported", function_arn=ARN, same_environment=True
    )
    for name, function in (("Mine", new_function(stack)), ("Theirs", imported)):
        CorsFunctionUrl(stack, name, function=function, policy=POLICY, function_has_own_policy=True)
    template = template_of(stack)
    assert list(variables(template).values()) == [{}]
    assert len(by_logical_id(template, "AWS::Lambda::Url")) == 2


def test_fails_on_a_function_that_this_app_cannot_configure() -> None:
    """With the way out."""
    stack = new_stack()
    imported = Function.from_function_arn(stack, "Imported", ARN)
    CorsFunctionUrl(stack, "Url", function=imported, policy=POLICY)
    assert failure_of(stack) == (
        "ValidationFailedWithErrors: Validation failed with the following errors:\n"
        "  [Stack/Url] its function is not defined by this app, so it cannot get the policy; "
        "decorate its handler with @cors(policy) and say function_has_own_policy=True"
    )


def test_fails_on_a_policy_of_somebody_s_own_in_the_environment() -> None:
    """It is not overwritten without a word."""
    stack = new_stack()
    function = new_function(stack, environment={"CORSGATE_POLICY": "{}"})
    CorsFunctionUrl(stack, "Url", function=function, policy=POLICY)
    assert failure_of(stack) == (
        "ValidationFailedWithErrors: Validation failed with the following errors:\n"
        f"  [Stack/Url] the function 'Stack/Function/Resource' would get two policies, '{{}}' and "
        f"{POLICY.to_json()!r}; use one policy for both, or decorate its handler with "
        "@cors(policy) and say function_has_own_policy=True"
    )


def test_fails_on_more_environment_than_lambda_takes() -> None:
    """4 KB for all variables together; the handler's own are counted."""
    stack = new_stack()
    function = new_function(stack, environment={"TEMPLATE": "x" * 3000})
    origins = [f"https://{number:03}.example.com" for number in range(60)]
    policy = CorsPolicy(allow_origins=origins)
    CorsFunctionUrl(stack, "Url", function=function, policy=policy)
    owns = len("CORSGATE_GATEWAY_OWNSfunction_url")
    size = len("TEMPLATE") + 3000 + len("CORSGATE_POLICY") + len(policy.to_json()) + owns
    assert failure_of(stack) == (
        "ValidationFailedWithErrors: Validation failed with the following errors:\n"
        "  [Stack/Url] the environment of the function 'Stack/Function/Resource' would have "
        f"{size} bytes, but Lambda allows 4096; list fewer origins (a pattern covers many), or "
        "decorate its handler with @cors(policy) and say function_has_own_policy=True"
    )


@pytest.mark.parametrize(
    ("wrong", "error", "sentence"),
    [
        (
            {"cors": FunctionUrlCorsOptions(allowed_origins=["*"])},
            ValueError,
            "CorsFunctionUrl 'Url': cors sets what policy already sets; remove it",
        ),
        (
            {"cors_in": "lambda"},
            ValueError,
            (
                "CorsFunctionUrl 'Url': cors_in: 'lambda' is not a valid value; write 'gateway' "
                "or 'handler'"
            ),
        ),
        (
            {"policy": PATTERNS},
            RenderError,
            (
                "function URL: 'https://*.example.com' is a pattern, which a function URL compares "
                "literally; list the origins one by one, or let the function answer with "
                "cors_in='handler'"
            ),
        ),
        (
            {"policy": POLICY.replace(allow_methods=["PURGE"])},
            RenderError,
            (
                "function URL: allow_methods: 'PURGE' is not a method of a function URL, which "
                "allows DELETE, GET, HEAD, PATCH, POST, PUT, *; remove it, or let the function "
                "answer with cors_in='handler'"
            ),
        ),
        (
            {"cors_in": "handler"},
            ValueError,
            (
                "CorsFunctionUrl 'Url': auth_type is AWS_IAM, which rejects preflights before the "
                "handler receives them, because they carry no signature; write "
                "auth_type=FunctionUrlAuthType.NONE, or leave CORS to the URL with "
                "cors_in='gateway'"
            ),
        ),
        (
            {
                "policy": POLICY.replace(allow_origins=["https://*.ah.cn"]),
                "cors_in": "handler",
            },
            PolicyError,
            (
                "CORS policy: allow_origins: 'https://*.ah.cn' covers a public suffix, so with "
                "credentials anyone who registers a domain there is allowed; name your own "
                "domain, or set dangerously_allow_public_suffixes=True"
            ),
        ),
    ],
)
def test_fails_at_once(wrong: dict[str, Any], error: type[Exception], sentence: str) -> None:
    """Where the construct is written, not at synthesis."""
    stack = new_stack()
    given = {"function": new_function(stack), "policy": POLICY, **wrong}
    with pytest.raises(error) as caught:
        CorsFunctionUrl(stack, "Url", **given)
    assert str(caught.value) == sentence
