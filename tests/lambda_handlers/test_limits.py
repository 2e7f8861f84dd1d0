"""Just so long and no longer: hosts, labels, lists; and the decisions that take no comparison."""

from __future__ import annotations

from typing import Any

import pytest

from corsgate import CorsPolicy, Decision, PolicyError, Reason, decide
from corsgate._origins import split
from corsgate.decision import Headers
from corsgate.render import mock_preflight
from support.velocity import preflight_answer

APP = "https://app.example.com"
LABEL = "a" * 63
LONGEST_HOST = ".".join([LABEL] * 3 + ["b" * 61])
VARY = ("Vary", "Origin")


def headers(*pairs: tuple[str, str]) -> Headers:
    """Write the headers of a decision."""
    return Headers(pairs)


def test_a_host_has_253_characters_and_a_label_63() -> None:
    """As in DNS; a pattern matches nothing longer, in Python and in the gateway's Velocity."""
    assert len(LONGEST_HOST) == 253
    policy = CorsPolicy(
        allow_origins=["https://*.example", f"https://*.{LABEL}", f"https://{LABEL}"]
    )
    preflight = mock_preflight(policy)
    base = ".example"
    # 253 characters, one more, and a label that is too long.
    hosts = {
        LONGEST_HOST[: 253 - len(base)] + base: True,
        LONGEST_HOST[: 253 - len(base)] + "b" + base: False,
        LABEL + base: True,
        LABEL + "a" + base: False,
        f"a.{LABEL}": True,
        LABEL: True,
    }
    for host, allowed in hosts.items():
        origin = f"https://{host}"
        assert policy.allows_origin(origin) is allowed
        _, answered, _ = preflight_answer(preflight, {"Origin": origin})
        assert answered.get("Access-Control-Allow-Origin") == (origin if allowed else None)
    assert CorsPolicy(allow_origins=[f"https://{LONGEST_HOST}"]).allows_origin(
        f"https://{LONGEST_HOST}"
    )


def test_an_origin_is_split_at_its_first_scheme() -> None:
    """What follows is no scheme of it."""
    assert split("a://b://c") == ("a", "b", "//c")


def test_a_wildcard_within_an_address_is_a_pattern_in_the_wrong_place() -> None:
    """And not an address in an unusual form."""
    with pytest.raises(PolicyError) as caught:
        CorsPolicy(allow_origins=["https://10.*.0.1"])
    assert [problem.reason for problem in caught.value.problems] == [Reason.PATTERN]


@pytest.mark.parametrize("blanks", [0, 73 - len("aa,bbb")])
def test_a_list_may_be_64_characters_longer_than_the_policy_s(blanks: int) -> None:
    """Names with a comma and a blank each; what stands beyond is refused as it stands."""
    policy = CorsPolicy(allow_origins=[APP], allow_headers=["aa", "bbb"])
    asked: dict[str, Any] = {"method": "OPTIONS", "origin": APP, "request_method": "GET"}
    within = "aa,bbb" + " " * blanks
    assert decide(policy, request_headers=within, **asked).allowed
    beyond = within + " " * (74 - len(within))
    assert decide(policy, request_headers=beyond, **asked).refused == " "


def test_the_decisions_without_an_origin_and_for_every_origin() -> None:
    """Whole, made by a policy of their own."""
    named = CorsPolicy(allow_origins=[APP], allow_methods=["PUT"])
    public = CorsPolicy(allow_origins=["*"], allow_methods=["PUT"])
    methods = ("Access-Control-Allow-Methods", "PUT")
    every = ("Access-Control-Allow-Origin", "*")
    expected = {
        (named, None): Decision(
            "not_cors", allowed=True, status=None, headers=headers(methods, VARY)
        ),
        (public, None): Decision(
            "not_cors", allowed=True, status=None, headers=headers(every, methods)
        ),
        (public, APP): Decision(
            "actual", allowed=True, status=None, headers=headers(every, methods)
        ),
        (named, APP): Decision(
            "actual",
            allowed=True,
            status=None,
            headers=headers(("Access-Control-Allow-Origin", APP), methods, VARY),
        ),
    }
    for (policy, origin), decision in expected.items():
        assert decide(policy, method="GET", origin=origin) == decision
