"""What else a page loads: each kind by a script, which says whether the page got it."""

from __future__ import annotations

from dataclasses import dataclass

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
TIMEOUT_MS = 10_000


@dataclass(frozen=True)
class Load:
    """One kind of request.

    Args:
        script: a JavaScript function of ``(url, credentials)``; a promise of whether it was got.
        content_type: of what is loaded.
        body: of what is loaded.
        cors: whether the request is one that CORS decides about.
        modes: of credentials that a page can ask for.
        free_in: engines that load it whatever the answer says.
    """

    script: str
    content_type: str = "text/plain"
    body: bytes = b"ok"
    cors: bool = True
    modes: tuple[str, ...] = ("same-origin", "include")
    free_in: frozenset[str] = frozenset()


def _element(name: str, attributes: str, *, crossorigin: bool = True) -> str:
    """Return a script that appends an element and waits for its load or error."""
    asks = (
        "element.crossOrigin = credentials == 'include' ? 'use-credentials' : 'anonymous';"
        if crossorigin
        else ""
    )
    return (
        f"(url, credentials) => new Promise(done => {{ const element = "
        f"document.createElement('{name}'); {asks} element.onload = () => done(true); "
        f"element.onerror = () => done(false); Object.assign(element, {attributes}); "
        "document.head.append(element); })"
    )


_XHR = """(url, credentials) => new Promise(done => {
  const request = new XMLHttpRequest();
  request.open('GET', url);
  request.withCredentials = credentials == 'include';
  request.onload = () => done(true);
  request.onerror = () => done(false);
  request.send();
})"""
_EVENTS = """(url, credentials) => new Promise(done => {
  const source = new EventSource(url, {withCredentials: credentials == 'include'});
  const end = got => { source.close(); done(got); };
  source.onopen = () => end(true);
  source.onerror = () => end(false);
})"""
_FONT = "url => new FontFace('x', `url(${url})`).load().then(() => true, () => false)"
# A page with an opaque origin of its own: what it asks for says `Origin: null`.
_DATA_PAGE = """url => new Promise(done => {
  const frame = document.createElement('iframe');
  addEventListener('message', event => done(event.data), {once: true});
  frame.src = `data:text/html,<script>fetch('${url}').then(() => true, () => false)
    .then(got => parent.postMessage(got, '*'))</` + 'script>';
  document.body.append(frame);
})"""

LOADS = {
    "xhr": Load(_XHR),
    "image": Load(_element("img", "{src: url}"), "image/svg+xml", SVG),
    "image without crossorigin": Load(
        _element("img", "{src: url}", crossorigin=False), "image/svg+xml", SVG, cors=False
    ),
    "module script": Load(
        _element("script", "{type: 'module', src: url}"), "text/javascript", b"1;"
    ),
    "script": Load(_element("script", "{src: url}"), "text/javascript", b"1;"),
    "script without crossorigin": Load(
        _element("script", "{src: url}", crossorigin=False), "text/javascript", b"1;", cors=False
    ),
    "style sheet": Load(_element("link", "{rel: 'stylesheet', href: url}"), "text/css", b"x {}"),
    "event source": Load(_EVENTS, "text/event-stream", b": ok\n\n"),
    # https://drafts.csswg.org/css-fonts/#font-fetching-requirements asks for CORS.
    "font": Load(_FONT, "font/ttf", modes=("same-origin",), free_in=frozenset({"webkit"})),
    "page of a data URL": Load(_DATA_PAGE, modes=("same-origin",)),
}


def script_of(load: Load) -> str:
    """Return what a browser runs for a kind: every URL of the batch, one after another."""
    return f"""async batch => {{
  const load = {load.script};
  const late = () => new Promise(done => setTimeout(() => done('late'), {TIMEOUT_MS}));
  const got = [];
  for (const [url, credentials] of batch.urls)
    got.push(await Promise.race([load(url, credentials), late()]));
  return got;
}}"""
