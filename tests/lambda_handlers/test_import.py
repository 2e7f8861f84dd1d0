"""Importing corsgate costs a Lambda function next to nothing, and this is what holds it there."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import pytest

import corsgate

if TYPE_CHECKING:
    from collections.abc import Callable

OWN_MODULES = {
    "corsgate",
    *(
        f"corsgate.{name}"
        for name in (
            "_answers",
            "_front_door",
            "_front_doors",
            "_header_maps",
            "_options",
            "_origins",
            "decision",
            "handler",
            "names",
            "policy",
        )
    ),
}
WITH_THE_FIRST_POLICY = {
    f"corsgate.{name}"
    for name in ("_credentials", "_fields", "_found", "_hosts", "_origin_rules", "_validation")
}
TOO_SLOW = {"asyncio", "dataclasses", "inspect", "ipaddress", "typing", "urllib", "urllib.parse"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    """Return what runs code in a fresh interpreter that keeps its bytecode to itself."""
    bytecode = tmp_path_factory.mktemp("bytecode")
    return functools.partial(run_with, {"PYTHONPYCACHEPREFIX": str(bytecode)})


def run_with(environment: dict[str, str], code: str) -> Any:  # noqa: ANN401 - JSON
    """Run code in a fresh interpreter and read the JSON that it prints."""
    program = textwrap.dedent(code)
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    result = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**kept, **environment},
    )
    return json.loads(result.stdout)


def test_the_modules_that_the_import_loads(run: Callable[[str], Any]) -> None:
    """Beyond what the runtime's own bootstrap has loaded: corsgate's, and nothing else.

    Neither the middlewares nor `corsgate.render` are among them.
    """
    loaded = run("""
        import json, sys
        import awslambdaric.bootstrap
        before = set(sys.modules)
        import corsgate
        print(json.dumps(sorted(set(sys.modules) - before)))
    """)
    assert set(loaded) == OWN_MODULES


def test_a_decorated_handler_loads_its_front_door_only(run: Callable[[str], Any]) -> None:
    """Neither when it is decorated nor when it answers, in an interpreter without runtime too."""
    loaded = run("""
        import json, sys
        import corsgate
        policy = corsgate.CorsPolicy(allow_origins=["https://a.example.com"], max_age=1)
        handler = corsgate.cors(policy)(lambda event, context: {"statusCode": 200})
        for method in ("GET", "OPTIONS"):
            headers = {"origin": "https://a.example.com", "access-control-request-method": "PUT"}
            handler({"httpMethod": method, "headers": headers}, None)
        print(json.dumps(sorted(sys.modules)))
    """)
    assert not TOO_SLOW.intersection(loaded)
    own = {name for name in loaded if name.startswith("corsgate")}
    assert own == OWN_MODULES | WITH_THE_FIRST_POLICY | {"corsgate._gateway_doors"}


@pytest.mark.slow
def test_the_import_takes_at_most_two_milliseconds(run: Callable[[str], Any]) -> None:
    """Processor time after the bootstrap, the best of many: a shared machine stalls at times."""
    code = """
        import awslambdaric.bootstrap, time
        start = time.process_time()
        import corsgate
        print((time.process_time() - start) * 1000)
    """
    run(code)  # writes the bytecode
    assert min(run(code) for _ in range(15)) <= 2 * slowness(run)


def slowness(run: Callable[[str], Any]) -> float:
    """How much slower this machine is just now than the one that the limit was set on."""
    measured = min(
        run("""
            import time
            start = time.process_time()
            sum(number * number for number in range(100_000))
            print((time.process_time() - start) * 1000)
        """)
        for _ in range(5)
    )
    return float(max(1.0, measured / 6.0))


def test_all_is_sorted_and_importable() -> None:
    """What is offered exists; the middlewares are imported when they are asked for."""
    assert corsgate.__all__ == sorted(corsgate.__all__)
    for name in corsgate.__all__:
        assert getattr(corsgate, name) is not None


def test_a_misspelt_name_is_an_attribute_error() -> None:
    """As of any module."""
    with pytest.raises(AttributeError, match="module 'corsgate' has no attribute 'CorsPolice'"):
        corsgate.CorsPolice  # noqa: B018 - the access is the test
