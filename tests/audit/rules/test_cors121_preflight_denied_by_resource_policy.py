"""CORS121: a resource policy that lets no preflight through."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.browser import HttpResponse
from corsgate_audit.collect.resource_policy import read_policy
from corsgate_audit.model import RestApi, Severity, Unresolved
from support.apis import APP, UNKNOWN, gateway_response, location, preflight, rest_api, route
from support.judging import error_of, findings, only_finding, preflight_of, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Route


RULE = "CORS121"
ACCOUNT = {"AWS": "arn:aws:iam::123456789012:root"}


def statement(effect: str = "Allow", principal: object = "*", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Return a statement about all methods."""
    named = {"Action": "execute-api:Invoke", "Resource": "execute-api:/*", "Principal": principal}
    kept = {name: value for name, value in named.items() if f"Not{name}" not in more}
    return {"Effect": effect, **kept, **more}


def guarded(*statements: dict[str, Any], **changes: Any) -> RestApi:  # noqa: ANN401 - any field
    """Return an API with a preflight and this policy."""
    policy = read_policy({"Version": "2012-10-17", "Statement": list(statements)})
    return rest_api(route("PUT"), preflight(), **{"resource_policy": policy, **changes})


def test_a_policy_that_allows_an_account(snapshot: SnapshotAssertion) -> None:
    """The whole finding: the preflight is anonymous, and meets the gateway's error."""
    found = only_finding(guarded(statement(principal=ACCOUNT)), RULE)

    assert (found.severity, found.kind, found.confidence) == (
        Severity.HIGH,
        "broken",
        "confirmed",
    )
    assert (found.resource.path, found.resource.method) == (None, None)
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == snapshot
    assert preflight_of(found) == HttpResponse(
        403, (("Content-Type", "application/json"), ("Access-Control-Allow-Origin", APP))
    )
    assert error_of(found) == "PreflightInvalidStatus"


def test_many_paths_are_one_finding(snapshot: SnapshotAssertion) -> None:
    """There is one policy to be fixed."""
    api = guarded(statement(principal=ACCOUNT))
    more = (route("PUT", "/a"), preflight("/a"))
    found = only_finding(replace(api, routes=(*more, *api.routes)), RULE)

    assert found.evidence.actual == snapshot


OUTSIDE = {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
MEMBERS = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}
ARN = "arn:aws:execute-api:eu-west-1:123456789012:a1"


@pytest.mark.parametrize(
    "statements",
    [
        [statement("Deny"), statement()],
        [statement(), statement("Deny", Resource="execute-api:/prod/OPTIONS/*")],
        [statement(Resource="execute-api:/*/GET/*")],
        [statement(Resource=["execute-api:/test/*", f"{ARN}/test/*"])],
        [statement(Resource=f"{ARN}/*/PUT/items")],
        [statement(Resource="arn:aws:s3:::bucket/*")],
        [statement(Resource="execute-api:nothing")],
        [statement(Action="execute-api:ManageConnections")],
        [statement(principal={"Service": "x.amazonaws.com"}), statement(principal=ACCOUNT)],
        [statement(principal=[ACCOUNT["AWS"]])],
        [],
    ],
    ids=str,
)
def test_what_denies_an_anonymous_preflight_or_does_not_allow_it(
    statements: list[dict[str, Any]],
) -> None:
    """A Deny that covers it, or no Allow that does."""
    assert [each.severity for each in findings(guarded(*statements), RULE)] == [Severity.HIGH]


@pytest.mark.parametrize(
    "statements",
    [
        [statement()],
        [statement(principal={"AWS": "*"}, Action="*", Resource="*")],
        [statement(principal={"AWS": ["*"]}, Action=["execute-api:*"], Resource=f"{ARN}/*")],
        [statement(Resource="arn:aws:execute-api:*:*:*"), statement("Deny", ACCOUNT)],
        [statement(Resource="arn:aws:execute-api:eu-west-1:123456789012:*/prod/*/items")],
        [statement(Resource="arn:aws:execute-api:*:*:*/*/OPTION?/*")],
        [statement(principal=ACCOUNT), statement(Resource="execute-api:/*/OPTIONS/*")],
        [statement(), statement("Deny", Resource="execute-api:/*/DELETE/*")],
        [
            statement(),
            statement("Deny", Condition={"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}),
        ],
        [statement(Condition={"StringEquals": {"aws:SourceVpce": "vpce-1"}})],
    ],
    ids=str,
)
def test_what_lets_preflights_through_where_it_lets_requests_through(
    statements: list[dict[str, Any]],
) -> None:
    """Addresses and networks are the same for both."""
    api = guarded(*statements)

    assert findings(api) == ()
    assert untold(api, RULE) == []


@pytest.mark.parametrize(
    ("statements", "expression"),
    [
        (
            [statement(Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})],
            "aws:principalorgid",
        ),
        ([statement(), statement("Deny", Condition={"Bool": {"x": "y"}})], "x"),
        ([statement(NotPrincipal=ACCOUNT)], "NotPrincipal"),
        ([statement(NotAction="execute-api:Invoke")], "NotAction"),
        ([statement(), statement("Deny", NotResource="execute-api:/*/GET/*")], "NotResource"),
        ([statement(Condition=UNKNOWN)], "!ImportValue shared"),
        ([statement(Condition={"Bool": UNKNOWN})], "!ImportValue shared"),
        ([statement(Condition={"Bool": 1})], "1"),
        ([statement(Resource=["a", UNKNOWN])], "!ImportValue shared"),
        ([statement(Resource=UNKNOWN)], "!ImportValue shared"),
        ([statement(principal={"AWS": UNKNOWN})], "!ImportValue shared"),
        ([statement(effect="Perhaps")], "Perhaps"),
        ([{**statement(), "Effect": UNKNOWN}, statement()], "!ImportValue shared"),
    ],
    ids=str,
)
def test_what_is_not_evaluated_is_untold(statements: list[dict[str, Any]], expression: str) -> None:
    """Neither a finding nor a pass."""
    api = guarded(*statements)

    assert findings(api) == ()
    ((place, reason),) = untold(api, RULE)
    assert place == "template.yaml#Api"
    assert str(reason).startswith(f"CORS902: {RULE} is undetermined without {expression!r}: ")


@pytest.mark.parametrize(
    ("literal", "is_doubt"),
    [
        ("execute-api:/  /POST/items", False),
        ("execute-api:/  /PUT/*", False),
        (" /prod/GET/*", False),
        ("execute-api:/  /OPTIONS/items", True),
        ("execute-api:/prod/  /items", True),
        ("execute-api:/  ", True),
        ("", True),
    ],
)
def test_a_denial_whose_end_is_known(literal: str, *, is_doubt: bool) -> None:
    """`!Sub 'execute-api:/${Stage}/POST/items'` is about no OPTIONS, whatever the stage."""
    hole = Unresolved("!Sub", "the parameter 'Stage' has no default", literal=literal)
    denied = statement("Deny", Resource=[hole], Condition={"Bool": {"x": "y"}})
    api = guarded(statement(), denied)

    assert findings(api) == ()
    assert bool(untold(api, RULE)) is is_doubt


def test_a_policy_that_is_unresolved_is_untold() -> None:
    """It may be one that allows nobody."""
    assert [place for place, _ in untold(guarded(resource_policy=UNKNOWN), RULE)] == [
        "template.yaml#Api"
    ]


def test_every_stage_counts() -> None:
    """What is let through in one stage alone is refused in the others."""
    api = guarded(statement(Resource="execute-api:/prod/*"))

    assert findings(api) == ()
    assert findings(replace(api, stages=("dev", "prod")), RULE) != ()
    assert findings(replace(api, stages=()), RULE) != ()


@pytest.mark.parametrize(
    "api",
    [
        rest_api(route("PUT", authorization="AWS_IAM"), gateway_responses=()),
        rest_api(route("GET"), preflight()),
    ],
    ids=["no preflight, and no CORS", "no page asks"],
)
def test_where_no_browser_asks_the_policy_may_be_what_it_likes(api: RestApi) -> None:
    """An API for servers is no fault."""
    policy = read_policy({"Statement": statement(principal=ACCOUNT)})
    assert findings(replace(api, resource_policy=policy), RULE) == ()


@pytest.mark.parametrize(
    ("routes", "rule"),
    [
        ([route("PUT"), preflight(authorization="AWS_IAM")], "CORS102"),
        ([route("PUT", authorization="AWS_IAM")], "CORS101"),
    ],
)
def test_a_preflight_without_credentials_would_be_refused_next(
    routes: list[Route], rule: str
) -> None:
    """It is nobody to the policy: once there is an open one, that is the next wall."""
    policy = read_policy({"Statement": statement(principal=ACCOUNT)})
    (found,) = findings(rest_api(*routes, resource_policy=policy), RULE)
    assert found.after == (rule,)


def test_an_error_that_passes_for_a_preflight() -> None:
    """Somebody has customised it so that a browser takes it for leave."""
    headers = {f"Access-Control-Allow-{name}": f"'{value}'" for name, value in _LEAVE.items()}
    denied = gateway_response("ACCESS_DENIED", status_code="200", headers=tuple(headers.items()))
    open_ = guarded(statement(principal=ACCOUNT), gateway_responses=(denied,))
    unknown = replace(denied, headers=UNKNOWN)

    assert findings(open_, RULE) == ()
    assert findings(replace(open_, gateway_responses=(unknown,)), RULE) == ()
    assert location("Api").logical_id == "Api"


_LEAVE = {"Origin": APP, "Methods": "PUT", "Headers": "content-type"}
