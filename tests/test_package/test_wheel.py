"""The wheel works on its own: the Lambda part needs nothing, the other parts name their extra."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = ROOT / "audit" / "corsgate_audit" / "rules"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as a release would."""
    folder = tmp_path_factory.mktemp("wheel")
    uv = Path(sys.executable).parent / "uv"
    subprocess.run(
        [uv, "build", "--quiet", "--wheel", "--out-dir", folder, ROOT], check=True, timeout=300
    )
    (built,) = folder.glob("corsgate-*.whl")
    return built


@pytest.fixture(scope="module")
def clean_python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel without extras into an environment that holds nothing else."""
    folder = tmp_path_factory.mktemp("clean")
    uv = Path(sys.executable).parent / "uv"
    subprocess.run(
        [uv, "venv", "--quiet", "--python", sys.executable, folder], check=True, timeout=300
    )
    subprocess.run(
        [uv, "pip", "install", "--quiet", "--offline", "--python", folder, wheel],
        check=True,
        timeout=300,
    )
    return folder / "bin" / "python"


def run(python: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code in isolated mode: the working folder and the environment add nothing."""
    return subprocess.run(
        [python, "-I", "-c", code], capture_output=True, text=True, check=False, timeout=60
    )


def test_the_wheel_holds_the_three_packages_and_nothing_else(wheel: Path) -> None:
    """No test, no reference handler and no app gets into what people install."""
    top_level = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    packages = {name for name in top_level if not name.endswith(".dist-info")}
    assert packages == {"corsgate", "corsgate_cdk", "corsgate_audit"}


def test_the_wheel_is_typed_and_carries_no_test_data(wheel: Path) -> None:
    """Type checkers see the types of all three packages."""
    names = zipfile.ZipFile(wheel).namelist()
    typed = {name for name in names if name.endswith("py.typed")}
    assert typed == {
        "corsgate/py.typed",
        "corsgate_audit/py.typed",
        "corsgate_cdk/py.typed",
    }


def test_corsgate_needs_nothing_but_the_standard_library(clean_python: Path) -> None:
    """A Lambda function that has only the wheel can decorate its handler."""
    code = (
        "from corsgate import CorsPolicy, cors;"
        "policy = CorsPolicy(allow_origins=['https://app.example.com']);"
        "handler = cors(policy)(lambda event, context: {'statusCode': 204});"
        "print(handler({'httpMethod': 'GET'}, None))"
    )
    result = run(clean_python, code)
    assert (result.stdout, result.stderr, result.returncode) == (
        "{'statusCode': 204, 'headers': {'Vary': 'Origin'}}\n",
        "",
        0,
    )


@pytest.mark.parametrize(
    ("package", "extra"), [("corsgate_audit", "audit"), ("corsgate_cdk", "cdk")]
)
def test_a_missing_extra_is_named_in_one_line(clean_python: Path, package: str, extra: str) -> None:
    """Importing a part without its dependencies says what to install, and nothing else."""
    result = run(clean_python, f"import {package}")
    last_line = result.stderr.splitlines()[-1]
    assert result.returncode == 1
    assert last_line.startswith(f"ImportError: {package} needs ")
    assert last_line.endswith(f"install it with: pip install 'corsgate[{extra}]'")


def test_the_command_names_the_missing_extra_without_a_traceback(clean_python: Path) -> None:
    """`corsgate` without the audit extra is one line on standard error and exit status 2."""
    command = clean_python.parent / "corsgate"
    result = subprocess.run([command], capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert "pip install 'corsgate[audit]'" in result.stderr


def test_the_wheel_carries_the_page_of_every_rule(wheel: Path) -> None:
    """`corsgate explain` reads them where the package is installed."""
    shipped = set(zipfile.ZipFile(wheel).namelist())
    pages = {path.relative_to(ROOT / "audit").as_posix() for path in RULES.rglob("CORS*.md")}

    assert len(pages) > 50
    assert pages <= shipped


def test_the_sizes_that_the_documentation_tells(wheel: Path) -> None:
    """Of each package, in MB, to a tenth: what an install costs a function."""
    page = (ROOT / "docs" / "bundling.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| `(corsgate\w*)` \| [\w ]+ \| ([\d.]+) \| ([\d.]+) \|$", page, re.MULTILINE
    )
    told = {name: (float(unpacked), float(compressed)) for name, unpacked, compressed in rows}
    unpacked: Counter[str] = Counter()
    compressed: Counter[str] = Counter()
    for entry in zipfile.ZipFile(wheel).infolist():
        package = entry.filename.split("/")[0]
        unpacked[package] += entry.file_size
        compressed[package] += entry.compress_size

    assert set(told) == {"corsgate", "corsgate_audit", "corsgate_cdk"}
    for package, sizes in told.items():
        measured = (unpacked[package] / 1e6, compressed[package] / 1e6)
        assert measured == pytest.approx(sizes, rel=0.1)
