"""An invocation imports what an audit of an account needs, and nothing of a terminal."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import sys
import corsgate_audit.organization.entry
import corsgate_audit.organization.auditing
import corsgate_audit.organization.listing
import corsgate_audit.organization.reducing
print(*sorted({name.partition('.')[0] for name in sys.modules}))
"""
_NOT = {"typer", "rich", "click", "pydantic", "samtranslator", "httpx", "jinja2", "tree_sitter"}


def test_the_functions_import_no_command_line_and_no_translator() -> None:
    """Nor what downloads and parses code, nor what lays out the page, before it is asked for."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], check=True, capture_output=True, text=True
    )
    assert set(done.stdout.split()) & _NOT == set()
