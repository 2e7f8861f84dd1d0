"""An execution environment of a Python function: a process with the function's package.

It has the standard library, the package and what Lambda's runtime has, and nothing of this
repository or its virtual environment: what the package lacks fails to import here, as it would on
AWS. Events come and answers go by its standard streams, a line each; Lambda's own Runtime API is
what `corsgate serve` runs functions with, and has no way to make an invocation fail.

    python -I -S environment.py PACKAGE RUNTIME HANDLER

Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from typing import Any


class Context:
    """The second argument of a handler."""

    memory_limit_in_mb = "512"
    function_version = "$LATEST"

    def __init__(self, name: str, seconds: float) -> None:
        self.function_name = name
        self.aws_request_id = "8f507cfc-xmpl-4697-b07a-ac58fc914c95"
        self._end = time.monotonic() + seconds

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the invocation may go on."""
        return max(0, int((self._end - time.monotonic()) * 1000))


class Calls:
    """The calls of an invocation: the process ends at one of them, as if it had been killed."""

    def __init__(self) -> None:
        import botocore.httpsession  # noqa: PLC0415 - the runtime's, whose folder is an argument

        self.left: int | None = None
        self._send = botocore.httpsession.URLLib3Session.send
        setattr(botocore.httpsession.URLLib3Session, "send", self._counted())  # noqa: B010 - mypy

    def _counted(self) -> Any:  # noqa: ANN401 - botocore's function
        def send(session: Any, request: Any) -> Any:  # noqa: ANN401 - botocore's
            if self.left is not None:
                if self.left == 0:
                    os._exit(137)
                self.left -= 1
            return self._send(session, request)

        return send


def main() -> None:
    """Answer each event until there is none."""
    package, runtime, handler = sys.argv[1:]
    sys.path[:0] = [package, runtime]
    module, _, name = handler.rpartition(".")
    calls = Calls()
    function = getattr(importlib.import_module(module), name)
    # What the function prints is no answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        asked = json.loads(line)
        calls.left = asked["dies_at_call"]
        try:
            told = {"answer": function(asked["event"], Context(name, asked["seconds"]))}
        except Exception as error:  # noqa: BLE001 - as Lambda does
            told = {"errorType": type(error).__name__, "errorMessage": str(error)}
        answers.write(json.dumps(told) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
