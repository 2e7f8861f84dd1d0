"""The server starts on a free port, and never outlives who started it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(TESTS)}
SERVER = [sys.executable, "-m", "support.moto_server"]

# Starts a server as a child, which prints its port, and never ends by itself.
PARENT = """
import subprocess, sys, time
server = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE)
time.sleep(600)
"""


def start(*options: str) -> subprocess.Popen[str]:
    """Start a server."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [*SERVER, *options], env=ENVIRONMENT, stdin=pipe, stdout=pipe, text=True
    )


def port_of(process: subprocess.Popen[str]) -> int:
    """Return the port that a server printed."""
    assert process.stdout
    return int(process.stdout.readline())


def test_serves_moto_on_loopback() -> None:
    """The port that it prints is one where moto answers."""
    with start() as server:
        url = f"http://127.0.0.1:{port_of(server)}/moto-api/data.json"
        with urllib.request.urlopen(url) as answer:
            assert answer.status == 200


def test_stops_when_standard_input_closes() -> None:
    """To leave the block closes standard input and waits: the server has ended well."""
    with start() as server:
        port_of(server)
    assert server.returncode == 0


def test_stops_when_its_time_is_over() -> None:
    """With standard input open for ever it ends by itself."""
    with start("--seconds", "0.1") as server:
        port_of(server)
        assert server.wait(timeout=30) == 0


def test_stops_when_the_process_that_started_it_is_killed() -> None:
    """A parent that could not clean up leaves no server."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, *SERVER], env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
    ) as parent:
        port = port_of(parent)
        parent.send_signal(signal.SIGKILL)
        # The server holds the other end of this pipe: it reads to the end when that is gone too.
        assert parent.stdout
        assert parent.stdout.read() == ""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
