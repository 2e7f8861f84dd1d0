"""``make serve``: the reference app on loopback, and a page on another port that calls it.

Its functions keep their items in an emulated table; nothing leaves this machine.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from support.served_reference import reference_app

HOST = "127.0.0.1"
PAGE = """<!doctype html>
<title>corsgate serve</title>
<style>body {{ font: 1rem/1.5 system-ui; margin: 2rem }} td {{ padding-right: 1rem }}</style>
<h1>A page at {origin}</h1>
<p>It calls the reference app at {api}. Each call has its line in the terminal.</p>
<table id="calls"></table>
<script>
const calls = [
  ["GET", "/items", {{}}],
  ["POST", "/items", {{"content-type": "application/json"}}],
  ["PUT", "/items/1", {{"content-type": "application/json"}}],
  ["PUT", "/items/1", {{"content-type": "application/json", "x-not-allowed": "1"}}],
  ["PATCH", "/items/1", {{}}],
  ["DELETE", "/items/1", {{}}],
  ["GET", "/nowhere", {{}}],
];
const table = document.getElementById("calls");
for (const [method, path, headers] of calls) {{
  const row = table.insertRow();
  const button = document.createElement("button");
  button.textContent = `${{method}} ${{path}} ${{Object.keys(headers).join(", ")}}`;
  row.insertCell().append(button);
  const shown = row.insertCell();
  button.onclick = async () => {{
    const body = ["POST", "PUT"].includes(method) ? JSON.stringify({{name: "a"}}) : undefined;
    try {{
      const answer = await fetch({api!r} + path, {{method, headers, body, credentials: "include"}});
      shown.textContent = `${{answer.status}} ${{await answer.text()}}`;
    }} catch (error) {{
      shown.textContent = `blocked: ${{error}}`;
    }}
  }};
}}
</script>
"""


class _Page(BaseHTTPRequestHandler):
    page = b""

    def do_GET(self) -> None:
        """Answer every path with the page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(self.page)))
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *_: object) -> None:
        """Stay quiet: the API's requests are what there is to see."""


def main() -> int:
    """Serve both until Ctrl-C; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=3000, help="port of the API")
    parser.add_argument("--page-port", type=int, default=5173, help="port of the page")
    options = parser.parse_args()
    server = ThreadingHTTPServer((HOST, options.page_port), _Page)
    origin = f"http://localhost:{server.server_address[1]}"
    api = f"http://{HOST}:{options.port}/prod"
    _Page.page = PAGE.format(origin=origin, api=api).encode()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # Of this program, and so of the table's server; `corsgate serve` has a handler of its own.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    command = [str(Path(sys.executable).parent / "corsgate"), "serve"]
    with (
        tempfile.TemporaryDirectory(prefix="corsgate-serve-") as folder,
        reference_app(Path(folder), origin) as app,
    ):
        sys.stdout.write(f"open {origin}/ in a browser\n")
        sys.stdout.flush()
        given = ["--port", str(options.port), "--env", str(app.file), "--python", sys.executable]
        with subprocess.Popen([*command, str(app.assembly), *given]) as served:
            return served.wait()


if __name__ == "__main__":
    sys.exit(main())
