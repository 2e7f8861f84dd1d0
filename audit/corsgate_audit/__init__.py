"""An audit of CORS on AWS: what a browser will block, at which layer, why, and how to fix it."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

_REQUIRED = ("boto3", "publicsuffixlist", "yaml")
_BY_THE_COMMAND = ("rich", "typer")
"""A function of an auditor has no terminal, and its package neither of these."""


def _check_requirements() -> None:
    """Say in one line which extra to install, before an import fails somewhere deeper.

    Raises:
        ImportError: a package of the ``audit`` extra is missing.
        SystemExit: the same, when the ``corsgate`` command was started: a traceback would only
            hide the line.
    """
    is_command = Path(sys.argv[0]).stem == "corsgate"
    required = (*_REQUIRED, *_BY_THE_COMMAND) if is_command else _REQUIRED
    missing = [name for name in required if find_spec(name) is None]
    if not missing:
        return
    message = (
        f"corsgate_audit needs {', '.join(missing)}; install it with: pip install 'corsgate[audit]'"
    )
    if is_command:
        sys.stderr.write(message + "\n")
        raise SystemExit(2)
    raise ImportError(message)


_check_requirements()
