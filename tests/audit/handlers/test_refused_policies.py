"""A policy that corsgate refuses keeps a function from starting: that is said, with the reason."""

from __future__ import annotations

from typing import Any

import pytest

from corsgate import CorsPolicy, PolicyError
from corsgate_audit.handlers.answers import CodeReading, Undetermined
from corsgate_audit.handlers.bundle import Bundle, Environment
from corsgate_audit.handlers.reading import read_handler

REFUSED: list[dict[str, Any]] = [
    {"allow_origins": ["https://*.vercel.app"], "allow_credentials": True},
    {"allow_origins": ["https://app.example.com/"]},
    {"allow_origins": ["*"], "allow_credentials": True, "max_age": -1},
]
_WAYS = ("CorsPolicy({fields})", '{fields}, gateway_owns=["http_api"]')
_SOURCE = """
import os
from corsgate import CorsPolicy, cors
@cors({arguments})
def handler(event, context): return {{"statusCode": 200}}
"""


def read(arguments: str) -> CodeReading:
    """Read a handler below `@cors`."""
    source = _SOURCE.format(arguments=arguments).encode()
    return read_handler(Bundle({"app.py": source}), "python3.13", "app.handler", Environment())


@pytest.mark.parametrize("fields", REFUSED)
@pytest.mark.parametrize("way", _WAYS)
def test_a_policy_that_is_refused(fields: dict[str, Any], way: str) -> None:
    """No answer is made up: the function answers nothing at all."""
    with pytest.raises(PolicyError) as refused:
        CorsPolicy(**fields)
    written = ", ".join(f"{name}={value!r}" for name, value in fields.items())
    reason = Undetermined(f"the function does not start: {refused.value}")
    assert read(way.format(fields=written)) == CodeReading(undetermined=(reason,))


@pytest.mark.parametrize(
    "arguments",
    [
        'CorsPolicy(allow_origins=["https://app.example.com/"], max_age=int(os.environ["A"]))',
        'CorsPolicy(allow_origins=["https://*.vercel.app"])',
        'CorsPolicy(allow_origins=["https://app.example.com/"], **others)',
    ],
)
def test_a_policy_that_is_not_refused_or_not_known(arguments: str) -> None:
    """Nothing is said of what only the function knows."""
    reading = read(arguments)
    assert not reading.undetermined
    assert {each.status for each in reading.answers} == {200}
