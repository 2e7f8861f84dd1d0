"""The configuration: where it is, what it holds, and all that is wrong with it at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.cli.config import Config, ConfigError, find_config, read_config
from corsgate_audit.judging.suppressions import Suppression
from corsgate_audit.rules.registry import all_rules

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

SUPPRESSION = """\
rule = "allow-methods-incomplete"
reason = " only curl calls it "
api = "internal-*"
expires = 2026-12-31
"""


def _written(folder: Path, text: str, name: str = "corsgate.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "table"), [("corsgate.toml", "suppress"), ("pyproject.toml", "tool.corsgate.suppress")]
)
def test_a_suppression_is_read_from_either_file(tmp_path: Path, name: str, table: str) -> None:
    """A rule may be named by its slug; the reason is trimmed."""
    path = _written(tmp_path, f"[[{table}]]\n{SUPPRESSION}", name)

    assert read_config(path).suppressions == (
        Suppression(
            name=f"suppression 1 of {path}",
            rule="CORS110",
            reason="only curl calls it",
            expires=date(2026, 12, 31),
            places=(("api", "internal-*"),),
        ),
    )


def test_its_own_file_goes_before_the_shared_one(tmp_path: Path) -> None:
    """And a project without either has no configuration."""
    assert find_config(tmp_path) is None
    shared = _written(tmp_path, "", "pyproject.toml")
    assert find_config(tmp_path) == shared
    own = _written(tmp_path, "")
    assert find_config(tmp_path) == own


def test_a_project_file_of_others_configures_nothing(tmp_path: Path) -> None:
    """Most have no table of ours."""
    path = _written(tmp_path, '[project]\nname = "x"\n', "pyproject.toml")

    assert read_config(path).suppressions == ()


def test_every_problem_is_named_at_once(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """With the number of the suppression, the value and what to write."""
    path = _written(
        tmp_path,
        """\
colour = true
[[suppress]]
rule = "CORS110"
[[suppress]]
rule = "CORS998"
reason = "x"
expires = "2026-12-31"
[[suppress]]
reason = " "
expires = 2026-12-31T00:00:00Z
path = 1
pth = "/"
""",
    )

    with pytest.raises(ConfigError) as caught:
        read_config(path)

    known = ", ".join(rule.id for rule in all_rules())
    problems = [problem.replace(known, "<every rule>") for problem in caught.value.problems]
    assert problems == snapshot


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("corsgate.toml", "suppress = 1", "suppress is 1; write [[suppress]], once for each"),
        ("corsgate.toml", "suppress = [1]", "is 1; write a table, with rule and reason"),
        ("corsgate.toml", "= 1", "is not TOML: "),
        ("pyproject.toml", "tool = 1", "tool is 1; write [tool.corsgate]"),
        ("pyproject.toml", "[tool]\ncorsgate = 1", "corsgate is 1; write [tool.corsgate]"),
    ],
)
def test_what_is_no_configuration_is_refused(
    tmp_path: Path, name: str, text: str, problem: str
) -> None:
    """A suppression that is passed over would be a surprise later."""
    with pytest.raises(ConfigError) as caught:
        read_config(_written(tmp_path, text, name))

    assert problem in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Somebody named it."""
    with pytest.raises(ConfigError, match=r"none.toml cannot be read: No such file or directory"):
        read_config(tmp_path / "none.toml")


def test_settings(tmp_path: Path) -> None:
    """Each becomes what an option would be; the baseline is beside the configuration."""
    path = _written(
        tmp_path,
        """\
select = ["CORS1", "CORS501"]
ignore = ["CORS106"]
fail-on = "medium"
format = "sarif"
baseline = "known.json"
allow-partial = true
regions = ["eu-west-1", "eu-west-2"]
profiles = ["production"]
max-rps = 2.5
""",
    )

    assert read_config(path) == Config(
        select=("CORS1", "CORS501"),
        ignore=("CORS106",),
        fail_on="medium",
        format="sarif",
        baseline=tmp_path / "known.json",
        allow_partial=True,
        regions=("eu-west-1", "eu-west-2"),
        profiles=("production",),
        max_rps=2.5,
    )


def test_settings_of_the_wrong_kind(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """All at once, with what to write."""
    path = _written(
        tmp_path,
        """\
select = "CORS1"
fail-on = "grave"
format = 1
allow-partial = "yes"
regions = [1]
max-rps = 0
""",
    )

    with pytest.raises(ConfigError) as caught:
        read_config(path)

    assert [problem.replace(str(path), "FILE") for problem in caught.value.problems] == snapshot
