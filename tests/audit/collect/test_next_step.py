"""What is no target says how to get one."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.targets import read_target

CDK = "(run `npx cdk synth`, then audit cdk.out"
SERVERLESS = (
    "(run `npx serverless package`, then audit "
    ".serverless/cloudformation-template-update-stack.json"
)
JINJA = "(it is a template of a template ({{ or {%): render it first, then audit the result"


@pytest.mark.parametrize(
    ("name", "text", "step"),
    [
        ("package.json", '{"devDependencies": {"aws-cdk-lib": "2"}}', CDK),
        ("package.json", '{"devDependencies": {"serverless": "4"}}', SERVERLESS),
        ("package.json", "{}", "(name the template, the cdk.out or the folder that describes"),
        ("cdk.json", "{}", CDK),
        ("serverless.js", "module.exports = {}", SERVERLESS),
        ("api.yaml", "a:\n{% for x in y %}\n  {{ x }}: 1\n{% endfor %}\n", JINJA),
        ("api.yaml.j2", "Name: {{ name }}", JINJA),
    ],
)
def test_a_file(name: str, text: str, step: str, tmp_path: Path) -> None:
    """The tool of the file makes a target of it."""
    (tmp_path / name).write_text(text)
    assert step in refused(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("cdk.json", CDK),
        ("serverless.ts", SERVERLESS),
        (".chalice/config.json", "(run `chalice package --pkg-format cloudformation out`"),
        ("amplify/backend.ts", "(Amplify deploys it to your account: audit that"),
        ("README.md", "(name the folder of the template, run `corsgate audit` without a target"),
    ],
)
def test_a_folder(name: str, step: str, tmp_path: Path) -> None:
    """The same, by what lies in it."""
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("{}")
    assert step in refused(tmp_path)


def test_what_is_not_there_or_only_broken_has_no_next_step(tmp_path: Path) -> None:
    """A template with a slip needs its slip fixed, and nothing else."""
    assert refused(tmp_path / "none.yaml").endswith("no such file or folder")
    (tmp_path / "api.yaml").write_text("a: [")
    assert "(" not in refused(tmp_path / "api.yaml")


def test_a_url_is_asked_and_not_read() -> None:
    """Somebody who has nothing but a URL learns of the command for it."""
    assert "`corsgate probe URL --origin ORIGIN`" in refused(Path("https://api.example.com/items"))


def refused(path: Path) -> str:
    """Return the message for a target."""
    with pytest.raises(TargetError) as raised:
        read_target(str(path))
    return str(raised.value)
