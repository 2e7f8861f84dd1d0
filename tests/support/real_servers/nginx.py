"""A real nginx in front of an application."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from support.real_servers.running import free_port, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
NGINX_NOT_RUN = "NOT RUN: no nginx on this machine; install it: apt-get install nginx-light"

CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{
{settings}
            proxy_pass {origin};
        }}
    }}
}}
"""


@contextmanager
def in_front_of(origin: str, folder: Path, settings: str) -> Iterator[str]:
    """Run nginx with settings of the one location; yield its own origin.

    Args:
        origin: of the application behind it.
        folder: for its files; made.
        settings: directives.
    """
    assert NGINX is not None
    folder.mkdir()
    port = free_port()
    text = CONFIGURATION.format(folder=folder, port=port, settings=settings, origin=origin)
    file = folder / "nginx.conf"
    file.write_text(text, encoding="utf-8")
    command = [NGINX, "-p", str(folder), "-c", str(file), "-e", str(folder / "error.log")]
    with serve(command, port, folder / "nginx.log") as front:
        yield front
