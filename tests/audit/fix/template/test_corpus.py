"""Templates and documents of others, fixed: nothing fixable is left, nothing else is touched."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cfnlint.api import lint

from corsgate_audit.fix.template.patch import git_patch
from corsgate_audit.model import FixSafety
from support.template_fix import fix

CORPUS = os.environ.get("CORSGATE_CORPUS")
FILES = (
    [
        path.relative_to(CORPUS).as_posix()
        for folder in ("cloudformation", "openapi", "sam")
        for path in sorted((Path(CORPUS) / folder).iterdir())
        if not path.name.startswith("api_with_cors_and_only_") or path.suffix == ".yaml"
    ]
    if CORPUS
    else []
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CORPUS is None, reason="CORSGATE_CORPUS is not set"),
]


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_others_is_fixed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --unsafe: what is left is what no edit of the file fixes, with the reason.

    The second run has nothing to do; cfn-lint says no more than before; git takes the difference.
    """
    file = tmp_path / Path(name).name
    shutil.copyfile(Path(str(CORPUS)) / name, file)
    before = _said(file)
    result = fix(file, unsafe=True)
    left = [change for change in result.again.changes if change.safety is not FixSafety.MANUAL]
    assert left == []
    assert all(reason for reason in result.manual.values())
    assert _said(file) <= before
    kept = iter(result.after.splitlines())
    gone = {line for change in result.plan.made for line in change.before}
    assert all(line in kept for line in result.before.splitlines() if line not in gone)
    monkeypatch.chdir(tmp_path)
    file.write_bytes(result.before.encode())
    patch = git_patch(Path(file.name), result.before, result.after)
    if patch:
        subprocess.run(["git", "apply", "-"], input=patch.encode(), check=True)  # noqa: S607
    assert file.read_bytes() == result.after.encode()


def _said(file: Path) -> set[str]:
    """Return the ids of what cfn-lint says; nothing of what is no template for it."""
    text = file.read_text()
    if '"Resources"' not in text and "Resources:" not in text:
        return set()
    return {str(match.rule.id) for match in lint(text)}
