"""Functions run as on Lambda: their answers, their failures, and nothing that outlives them."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.handlers.running.functions import Functions
from corsgate_audit.handlers.running.outcomes import Outcome, OutcomeKind, error_outcome
from corsgate_audit.handlers.running.programs import Interpreters
from corsgate_audit.model import FunctionSettings, Location, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator


UNKNOWN = Unresolved("!Ref Table", "known only when the stack is deployed")


def function(tmp_path: Path, body: str = "", **settings: Any) -> FunctionSettings:  # noqa: ANN401
    """Return a Python function with a handler of these lines."""
    lines = "\n    ".join(body.splitlines()) or "return event"
    default: dict[str, Any] = {
        "inline": f"import os, sys, time\ndef handler(event, context):\n    {lines}\n",
        "runtime": "python3.11",
        "handler": "index.handler",
    }
    return FunctionSettings(
        function_name="named",
        location=Location(source=str(tmp_path / "template.yaml"), pointer="/F"),
        **{"name": "F", **default, **settings},
    )


@pytest.fixture
def functions() -> Iterator[Functions]:
    """A run of its own, without a virtual environment of the user's."""
    with Functions(interpreters=Interpreters(python="python3")) as run:
        yield run


def invoke(functions: Functions, settings: FunctionSettings, event: object = None) -> Outcome:
    """Run a function for one event."""
    return functions.of(settings).invoke(json.dumps(event).encode())


def is_running(pid: int) -> bool:
    """Whether a process is there, and no zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def wait_until_gone(pid: int) -> bool:
    """Give a process that was ended a moment."""
    for _ in range(500):
        if not is_running(pid):
            return True
        time.sleep(0.02)
    return False


def test_an_event_and_the_next(functions: Functions, tmp_path: Path) -> None:
    """Both are answered by one process."""
    settings = function(tmp_path, "return [os.getpid(), event]")
    first, second = (json.loads(invoke(functions, settings, each).payload) for each in (1, 2))
    assert (first[1], second[1]) == (1, 2)
    assert first[0] == second[0]


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        ("raise KeyError('x')", OutcomeKind.ERROR, "KeyError: 'x'"),
        (
            "os._exit(7)",
            OutcomeKind.EXITED,
            "Runtime.ExitError: the process of the function ended with exit status 7",
        ),
        (
            "os.kill(os.getpid(), 9)",
            OutcomeKind.EXITED,
            "Runtime.ExitError: the process of the function ended with signal 9",
        ),
        (
            "return 'x' * 7_000_000",
            OutcomeKind.TOO_LARGE,
            (
                "Function.ResponseSizeTooLarge: Response payload size exceeded maximum allowed "
                "payload size (6291556 bytes)"
            ),
        ),
    ],
)
def test_a_function_that_fails(
    functions: Functions, tmp_path: Path, body: str, kind: OutcomeKind, message: str
) -> None:
    """The failure is named, and the next event is answered by a new process where it has to be."""
    settings = function(tmp_path, f"if event == 'fail':\n    {body}\nreturn 'fine'")
    failed = invoke(functions, settings, "fail")
    assert (failed.kind, failed.message) == (kind, message)
    assert invoke(functions, settings, "go on").payload == b'"fine"'


@pytest.mark.slow
def test_a_function_that_hangs(functions: Functions, tmp_path: Path) -> None:
    """It is ended after its time-out, with all that it has started."""
    started = tmp_path / "pid"
    body = (
        "import subprocess\n"
        f"child = subprocess.Popen(['sleep', '60'])\nopen({str(started)!r}, 'w').write("
        "f'{os.getpid()} {child.pid}')\ntime.sleep(60)"
    )
    outcome = invoke(functions, function(tmp_path, body, timeout=1))
    assert (outcome.kind, outcome.message) == (
        OutcomeKind.TIMED_OUT,
        "Task timed out after 1.00 seconds",
    )
    assert all(wait_until_gone(int(pid)) for pid in started.read_text().split())


@pytest.mark.parametrize(
    ("settings", "kind", "message"),
    [
        (
            {"runtime": "java21", "inline": None, "code": "tests"},
            OutcomeKind.NOT_RUN,
            "functions for java21 are not run",
        ),
        ({"runtime": UNKNOWN}, OutcomeKind.NOT_RUN, "!Ref Table is not known"),
        ({"inline": None}, OutcomeKind.NOT_RUN, "its code is not in the target, or outside"),
        (
            {"inline": None, "runtime": UNKNOWN},
            OutcomeKind.NOT_RUN,
            "its code is not in the target, or outside",
        ),
        ({"inline": None, "code": "/nowhere"}, OutcomeKind.NOT_RUN, "does not exist"),
        (
            {"inline": None, "code": "tests", "runtime": "provided.al2023"},
            OutcomeKind.NOT_RUN,
            "bootstrap' does not exist: build the function first",
        ),
        (
            {"inline": "import absent_module"},
            OutcomeKind.ERROR,
            "Runtime.ImportModuleError: Unable to import module 'index': No module named 'absent",
        ),
        (
            {"handler": "index.absent"},
            OutcomeKind.ERROR,
            "Runtime.HandlerNotFound: Handler 'absent' missing on module 'index'",
        ),
        (
            {"runtime": "nodejs24.x", "inline": "require('absent-module')"},
            OutcomeKind.ERROR,
            "Runtime.ImportModuleError: Error: Cannot find module 'absent-module'",
        ),
    ],
)
def test_a_function_that_cannot_be_run(
    functions: Functions,
    tmp_path: Path,
    settings: dict[str, Any],
    kind: OutcomeKind,
    message: str,
) -> None:
    """The outcome says why."""
    outcome = invoke(functions, function(tmp_path, **settings))
    assert outcome.kind is kind
    assert message in outcome.message


NODE = {
    "async": "exports.handler = async (event) => ({got: event})",
    "callback": "exports.handler = (event, context, callback) => callback(null, {got: event})",
    "plain": "exports.handler = (event) => ({got: event})",
    "succeed": "exports.handler = (event, context) => { context.succeed({got: event}); }",
}


@pytest.mark.parametrize("style", sorted(NODE))
def test_node(functions: Functions, tmp_path: Path, style: str) -> None:
    """A handler answers by its promise, its callback, its context, or what it returns."""
    settings = function(tmp_path, runtime="nodejs24.x", inline=NODE[style])
    assert json.loads(invoke(functions, settings, [1]).payload) == {"got": [1]}


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("exports.handler = async () => { throw new TypeError('no'); }", "TypeError: no"),
        ("exports.handler = (e, c, callback) => callback('text')", "string: text"),
    ],
)
def test_node_that_fails(functions: Functions, tmp_path: Path, code: str, message: str) -> None:
    """The error is what the handler threw."""
    outcome = invoke(functions, function(tmp_path, runtime="nodejs24.x", inline=code))
    assert (outcome.kind, outcome.message) == (OutcomeKind.ERROR, message)


def test_node_that_never_answers(functions: Functions, tmp_path: Path) -> None:
    """With nothing left to happen the answer is null, as on Lambda."""
    code = "exports.handler = (event, context, callback) => {}"
    outcome = invoke(functions, function(tmp_path, runtime="nodejs24.x", inline=code))
    assert outcome.payload == b"null"


def test_typescript_and_modules(functions: Functions, tmp_path: Path) -> None:
    """Node takes the types away itself."""
    (tmp_path / "app.ts").write_text(
        "interface E { a: number }\nexport const handler = async (event: E): Promise<number> => "
        "event.a + 1;\n",
        encoding="utf-8",
    )
    settings = function(
        tmp_path, runtime="nodejs24.x", inline=None, code=str(tmp_path), handler="app.handler"
    )
    assert invoke(functions, settings, {"a": 1}).payload == b"2"


def test_a_custom_runtime(functions: Functions, tmp_path: Path) -> None:
    """The program itself is started: a shell script is one."""
    (tmp_path / "bootstrap").write_text(
        "#!/bin/sh\n"
        'api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"\n'
        'id=$(curl -sS -D - -o body "$api/next" | grep -Fi request-id | tr -d "[:space:]" '
        "| cut -d: -f2)\n"
        'curl -sS "$api/$id/response" -d @body > /dev/null\n',
        encoding="utf-8",
    )
    (tmp_path / "bootstrap").chmod(0o755)
    settings = function(tmp_path, runtime="provided.al2023", inline=None, code=str(tmp_path))
    assert invoke(functions, settings, {"a": 1}).payload == b'{"a": 1}'


def test_the_environment_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has Lambda's variables, the template's and the user's, and no credentials unasked."""
    monkeypatch.setenv("SECRET_OF_THE_SHELL", "1")
    settings = function(
        tmp_path,
        "return dict(os.environ)",
        environment=(("TABLE", UNKNOWN), ("STAGE", "dev"), ("LEVEL", "info")),
    )
    overrides = {"F": {"LEVEL": "debug"}, "Parameters": {"EXTRA": "x"}}

    def environment(*, aws: bool) -> dict[str, str]:
        where = Interpreters(python="python3")
        with Functions(overrides, where, aws=aws) as functions:
            found: dict[str, str] = json.loads(invoke(functions, settings).payload)
            return found

    given = environment(aws=False)
    assert {name: given.get(name) for name in ("TABLE", "STAGE", "LEVEL", "EXTRA")} == {
        "TABLE": None,
        "STAGE": "dev",
        "LEVEL": "debug",
        "EXTRA": "x",
    }
    assert "SECRET_OF_THE_SHELL" not in given
    assert "AWS_ACCESS_KEY_ID" not in given
    assert (given["AWS_SHARED_CREDENTIALS_FILE"], given["AWS_EC2_METADATA_DISABLED"]) == (
        os.devnull,
        "true",
    )
    assert given["AWS_LAMBDA_FUNCTION_NAME"] == "named"
    assert environment(aws=True)["AWS_ACCESS_KEY_ID"] == "testing"


def test_what_a_function_writes(tmp_path: Path) -> None:
    """Each line is handed on, with Lambda's own around it; nobody reads on without end."""
    lines: list[str] = []
    where = Interpreters(python="python3")
    with Functions(
        interpreters=where, log=lambda name, line: lines.append(f"{name} {line}")
    ) as run:
        settings = function(tmp_path, "print('one')\nprint('x' * 5_000_000)\nreturn 1")
        assert invoke(run, settings).payload == b"1"
    own = [line for line in lines if not line.startswith("F x")]
    assert own[0].startswith("F START RequestId: ")
    assert "F one" in own
    assert "F … the function writes more than 1048576 bytes: the rest is not shown" in own
    report = next(line for line in own if line.startswith("F REPORT RequestId: "))
    assert "\tMemory Size: 128 MB\tMax Memory Used: " in report
    assert sum(len(line) for line in lines) < 2_000_000


def test_new_code_is_taken_up(functions: Functions, tmp_path: Path) -> None:
    """After a reload the next event is answered by the code as it is now; the old process ends."""
    code = "import os\ndef handler(event, context):\n    return [%d, os.getpid()]\n"
    (tmp_path / "app.py").write_text(code % 1, encoding="utf-8")
    settings = function(tmp_path, inline=None, code=str(tmp_path), handler="app.handler")
    first = json.loads(invoke(functions, settings).payload)
    (tmp_path / "app.py").write_text(code % 2, encoding="utf-8")
    functions.of(settings).reload()
    second = json.loads(invoke(functions, settings).payload)
    assert (first[0], second[0]) == (1, 2)
    assert wait_until_gone(first[1])


def test_what_sam_has_built_is_run(functions: Functions, tmp_path: Path) -> None:
    """As long as the source is not newer."""
    source, built = tmp_path / "src", tmp_path / ".aws-sam" / "build" / "F"
    for folder, text in ((source, "source"), (built, "built")):
        folder.mkdir(parents=True)
        (folder / "app.py").write_text(f"def handler(e, c):\n    return '{text}'\n")
    os.utime(source / "app.py", (1, 1))
    settings = function(tmp_path, inline=None, code=str(source), handler="app.handler")
    assert invoke(functions, settings).payload == b'"built"'
    os.utime(source / "app.py", (2**31, 2**31))
    functions.of(settings).reload()
    assert invoke(functions, settings).payload == b'"source"'


def test_layers(functions: Functions, tmp_path: Path) -> None:
    """Their packages are found."""
    (tmp_path / "layer" / "python").mkdir(parents=True)
    (tmp_path / "layer" / "python" / "shared.py").write_text("VALUE = 'of the layer'\n")
    settings = function(
        tmp_path,
        "import shared\nreturn shared.VALUE",
        layers=(str(tmp_path / "layer"),),
    )
    assert invoke(functions, settings).payload == b'"of the layer"'


def test_a_program_in_a_group_of_its_own(functions: Functions, tmp_path: Path) -> None:
    """It ends with the function that has started it."""
    body = (
        "import subprocess\n"
        "child = subprocess.Popen(['sleep', '300'], start_new_session=True)\nreturn child.pid"
    )
    settings = function(tmp_path, body)
    pid = json.loads(invoke(functions, settings).payload)
    assert is_running(pid)
    functions.of(settings).close()
    assert wait_until_gone(pid)


@pytest.mark.parametrize("ends", [False, True])
def test_a_daemon_that_has_left_everything(
    functions: Functions,
    tmp_path: Path,
    ends: bool,  # noqa: FBT001 - a column
) -> None:
    """Neither its parent, nor its group, its files or its environment lead to it."""
    written = tmp_path / "pid"
    daemon = tmp_path / "daemon.sh"
    daemon.write_text(
        f"echo $$ >{written}\nexec sleep 300 </dev/null >/dev/null 2>&1\n", encoding="ascii"
    )
    body = (
        "import subprocess\n"
        f"subprocess.run('setsid env -i /bin/sh {daemon} &', shell=True, check=True)\n"
        f"while not (os.path.exists('{written}') and os.path.getsize('{written}')):\n"
        "    time.sleep(0.01)\n"
        f"if {ends}: os._exit(1)\nreturn 1"
    )
    settings = function(tmp_path, body, timeout=10)
    outcome = invoke(functions, settings)
    assert outcome.kind is (OutcomeKind.EXITED if ends else OutcomeKind.RESPONSE)
    pid = int(written.read_text(encoding="ascii"))
    if not ends:
        assert is_running(pid)
        functions.of(settings).close()
    assert wait_until_gone(pid)


def test_where_a_function_raises(functions: Functions, tmp_path: Path) -> None:
    """The innermost line of its own code, in Python and in Node.js."""
    failed = invoke(functions, function(tmp_path, "pass\nraise KeyError('x')"))
    assert failed.place.endswith("/index.py, line 4")
    node = "exports.handler = async () => {\n  null.x;\n};\n"
    failed = invoke(functions, function(tmp_path, name="N", inline=node, runtime="nodejs22.x"))
    assert failed.place.endswith("/index.js, line 2")
    assert error_outcome(b'{"trace": ["at a (node:internal/x:1:2)", 3]}').place == ""


def test_the_end_of_a_run(tmp_path: Path) -> None:
    """No process is left, nor a copy of code."""
    with Functions(interpreters=Interpreters(python="python3")) as run:
        settings = function(tmp_path, "return os.getpid()")
        pid = json.loads(invoke(run, settings).payload)
        copies = run.copies
        assert is_running(pid)
    assert wait_until_gone(pid)
    assert not copies.exists()
    assert invoke(run, settings).kind is OutcomeKind.NOT_RUN
