"""Preflight templates in Apache Velocity on Java, which airspeed-ext only imitates.

It shows what Java and Velocity do, and not what API Gateway does with them.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from corsgate import CorsPolicy
from corsgate.render import mock_preflight
from support.apache_velocity import IS_HERE, NOT_RUN, encoded, run_java
from support.policies import origins_near, policies

POLICIES = 200

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not IS_HERE, reason=NOT_RUN),
]
Case = tuple[str, dict[str, str], str]
NONE = "{}\t0"


def template_of(policy: CorsPolicy) -> str:
    """Return the Velocity of a policy's preflight."""
    (response,) = mock_preflight(policy)["Integration"]["IntegrationResponses"]
    return str(response["ResponseTemplates"]["application/json"])


def overriding(origin: str) -> str:
    """Return what is to be written where an origin is let in: that header, and no body."""
    return f"{{Access-Control-Allow-Origin={origin}}}\t0"


def ways(origin: str) -> list[tuple[dict[str, str], bool]]:
    """Return request headers, and whether they say the origin."""
    return [
        ({"Origin": origin}, True),
        ({"origin": origin}, True),
        ({"Origin": "https://other.test", "origin": origin}, True),
        ({"Host": "a1b2c3.execute-api.eu-west-1.amazonaws.com"}, False),
        ({"Origin": ""}, False),
    ]


def drawn() -> list[Case]:
    """Draw policies and what asks them: origins that they name, nearly name, or never heard of."""
    found: list[Case] = []

    @settings(
        max_examples=POLICIES,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        policy = data.draw(policies())
        if "*" in policy.allow_origins:
            return
        named = [each for each in policy.allow_origins if "*" not in each]
        near = origins_near(policy)
        origin = data.draw(st.sampled_from(named) | near if named else near)
        if {"\n", "\r"} & set(origin):
            return
        template, allowed = template_of(policy), policy.allows_origin(origin)
        found.extend(
            (template, headers, overriding(origin) if said and allowed else NONE)
            for headers, said in ways(origin)
        )

    draw()
    return found


def as_lines(headers: dict[str, str]) -> str:
    """Return headers as a line each."""
    return "\n".join(f"{name}={value}" for name, value in headers.items())


NEARLY = (
    "https://app.example.com.evil.io",
    "https://evilexample.com",
    "https://example.com",
    "https://APP.example.com",
    "https://app.example.com:443",
    "https://user@app.example.com",
    "https://app.example.com/",
    "https://app.example.com\t",
    "https://.example.com",
    "http://app.example.com",
)
"""Origins that attack a pattern for ``https://*.example.com``."""


def attacks() -> list[Case]:
    """Return the pattern's own page, and those that attack it."""
    template = template_of(CorsPolicy(allow_origins=["https://*.example.com"]))
    good = "https://app.example.com"
    bad: list[Case] = [(template, {"origin": origin}, NONE) for origin in NEARLY]
    return [(template, {"origin": good}, overriding(good)), *bad]


class Evaluated(NamedTuple):
    """What the templates came to, and what they were to come to."""

    drawn: list[str]
    wanted: list[str]
    attacks: list[str]


@pytest.fixture(scope="module")
def evaluated() -> Evaluated:
    """Run all templates by one start of Java."""
    first, second = drawn(), attacks()
    found = run_java(
        "Evaluate",
        [
            f"{encoded(template)}\t{encoded(as_lines(headers))}"
            for template, headers, _ in [*first, *second]
        ],
    )
    wanted = [outcome for _, _, outcome in first]
    return Evaluated(found[: len(first)], wanted, found[len(first) :])


def test_java_lets_in_whom_the_policy_lets_in_and_nobody_else(evaluated: Evaluated) -> None:
    """Null for a missing header, ``&&`` and ``||``, ``String.matches``: all as on the JVM."""
    wanted = evaluated.wanted
    assert evaluated.drawn == wanted
    assert min(wanted.count(NONE), len(wanted) - wanted.count(NONE)) > POLICIES / 2


def test_trap_17_java_leaves_no_room(evaluated: Evaluated) -> None:
    """What `String.matches` must not let through."""
    assert evaluated.attacks == [outcome for _, _, outcome in attacks()]
