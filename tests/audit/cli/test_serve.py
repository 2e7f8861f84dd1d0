"""``corsgate serve`` as a program: what it writes, and that nothing outlives it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from corsgate_audit.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = "https://app.example.com"
COMMAND = str(Path(sys.executable).parent / "corsgate")
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.11
      Handler: app.handler
      CodeUri: src
      FunctionUrlConfig: {AuthType: NONE}
      Environment: {Variables: {TABLE: !Ref Table}}
  Table: {Type: AWS::Serverless::SimpleTable}
"""
CODE = """
import json, os, subprocess
child = subprocess.Popen(["sleep", "300"])
def handler(event, context):
    print("called")
    said = {"pids": [os.getpid(), child.pid], "table": os.environ.get("TABLE")}
    return {"statusCode": 200, "body": json.dumps(said)}
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A function URL whose function starts a program of its own."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text(CODE, encoding="utf-8")
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


@contextmanager
def started(*arguments: str, errors: IO[str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """Start the command; end it, should a test fail."""
    with subprocess.Popen(
        [COMMAND, "serve", *arguments],
        stdout=subprocess.PIPE,
        stderr=errors or subprocess.DEVNULL,
        text=True,
        bufsize=1,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as running:
        try:
            yield running
        finally:
            if running.poll() is None:
                running.kill()


def line(running: subprocess.Popen[str]) -> Any:  # noqa: ANN401 - JSON
    """Read the next line of JSON."""
    assert running.stdout is not None
    return json.loads(running.stdout.readline())


def get(url: str) -> Any:  # noqa: ANN401 - JSON
    """Call the API as a page does."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=30)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", path, headers={"Origin": PAGE})
    given = json.load(connection.getresponse())
    connection.close()
    return given


def is_gone(pid: int) -> bool:
    """Give a process a moment to be gone."""
    for _ in range(100):
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
        except OSError:
            return True
        if stat.rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


@pytest.mark.slow
def test_a_run(template: Path, tmp_path: Path) -> None:
    """Lines of JSON from the start to the summary; changed code is taken up; nothing is left."""
    env = tmp_path / "env.json"
    env.write_text('{"F": {"TABLE": "mine"}}', encoding="utf-8")
    options = ("--port", "0", "--format", "jsonl", "--env", str(env), "--python", "python3")
    with (
        (tmp_path / "errors").open("w", encoding="utf-8") as errors,
        started(str(template), *options, errors=errors) as running,
    ):
        first = line(running)
        (api,) = first["apis"]
        assert (first["type"], api["api"]) == ("started", "function URL FUrl")
        said = get(f"{api['url']}/a?b=1")
        assert said["table"] == "mine"
        entry = line(running)
        assert {name: entry[name] for name in ("type", "method", "path", "origin", "status")} == {
            "type": "request",
            "method": "GET",
            "path": "/a?b=1",
            "origin": PAGE,
            "status": 200,
        }
        assert (entry["allowed"], entry["error"]) == (False, "MissingAllowOriginHeader")
        assert entry["place"].endswith("src/app.py, line 7")
        pids = list(said["pids"])
        code = template.parent / "src" / "app.py"
        code.write_text(CODE.replace("TABLE", "_HANDLER"), encoding="utf-8")
        for _ in range(100):
            said = get(f"{api['url']}/again")
            line(running)
            if said["table"] == "app.handler":
                break
            time.sleep(0.05)
        assert said["table"] == "app.handler"
        pids += said["pids"]
        running.send_signal(signal.SIGINT)
        assert running.stdout is not None
        summary = json.loads(running.stdout.read().splitlines()[-1])
        assert (summary["type"], summary["never_called"]) == ("summary", [])
        assert running.wait(10) == 0
    assert [pid for pid in pids if not is_gone(pid)] == []
    written = (tmp_path / "errors").read_text(encoding="utf-8")
    assert "[F] called\n" in written
    assert "app.py changed: functions start anew" in written
    assert "START RequestId" not in written


def test_a_port_in_use(template: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line says which, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", str(template), "--port", str(port), "-q"]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err == (
        f"corsgate: port {port} of 127.0.0.1 is not free (Address already in use); choose another "
        "with --port, or --port 0 for a free one\n"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "has to be an object of functions and their variables"),
        ("{", "is not JSON"),
        ('{"F": {"A": "1"}, "G": 1}', "the variables of 'G' have to be an object"),
    ],
)
def test_variables_that_cannot_be_read(
    template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    """Nothing is served."""
    env = tmp_path / "env.json"
    env.write_text(text, encoding="utf-8")
    assert main(["serve", str(template), "--env", str(env)]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--env", "absent.json"), "absent.json cannot be read: No such file or directory"),
        (("--api", "Other"), "--api 'Other' matches no API"),
    ],
)
def test_what_cannot_be_served(
    template: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    """One line says why."""
    assert main(["serve", str(template), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_target_without_an_api(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing to serve."""
    path = tmp_path / "template.json"
    path.write_text('{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}', encoding="utf-8")
    assert main(["serve", str(path)]) == 2
    assert "the target has no API that could be read" in capsys.readouterr().err


@pytest.mark.slow
def test_a_run_in_this_process(
    template: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text for people; the template is read again when it changes, and a broken one is not."""
    opened: list[str] = []
    monkeypatch.setattr("typer.launch", opened.append)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    written: list[str] = []

    def wait_for(text: str) -> None:
        for _ in range(200):
            written.append("".join(capsys.readouterr()))
            if text in "".join(written):
                return
            time.sleep(0.05)

    def act() -> None:
        wait_for("Ctrl-C ends it.")
        time.sleep(0.3)  # what watches files has to have begun
        get(f"{url}/a")
        template.write_text(f"{TEMPLATE}  More: {{Type: 'AWS::SQS::Queue'}}\n", encoding="utf-8")
        wait_for("template.yaml changed: read again")
        template.write_text("Resources: [", encoding="utf-8")
        wait_for("the last version is served")
        get(f"{url}/b")
        os.kill(os.getpid(), signal.SIGTERM)

    user = threading.Thread(target=act)
    user.start()
    try:
        status = main(["serve", str(template), "--port", str(port), "--open", "--verbose"])
    finally:
        user.join(30)
    written.append("".join(capsys.readouterr()))
    said = "".join(written)
    assert (status, opened) == (0, [url])
    assert "TABLE is not known before deployment, and not set for F: set it with --env" in said
    assert "[F] START RequestId: " in said
    assert f"GET /a {PAGE} 200 BLOCKED MissingAllowOriginHeader" in said
    assert f"GET /b {PAGE} 200 BLOCKED MissingAllowOriginHeader" in said
    assert "2 requests, 2 blocked; 1 of 1 routes called." in said
