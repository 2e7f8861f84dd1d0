"""Functions run for the answers to single requests, as ``--run`` asks for it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from corsgate_audit.handlers.running.backends import Backends, Running
from corsgate_audit.handlers.running.functions import Functions
from corsgate_audit.handlers.running.programs import Interpreters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from corsgate_audit.gateway.behind import Behind


@contextmanager
def running(
    project: Path, *, say: Callable[[str], None], log: Callable[[str, str], None]
) -> Iterator[Behind]:
    """Run functions for as long as the context lasts; what cannot be run is read.

    Requests have no body, and HTTP integrations are not asked: only functions are run.

    Args:
        project: path of the target, beside which a virtual environment is looked for.
        say: takes a sentence about what is not as on AWS, or is read and not run.
        log: takes the name of a function and a line that it writes.
    """
    with Functions(interpreters=Interpreters(project=project), log=log) as functions:
        yield Running(Backends(functions=functions, say=say), falls_back=True)
