"""Every example in the README is executed, in the order in which a newcomer meets it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"<!-- test: (\w+) -->\n```(\w+)\n(.*?)```", re.DOTALL)
EXAMPLES = {name: text for name, _language, text in EXAMPLE.findall(README)}

PLUGIN = 'pytest_plugins = ["corsgate_audit.pytest_plugin"]\n'
HANDLER_MODULE = EXAMPLES["handler"].replace("@cors(policy)", "@cors")


def test_the_plugin_is_named_as_it_is_tested() -> None:
    """The line that goes into conftest.py."""
    assert f"`{PLUGIN.strip()}`" in README


def test_no_python_example_is_left_out() -> None:
    """A Python block that no test executes would rot."""
    assert README.count("```python") == sum(
        language == "python" for _name, language, _text in EXAMPLE.findall(README)
    )


def test_the_handler_example_answers_the_app_and_refuses_a_stranger() -> None:
    """The decorated handler allows the named origin, and no other, to read its answer."""
    namespace: dict[str, object] = {}
    exec(EXAMPLES["handler"], namespace)  # noqa: S102 - the README is ours
    handler = namespace["handler"]
    assert callable(handler)

    def get(origin: str) -> dict[str, str]:
        headers: dict[str, str] = handler(
            {"httpMethod": "GET", "headers": {"Origin": origin}, "requestContext": {"stage": "v1"}},
            None,
        )["headers"]
        return {name.lower(): value for name, value in headers.items()}

    assert get("https://app.example.com") == {
        "access-control-allow-origin": "https://app.example.com",
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "GET, PUT",
        "vary": "Origin",
    }
    assert get("https://app.example.com.evil.io") == {"vary": "Origin"}


@pytest.mark.slow
def test_the_construct_example_synthesises_what_the_audit_example_finds_clean(
    tmp_path: Path,
) -> None:
    """A newcomer who follows the README from top to bottom ends with a clean audit."""
    handlers = tmp_path / "lambda_handlers"
    handlers.mkdir()
    (handlers / "items.py").write_text(HANDLER_MODULE, encoding="utf-8")
    environment = {**os.environ, "CDK_OUTDIR": str(tmp_path / "cdk.out")}
    subprocess.run(
        [sys.executable, "-c", EXAMPLES["cdk"]],
        cwd=tmp_path,
        env=environment,
        check=True,
        timeout=120,
    )
    commands = [line.removeprefix("$ ") for line in EXAMPLES["audit"].splitlines()]
    corsgate = shutil.which("corsgate", path=str(Path(sys.executable).parent))
    assert corsgate
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "corsgate"
        result = subprocess.run(
            [corsgate, *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (result.returncode, result.stderr) == (0, ""), command
    (tmp_path / "conftest.py").write_text(PLUGIN, encoding="utf-8")
    (tmp_path / "test_cors.py").write_text(EXAMPLES["expect"], encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_cors.py"],
        cwd=tmp_path,
        check=True,
        timeout=120,
    )
