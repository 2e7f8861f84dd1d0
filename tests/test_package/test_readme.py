"""Every example in the README is executed, in the order in which a newcomer meets it."""

from __future__ import annotations

import json
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

CALLED_IN_LAMBDA = """\
import json, os, sys
layer, code, policy = sys.argv[1:]
sys.path.insert(0, layer)
os.environ["CORSGATE_POLICY"] = policy
index = {}
exec(code, index)
event = {
    "httpMethod": "GET",
    "headers": {"Origin": "https://app.example.com"},
    "requestContext": {"stage": "prod"},
}
print(json.dumps(index["handler"](event, None)))
"""
"""What Lambda does with the example: in this Python, only the layer has the library."""


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


@pytest.fixture(scope="module")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that was empty before the construct example ran in it."""
    folder = tmp_path_factory.mktemp("empty")
    environment = {**os.environ, "CDK_OUTDIR": str(folder / "cdk.out")}
    subprocess.run(
        [sys.executable, "-c", EXAMPLES["cdk"]],
        cwd=folder,
        env=environment,
        check=True,
        timeout=120,
    )
    return folder


@pytest.mark.slow
def test_the_function_of_the_construct_example_runs_as_it_is_deployed(empty_folder: Path) -> None:
    """Its layer holds the library, and its environment the policy: nothing else is needed."""
    template = json.loads((empty_folder / "cdk.out" / "Items.template.json").read_text("utf-8"))
    resources = template["Resources"].values()
    (function,) = (each for each in resources if each["Type"] == "AWS::Lambda::Function")
    (packages,) = (empty_folder / "cdk.out").glob("asset.*/python")
    properties = function["Properties"]

    called = subprocess.run(
        [
            *(sys.executable, "-I", "-S", "-c", CALLED_IN_LAMBDA),
            *(packages, properties["Code"]["ZipFile"]),
            properties["Environment"]["Variables"]["CORSGATE_POLICY"],
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    answer = json.loads(called.stdout)
    assert (answer["statusCode"], answer["body"]) == (200, "an item")
    assert answer["headers"]["Access-Control-Allow-Origin"] == "https://app.example.com"


@pytest.mark.slow
def test_the_construct_example_synthesises_what_the_audit_example_finds_clean(
    empty_folder: Path,
) -> None:
    """A newcomer who follows the README from top to bottom ends with a clean audit."""
    commands = [line.removeprefix("$ ") for line in EXAMPLES["audit"].splitlines()]
    corsgate = shutil.which("corsgate", path=str(Path(sys.executable).parent))
    assert corsgate
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "corsgate"
        result = subprocess.run(
            [corsgate, *arguments],
            cwd=empty_folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (result.returncode, result.stderr) == (0, ""), command
    (empty_folder / "conftest.py").write_text(PLUGIN, encoding="utf-8")
    (empty_folder / "test_cors.py").write_text(EXAMPLES["expect"], encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_cors.py"],
        cwd=empty_folder,
        check=True,
        timeout=120,
    )
