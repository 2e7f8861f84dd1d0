"""Authorizers of every kind are asked, and their answers kept as they are set up to be."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.handlers.running.authorizers import Authorizers
from corsgate_audit.handlers.running.outcomes import Outcome, OutcomeKind
from corsgate_audit.model import (
    Api,
    Authorizer,
    FunctionSettings,
    FunctionUrl,
    HttpApi,
    Integration,
    Location,
    RestApi,
    Route,
)
from support.calls import call

if TYPE_CHECKING:
    from corsgate_audit.gateway.access import Refusal

HERE = Location(source="template.yaml", pointer="/")
REST, HTTP = RestApi(name="r", location=HERE), HttpApi(name="h", location=HERE)
URL = FunctionUrl(name="u", integration=Integration(type="AWS_PROXY"), location=HERE)
FUNCTION = FunctionSettings(
    name="Own", function_name="own", runtime="python3.13", handler="a.b", location=HERE
)
SENT: dict[str, Any] = {"headers": (("Authorization", "token"),)}


@dataclass
class Functions:
    """Functions that answer what a test says, and note what they are asked."""

    answers: list[Outcome | bytes]
    events: list[Any] = field(default_factory=list)

    def of(self, settings: FunctionSettings) -> Functions:
        """Return the function."""
        assert settings is FUNCTION
        return self

    def invoke(self, event: bytes) -> Outcome:
        """Answer; the last answer again and again."""
        self.events.append(json.loads(event))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Outcome):
            return answer
        return Outcome(kind=OutcomeKind.RESPONSE, payload=answer)


def route(kind: str, **settings: Any) -> Route:  # noqa: ANN401 - of the authorizer
    """Return a route with an authorizer."""
    default: dict[str, Any] = {
        "name": "own",
        "type": kind,
        "identity_headers": ("authorization",),
        "identity_sources": ("request.header.Authorization",),
        "function": FUNCTION,
    }
    return Route(
        path="/my/path",
        method="GET",
        authorization="CUSTOM",
        authorizer=Authorizer(**{**default, **settings}),
        location=HERE,
    )


def policy(effect: str = "Allow", **more: Any) -> bytes:  # noqa: ANN401 - JSON
    """Return a policy."""
    statement = {"Effect": effect, "Action": "*", "Resource": "*", **more.pop("statement", {})}
    return json.dumps(
        {"principalId": "me", "policyDocument": {"Statement": statement}, **more}
    ).encode()


def ask(
    answers: list[Outcome | bytes],
    api: Api,
    asked: Route,
    times: int = 1,
    **sent: Any,  # noqa: ANN401
) -> tuple[list[tuple[str | None, Any]], Functions, list[str]]:
    """Ask an authorizer; return the refusals and what is handed on, the events, what is said."""
    functions, said = Functions(answers), list[str]()
    authorizers = Authorizers(functions, said.append)  # type: ignore[arg-type]
    made = replace(call(**{**SENT, **sent}), route=asked)
    found = []
    for _ in range(times):
        refused, handed_on = authorizers.ask(api, asked, made)
        found.append((_told(refused), handed_on))
    return found, functions, said


def _told(refused: Refusal | None) -> str | None:
    return None if refused is None else refused.response_type or "undetermined"


@pytest.mark.parametrize(
    ("api", "settings", "answer", "expected"),
    [
        (
            REST,
            {},
            policy(context={"a": 1}),
            {"principalId": "me", "integrationLatency": 0, "a": "1"},
        ),
        (HTTP, {}, policy(context={"a": 1}), {"a": 1, "principalId": "me"}),
        (HTTP, {"payload_format": "2.0"}, policy(context={"a": 1}), {"lambda": {"a": 1}}),
        (
            HTTP,
            {"payload_format": "2.0", "simple_responses": True},
            b'{"isAuthorized": true, "context": {"a": 1}}',
            {"lambda": {"a": 1}},
        ),
    ],
)
def test_what_is_handed_on(
    api: Api, settings: dict[str, Any], answer: bytes, expected: dict[str, Any]
) -> None:
    """Each API hands it on in its own form."""
    found, _, _ = ask([answer], api, route("REQUEST", **settings))
    assert found == [(None, expected)]


@pytest.mark.parametrize(
    ("api", "ttl", "runs"),
    [(REST, None, 1), (REST, 0, 3), (HTTP, None, 3), (HTTP, 10, 1)],
)
def test_answers_are_kept(api: Api, ttl: int | None, runs: int) -> None:
    """A REST API keeps them for 300 seconds unless it is told otherwise, an HTTP API if it is."""
    _, functions, _ = ask([policy()], api, route("REQUEST", ttl=ttl), times=3)
    assert len(functions.events) == runs


def test_an_authorizer_that_reads_nothing() -> None:
    """It is asked each time, with nothing to tell callers apart by."""
    asked = route("REQUEST", identity_headers=(), identity_sources=(), ttl=0)
    found, functions, _ = ask([policy()], REST, asked, times=2, headers=())
    assert [refused for refused, _ in found] == [None, None]
    assert len(functions.events) == 2


@pytest.mark.parametrize(
    ("api", "answer", "expected"),
    [
        (REST, policy("Deny"), "ACCESS_DENIED"),
        (HTTP, b"{}", "AUTHORIZER_CONFIGURATION_ERROR"),
        (REST, Outcome(kind=OutcomeKind.ERROR, message="Exception: Unauthorized"), "UNAUTHORIZED"),
        (REST, Outcome(kind=OutcomeKind.ERROR, message="Exception: no"), "AUTHORIZER_FAILURE"),
        (REST, Outcome(kind=OutcomeKind.TIMED_OUT, message="late"), "AUTHORIZER_FAILURE"),
    ],
)
def test_refusals(api: Api, answer: Outcome | bytes, expected: str) -> None:
    """By what the function answers, or how it fails."""
    found, _, _ = ask([answer], api, route("REQUEST"))
    assert found == [(expected, None)]


def test_a_policy_with_conditions() -> None:
    """They are taken to hold, which is said."""
    statement = {"Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}
    found, _, said = ask([policy(statement=statement)], REST, route("TOKEN"))
    assert found[0][0] is None
    assert said == ["the conditions in the policy of the authorizer Own are taken to hold"]


def test_an_expression_that_is_none() -> None:
    """It keeps nobody out."""
    found, _, _ = ask([policy()], REST, route("TOKEN", validation="("))
    assert found[0][0] is None


@pytest.mark.parametrize(("api", "handed_on"), [(REST, False), (HTTP, True), (URL, True)])
def test_iam(api: Api, handed_on: bool) -> None:  # noqa: FBT001 - a column
    """Any signature is taken, which is said; without one the request is refused."""
    asked = Route(path="/my/path", method="GET", authorization="AWS_IAM", location=HERE)
    found, _, said = ask([], api, asked)
    assert (found[0][0], found[0][1] is not None) == (None, handed_on)
    assert said == ["AWS_IAM: any signature is taken, and no policy is evaluated"]
    found, _, _ = ask([], api, asked, headers=())
    assert found == [("MISSING_AUTHENTICATION_TOKEN", None)]


def test_an_authorizer_that_is_not_in_the_source() -> None:
    """Whether it would allow the request is undetermined."""
    asked = Route(path="/my/path", method="GET", authorization="CUSTOM", location=HERE)
    found, _, _ = ask([], REST, asked)
    assert found == [("undetermined", None)]
