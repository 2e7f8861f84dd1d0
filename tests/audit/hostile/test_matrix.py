"""Every hostile target through every way in: nothing runs, leaks, hangs, or passes in silence."""

from __future__ import annotations

import json
import os
import time
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from corsgate import CorsPolicy
from corsgate_audit.cli import main
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.fix.template.planning import plan_template
from corsgate_audit.fix.template.site import Choices
from corsgate_audit.fix.template.target import target_of
from corsgate_audit.gateway.velocity import process
from corsgate_audit.pytest_plugin import _expect
from support.hostile import MARK, ORIGIN, SECRET, VARIABLE, VELOCITY, secrets
from support.hostile_files import FILES, TARGETS
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from aws_cdk import App

SECONDS = 60.0
"""That no cell may take on a machine with other things to do."""
PAGE: dict[str, Any] = {"origin": ORIGIN, "method": "PUT", "path": "/items", "allowed": True}
POLICY = f'allow_origins = ["{ORIGIN}"]\nallow_methods = ["PUT"]\n'
REQUEST = ["--origin", ORIGIN, "--method", "PUT", "--path", "/items"]


@pytest.fixture(autouse=True)
def place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Path]:
    """Run in a folder with secrets around, and look what is left there.

    A template that does not end has less time than in a run: that it is ended is shown elsewhere.
    """
    monkeypatch.setattr(process, "SECONDS", 0.5)
    monkeypatch.setenv(VARIABLE, SECRET)
    secrets(tmp_path)
    folder = tmp_path / "target"
    folder.mkdir()
    (tmp_path / "policy.toml").write_text(POLICY)
    monkeypatch.chdir(tmp_path)
    begin = time.monotonic()
    yield folder
    is_one = "name" in getattr(request.node, "callspec", SimpleNamespace(params=())).params
    assert not is_one or time.monotonic() - begin < SECONDS
    assert not list(tmp_path.rglob(MARK))
    written = [path for path in tmp_path.glob("*.toml") if path.is_file()]
    assert not [path for path in written if SECRET in path.read_text()]


def audited(path: Path) -> int:
    """Audit it, and write all that there is to be said."""
    return main(["audit", str(path), "--format", "json"])


def linted(path: Path) -> str:
    """Ask all rules of the plugin for cfn-lint."""
    from corsgate_audit import cfn_lint  # noqa: PLC0415 - cfn-lint takes long to import

    cfn: Any = SimpleNamespace(filename=str(path), template={})
    rules = [each for each in vars(cfn_lint).values() if hasattr(each, "match")]
    # Those that only name a class have no rule of their own.
    return repr([each().match(cfn) for each in rules if getattr(each, "id", "")])


def expected(path: Path) -> str:
    """Hold one expectation, as a test with the fixture does."""
    try:
        _expect(str(path), **PAGE)
    except (pytest.fail.Exception, TargetError) as error:
        return str(error)
    return ""


def of_a_stack(path: Path) -> str:
    """Plan the patch of a stack's template: its text comes from an account, and is in no file."""
    if path.is_dir():
        return ""
    policy = CorsPolicy(allow_origins=[ORIGIN], allow_methods=["PUT"])
    try:
        target = target_of(path.read_bytes().decode(), path, "the template")
        planned = plan_template(target, Choices(policy=policy))
    except (TargetError, UnicodeDecodeError) as error:
        return str(error)
    assert "outside/stack.json" not in planned.after or SECRET not in repr(planned)
    return repr((planned.plan, planned.unseen, planned.after))


@cache
def _app() -> tuple[App, Any]:
    from aws_cdk import App, Stack  # noqa: PLC0415 - starts Node

    app = App()
    return app, Stack(app, "Stack")


def validated(path: Path) -> str:
    """Have the plugin of the CDK judge it as a stack that was synthesised."""
    from corsgate_cdk import CorsValidation  # noqa: PLC0415

    if path.is_dir():
        return ""
    app, _ = _app()
    written = SimpleNamespace(
        template_path=str(path), stack_construct_path="Stack", account_id=None, region=None
    )
    context: Any = SimpleNamespace(app_construct=app, stack_templates=[written])
    report = CorsValidation().validate(context)
    return repr([(each.rule_name, each.description, each.fix) for each in report.violations])


WAYS: dict[str, Callable[[Path], object]] = {
    "why": lambda path: main(["why", str(path), *REQUEST]),
    "fix-diff": lambda path: main(["fix", str(path), "--policy", "policy.toml", "--diff"]),
    "check-init": lambda path: main(["check", "--init", "new.toml", str(path)]),
    "pytest-plugin": expected,
    "cfn-lint": linted,
}
"""Those of the eight that take a file, but for the audit of one, which says more: see below."""

ALIKE: dict[str, Callable[[Path], object]] = {
    "audit-text": lambda path: main(["audit", str(path)]),
    "audit-folder": lambda path: main(["audit", str(path if path.is_dir() else path.parent)]),
    "stack-patch": of_a_stack,
}
"""Ways that share all but their ends with one of the eight: tried by `make hostile`."""

if os.environ.get("CORSGATE_EVERY_WAY"):
    WAYS |= ALIKE


def said_by(done: object, capfd: pytest.CaptureFixture[str]) -> str:
    """Return all that a way has said, and hold it against what none may say."""
    streams = capfd.readouterr()
    said = f"{done}\n{streams.out}\n{streams.err}"
    assert SECRET not in said.replace(f"*{SECRET}", "")
    assert "fault of corsgate's own" not in said
    assert "Traceback" not in said
    # Nothing that a terminal or a workflow of GitHub takes for an order.
    assert not [line for line in said.splitlines() if line.startswith("::")]
    assert "\x1b]0" not in said
    assert "\x1b[2J" not in said
    if isinstance(done, int):
        assert done in {0, 1, 2, 3}
    return said


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_an_audit_reads_nothing_else_and_says_so(
    name: str, place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """What was not read is named: by its coverage, or as the reason that nothing was."""
    target = TARGETS[name]
    status = audited(target.make(place))
    said = said_by(status, capfd)

    assert target.says in said
    if target.says:
        assert status in {1, 2, 3}
    if said.lstrip().startswith("0\n"):
        assert not [each for each in json.loads(said[2:])["coverage"] if each["state"] == "failed"]


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_no_way_in_lets_it_out(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever a target names, holds, or is: one by one, each beside secrets of its own."""
    for name, target in TARGETS.items():
        around = tmp_path / name
        folder = around / "target"
        folder.mkdir(parents=True)
        secrets(around)
        (around / "policy.toml").write_text(POLICY)
        monkeypatch.chdir(around)
        begin = time.monotonic()
        said_by(WAYS[way](target.make(folder)), capfd)
        taken = time.monotonic() - begin
        assert taken < SECONDS, f"{name} takes {taken:.1f} seconds"
        written = [path for path in around.glob("*.toml") if path.is_file()]
        assert not [name for path in written if SECRET in path.read_text()], name


@pytest.mark.slow
def test_the_validation_of_the_cdk_lets_nothing_out(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its templates are the user's own; the files that they name may be anybody's."""
    for name, target in TARGETS.items():
        folder = tmp_path / name
        folder.mkdir()
        said_by(validated(target.make(folder)), capfd)


@pytest.mark.slow
def test_an_account_lets_nothing_out(capfd: pytest.CaptureFixture[str]) -> None:
    """Hundreds of people may write a mapping template into it; all of them at once."""
    install()
    with mock_aws():
        for name, (request, response) in VELOCITY.items():
            _deploy(name, request, response)
        status = main(["audit", "--format", "json"])
        said = said_by(status, capfd)
        why = main(["why", "--api", "evaluate", *REQUEST])
        said_by(why, capfd)

    found = json.loads(said.partition("\n")[2].rpartition("}")[0] + "}")
    named = {each["resource"]["api"] for each in found["findings"]}
    assert named <= VELOCITY.keys()


def _deploy(name: str, request: str, response: str) -> None:
    """Make a REST API with one path and a preflight whose templates are given."""
    client: Any = boto3.client("apigateway")
    api = client.create_rest_api(name=name)
    key, root = api["id"], api["rootResourceId"]
    item = client.create_resource(restApiId=key, parentId=root, pathPart="items")["id"]
    place: dict[str, Any] = {"restApiId": key, "resourceId": item}
    for method in ("PUT", "OPTIONS"):
        client.put_method(**place, httpMethod=method, authorizationType="NONE")
    given = {
        "method.response.header.Access-Control-Allow-Origin": f"'{ORIGIN}'",
        "method.response.header.Access-Control-Allow-Methods": "'PUT,OPTIONS'",
    }
    options = {**place, "httpMethod": "OPTIONS"}
    client.put_integration(
        **options,
        type="MOCK",
        requestTemplates={"application/json": request + '{"statusCode": 200}'},
    )
    client.put_method_response(
        **options, statusCode="200", responseParameters=dict.fromkeys(given, True)
    )
    client.put_integration_response(
        **options,
        statusCode="200",
        responseParameters=given,
        responseTemplates={"application/json": response},
    )


def test_a_banner_is_judged(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Underscores in a comment are no reason to give up."""
    assert audited(TARGETS["velocity-banner"].make(place)) == 0
    assert json.loads(capfd.readouterr().out)["summary"]


def test_what_is_hidden_from_the_audit_is_no_pass(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A template that clears what it has asked for has a verdict no more than without that."""
    path = TARGETS["velocity-asked-cleared"].make(place)

    assert main(["why", str(path), *REQUEST]) == 3
    assert "stageVariables" in capfd.readouterr().out


def test_there_are_many_of_them() -> None:
    """Nobody takes them away unseen."""
    assert len(FILES) >= 40
    assert len(VELOCITY) >= 20
    assert os.sep not in "".join(TARGETS)
