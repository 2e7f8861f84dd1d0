"""Preflight templates in Apache Velocity on Java, which airspeed-ext only imitates.

It shows what Java and Velocity do, and not what API Gateway does with them.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from corsgate import CorsPolicy
from corsgate.render import mock_preflight
from support.apache_velocity import IS_HERE, NOT_RUN, encoded, run_java
from support.policies import origins_near, policies

POLICIES = 1000

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


def cases() -> list[Case]:
    """Draw policies and origins that they name, nearly name, or never heard of."""
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
        headers, said = data.draw(st.sampled_from(ways(origin)))
        if not {"\n", "\r"} & set(origin):
            allowed = said and policy.allows_origin(origin)
            found.append((template_of(policy), headers, overriding(origin) if allowed else NONE))

    draw()
    return found


def evaluated(asked: list[Case]) -> list[str]:
    """Run the templates."""
    return run_java(
        "Evaluate",
        [f"{encoded(template)}\t{encoded(as_lines(headers))}" for template, headers, _ in asked],
    )


def as_lines(headers: dict[str, str]) -> str:
    """Return headers as a line each."""
    return "\n".join(f"{name}={value}" for name, value in headers.items())


def test_java_lets_in_whom_the_policy_lets_in_and_nobody_else() -> None:
    """Null for a missing header, ``&&`` and ``||``, ``String.matches``: all as on the JVM."""
    asked = cases()
    wanted = [outcome for _, _, outcome in asked]
    assert evaluated(asked) == wanted
    assert min(wanted.count(NONE), len(wanted) - wanted.count(NONE)) > POLICIES / 10


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


def test_trap_17_java_leaves_no_room() -> None:
    """What `String.matches` must not let through."""
    template = template_of(CorsPolicy(allow_origins=["https://*.example.com"]))
    good = (template, {"origin": "https://app.example.com"}, "")
    bad = [(template, {"origin": origin}, "") for origin in NEARLY]
    assert evaluated([good, *bad]) == [overriding("https://app.example.com"), *[NONE] * len(NEARLY)]
