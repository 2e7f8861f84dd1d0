"""What a page loads by other means than `fetch()` has the same verdicts, in three real browsers."""

from __future__ import annotations

import base64
import hashlib
import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.browser import BrowserRequest, HttpResponse, judge
from corsgate_audit.browser.fetching import Fetching, fetch_method
from corsgate_audit.browser.headers import byte_lowercase
from corsgate_audit.browser.profiles import PROFILES
from support.browser_compared import on_the_way, requests_of
from support.browser_engines import ENGINES, Player
from support.browser_loads import LOADS, script_of
from support.exchanges import Exchange, Hop
from support.generate_exchanges import Generator
from support.raw_server import RawServer

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FONTS = sorted(Path("/usr/share/fonts").rglob("*.ttf"))
NO_FONT = "NOT RUN: no font on this machine; install one: apt-get install fonts-dejavu-core"
ORIGIN, CREDENTIALS = "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"
ANSWERS: tuple[tuple[tuple[str, str], ...], ...] = (
    (),
    ((ORIGIN, "*"),),
    ((ORIGIN, "{origin}"),),
    ((ORIGIN, "null"),),
    ((ORIGIN, "{origin}"), (CREDENTIALS, "true")),
    ((ORIGIN, "*"), (CREDENTIALS, "true")),
    ((ORIGIN, "{origin}/"),),
    ((ORIGIN, "{origin}"), (ORIGIN, "{origin}")),
)


@pytest.fixture(scope="module", params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> Iterator[tuple[str, Player]]:
    """Start each engine once, one after another; one that is not installed is NOT RUN."""
    name: str = request.param
    if ENGINES[name].find() is None:
        pytest.skip(ENGINES[name].not_run)
    with ENGINES[name].run() as running:
        yield name, running


@pytest.mark.parametrize("kind", LOADS)
def test_whatever_asks_with_cors_has_the_verdict_of_fetch(
    engine: tuple[str, Player], kind: str
) -> None:
    """And what asks without is loaded whatever the answer says."""
    name, running = engine
    load = LOADS[kind]
    if kind == "font" and not FONTS:
        pytest.skip(NO_FONT)
    body = FONTS[0].read_bytes() if kind == "font" else load.body
    rows = list(itertools.product(load.modes, ANSWERS))
    placed = []
    for _, headers in rows:
        answer = HttpResponse(200, (("Content-Type", load.content_type), *headers))
        exchange = running.stage.place(Exchange("GET", (), "omit", (Hop("a", answer, answer),)))
        running.stage.servers["a"].bodies[exchange.path_of(0)] = body
        placed.append(exchange)
    urls = [(each.url, mode) for each, (mode, _) in zip(placed, rows, strict=True)]
    got = running.run(script_of(load), urls=urls)
    origin = "null" if kind == "page of a data URL" else running.origins["page"]
    free = not load.cors or name in load.free_in
    expected = [
        free or _allowed(BrowserRequest(each.url, origin, credentials=mode), each, name)
        for each, (mode, _) in zip(placed, rows, strict=True)
    ]
    assert dict(zip(urls, got, strict=True)) == dict(zip(urls, expected, strict=True))


def _allowed(request: BrowserRequest, placed: Exchange, engine: str) -> bool:
    verdict = judge(request, response=placed.hops[0].response, profile=engine)
    return verdict.allowed is True


XHR = """async batch => {
  const ask = ({url, method, headers, credentials}) => new Promise(done => {
    const request = new XMLHttpRequest();
    try {
      request.open(method, url);
      for (const [name, value] of headers) request.setRequestHeader(name, value);
    } catch (error) { return done('thrown'); }
    request.withCredentials = credentials == 'include';
    request.timeout = 15000;
    request.onload = () => done(true);
    request.onerror = request.ontimeout = () => done(false);
    request.send();
  });
  const got = [];
  for (const call of batch.calls) got.push(await ask(call));
  return got;
}"""


def test_xmlhttprequest_has_the_verdicts_and_the_requests_of_fetch(
    engine: tuple[str, Player],
) -> None:
    """Generated exchanges, redirects among them; `fetch()` alone takes a header more than once."""
    name, running = engine
    placed = [
        running.stage.place(each)
        for each in itertools.islice(Generator(16).exchanges(), 400)
        if not each.sandboxed and each.credentials != "omit" and _comparable(each, name)
    ]
    got = running.run(XHR, calls=[each.call() for each in placed])
    differing = []
    for each, allowed in zip(placed, got, strict=True):
        ours = (each.judged(name).allowed, on_the_way(tuple(requests_of(each, name))))
        theirs = (allowed, on_the_way(running.stage.arrived(each)))
        if ours != theirs:
            differing.append((each.to_json(), ours, theirs))
    assert len(placed) > 100
    assert differing == []


def _comparable(exchange: Exchange, engine: str) -> bool:
    names = [byte_lowercase(name) for name, _ in exchange.headers]
    placed = exchange.placed_at({"page": "http://a", "a": "http://b", "b": "http://c"}, "1")
    accepted = isinstance(fetch_method(placed.request, PROFILES[engine]), Fetching)
    return accepted and len(set(names)) == len(names)


# A browser keeps 250 entries and drops what comes after them: those of other tests go.
TIMING = """async (batch, play) => {
  performance.clearResourceTimings();
  const told = [];
  for (const url of batch.urls) {
    await (await fetch(url)).text();
    await new Promise(done => setTimeout(done, 50));
    told.push(performance.getEntriesByName(url).at(-1).requestStart > 0);
  }
  return told;
}"""


def test_timing_allow_origin_is_a_list_and_takes_no_credentials(engine: tuple[str, Player]) -> None:
    """Unlike Access-Control-Allow-Origin it may name many origins; CORS does not grant it."""
    _, running = engine
    values = {
        None: False,
        "*": True,
        "{origin}": True,
        "https://other.example, {origin}": True,
        "https://other.example": False,
        "{origin}/": False,
    }
    placed = []
    for value in values:
        lines = () if value is None else (("Timing-Allow-Origin", value),)
        answer = HttpResponse(200, ((ORIGIN, "*"), *lines))
        hop = Hop("a", answer, answer)
        placed.append(running.stage.place(Exchange("GET", (), "omit", (hop,))))
    told = running.run(TIMING, urls=[each.url for each in placed])
    assert dict(zip(values, told, strict=True)) == values


class Handshaker(RawServer):
    """Answers a WebSocket's opening with its acceptance, and with no word about CORS."""

    def __init__(self) -> None:
        super().__init__()
        self.heads: list[str] = []

    async def reply(self, head: str, reader: asyncio.StreamReader) -> bytes:
        """Accept whoever asks; https://www.rfc-editor.org/rfc/rfc6455#section-4.2.2."""
        self.heads.append(head)
        lines = [line.partition(":") for line in head.split("\r\n")]
        keys = [value.strip() for n, _, value in lines if n.lower() == "sec-websocket-key"]
        if not keys:
            return await super().reply(head, reader)
        salted = keys[0] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(salted.encode()).digest()).decode()  # noqa: S324 - the protocol's own
        return (
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {accept}\r\n\r\n"
        ).encode()


SOCKET = """async batch => [await new Promise(done => {
  const socket = new WebSocket(batch.url);
  socket.onopen = () => done(true);
  socket.onerror = () => done(false);
})]"""


def test_a_websocket_is_not_subject_to_cors(engine: tuple[str, Player]) -> None:
    """It opens without a header that permits it; the server sees the origin, and has to look."""
    _, running = engine
    server = Handshaker()
    server.start()
    try:
        url = server.origin.replace("http", "ws") + "/socket"
        opened: list[Any] = running.run(SOCKET, url=url)
    finally:
        server.stop()
    assert opened == [True]
    assert any(f"origin: {running.origins['page']}" in head.lower() for head in server.heads)
