"""Preflight templates in Apache Velocity on Java, which airspeed-ext only imitates.

Left out unless CORSGATE_VELOCITY is the class path of Velocity, with Java 11 or later at hand:

    apt-get install velocity default-jdk-headless
    CORSGATE_VELOCITY=/usr/share/java/velocity.jar:/usr/share/java/commons-collections3.jar:\
/usr/share/java/commons-lang.jar pytest tests/lambda_handlers/test_render_velocity_java.py

It shows what Java and Velocity do, and not what API Gateway does with them.
"""

from __future__ import annotations

import base64
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from corsgate import CorsPolicy
from corsgate.render import mock_preflight
from support.policies import origins_near, policies

CLASS_PATH = os.environ.get("CORSGATE_VELOCITY", "")
EVALUATE = Path(__file__).parents[1] / "support" / "velocity_java" / "Evaluate.java"
POLICIES = 3000

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CLASS_PATH, reason="CORSGATE_VELOCITY names no Apache Velocity"),
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
    lines = [
        f"{encoded(template)}\t{encoded(as_lines(headers))}\n" for template, headers, _ in asked
    ]
    done = subprocess.run(
        ["java", "-cp", CLASS_PATH, str(EVALUATE)],  # noqa: S607 - whichever the machine has
        input="".join(lines),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return done.stdout.splitlines()


def as_lines(headers: dict[str, str]) -> str:
    """Return headers as a line each."""
    return "\n".join(f"{name}={value}" for name, value in headers.items())


def encoded(text: str) -> str:
    """Return text that holds neither tab nor newline."""
    return base64.b64encode(text.encode()).decode()


def test_java_lets_in_whom_the_policy_lets_in_and_nobody_else() -> None:
    """Null for a missing header, ``&&`` and ``||``, ``String.matches``: all as on the JVM."""
    asked = cases()
    wanted = [outcome for _, _, outcome in asked]
    assert evaluated(asked) == wanted
    assert min(wanted.count(NONE), len(wanted) - wanted.count(NONE)) > POLICIES / 10


@pytest.mark.parametrize(
    "origin",
    [
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
    ],
)
def test_trap_17_java_leaves_no_room(origin: str) -> None:
    """What `String.matches` must not let through for ``https://*.example.com``."""
    template = template_of(CorsPolicy(allow_origins=["https://*.example.com"]))
    good = (template, {"origin": "https://app.example.com"}, "")
    bad = (template, {"origin": origin}, "")
    assert evaluated([good, bad]) == [overriding("https://app.example.com"), NONE]
