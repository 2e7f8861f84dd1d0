"""What HTTP APIs consist of, as GetAuthorizers and GetIntegrations answer it."""

from __future__ import annotations

from dataclasses import fields

from corsgate_audit.collect.http import read_authorizer, read_integration
from corsgate_audit.model import Authorizer, Unresolved

URI = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/f/invocations"


def _same(one: object, other: object) -> bool:
    """Compare all fields, those too that comparisons of models leave out."""
    names = [each.name for each in fields(one)]  # type: ignore[arg-type] # a part of the model
    return {name: getattr(one, name) for name in names} == {
        name: getattr(other, name) for name in names
    }


def test_an_authorizer_with_all_that_it_may_have() -> None:
    """The format of its event, and whether its answer is simple, decide what it is asked."""
    shape = {
        "Name": "own",
        "AuthorizerType": "REQUEST",
        "IdentitySource": ["$request.header.X-Token", "$request.querystring.key"],
        "AuthorizerResultTtlInSeconds": 60,
        "AuthorizerPayloadFormatVersion": "2.0",
        "EnableSimpleResponses": True,
        "AuthorizerUri": URI,
    }
    wanted = Authorizer(
        name="own",
        type="REQUEST",
        identity_headers=("x-token",),
        identity_sources=("$request.header.X-Token", "$request.querystring.key"),
        ttl=60,
        payload_format="2.0",
        simple_responses=True,
        uri=URI,
    )

    assert _same(read_authorizer(shape), wanted)


def test_an_authorizer_with_nothing_but_a_source_that_is_not_known() -> None:
    """AWS's own for the rest."""
    unknown = Unresolved("!Ref Header", "the parameter has no default")
    shape = {"Name": "own", "AuthorizerType": "JWT", "IdentitySource": (unknown,)}
    wanted = Authorizer(name="own", type="JWT", identity_headers=unknown)

    assert _same(read_authorizer(shape), wanted)


def test_an_integration_with_all_that_it_may_have() -> None:
    """What calls a function, and for how long it waits."""
    shape = {
        "IntegrationType": "AWS_PROXY",
        "IntegrationUri": URI,
        "IntegrationMethod": "post",
        "PayloadFormatVersion": "2.0",
        "TimeoutInMillis": 5000,
        "CredentialsArn": "arn:aws:iam::1:role/r",
    }
    found = read_integration(shape, "{}", "http_api")

    assert (found.function_policy, found.gateway_owns) == ("{}", "http_api")
    assert (found.type, found.http_method, found.payload_format) == ("AWS_PROXY", "POST", "2.0")
    assert (found.timeout_ms, found.has_role) == (5000, True)
