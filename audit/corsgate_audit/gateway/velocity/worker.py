"""The process that renders mapping templates: a script, one JSON line each way.

A template is somebody else's program. The interpreter reaches nothing but plain data; should that
ever fail, this process still has nothing to give: no environment, no files, no network, little
memory, and an audit hook that ends it at the first thing that Velocity has no need of.

Only the interpreter beside this file is imported, by its path: whatever the user's working
directory or `PYTHONPATH` holds is not looked at.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY = 512 * 2**20
"""Bytes that the process may take, where the operating system can hold it to that."""

ENDED_BY_HOOK = 70
"""Exit status where the audit hook has ended the process: `EX_SOFTWARE` of sysexits."""


def load() -> Any:  # noqa: ANN401 - a module's function
    """Import the interpreter from the folder beside this file; return what runs a job."""
    folder = Path(__file__).with_name("interpreter")
    name = "corsgate_velocity"
    spec = spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None  # noqa: S101 - the file is there
    assert spec.loader is not None  # noqa: S101 - and it is Python
    package = module_from_spec(spec)
    sys.modules[name] = package
    spec.loader.exec_module(package)
    return __import__(f"{name}.run", fromlist=["run"]).run


def warm(run: Any) -> None:  # noqa: ANN401 - see `load`
    """Render something of everything: what Python imports on first use is imported now."""
    template = (
        "#set($a = \"x${context.stage}\")#if($a.matches('[a-z]+') && $util.urlEncode($a) == 1.5)"
        "#end$util.parseJson('[1]')$util.base64Decode($util.base64Encode('ü'))$a.split(',').size()"
        "$util.escapeJavaScript($util.urlDecode('a%20b'))"
    )
    overrides: dict[str, Any] = {"request": {}, "response": {}}
    request: dict[str, Any] = {
        "path": {},
        "querystring": {},
        "header": {},
        "body": "",
        "context": {},
    }
    run({**request, "overrides": overrides, "template": template})
    run({**request, "overrides": overrides, "template": "#if("})


def limit() -> None:
    """Take from the process what the operating system can take."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:  # pragma: no cover
        return
    for name, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(name, (value, value))


def lock() -> None:
    """End the process at whatever reaches beyond the interpreter: Python announces it.

    The list of what is announced is https://docs.python.org/3/library/audit_events.html. None of
    it is needed to render a template, so none of it is allowed.
    """
    leave = os._exit

    def end(_event: str, _arguments: tuple[object, ...]) -> NoReturn:
        leave(ENDED_BY_HOOK)

    sys.addaudithook(end)


def answers(lines: Iterator[str], run: Any) -> Iterator[str]:  # noqa: ANN401 - see `load`
    """Run the job of each line; the first line out says that the process is ready.

    Args:
        lines: a job each, in JSON.
        run: runs one.
    """
    yield "{}"
    for line in lines:
        yield json.dumps(outcome(run, json.loads(line)))


def outcome(run: Any, job: Any) -> Any:  # noqa: ANN401 - JSON in, JSON out
    """Run a job, and say how much of the processor it has taken.

    An error of the interpreter is not API Gateway's: it leaves the job undetermined.

    Args:
        run: runs one.
        job: what it runs.
    """
    begun = time.process_time()
    try:
        result = run(job)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next template is waiting
        result = {"undetermined": f"is not evaluated here ({type(error).__name__})"}
    return {**result, "seconds": time.process_time() - begun}


def main() -> None:
    """Serve until the pipe is closed."""
    run = load()
    warm(run)
    limit()
    read, write, flush = sys.stdin.readline, sys.stdout.write, sys.stdout.flush
    lock()
    for answer in answers(iter(read, ""), run):
        write(answer + "\n")
        flush()
    # Python announces its own end, too.
    os._exit(0)


if __name__ == "__main__":
    main()
