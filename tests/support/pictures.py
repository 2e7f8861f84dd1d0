"""Draws what the commands print, for the README and the documentation: ``make docs``."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[2]
WIDTH = 100  # columns
_EXAMPLE = re.compile(r"<!-- test: template -->\n```yaml\n(.*?)```", re.DOTALL)
_FONTS_OF_THE_NETWORK = re.compile(r"@font-face \{.*?\}\n", re.DOTALL)


def audit_picture() -> str:
    """Return, as SVG, what `corsgate audit` prints of the README's template.

    The picture loads nothing: the font is whatever monospaced one the reader has.
    """
    (template,) = _EXAMPLE.findall((ROOT / "README.md").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "template.yaml").write_text(template, "utf-8")
        printed = subprocess.run(
            [Path(sys.executable).with_name("corsgate"), "audit", "template.yaml"],
            cwd=folder,
            env={**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH)},
            capture_output=True,
            text=True,
            check=False,
        ).stdout
    screen = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    screen.print("[bold green]$[/] [bold]corsgate audit template.yaml[/]\n")
    screen.print(Text.from_ansi(printed))
    drawn = screen.export_svg(title="corsgate", unique_id="audit")
    return _FONTS_OF_THE_NETWORK.sub("", drawn)
