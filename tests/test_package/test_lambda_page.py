"""Every block of Python in docs/lambda.md is executed, and does what stands around it."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.lambda_events import (
    Answer,
    Pairs,
    http2_event,
    read_both,
    read_single,
    rest_event,
)

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "lambda.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"<!-- test: (\w+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))
APP = "https://app.example.com"
STRANGER = "https://attacker.example"
ORIGIN = (("Origin", APP),)
PREFLIGHT = (*ORIGIN, ("Access-Control-Request-Method", "PUT"))
POLICY = '{"allow_origins": ["https://app.example.com"], "allow_methods": ["PUT"]}'


def handler_of(name: str) -> Any:  # noqa: ANN401 - a handler
    """Execute the page's first block, then another, as a reader who goes on from it."""
    namespace: dict[str, Any] = {}
    for each in dict.fromkeys(("decorate", name)):
        exec(BLOCKS[each], namespace)  # noqa: S102 - the page is ours
    return namespace["handler"]


def asked(
    handler: Any,  # noqa: ANN401 - a handler
    method: str = "GET",
    headers: Pairs = ORIGIN,
    resource: str = "/items",
) -> Answer:
    """Send a REST API's event and read what leaves the gateway."""
    event = {**rest_event(method, headers, resource), "resource": resource}
    return read_both(handler(event, None))


def test_every_python_block_is_named() -> None:
    """A block without a name would not be executed."""
    assert PAGE.count("```python") == len(BLOCKS) - 1


@pytest.mark.parametrize(
    "name", ["decorate", "owns", "routes", "debug", "asynchronous", "wsgi", "asgi", "powertools"]
)
def test_the_app_may_read_the_answer(name: str) -> None:
    """Whatever the handler is made of, through a REST API; a stranger may not."""
    # Mangum takes the thread's event loop, as the runtime has one.
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    handler = handler_of(name)
    actual = asked(handler)
    assert (actual.status, actual.values("access-control-allow-origin")) == (200, [APP])
    assert (
        asked(handler, headers=(("Origin", STRANGER),)).values("access-control-allow-origin") == []
    )
    preflight = asked(handler, "OPTIONS", PREFLIGHT)
    assert (preflight.status, preflight.values("vary")[0][:6]) == (204, "Origin")
    loop.close()


def test_the_bare_decorator_reads_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off, it fails when the function starts, and the line names the variable."""
    monkeypatch.setenv("CORSGATE_POLICY", POLICY)
    assert asked(handler_of("bare")).values("access-control-allow-origin") == [APP]
    monkeypatch.setenv("CORSGATE_POLICY", POLICY[:-1])
    with pytest.raises(ValueError, match=r"^CORSGATE_POLICY: policy: .* is not JSON .*cut off\?$"):
        handler_of("bare")


def test_where_the_http_api_owns_cors() -> None:
    """The function behind both adds nothing there."""
    answer = read_single(handler_of("owns")(http2_event("GET", ORIGIN), None))
    assert (answer.status, answer.headers) == (200, ())


def test_each_route_has_its_own_methods_or_policy() -> None:
    """As the table in code says."""
    handler = handler_of("routes")
    allowed = {
        resource: asked(handler, resource=resource).values("access-control-allow-methods")
        for resource in ("/items", "/items/{id}", "/public", "/else")
    }
    assert allowed == {
        "/items": ["GET"],
        "/items/{id}": ["GET, PUT"],
        "/public": [],
        "/else": ["GET, PUT"],
    }
    assert asked(handler, resource="/public").values("access-control-allow-origin") == ["*"]


def test_enforcement_and_errors() -> None:
    """403, 405 with Allow, and a 500 that the page can read."""
    handler = handler_of("enforce")
    assert asked(handler, headers=(("Origin", STRANGER),)).status == 403
    refused = asked(handler, "PATCH")
    assert (refused.status, refused.values("allow")) == (405, ["GET, PUT"])
    failed = asked(handler)
    assert (failed.status, failed.values("access-control-allow-origin")) == (500, [APP])


def test_the_body_of_a_refusal_in_debug_mode() -> None:
    """The page shows it as it is."""
    (shown,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    preflight = (("Origin", STRANGER), PREFLIGHT[1])
    assert json.loads(asked(handler_of("debug"), "OPTIONS", preflight).body) == json.loads(shown)


def test_the_preflight_handler() -> None:
    """204 for a preflight, 405 for what it is not for."""
    handler = handler_of("preflight")
    assert asked(handler, "OPTIONS", PREFLIGHT).status == 204
    assert asked(handler, "GET").status == 405


@pytest.mark.slow
def test_the_bytecode_of_the_bundle_is_used(tmp_path: Path) -> None:
    """Without being checked against the source, and without being written by the import."""
    shutil.copytree(
        ROOT / "lambda_handlers" / "corsgate",
        tmp_path / "bundle" / "corsgate",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    python, *arguments = shlex.split(BLOCKS["bytecode"].removeprefix("$ "))
    assert python == "python"
    subprocess.run([sys.executable, *arguments], cwd=tmp_path, check=True, timeout=60)
    source = tmp_path / "bundle" / "corsgate" / "__init__.py"
    source.write_text("raise SystemExit('compiled again')\n", encoding="utf-8")
    program = "import sys; sys.path.insert(0, 'bundle'); import corsgate; print(corsgate.__file__)"
    result = subprocess.run(
        [sys.executable, "-S", "-B", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (result.returncode, result.stdout.strip()) == (0, str(source)), result.stderr
