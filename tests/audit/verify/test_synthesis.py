"""The app is written by the CDK without credentials, and what it must not have is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.verify.refusals import RefusedError
from corsgate_audit.verify.synthesis import StackTemplate, check, read_assembly, synthesised

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

SUFFIX = "0a1b2c3d"
NAME = f"CorsgateVerify-{SUFFIX}-Rest"


def problems(name: str, template: dict[str, Any]) -> str:
    """Return why a stack is refused."""
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - its text is in the snapshot
        check((StackTemplate(name, template),), SUFFIX)
    return str(refused.value)


def test_a_stack_must_carry_the_suffix_fit_and_cost_nothing(snapshot: SnapshotAssertion) -> None:
    """All problems at once."""
    template = {
        "Resources": {
            "Nat": {"Type": "AWS::EC2::NatGateway"},
            "Api": {"Type": "AWS::ApiGateway::RestApi"},
        },
        "Description": "x" * 51_200,
    }
    assert problems("CorsgateVerify-Rest", template) == snapshot
    check((StackTemplate(NAME, {}),), SUFFIX)


def test_an_assembly_is_read_with_its_order(tmp_path: Path) -> None:
    """By the names that the stacks get, not by those of the artifacts."""
    for each in ("A", "B"):
        (tmp_path / f"{each}.template.json").write_text(json.dumps({"Description": each}))
    artifacts = {
        "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}},
        "A": {
            "type": "aws:cloudformation:stack",
            "properties": {"templateFile": "A.template.json", "stackName": "first"},
        },
        "B": {
            "type": "aws:cloudformation:stack",
            "properties": {"templateFile": "B.template.json"},
            "dependencies": ["A", "B.assets"],
        },
    }
    (tmp_path / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
    assert list(read_assembly(tmp_path)) == [
        StackTemplate("first", {"Description": "A"}),
        StackTemplate("B", {"Description": "B"}, frozenset({"first"})),
    ]


@pytest.mark.parametrize(
    "program",
    [
        "raise SystemExit('No module named aws_cdk')",
        "raise FileNotFoundError(2, 'No such file or directory', 'node')",
        "print('said'); raise SystemExit('something else')",
        "raise SystemExit(3)",
    ],
    ids=["no-cdk", "no-node", "other", "silent"],
)
def test_an_app_that_cannot_be_written_says_why(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """In one line, with what to install."""
    (tmp_path / "broken_app.py").write_text(program)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(RefusedError) as refused:
        synthesised(SUFFIX, tmp_path, app="broken_app")
    assert str(refused.value) == snapshot


def test_an_app_that_does_not_end_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """Nothing of AWS has been asked so far."""
    (tmp_path / "endless_app.py").write_text("import time; time.sleep(60)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(RefusedError) as refused:
        synthesised(SUFFIX, tmp_path, app="endless_app", seconds=0.2)
    assert str(refused.value) == snapshot


def test_the_app_gets_no_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But the suffix, and where to write."""
    program = (
        "import json, os, pathlib\n"
        "folder = pathlib.Path(os.environ['CDK_OUTDIR'])\n"
        "names = [name for name in os.environ if name.startswith('AWS_')]\n"
        "suffix = json.loads(os.environ['CDK_CONTEXT_JSON'])['suffix']\n"
        "name = f'CorsgateVerify-{suffix}-Rest'\n"
        "(folder / 't.json').write_text(json.dumps({'Metadata': names}))\n"
        "stack = {'type': 'aws:cloudformation:stack', 'properties': {'templateFile': 't.json'}}\n"
        "(folder / 'manifest.json').write_text(json.dumps({'artifacts': {name: stack}}))\n"
    )
    (tmp_path / "asking_app.py").write_text(program)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert synthesised(SUFFIX, tmp_path, app="asking_app") == (
        StackTemplate(NAME, {"Metadata": []}),
    )
