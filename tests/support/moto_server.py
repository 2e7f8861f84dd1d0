"""moto's server with the support installed, on a free port of 127.0.0.1.

``PYTHONPATH=tests python -m support.moto_server`` prints the port and serves until its standard
input closes, which happens when the process that started it ends in whatever way, or until its
time is over.
"""

from __future__ import annotations

import argparse
import logging
import select
import sys

from moto.server import ThreadedMotoServer

from support.moto_support import install

HOST = "127.0.0.1"
LIFETIME = 1800.0  # seconds


def serve(seconds: float) -> None:
    """Serve until standard input closes, but not longer than this."""
    install()
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # it logs every request
    server = ThreadedMotoServer(ip_address=HOST, port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    print(port, flush=True)  # noqa: T201 (the caller reads it)
    select.select([sys.stdin], [], [], seconds)
    server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=LIFETIME, help="how long to serve")
    serve(parser.parse_args().seconds)
