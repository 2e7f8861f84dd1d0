"""The page `docs/verdicts.md`, made of the tables in the code; `support.docs` writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import (
    BrowserRequest,
    HttpResponse,
    console,
    firefox,
    verdicts,
    webkit,
)
from corsgate_audit.browser.differences import Difference
from corsgate_audit.browser.engines import NAMES
from corsgate_audit.browser.max_age import BROWSER_LIMITS, DEFAULT_SECONDS
from corsgate_audit.browser.profiles import ENGINES
from corsgate_audit.browser.reference import REFERENCE, Entry
from corsgate_audit.rules.registry import all_rules
from support.rules_page import link

if TYPE_CHECKING:
    from corsgate_audit.browser import CorsError

_START = """\
<!-- Made from the code by `make docs`: change the tables there, not this page. -->
# Verdicts

What a browser decides about an exchange, in the words of `corsgate_audit.browser`. The names are
Chromium's own, as its [DevTools protocol][cors-error] gives them; the sentences are those of each
engine's console, with … for the value that failed. All of them were compared with the real console
of Chromium 156, Firefox 153 ESR and WebKitGTK 2.50, the engine of Safari; `make browser-diff` does
it again, with fresh exchanges, on any machine that has the browsers. Safari itself was not asked:
its network stack is not GTK's.

- **Chromium**: in front of each sentence, `Access to fetch at '<URL>' from origin '<origin>' has
  been blocked by CORS policy:`
- **Firefox**: each is a reason in `Cross-Origin Request Blocked: The Same Origin Policy disallows
  reading the remote resource at <URL>. (Reason: …).` Beside a preflight or a redirect that failed
  it prints once more that the `CORS request did not succeed` with `Status code: (null)`: that one
  says nothing, the other one does.
- **WebKit**: the sentence names no URL; the next line does: `Fetch API cannot load <URL> due to
  access control checks.` Where it is a redirect that failed, `Cross-origin redirection to <URL>
  denied by Cross-Origin Resource Sharing policy:` stands in front.

[cors-error]: https://chromedevtools.github.io/devtools-protocol/tot/Network/#type-CorsError

| error | what the browser found |
| --- | --- |
"""

_DIFFERENCES = """\
## Where the engines differ from the standard

`judge` decides by the Fetch standard, or with `profile="chromium"`, `"firefox"` or `"webkit"` by
what that engine does. These are all the differences that were found: each was measured, and is an
entry in `corsgate_audit.browser.differences` with the exchange that shows it in the tests.

| difference | the standard | instead | Chromium | Firefox | WebKit |
| --- | --- | --- | --- | --- | --- |
"""

_MAX_AGE = f"""\
## For how long a preflight is remembered

Without `Access-Control-Max-Age` every browser keeps the answer for {DEFAULT_SECONDS} seconds; with
0 none keeps it. What each makes of a value was compared with the three engines; the limits of
minutes and more were read in their sources. Firefox remembers names alone: what `*` allowed, it
asks for again every time.

| browser | at most | for a text that is no number |
| --- | --- | --- |
"""


_BEFORE = """\
## Before CORS is looked at

Two things are refused whatever a server answers, and nothing is sent: **mixed content**, which is
what a page on https requests by http, and **local network access**, which is what a public page
calls in a more private address space. Where the user's answer, the page's address space or the
way in which the page was loaded is not known, the verdict says that it depends on it. The
sentences are those of a page at the root of `https://app.example.com`; Firefox takes a denied
permission for a failure of the network. Measured for loopback, private addresses (simulated by
each browser's own switch), redirects and sandboxed frames; the prompt itself was not.

"""
_APP = "https://app.example.com"
_REFUSED = (
    BrowserRequest("http://api.example.com/", _APP),
    BrowserRequest("https://192.168.0.1/", _APP, page_space="public", permission="denied"),
    BrowserRequest("http://localhost/", "http://app.example.com", page_space="public"),
)


def _before() -> str:
    """Return the sentences about what is refused before anything is sent, as they are printed."""
    answer = HttpResponse(200, (("Access-Control-Allow-Origin", "*"),))
    lines = []
    for request in _REFUSED:
        judged = verdicts(request, response=answer)
        lines += [
            f"- **{each.error}**, {NAMES[engine]}: `{'` `'.join(each.console_lines)}`\n"
            for engine, each in judged.items()
            if not each.allowed
        ]
    return _BEFORE + "".join(lines)


def render() -> str:
    """Return the page."""
    contents = "".join(
        f"| [{error}](#{error.lower()}) | {entry.meaning} |\n" for error, entry in REFERENCE.items()
    )
    entries = "\n".join(_entry(error, entry) for error, entry in REFERENCE.items())
    return "\n".join([_START + contents, entries, _before(), _differences(), _max_age()])


def _entry(error: CorsError, entry: Entry) -> str:
    sentences = (
        console.SENTENCES[error],
        firefox.REASONS[error] + (", with the status" if error in firefox.WITH_STATUS else ""),
        webkit.SENTENCES[error],
    )
    shown = " | ".join(sentence.replace("{}", "…") for sentence in sentences)
    return (
        f"## {error}\n\n"
        f"{entry.meaning} [The step of the standard]({entry.step}).\n\n"
        "| Chromium | Firefox | WebKit (Safari) |\n| --- | --- | --- |\n"
        f"| {shown} |\n\n"
        f"- **The usual cause on AWS**: {entry.cause}\n"
        f"- **Found by**: {', '.join(_rules(error)) or 'no rule of the audit yet'}\n"
    )


def _rules(error: CorsError) -> list[str]:
    return [link(rule) for rule in all_rules() if error in rule.page.symptoms]


def _differences() -> str:
    return _DIFFERENCES + "".join(map(_difference, Difference))


def _difference(difference: Difference) -> str:
    note = difference.value
    sources = ", ".join(f"[{n}]({source})" for n, source in enumerate(note.sources, 1))
    marks = " | ".join("yes" if engine in note.engines else "" for engine in ENGINES)
    name = difference.name.lower().replace("_", " ")
    return f"| {name} ({sources}) | {note.standard} | {note.instead} | {marks} |\n"


def _max_age() -> str:
    rows = (
        f"| [{name.title()}]({limit.source}) | {limit.seconds:,} s | {limit.otherwise} s |\n"
        for name, limit in BROWSER_LIMITS.items()
    )
    return _MAX_AGE + "".join(rows)
