"""A page that plays exchanges without a driver: it fetches its calls and posts what it saw.

Firefox and WebKit are pointed at it; everything they reach is on loopback.
"""

from __future__ import annotations

import asyncio
import json
import queue
from typing import TYPE_CHECKING, Any

from support.chromium import PLAY
from support.raw_server import RawServer

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

TIMEOUT = 120
CALLS, SEEN = "/calls", "/seen"
MARK = "corsgate plays"

# The sandboxed frame has an opaque origin: what it plays is asked for with `Origin: null`.
_FRAME = "<!doctype html><script>const play = {play}; addEventListener('message', async event => \
parent.postMessage(await eval(event.data.script)(event.data.batch, play), '*'))</script>"

# Loaded once; `run` is the script of the batch, so that a harness can ask for anything.
_PAGE = """<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>corsgate</title>
<iframe sandbox="allow-scripts"></iframe>
<script>
const play = {play};
const frame = document.querySelector('iframe');
const loaded = new Promise(resolve => frame.onload = resolve);
frame.srcdoc = {frame};
const inFrame = async batch => {{
  await loaded;
  const seen = new Promise(resolve => addEventListener('message', resolve, {{once: true}}));
  frame.contentWindow.postMessage({{batch, script: batch.script}}, '*');
  return (await seen).data;
}};
(async () => {{
  for (;;) {{
    const batch = await (await fetch('{calls}', {{cache: 'no-store'}})).json();
    const seen = await (batch.sandboxed ? inFrame(batch) : eval(batch.script)(batch, play));
    await fetch('{seen}', {{method: 'POST', body: JSON.stringify(seen)}});
  }}
}})();
</script>"""

ALL_AT_ONCE = "(batch, play) => play(batch.calls)"
# A console that names no request is read between marks.
ONE_BY_ONE = f"""async (batch, play) => {{
  const seen = [];
  for (const [i, call] of batch.calls.entries()) {{
    console.log('{MARK} ' + batch.names[i]);
    seen.push(...await play([call]));
    // What the console says of a failure may come a turn after the page knows.
    await new Promise(resolve => setTimeout(resolve));
  }}
  console.log('{MARK} nothing');
  return seen;
}}"""


def page() -> str:
    """Return the HTML of the page."""
    frame = json.dumps(_FRAME.replace("{play}", PLAY.strip())).replace("</", "<\\/")
    return _PAGE.format(play=PLAY.strip(), frame=frame, calls=CALLS, seen=SEEN)


class PageServer(RawServer):
    """Serves the page, hands it what to play and takes what it saw."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(tls)
        self.pages["/page"] = page()
        self._batches: asyncio.Queue[str] = asyncio.Queue()
        self._seen: queue.Queue[list[dict[str, Any]]] = queue.Queue()

    def played(self, batch: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Have the page play a batch and return what it saw.

        Args:
            batch: ``script``, ``sandboxed``, and what the script takes.

        Raises:
            queue.Empty: the page has said nothing for too long.
        """
        self.call_soon(self._batches.put_nowait, json.dumps(batch))
        return self._seen.get(timeout=TIMEOUT)

    async def reply(self, head: str, reader: asyncio.StreamReader) -> bytes:
        """Hand out a batch, take what was seen of one, or answer as any server."""
        method, path, _ = head.split("\r\n", 1)[0].split(" ", 2)
        if (method, path) == ("GET", CALLS):
            return _whole(await self._batches.get())
        if (method, path) == ("POST", SEEN):
            lengths = [n for n in head.lower().split("\r\n") if n.startswith("content-length:")]
            body = await reader.readexactly(int(lengths[0].partition(":")[2]))
            self._seen.put(json.loads(body))
            return _whole("{}")
        return await super().reply(head, reader)


def _whole(text: str) -> bytes:
    body = text.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"Cache-Control: no-store\r\n\r\n" + body
