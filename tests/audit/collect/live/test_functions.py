"""The policies of functions are asked for once, and never taken for none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from corsgate_audit.collect.live.functions import Functions
from corsgate_audit.model import Unresolved
from support.stubbed_account import stubbed_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.stub import Stubber
    from syrupy.assertion import SnapshotAssertion

ARN = "arn:aws:lambda:eu-central-1:123456789012:function:items"
PATH = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/{}/invocations"


class Lambda(NamedTuple):
    """A client whose answers are given beforehand, and what asks it."""

    stub: Stubber
    functions: Functions


@pytest.fixture(name="aws")
def _aws() -> Iterator[Lambda]:
    """Have such a client; every answer must have been asked for."""
    with stubbed_account(has_names=True) as aws:
        yield Lambda(aws.lambda_, Functions(aws.account.lambda_))


def test_a_function_is_asked_for_once(aws: Lambda) -> None:
    """However many routes it answers, and whether its ARN or an invocation path names it."""
    aws.stub.add_response(
        "get_function_configuration",
        {"Environment": {"Variables": {"CORSGATE_POLICY": "{}"}}},
        {"FunctionName": ARN},
    )

    assert [aws.functions.policy_behind(uri) for uri in (ARN, PATH.format(ARN), ARN)] == ["{}"] * 3


def test_an_alias_is_asked_for_by_itself(aws: Lambda) -> None:
    """Its version may have another environment."""
    for arn, policy in ((f"{ARN}:live", "live"), (ARN, "latest")):
        aws.stub.add_response(
            "get_function_configuration",
            {"Environment": {"Variables": {"CORSGATE_POLICY": policy}}},
            {"FunctionName": arn},
        )

    assert aws.functions.policy_behind(PATH.format(f"{ARN}:live")) == "live"
    assert aws.functions.policy_behind(PATH.format(ARN)) == "latest"


@pytest.mark.parametrize("answer", [{}, {"Environment": {}}, {"Environment": {"Variables": {}}}])
def test_a_function_without_a_policy_has_none(aws: Lambda, answer: dict[str, object]) -> None:
    """It was asked, so none is known."""
    aws.stub.add_response("get_function_configuration", answer)

    assert aws.functions.policy_behind(ARN) is None


def test_a_function_that_cannot_be_asked_is_unresolved(aws: Lambda) -> None:
    """With AWS's own reason, in one line, and once."""
    aws.stub.add_client_error("get_function_configuration", "AccessDeniedException", "not\nyours")

    expected = Unresolved(
        ARN,
        "An error occurred (AccessDeniedException) when calling the GetFunctionConfiguration "
        "operation: not yours",
    )
    assert aws.functions.policy_behind(ARN) == expected
    assert aws.functions.policy_behind(ARN) == expected


def test_a_stage_variable_cannot_be_asked_for(aws: Lambda, snapshot: SnapshotAssertion) -> None:
    """Which function it is depends on the stage."""
    arn = "arn:aws:lambda:eu-central-1:123456789012:function:${stageVariables.name}"

    assert aws.functions.policy_behind(PATH.format(arn)) == snapshot


@pytest.mark.parametrize("uri", [None, "", "https://backend.example.com/function:x"])
def test_what_is_no_function_has_no_policy(aws: Lambda, uri: str | None) -> None:
    """And nobody is asked."""
    assert aws.functions.policy_behind(uri) is None


def test_an_environment_that_lambda_could_not_decrypt_is_unresolved(
    aws: Lambda, snapshot: SnapshotAssertion
) -> None:
    """It may hold a policy: that nobody can read it does not mean that there is none."""
    error = {"ErrorCode": "KMSAccessDeniedException", "Message": "no grant"}
    aws.stub.add_response("get_function_configuration", {"Environment": {"Error": error}})

    assert aws.functions.policy_behind(ARN) == snapshot


def test_a_function_says_for_whom_it_leaves_cors_to_the_gateway(aws: Lambda) -> None:
    """In the answer that its policy is in: it is asked once."""
    variables = {"CORSGATE_POLICY": "{}", "CORSGATE_GATEWAY_OWNS": "http_api"}
    aws.stub.add_response("get_function_configuration", {"Environment": {"Variables": variables}})

    assert (aws.functions.policy_behind(ARN), aws.functions.owners_behind(ARN)) == (
        "{}",
        "http_api",
    )
