"""The bootstrap of Python functions does what AWS's own runtime client does."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.handlers.running import programs
from support.runtime_api import Outcome, RuntimeFunction

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.slow

AWS = (sys.executable, "-m", "awslambdaric")
OURS = (sys.executable, str(Path(programs.__file__).parent / "bootstraps" / "python_bootstrap.py"))
HANDLER = """
import decimal, sys
class Own(Exception):
    pass
def handler(event, context):
    do = event["do"]
    if do == "raise":
        raise ValueError("broken: \\u00e9")
    if do == "own":
        raise Own("mine")
    if do == "key":
        return event["missing"]
    if do == "decimal":
        return {"price": decimal.Decimal("1.5")}
    if do == "set":
        return {1, 2}
    if do == "context":
        return [context.function_name, context.memory_limit_in_mb, context.invoked_function_arn,
                context.function_version, context.log_group_name,
                context.get_remaining_time_in_millis() > 0, context.identity is None]
    if do == "nothing":
        return None
    return {"same": event, "text": "\\u00e9\\u4e2d"}
"""
EVENTS = ("echo", "raise", "own", "key", "decimal", "set", "nothing")
LOADED = {
    "a module that is not there": ("absent.handler", ""),
    "a handler that is not there": ("app.absent", "x = 1\n"),
    "a module with a syntax error": ("app.handler", "def handler(:\n"),
    "a module that fails": ("app.handler", "raise RuntimeError('at import')\n"),
    "a module that imports what is not there": ("app.handler", "import absent_package\n"),
    "a handler without a dot": ("handler", ""),
}


def environment(folder: Path, handler: str) -> dict[str, str]:
    """Return what Lambda sets, and what both runtimes read."""
    return {
        "_HANDLER": handler,
        "LAMBDA_TASK_ROOT": str(folder),
        "AWS_LAMBDA_FUNCTION_NAME": "f",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/f",
        "AWS_LAMBDA_LOG_STREAM_NAME": "s",
    }


def same_for_both(outcome: Outcome) -> tuple[str, Any]:
    """Leave out what is of one run: the id of the request, and folders."""
    value = outcome.value
    if isinstance(value, dict) and "errorType" in value:
        value = {name: each for name, each in value.items() if name != "requestId"}
        value["stackTrace"] = [
            line.partition('File "')[0] + line.rpartition("/")[2] for line in value["stackTrace"]
        ]
    return outcome.kind, value


def outcomes(command: Sequence[str], folder: Path) -> list[tuple[str, Any]]:
    """Return what a runtime makes of every event."""
    with RuntimeFunction("app.handler", folder, environment(folder, "app.handler"), command) as run:
        return [same_for_both(run.invoke({"do": each})) for each in (*EVENTS, "context")]


def test_answers_and_errors(tmp_path: Path) -> None:
    """Whatever a handler returns or raises is posted alike."""
    (tmp_path / "app.py").write_text(HANDLER, encoding="utf-8")
    ours, theirs = outcomes(OURS, tmp_path), outcomes(AWS, tmp_path)
    named = dict(zip((*EVENTS, "context"), zip(ours, theirs, strict=True), strict=True))
    assert {name: one for name, (one, _) in named.items()} == {
        name: other for name, (_, other) in named.items()
    }


def loaded(case: str, folder: Path, command: Sequence[str]) -> tuple[str, str, str]:
    """Return the error that a runtime reports of its start-up."""
    handler, module = LOADED[case]
    (folder / "app.py").write_text(module, encoding="utf-8")
    with RuntimeFunction(handler, folder, environment(folder, handler), command) as function:
        outcome = function.outcome()
    return outcome.kind, outcome.value["errorType"], outcome.value["errorMessage"]


def test_handlers_that_cannot_be_loaded(tmp_path: Path) -> None:
    """The error of the start-up has the same type and text."""
    folders = {case: tmp_path / str(number) for number, case in enumerate(LOADED)}
    for folder in folders.values():
        folder.mkdir()
    with ThreadPoolExecutor(4) as pool:
        ours, theirs = (
            list(pool.map(partial(loaded, command=command), LOADED, folders.values()))
            for command in (OURS, AWS)
        )
    assert ours == theirs
