"""Every example in the README is executed, in the order in which a newcomer meets it."""

from __future__ import annotations

import ast
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


def _commands(example: str) -> list[str]:
    """Return the commands of an example, as they are typed after installing what they need."""
    lines = [line.removeprefix("$ ") for line in EXAMPLES[example].splitlines()]
    return [line.removeprefix("uvx --from 'corsgate[audit]' ") for line in lines]


def _run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program, *arguments = shlex.split(command, comments=True)
    found = shutil.which(program, path=str(Path(sys.executable).parent))
    assert found, program
    return subprocess.run(
        [found, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_pasted_sentence_leads_to_its_cause(tmp_path: Path) -> None:
    """The first command of the README names the header that is wrong."""
    (command,) = _commands("symptom")
    result = _run(command, tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert "Access-Control-Allow-Methods" in result.stdout


@pytest.mark.slow
def test_the_audit_example_goes_from_the_fault_to_the_fixed_template(tmp_path: Path) -> None:
    """In an empty folder: found, traced, fixed, and checked; then there is nothing to find."""
    (tmp_path / "template.yaml").write_text(EXAMPLES["template"], "utf-8")
    assert [_run(each, tmp_path).returncode for each in _commands("audit")] == [1, 1, 0, 0]
    assert _run("corsgate audit template.yaml --fail-on info", tmp_path).returncode == 0
    init, check, _ = _commands("check")
    assert [_run(each, tmp_path).returncode for each in (init, check)] == [0, 0]


def test_the_handler_example_is_called_as_the_readme_says(tmp_path: Path) -> None:
    """Saved as app.py, the function answers a preflight for PUT."""
    (tmp_path / "app.py").write_text(EXAMPLES["handler"], "utf-8")
    (command,) = _commands("call")
    result = _run(command, tmp_path)
    answer = ast.literal_eval(result.stdout)
    assert (answer["statusCode"], answer["headers"]["Access-Control-Allow-Methods"]) == (
        204,
        "GET, PUT",
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
def test_the_construct_example_synthesises_what_the_audit_finds_clean(empty_folder: Path) -> None:
    """What the constructs write has no finding, and the example of a test holds for it."""
    for command in (
        "corsgate audit cdk.out",
        "corsgate why cdk.out --origin https://app.example.com --method PUT --path /items/1",
    ):
        result = _run(command, empty_folder)
        assert (result.returncode, result.stderr) == (0, ""), command
    (empty_folder / "conftest.py").write_text(PLUGIN, encoding="utf-8")
    (empty_folder / "test_cors.py").write_text(EXAMPLES["expect"], encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_cors.py"],
        cwd=empty_folder,
        check=True,
        timeout=120,
    )
