"""The process that renders: what it can reach, how long it may take, and what comes after it."""

from __future__ import annotations

import json
import os
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from corsgate_audit.gateway.velocity import Rendered, no_overrides, process, render, shown
from corsgate_audit.gateway.velocity.worker import answers, load, outcome
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

LOOPING = f"#set($a = '{'a' * 40}')#if($a.matches('(a+)+b'))#end"
"""A regular expression that takes longer than anybody waits."""


@pytest.fixture(autouse=True)
def time_of_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test the time of a whole run, and no memory of slow templates."""
    monkeypatch.setattr(process, "_time", process._Time())  # noqa: SLF001 - nobody else has one
    monkeypatch.setattr(process, "_late", set())


def job(stage: str = "prod") -> dict[str, Any]:
    """Return a job for a preflight."""
    return {
        "path": {},
        "querystring": {},
        "header": {},
        "body": "",
        "context": {"httpMethod": "OPTIONS", "stage": stage},
        "overrides": no_overrides(),
    }


_counter = count()


def running() -> process._Worker:
    """Return the process that renders."""
    render(f"running {next(_counter)} $context.stage", job())
    (worker,) = process._running  # noqa: SLF001 - the process itself is what is looked at here
    return worker


@pytest.mark.slow
def test_a_template_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """And is not tried again, for other requests neither; the next one runs as before."""
    monkeypatch.setattr(process, "SECONDS", 0.5)
    expected = Unresolved(shown(LOOPING), "the template did not finish within 0.5 seconds")

    assert render(LOOPING, job("late 1")) == expected
    spent = process._time.spent  # noqa: SLF001
    assert render(LOOPING, job("late 2")) == expected
    assert process._time.spent == spent  # noqa: SLF001
    assert render("still $context.stage", job()) == Rendered("still prod", no_overrides())


@pytest.mark.slow
def test_slow_templates_share_the_time_of_the_run(
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """Not each of them has it; afterwards nothing is rendered, and each template says why."""
    monkeypatch.setattr(process, "RUN_SECONDS", 0.8)
    monkeypatch.setattr(process, "SECONDS", 0.5)
    first, second, third = (render(f"{each} {LOOPING}", job("spent")) for each in "abc")

    assert isinstance(first, Unresolved)
    assert first.reason == snapshot
    assert isinstance(second, Unresolved)
    assert second.reason.startswith(first.reason.partition("0.5")[0])
    assert isinstance(third, Unresolved)
    assert third.expression == shown(f"c {LOOPING}")
    assert third.reason == snapshot


@pytest.mark.parametrize(
    ("left", "is_rendered"),
    [(4.0, True), (3.99, False), (-1.0, False)],
)
def test_what_is_left_has_to_be_enough_for_one(
    left: float,
    is_rendered: bool,  # noqa: FBT001 - what is expected
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In less time a template is ended before it could show anything, and is said to be slow.

    What is enough is set to more here, so that a busy machine makes no difference.
    """
    assert 0 < process.LEAST_SECONDS < process.SECONDS
    running()
    monkeypatch.setattr(process, "_FREE_SECONDS", 60.0)
    monkeypatch.setattr(process, "LEAST_SECONDS", 4.0)
    monkeypatch.setattr(process, "RUN_SECONDS", left)
    found = render(f"$context.stage {left}", job())
    if is_rendered:
        assert found == Rendered(f"prod {left}", no_overrides())
        return
    assert isinstance(found, Unresolved)
    assert f" have used up the {left:g} seconds of this run" in found.reason


def test_a_template_has_what_is_left_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the whole time of one, where less is left."""
    running()
    monkeypatch.setattr(process, "RUN_SECONDS", 0.25)
    found = render(f"what is left {LOOPING}", job())
    assert isinstance(found, Unresolved)
    assert found.reason.endswith(" within 0.25 seconds")


class Fake(process._Worker):  # noqa: SLF001 - the process that renders is what is replaced
    """A worker that says what it has taken."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self._answer = answer

    @property
    def is_ready(self) -> bool:
        """Always."""
        return True

    def ask(self, line: str, seconds: float) -> str:  # noqa: ARG002 - see there
        """Answer at once."""
        return json.dumps(self._answer)


@pytest.mark.parametrize(("said", "spent"), [({"seconds": 3.5}, 3.5), ({}, 0.0)])
def test_the_process_own_time_counts(
    said: dict[str, float], spent: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not how long others keep the machine busy, unless nothing else is known."""
    monkeypatch.setattr(process, "_worker", lambda: Fake(said))
    monkeypatch.setattr(process, "_FREE_SECONDS", 0.0)
    process.ask(json.dumps({"template": "x"}))
    assert process._time.spent == pytest.approx(spent, abs=0.2)  # noqa: SLF001


@pytest.mark.parametrize(("free", "is_spent"), [(60.0, False), (0.0, True)])
def test_the_first_of_each_template_s_time_is_free(
    free: float,
    is_spent: bool,  # noqa: FBT001 - what is expected
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ordinary templates take a thousandth of a second, and nothing of the run's time."""
    monkeypatch.setattr(process, "_FREE_SECONDS", free)
    for each in range(3):
        render("$context.stage", job(f"{free} {each}"))
    assert (process._time.spent > 0) is is_spent  # noqa: SLF001


def test_an_error_of_the_interpreter_is_undetermined() -> None:
    """It is not API Gateway's, and the next template is rendered as if nothing had been."""

    def fail(_: object) -> NoReturn:
        raise ZeroDivisionError

    answer = outcome(fail, {})
    assert answer.pop("seconds") >= 0
    assert answer == {"undetermined": "is not evaluated here (ZeroDivisionError)"}


def test_the_worker_answers_a_line_with_a_line() -> None:
    """After one that says that it is ready; what it runs is the interpreter beside it."""
    template = {**job(), "template": "$context.stage"}
    lines = answers(iter([json.dumps(template)]), load())
    assert next(lines) == "{}"
    assert json.loads(next(lines))["text"] == "prod"
    assert list(lines) == []


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (
            "#foreach($i in [1..999999999])#end",
            "the template goes through more than 10000 numbers",
        ),
        (
            "#set($a = 'aaaaaaaaaaaaaaaa')" + '#set($a = "$a$a")' * 40,
            "the template makes a text of more than 1048576 characters",
        ),
        (
            "#foreach($i in [1..999])#foreach($j in [1..999])$j#end#end",
            "the template takes more than 50000 steps",
        ),
        (
            "#set($a = [1])" + "#set($b = $a.addAll($a))" * 30 + "$a.size()",
            "the template makes a list of more than 100000 items",
        ),
        ("#define($a)$a#end$a", "the template renders a #define within itself"),
        (
            "#set($a = [1])#set($b = $a.add($a))$a",
            "the template writes a value that nests too deep",
        ),
        (
            "#if(" + "(" * 500 + "1" + ")" * 500 + ")#end",
            "the template is not understood at line 1: it nests more than 40 levels deep",
        ),
    ],
)
def test_what_grows_without_measure_is_undetermined(template: str, reason: str) -> None:
    """Counted, and not measured by a clock: the same on every machine."""
    assert render(template, job()) == Unresolved(shown(template), reason)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="Linux shows what a process has")
def test_the_process_has_nothing_to_give(monkeypatch: pytest.MonkeyPatch) -> None:
    """No environment, no files but its pipes, little memory, and no module of the audit's."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setattr(process, "_running", [])
    worker = running()
    folder = Path(f"/proc/{worker._process.pid}")  # noqa: SLF001
    limits = (folder / "limits").read_text(encoding="utf-8")
    soft = {
        line[:26].strip(): line[26:].split()[0]
        for line in limits.splitlines()
        if line.startswith("Max")
    }

    assert (folder / "environ").read_bytes() == b""
    assert {int(each.name) for each in (folder / "fd").iterdir()} == {0, 1, 2}
    assert soft["Max open files"] == "3"
    assert soft["Max file size"] == "0"
    assert soft["Max address space"] == str(512 * 2**20)
    assert "site-packages" not in (folder / "maps").read_text(encoding="utf-8")
    worker.end()


@pytest.mark.parametrize(
    "reach",
    [
        "open('/etc/hostname')",
        "__import__('ctypes')",
        "eval('1')",
        "compile('1', '', 'eval')",
        "__import__('socket').socket()",
        "__import__('os').listdir('/')",
        "__import__('os').system('true')",
        "__import__('subprocess').run(['true'])",
    ],
)
def test_the_hook_ends_the_process_at_whatever_reaches_out(reach: str, tmp_path: Path) -> None:
    """Even if the interpreter had a hole: here is one."""
    source = process._WORKER.read_text(encoding="utf-8")  # noqa: SLF001 - the one that is started
    holed = tmp_path / "worker.py"
    holed.write_text(
        source.replace("yield json.dumps(outcome(run, json.loads(line)))", f"yield str({reach})"),
        encoding="utf-8",
    )
    (tmp_path / "interpreter").symlink_to(Path(process.__file__).with_name("interpreter"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "_WORKER", holed)
        worker = process._Worker()  # noqa: SLF001

    reached = process._REACHED  # noqa: SLF001 - the only text that says so
    assert json.loads(worker.ask("{}", 5)) == {"undetermined": reached}


def test_python_of_the_working_directory_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor what `PYTHONPATH` names."""
    for name in ("json.py", "re.py", "sitecustomize.py", "usercustomize.py"):
        (tmp_path / name).write_text("open('RAN', 'w')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(process, "_running", [])
    worker = running()

    assert not (tmp_path / "RAN").exists()
    worker.end()


def test_a_worker_that_has_died_is_replaced() -> None:
    """Whatever ended it."""
    running().end()

    assert render("$context.stage.", job()) == Rendered("prod.", no_overrides())


def test_a_worker_that_dies_over_a_template_says_so(snapshot: SnapshotAssertion) -> None:
    """It may have been ended from outside, for its memory or by the interpreter itself."""
    worker = running()
    worker._process.kill()  # noqa: SLF001 - it has to die between two lines
    worker._process.wait()  # noqa: SLF001

    assert json.loads(worker.ask("{}", 5)) == snapshot
    assert not worker.is_ready


def test_a_forked_process_starts_a_worker_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pipes are its parent's."""
    parents = running()
    own = os.getpid()
    monkeypatch.setattr(parents, "_owner", own + 1)
    render("a fork's $context.stage", job())
    (started,) = process._running  # noqa: SLF001

    assert started is not parents
    monkeypatch.undo()
    assert parents.is_ready
    parents.end()


def test_a_worker_that_does_not_start_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the file that was to be run."""
    broken = tmp_path / "worker.py"
    broken.write_text("", encoding="utf-8")
    monkeypatch.setattr(process, "_WORKER", broken)
    monkeypatch.setattr(process, "_running", [])

    with pytest.raises(RuntimeError) as caught:
        render("not yet rendered: $context.stage", job())
    assert str(caught.value) == f"the template worker {broken} does not start"
