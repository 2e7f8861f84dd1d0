"""The decorator keeps a handler's type, as type checkers see it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import corsgate
from corsgate import _types

PYRIGHT = Path(__file__).parents[2] / "node_modules" / ".bin" / "pyright"

PROGRAM = """
from typing import Any, assert_type
from corsgate import CorsAsgiMiddleware, CorsPolicy, CorsWsgiMiddleware, Decision, cors, decide
from corsgate import preflight_handler

policy = CorsPolicy(allow_origins=["https://a.example.com"])

@cors(policy)
def plain(event: dict[str, Any], context: object) -> dict[str, int]:
    return {"statusCode": 200}

@cors
def bare(event: dict[str, Any], context: object) -> dict[str, int]:
    return {"statusCode": 200}

@cors(policy, enforce=True, on_error="respond", debug=False, routes={"/": ["GET"], "/x": policy})
async def asynchronous(event: dict[str, Any], context: object) -> dict[str, int]:
    return {"statusCode": 200}

@cors
async def bare_asynchronous(event: dict[str, Any], context: object) -> dict[str, int]:
    return {"statusCode": 200}

@cors(policy, routes={"/": None, "/x": {"GET": policy, "*": policy}})
def routed(event: dict[str, Any], context: object) -> dict[str, int]:
    return {"statusCode": 200}

async def provider(origin: str) -> CorsPolicy | None:
    return policy

@cors(provider, ttl=60)
def provided(event: dict[str, Any], context: object) -> dict[str, int]:
    return {"statusCode": 200}

assert_type(routed({}, None), dict[str, int])
assert_type(provided({}, None), dict[str, int])
assert_type(plain({}, None), dict[str, int])
assert_type(bare({}, None), dict[str, int])
assert_type(asynchronous({}, None), dict[str, int])
assert_type(bare_asynchronous({}, None), dict[str, int])
def wsgi(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    return []

async def asgi(scope: Any, receive: Any, send: Any) -> None: ...

CorsWsgiMiddleware(wsgi, policy, enforce=True)
CorsAsgiMiddleware(asgi, policy, on_error="raise")

assert_type(decide(policy, method="GET", origin=None), Decision)
assert_type(policy.allow_origins, tuple[str, ...])
assert_type(preflight_handler(policy)({}, None), dict[str, Any])
"""

MISTAKES = {
    'plain("text", None)': "argument",
    "plain({}, None, 1)": "argument",
    'cors(policy, on_error="retry")': "overload",
    'cors("https://a.example.com")': "overload",
    'CorsPolicy(["https://a.example.com"])': "positional",
    'CorsPolicy(allow_origins=["*"], max_age="600")': "max_age",
    'policy.max_age = "600"': "assign",
}


def check(checker: str, folder: Path, text: str) -> str:
    """Return what a type checker says of a program; empty if nothing is wrong with it."""
    path = folder / "program.py"
    path.write_text(text)
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    commands = {
        "mypy": [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(folder), str(path)],
        "pyright": [str(PYRIGHT), "--pythonpath", sys.executable, "-p", str(folder)],
    }
    result = subprocess.run(
        commands[checker], capture_output=True, text=True, check=False, timeout=300
    )
    return "" if result.returncode == 0 else result.stdout


@pytest.fixture(params=["mypy", "pyright"])
def checker(request: pytest.FixtureRequest) -> str:
    """Name a type checker that this machine has."""
    name = str(request.param)
    if name == "pyright" and not PYRIGHT.exists():
        pytest.skip("NOT RUN: pyright is missing; install it with: make setup")
    return name


@pytest.mark.slow
def test_types_are_preserved(checker: str, tmp_path: Path) -> None:
    """An async handler becomes one that returns its result; everything else stays."""
    assert check(checker, tmp_path, PROGRAM) == ""


@pytest.mark.slow
def test_mistakes_are_found(checker: str, tmp_path: Path) -> None:
    """Each on its own line."""
    said = check(checker, tmp_path, PROGRAM + "\n".join(MISTAKES) + "\n")
    first = PROGRAM.count("\n") + 1
    for number, line in enumerate(MISTAKES, first):
        assert f"program.py:{number}:" in said, f"{line} is not refused:\n{said}"


def test_the_types_can_be_named_by_users() -> None:
    """The module that only type checkers import is importable all the same."""
    assert _types.Decorator.__name__ == "Decorator"


def test_what_is_imported_when_it_is_asked_for_is_listed_all_the_same() -> None:
    """Editors complete from it."""
    assert dir(corsgate) == sorted({*dir(corsgate), *corsgate.__all__})
