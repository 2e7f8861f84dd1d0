"""A policy travels as text: read back equal, or refused with what is wrong with the text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from corsgate import CorsPolicy, PolicyError, Reason
from support.policies import policies

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

ORIGIN = "https://app.example.com"


@given(policies())
def test_json_round_trip(policy: CorsPolicy) -> None:
    """What is written is read back as the same policy, and as the same text."""
    text = policy.to_json()
    assert CorsPolicy.from_json(text) == policy
    assert CorsPolicy.from_json(text).to_json() == text
    assert "\n" not in text


def test_the_text_is_short_and_sorted() -> None:
    """The variables of a function share 4 KB, and a text that changes would deploy again."""
    policy = CorsPolicy(allow_origins=[ORIGIN], allow_methods=["PUT", "GET"], max_age=5)
    assert policy.to_json() == (
        '{"allow_methods":["GET","PUT"],"allow_origins":["https://app.example.com"],"max_age":5,'
        '"version":1}'
    )


BAD_TEXTS = [
    ("", Reason.MALFORMED, "policy: '' is not JSON (Expecting value: line 1 column 1 (char 0))"),
    (
        '{"allow_origins":["https://app',
        Reason.MALFORMED,
        (
            'policy: \'{"allow_origins":["https://app\' is not JSON (Unterminated '
            "string starting at: "
            "line 1 column 19 (char 18)); is it cut off?"
        ),
    ),
    ("[]", Reason.TYPE, "policy: [] is not a JSON object of policy fields"),
    (
        '{"allow_origins":["*"],"version":2}',
        Reason.VERSION,
        (
            "version: 2 is not the version that this corsgate reads, 1; install the corsgate that "
            "wrote the policy"
        ),
    ),
    ('{"allow_origins":["*"],"version":true}', Reason.VERSION, "version: True is not the version"),
    (
        '{"allow_origins":["*"],"allow_origin":"*"}',
        Reason.UNKNOWN,
        (
            "allow_origin: '*' belongs to a field that does not exist; the fields are "
            "allow_origins, allow_methods, allow_headers, expose_headers, allow_credentials, "
            "max_age, dangerously_allow_insecure_origins, dangerously_allow_public_suffixes"
        ),
    ),
    (
        "{}",
        Reason.MISSING,
        (
            "allow_origins: None lists no origin; name at least one, 'https://app.example.com', or "
            "['*'] for all"
        ),
    ),
    ('{"allow_origins":["x"]}', Reason.MALFORMED, "allow_origins: 'x' has no scheme"),
]


@pytest.mark.parametrize(("text", "reason", "message"), BAD_TEXTS)
def test_a_text_that_holds_no_policy_is_refused(text: str, reason: Reason, message: str) -> None:
    """Broken, cut off, from a newer version, or not valid."""
    with pytest.raises(PolicyError) as caught:
        CorsPolicy.from_json(text)
    (problem,) = caught.value.problems
    assert problem.reason is reason
    assert problem.message.startswith(message.removesuffix(")") if not text else message)


def test_a_value_that_no_deployment_replaced_is_one_of_the_policy() -> None:
    """The problem is the text's, and shows it."""
    text = CorsPolicy(allow_origins=["https://${Token[TOKEN.13]}"]).to_json()
    with pytest.raises(PolicyError) as caught:
        CorsPolicy.from_json(text)
    (problem,) = caught.value.problems
    assert (problem.field, problem.value, problem.reason) == ("policy", text, Reason.MALFORMED)


def test_deeply_nested_json_is_a_problem_and_no_crash() -> None:
    """A parser's limit is the text's fault."""
    with pytest.raises(PolicyError, match="is not JSON"):
        CorsPolicy.from_json("[" * 100_000)


def test_a_variable_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """Missing, empty, or wrong: the line begins with the variable's name."""
    monkeypatch.delenv("CORSGATE_POLICY", raising=False)
    with pytest.raises(PolicyError) as missing:
        CorsPolicy.from_env()
    assert str(missing.value) == snapshot
    monkeypatch.setenv("MY_POLICY", '{"allow_origins":["x\\n"],"max_age":-1}')
    with pytest.raises(PolicyError) as wrong:
        CorsPolicy.from_env("MY_POLICY")
    assert [problem.field for problem in wrong.value.problems] == ["allow_origins", "max_age"]
    assert str(wrong.value) == snapshot
    assert wrong.value.__cause__ is None


def test_a_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """By default ``CORSGATE_POLICY``."""
    policy = CorsPolicy(allow_origins=[ORIGIN], max_age=0)
    monkeypatch.setenv("CORSGATE_POLICY", policy.to_json())
    assert CorsPolicy.from_env() == policy


def test_what_is_not_set_is_left_out_of_the_text() -> None:
    """The variables of a function share 4 KB."""
    assert json.loads(CorsPolicy(allow_origins=[ORIGIN], max_age=0).to_json()) == {
        "allow_origins": [ORIGIN],
        "max_age": 0,
        "version": 1,
    }
