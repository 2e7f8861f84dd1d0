"""Firefox's remote control, as far as its console needs it: three commands over a socket.

Mozilla's own client (`marionette_driver`) brings a dozen packages for what is a length, a colon and
a JSON list: https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

from __future__ import annotations

import json
import socket
from typing import Any


class Marionette:
    """One session; the scripts run in the browser's own context.

    Args:
        port: on loopback, where Firefox listens.
        timeout: seconds for each answer.
    """

    def __init__(self, port: int, timeout: float = 60) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout)
        self._stream = self._socket.makefile("rb")
        self._sent = 0
        self._receive()
        self._send("WebDriver:NewSession", {"acceptInsecureCerts": True})
        self._in("chrome")

    def execute(self, script: str) -> Any:  # noqa: ANN401 - whatever the script returns
        """Run a script and return what it returns.

        Raises:
            RuntimeError: the script failed.
        """
        parameters = {"script": script, "args": [], "sandbox": "system", "newSandbox": False}
        return self._send("WebDriver:ExecuteScript", parameters)["value"]

    def navigate(self, url: str) -> None:
        """Load a page, and wait until it is loaded."""
        self._in("content")
        self._send("WebDriver:Navigate", {"url": url})
        self._in("chrome")

    def _in(self, context: str) -> None:
        self._send("Marionette:SetContext", {"value": context})

    def close(self) -> None:
        """Hang up."""
        self._stream.close()
        self._socket.close()

    def _send(self, name: str, parameters: dict[str, Any]) -> dict[str, Any]:
        self._sent += 1
        body = json.dumps([0, self._sent, name, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(body), body))
        _, number, error, result = self._receive()
        if error or number != self._sent:
            msg = f"{name}: {error}"
            raise RuntimeError(msg)
        answer: dict[str, Any] = result
        return answer

    def _receive(self) -> Any:  # noqa: ANN401 - the greeting is an object, an answer is a list
        length = b""
        while (digit := self._stream.read(1)) not in {b":", b""}:
            length += digit
        return json.loads(self._stream.read(int(length)))
