"""Applications in the frameworks that people use, with a gap for their CORS settings."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from support.real_servers.running import free_port, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]

FLASK = """
import flask
from werkzeug.serving import run_simple
app = flask.Flask("items")

@app.get("/items")
def items():
    return flask.jsonify([])

@app.put("/items")
def replace():
    return flask.jsonify({{}})

{cors}
run_simple("127.0.0.1", {port}, app)
"""

STARLETTE = """
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

async def items(request):
    return JSONResponse([])

app = Starlette(routes=[Route("/items", items, methods=["GET", "PUT"])])
{cors}
uvicorn.run(app, host="127.0.0.1", port={port}, log_level="warning")
"""

EXPRESS = """
const express = require("express");
const app = express();
{cors}
app.get("/items", (request, response) => response.json([]));
app.put("/items", (request, response) => response.json({{}}));
app.listen({port}, "127.0.0.1");
"""


@dataclass(frozen=True)
class App:
    """One framework.

    Args:
        source: of the application, with gaps for ``cors`` and ``port``.
        program: that runs it, given the file's name.
        suffix: of the file.
    """

    source: str
    program: str
    suffix: str

    @contextmanager
    def running(self, folder: Path, cors: str = "") -> Iterator[str]:
        """Run the application with CORS settings; yield its origin.

        Args:
            folder: in which its files may be written.
            cors: code for the gap.
        """
        port = free_port()
        file = folder / f"app-{port}{self.suffix}"
        file.write_text(self.source.format(cors=cors, port=port), encoding="utf-8")
        modules = folder / "node_modules"
        if self.suffix == ".js" and not modules.exists():
            modules.symlink_to(ROOT / "node_modules")
        program = shutil.which(self.program)
        assert program is not None, f"{self.program} is not installed; run: make setup"
        with serve([program, str(file)], port, folder / f"app-{port}.log") as origin:
            yield origin


APPS = {
    "flask": App(FLASK, sys.executable, ".py"),
    "starlette": App(STARLETTE, sys.executable, ".py"),
    "express": App(EXPRESS, "node", ".js"),
}
