"""The pre-commit hook and the GitHub Action: run as those who call them run them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from corsgate_audit.cli.audit import Threshold

ROOT = Path(__file__).parents[2]
HOOK: dict[str, Any] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())[0]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
PROGRAMS = str(Path(sys.executable).parent)
BAD = """\
Resources:
  Orders:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: orders
      ProtocolType: HTTP
      CorsConfiguration: {AllowOrigins: ['*'], AllowCredentials: true}
"""
GOOD = BAD.replace("'*'", "'https://app.example.com'").replace(", AllowCredentials: true", "")


CHART = "kind: Deployment\nname: {{ .Values.name }}\n{{- if .Values.on }}\n"


@pytest.fixture(name="environment")
def _environment(tmp_path: Path) -> dict[str, str]:
    """Have the files that a GitHub runner offers."""
    return {
        **os.environ,
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        **{
            re.sub("-", "_", name).upper(): str(given.get("default", ""))
            for name, given in ACTION["inputs"].items()
        },
    }


@pytest.mark.slow
@pytest.mark.parametrize(("text", "status"), [(BAD, 1), (GOOD, 0), (CHART, 0), ("a: b\n", 0)])
def test_the_hook_fails_a_commit_with_a_fault(tmp_path: Path, text: str, status: int) -> None:
    """As pre-commit does it: the entry, and behind it the files."""
    path = tmp_path / "template.yaml"
    path.write_text(text)
    program, *arguments = shlex.split(HOOK["entry"])
    done = subprocess.run(
        [Path(PROGRAMS, program), *arguments, path], capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    assert (f"{path}:2: high CORS201: " in done.stdout) is bool(status)


@pytest.mark.parametrize(
    ("path", "is_meant"),
    [
        ("infra/main.yaml", True),
        ("a/b.JSON", True),
        ("deployment/shop.template", True),
        ("app.py", False),
        ("cdk.out/Shop.template.json", False),
        ("infra/main.tf", True),
        ("infra/prod.tfvars", False),
        ("serverless.yml", True),
        ("web/node_modules/x/template.json", False),
    ],
)
def test_the_files_of_the_hook(path: str, is_meant: object) -> None:
    """Whatever a template is called: what is in a file decides, when the hook reads it."""
    is_excluded = re.search(HOOK["exclude"], path) is not None
    assert (re.search(HOOK["files"], path) is not None and not is_excluded) is is_meant


def stepped(name: str, folder: Path, environment: dict[str, str], **inputs: str) -> tuple[int, str]:
    """Run a step of the action in a folder, as a runner does; return its status and its log."""
    step = next(each for each in ACTION["runs"]["steps"] if each["id"] == name)
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]],  # noqa: S607 - as a runner does
        env={**environment, "ACTION": str(ROOT), "ACCOUNT": "false", **inputs},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def recording(path: Path, *, version: str = "0", status: int = 0) -> Path:
    """Write a program that records its arguments, one a line, and does nothing else."""
    path.parent.mkdir(exist_ok=True)
    lines = [
        "#!/bin/bash",
        f'[ "$1" = -I ] && [ "$2" = -c ] && exit {version}',
        f'for each in "$@"; do echo "$each" >> {shlex.quote(str(path))}.log; done',
        '[ "$3" = venv ] && mkdir -p "$4/bin" && cp "$0" "$4/bin/python"',
        f"exit {status}",
    ]
    path.write_text("\n".join(lines) + "\n")
    path.chmod(0o755)
    return path


@pytest.mark.slow
@pytest.mark.parametrize(("text", "status"), [(BAD, 1), (GOOD, 0)])
def test_the_step_of_the_action(
    tmp_path: Path, environment: dict[str, str], text: str, status: int
) -> None:
    """It fails the job, and leaves the report for code scanning and the summary."""
    (tmp_path / "my template.yaml").write_text(text)
    (tmp_path / "other.yaml").write_text(GOOD)
    inputs = {"TARGETS": "my template.yaml\n\n  other.yaml\r\n", "CORSGATE": f"{PROGRAMS}/corsgate"}

    done, log = stepped("audit", tmp_path, environment, **inputs)

    assert done == status, log
    assert ("CORS201" in log) is bool(status)
    output = (tmp_path / "output").read_text()
    assert re.fullmatch(r"sarif=corsgate.sarif\ncomment=\S+/comment\.md\n", output)
    assert ("::error file=my template.yaml,line=2,title=CORS201" in log) is bool(status)
    assert ("CORS201" in (tmp_path / "corsgate.sarif").read_text()) is bool(status)
    assert ("CORS201" in (tmp_path / "summary").read_text()) is bool(status)


@pytest.mark.parametrize(
    ("inputs", "targets"),
    [
        ({"TARGETS": "a.yaml"}, ["a.yaml"]),
        ({"TARGETS": "  a.yaml   b/ "}, ["a.yaml", "b/"]),
        ({"TARGETS": "a.yaml\nb c.yaml\n"}, ["a.yaml", "b c.yaml"]),
        ({"TARGETS": "--resume=x\n$(touch PWNED)\n*"}, ["--resume=x", "$(touch PWNED)", "*"]),
        ({"TARGETS": "", "ACCOUNT": "true"}, []),
    ],
)
def test_the_targets_of_the_action(
    tmp_path: Path, environment: dict[str, str], inputs: dict[str, str], targets: list[str]
) -> None:
    """All of them, in one scan, behind what ends the options; nothing of them is run."""
    program = recording(tmp_path / "bin/corsgate")

    done, log = stepped("audit", tmp_path, environment, CORSGATE=str(program), **inputs)

    assert (done, log) == (0, "")
    said = (tmp_path / "bin/corsgate.log").read_text().splitlines()
    assert said.count("audit") == 1
    assert said[said.index("--") + 1 :] == targets
    assert not (tmp_path / "PWNED").exists()


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"TARGETS": ""}, "targets is empty"),
        ({"TARGETS": " \n \n"}, "targets is empty"),
        ({"TARGETS": "a.yaml", "ACCOUNT": "true"}, "both given"),
        ({"TARGETS": "a.yaml", "ACCOUNT": "yes"}, "write true or false"),
    ],
)
@pytest.mark.parametrize("step", ["python", "audit"])
def test_what_the_action_refuses(
    tmp_path: Path, environment: dict[str, str], step: str, inputs: dict[str, str], said: str
) -> None:
    """Before anything is installed, and before an account is asked that nobody has named."""
    program = recording(tmp_path / "bin/corsgate")

    done, log = stepped(step, tmp_path, environment, CORSGATE=str(program), **inputs)

    assert done == 2
    assert log.startswith("::error title=corsgate::")
    assert said in log
    assert not (tmp_path / "bin/corsgate.log").exists()


@pytest.mark.parametrize(
    ("old", "new", "found"), [("1", "0", "python3.12"), ("0", "0", "python3"), ("1", "1", "")]
)
def test_the_python_of_the_action(
    tmp_path: Path, environment: dict[str, str], old: str, new: str, found: str
) -> None:
    """A default of 3.10 is passed over; where there is no other, the action gets one."""
    recording(tmp_path / "bin/python3", version=old)
    recording(tmp_path / "bin/python3.12", version=new)
    for name in ("python3.14", "python3.13", "python3.11", "python"):
        recording(tmp_path / "bin" / name, version="1")
    path = f"{tmp_path}/bin:/usr/bin:/bin"

    done, log = stepped("python", tmp_path, environment, TARGETS="a", PATH=path)

    assert (done, log) == (0, "")
    expected = f"path={tmp_path}/bin/{found}\n" if found else "path=\n"
    assert (tmp_path / "output").read_text() == expected


@pytest.mark.parametrize("version", ["", "corsgate[audit]==0.1.0"])
def test_the_installation_of_the_action(
    tmp_path: Path, environment: dict[str, str], version: str
) -> None:
    """Into an environment of its own, dependencies by their hashes, the folder without any.

    Of the working folder, in which a pull request may put its own pip, no module is taken.
    """
    python = recording(tmp_path / "bin/python")
    given = {"PYTHON": str(python), "VERSION": version, "RUNNER_TEMP": str(tmp_path)}

    done, log = stepped("install", tmp_path, environment, **given)

    assert (done, log) == (0, "")
    said = (tmp_path / "bin/python.log").read_text()
    pip = "-I -m pip --quiet --disable-pip-version-check install"
    calls = (
        [f"{pip} -- {version}"]
        if version
        else [
            f"{pip} --require-hashes --requirement {ROOT}/.ci/action/requirements.txt",
            f"{pip} --no-deps --no-build-isolation -- {ROOT}",
        ]
    )
    venv, *rest = said.split("-I\n-m\npip\n")
    assert re.fullmatch(rf"-I -m venv {tmp_path}/corsgate\.\w+", " ".join(venv.split()))
    assert [f"-I -m pip {' '.join(each.split())}" for each in rest] == calls


def pins(path: Path) -> dict[str, str]:
    """Return what a file of requirements pins, with the hashes, by name."""
    text = path.read_text().replace("\\\n", " ")
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return {line.partition("==")[0]: line for line in lines}


def test_what_the_action_installs_is_what_is_tested() -> None:
    """The pins of constraints.txt, and what builds the folder; ``make action-requirements``."""
    ours, tested = pins(ROOT / ".ci/action/requirements.txt"), pins(ROOT / "constraints.txt")
    builders = {"hatchling", "trove-classifiers", "tomlkit"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {re.split(r"[<>=]", each)[0] for each in project["optional-dependencies"]["audit"]}

    assert needed <= ours.keys()
    assert all("--hash=sha256:" in line for line in ours.values())
    assert {name: line for name, line in ours.items() if name not in builders} == {
        name: tested[name] for name in ours.keys() - builders
    }


def test_what_the_action_takes() -> None:
    """Every input has words and a default, reaches a step, and thresholds are named whole."""
    used = re.findall(r"inputs\.([a-z-]+)", (ROOT / "action.yml").read_text())
    assert set(used) == set(ACTION["inputs"])
    assert all(given["description"] and "default" in given for given in ACTION["inputs"].values())
    assert all(level in ACTION["inputs"]["fail-on"]["description"] for level in Threshold)
    assert ACTION["runs"]["using"] == "composite"
    assert all(step.get("shell") == "bash" for step in ACTION["runs"]["steps"] if "run" in step)
    used = [step["uses"] for step in ACTION["runs"]["steps"] if "uses" in step]
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", each) for each in used)


@pytest.mark.slow
def test_the_action_compares_with_a_base(tmp_path: Path, environment: dict[str, str]) -> None:
    """What changes comes first in the comment, and fails the job where that is asked for."""
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "shop.yaml").write_text(GOOD)
    for arguments in (
        ("init", "--quiet"),
        ("add", "."),
        ("-c", "user.name=a", "-c", "user.email=a@a.example", "commit", "--quiet", "-m", "first"),
    ):
        subprocess.run(["git", *arguments], cwd=folder, check=True)  # noqa: S607 - git of the machine
    (folder / "shop.yaml").write_text(GOOD.replace("app.example", "new.example"))
    (folder / "empty").mkdir()
    inputs = {
        "TARGETS": "shop.yaml empty",
        "BASE": "HEAD",
        "IF_ANY": "true",
        "ANNOTATIONS": "false",
        "CORSGATE": f"{PROGRAMS}/corsgate",
        "RUNNER_TEMP": str(tmp_path),
    }

    passed, log = stepped("audit", folder, environment, **inputs)
    assert passed == 0, log
    failed, _ = stepped("audit", folder, environment, **inputs, DIFF_FAIL_ON="any")
    assert failed == 1

    output = (tmp_path / "output").read_text()
    comment = Path(output.splitlines()[-1].removeprefix("comment=")).read_text()
    assert comment.index("## CORS: what this change does") < comment.index("## CORS audit")
    assert "::error" not in log
