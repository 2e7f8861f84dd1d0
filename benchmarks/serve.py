"""What ``corsgate serve`` costs: start-up, time beyond the functions' own, memory.

python benchmarks/serve.py [REQUESTS]
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

COMMAND = str(Path(sys.executable).parent / "corsgate")
PAGE = "http://localhost:5173"
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Cors: {AllowOrigin: "'http://localhost:5173'", AllowMethods: "'GET,PUT'"}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Events: {A: {Type: Api, Properties: {Path: /a, Method: ANY, RestApiId: !Ref Rest}}}
      InlineCode: |
        def handler(event, context):
            return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "*"}}
"""
WARM_UP = 200
PREFLIGHT = {"Access-Control-Request-Method": "PUT"}


def memory(pid: int) -> float:
    """Return the memory of a process in MiB."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(text.partition("VmRSS:")[2].split()[0]) / 1024


def timed(*arguments: str) -> float:
    """Return the seconds that a command takes."""
    began = time.monotonic()
    subprocess.run([COMMAND, *arguments], stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - ours
    return time.monotonic() - began


def row(name: str, values: list[float]) -> None:
    """Print median and 99th percentile, in milliseconds."""
    ordered = sorted(values)
    high = ordered[int(len(ordered) * 0.99)]
    print(f"| {name} | {statistics.median(ordered):.2f} ms | {high:.2f} ms |")


def main(requests: int) -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.yaml"
        template.write_text(TEMPLATE, encoding="utf-8")
        audit = timed("audit", str(template))
        began = time.monotonic()
        command = [COMMAND, "serve", str(template), "--port", "0", "--format", "jsonl", "-q"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:  # noqa: S603 - ours
            assert served.stdout is not None  # noqa: S101 - it is a pipe
            api = json.loads(served.stdout.readline())["apis"][0]
            took = time.monotonic() - began
            print(f"| start-up; corsgate audit of the same | {took:.2f} s | {audit:.2f} s |")
            entries: list[dict[str, Any]] = []
            lines = served.stdout
            reader = threading.Thread(target=lambda: entries.extend(map(json.loads, lines)))
            reader.start()
            connection = HTTPConnection("127.0.0.1", api["port"])

            def ask(method: str, headers: dict[str, str]) -> None:
                connection.request(method, "/prod/a", headers={"Origin": PAGE, **headers})
                connection.getresponse().read()

            for _ in range(WARM_UP):
                ask("GET", {})
            before = memory(served.pid)
            for _ in range(requests):
                ask("GET", {})
            after = memory(served.pid)
            for _ in range(WARM_UP):
                ask("OPTIONS", PREFLIGHT)
            served.terminate()
            reader.join()
    made = [each for each in entries if each["type"] == "request"]
    own = [
        each["milliseconds"] - each["function_milliseconds"]
        for each in made[WARM_UP : WARM_UP + requests]
    ]
    row("a request beyond its function", own)
    row("a preflight", [each["milliseconds"] for each in made[WARM_UP + requests :]])
    print(f"| memory before and after {requests} requests | {before:.0f} MiB | {after:.0f} MiB |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
