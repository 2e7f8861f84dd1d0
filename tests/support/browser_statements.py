"""What the documentation says of browsers, each with what proves it.

A proof is what the model says for Chromium, Firefox and WebKit, which `tests/browser` holds to the
real ones, or a test that asks those directly, or the standard's own text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.browser import (
    BrowserRequest,
    HttpResponse,
    effective_max_age,
    judge,
    preflight_request,
    verdicts,
)
from corsgate_audit.browser.profiles import ENGINES
from support.api_calls import ALLOW, ANYONE, OK, ORIGIN, TRUE, URL, call, redirect
from support.docs import DOCS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ROOT = DOCS.parent
PAGES = (
    ROOT / "README.md",
    ROOT / "SECURITY.md",
    *sorted(each for each in DOCS.glob("*.md") if each.name not in {"verdicts.md", "rules.md"}),
    *sorted((DOCS / "causes").glob("*.md")),
    *sorted((ROOT / "audit" / "corsgate_audit" / "rules").rglob("*.md")),
)
"""`docs/verdicts.md` is made of the model itself."""

_speaks_of_browsers = re.compile(
    r"\b(Chrome|Chromium|Firefox|Safari|WebKit)\b"
    r"|\b([Nn]o|[Ee]very|[Aa]ll|[Aa]) browsers?\b"
    r"|\b[Bb]rowsers,? (API|refuse|reject|accept|take|send|block|keep|drop|still|do not)"
).search
_ours = re.compile(
    r"browser('s)? (would|will)|as a browser|no browser calls|extension|of a browser \||outside a "
    r"browser|browser's console|browser/|judges only their sum|proof of|<https:|proves it|"
    r"a browser makes of|Why a browser reports|which requests a browser blocks"
).search
"""Of these it is corsgate, a person or a source that is spoken of."""


def sentences(page: Path) -> Iterator[str]:
    """Yield the sentences of a page that say something of browsers.

    Args:
        page: Markdown.
    """
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for paragraph in re.split(r"\n\s*\n|\n(?=[-|#])", text):
        plain = " ".join(paragraph.split())
        for sentence in re.split(r"(?<=[.:;!?])\s+(?=[A-Z`*\[])", plain):
            if _speaks_of_browsers(sentence) and not _ours(sentence):
                yield sentence


class Proof(NamedTuple):
    """What shows that statements are so.

    Args:
        holds: says whether it is so in the model; None where a test or a text shows it.
        shown_by: test that asks the real browsers, or the address of a standard.
    """

    holds: Callable[[], bool] | None
    shown_by: str


_DIFF = "tests/browser/test_live_verdicts.py"
_BEFORE = "tests/browser/test_before_sending.py"
_MAX_AGE = "tests/audit/browser/test_max_age.py"
FETCH = "https://fetch.spec.whatwg.org/"


def _blocked(request: BrowserRequest, preflight: HttpResponse | None, answer: HttpResponse) -> bool:
    judged = verdicts(request, preflight=preflight, response=answer)
    return tuple(judged) == ENGINES and not any(each.allowed for each in judged.values())


def _allowed(request: BrowserRequest, preflight: HttpResponse | None, answer: HttpResponse) -> bool:
    judged = verdicts(request, preflight=preflight, response=answer)
    return tuple(judged) == ENGINES and all(each.allowed for each in judged.values())


def _asked(request: BrowserRequest) -> list[dict[str, str] | None]:
    asked = [preflight_request(request, profile=engine) for engine in ENGINES]
    return [dict(each.headers) if each else None for each in asked]


def _origin(value: str) -> HttpResponse:
    return HttpResponse(200, (("Access-Control-Allow-Origin", value),))


def _methods(value: str) -> HttpResponse:
    return HttpResponse(200, (ALLOW, ("Access-Control-Allow-Methods", value)))


JSON = ("Content-Type", "application/json")
TOKEN = ("Authorization", "Bearer x")
KEY = ("X-Api-Key", "k")
SIGNED = (TOKEN, ("X-Amz-Date", "d"), ("X-Amz-Security-Token", "t"))
STAR = HttpResponse(200, (ANYONE, ("Access-Control-Allow-Headers", "*")))
BARE = HttpResponse(200)
INCLUDED = call(credentials="include")
_OF_PREFLIGHT = {
    *("Accept", "Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"),
}


def _preflight_is_bare() -> bool:
    every = _asked(call("POST", JSON, *SIGNED, KEY, credentials="include"))
    return all(each is not None and set(each) <= _OF_PREFLIGHT for each in every)


def _asks_first() -> bool:
    asking = [call(method) for method in ("PUT", "PATCH", "DELETE")]
    asking += [call("POST", JSON), call("GET", TOKEN), call("GET", KEY)]
    plain = [call(method) for method in ("GET", "HEAD", "POST")]
    return all(None not in _asked(each) for each in asking) and all(
        _asked(each) == [None] * len(ENGINES) for each in plain
    )


def _needs_listing(*headers: tuple[str, str]) -> bool:
    names = ",".join(name for name, _ in headers)
    listed = HttpResponse(200, (ALLOW, ("Access-Control-Allow-Headers", names)))
    request = call("GET", *headers)
    return _blocked(request, OK, OK) and _allowed(request, listed, OK)


def _authorization_passes_under_a_wildcard() -> bool:
    request = call("GET", TOKEN)
    standard = judge(request, preflight=STAR, response=OK)
    firefox = judge(request, preflight=STAR, response=OK, profile="firefox")
    return (
        _allowed(request, STAR, OK)
        and not standard.allowed
        and "Cross-Origin Request Warning" in firefox.console
        and _blocked(call("GET", TOKEN, credentials="include"), STAR, OK)
    )


def _letter_by_letter() -> bool:
    others = (f"{ORIGIN}/", ORIGIN.upper(), f"{ORIGIN}:443", f"{ORIGIN}, {ORIGIN}", "app", "")
    return all(_blocked(call(), None, _origin(each)) for each in others) and _allowed(
        call(), None, _origin(ORIGIN)
    )


def _mixed() -> bool:
    loopback = [call(url=f"http://{host}/") for host in ("localhost", "127.0.0.1")]
    judged = [verdicts(each, response=OK) for each in loopback]
    return _blocked(call(url="http://api.example.com/"), None, OK) and all(
        each["chromium"].allowed and each["firefox"].allowed and not each["webkit"].allowed
        for each in judged
    )


def _local_network() -> bool:
    secure = verdicts(call(url="https://192.168.0.1/"), response=OK)
    page = BrowserRequest("http://localhost/", "http://app.example.com", page_space="public")
    insecure = verdicts(page, response=HttpResponse(200, (ANYONE,)))
    open_in = [engine for engine, each in secure.items() if each.depends_on]
    return (
        open_in == ["chromium", "firefox"]
        and [engine for engine, each in insecure.items() if not each.allowed] == ["chromium"]
        and all(
            each is not None and set(each) <= _OF_PREFLIGHT
            for each in _asked(call("PUT", url="https://192.168.0.1/"))
        )
    )


def _max_ages() -> bool:
    wish = HttpResponse(204, (("Access-Control-Max-Age", "604800"),))
    limits = {"chromium": 7_200, "firefox": 86_400, "safari": 600}
    return effective_max_age(wish) == limits and set(
        effective_max_age(HttpResponse(204)).values()
    ) == {5}


def _null() -> bool:
    null = _origin("null")
    return _allowed(BrowserRequest(URL, "null"), None, null) and _blocked(call(), None, null)


PROOFS = {
    "* with credentials": Proof(
        lambda: _blocked(INCLUDED, None, HttpResponse(200, (ANYONE, TRUE))), _DIFF
    ),
    "reflected origin": Proof(lambda: _allowed(INCLUDED, None, OK), _DIFF),
    "two values": Proof(lambda: _blocked(call(), None, HttpResponse(200, (ALLOW, ALLOW))), _DIFF),
    "asks first": Proof(_asks_first, _DIFF),
    "bare preflight": Proof(_preflight_is_bare, _DIFF),
    "Content-Type is listed": Proof(lambda: _needs_listing(JSON), _DIFF),
    "signed headers are listed": Proof(lambda: _needs_listing(*SIGNED, KEY), _DIFF),
    "Authorization under *": Proof(_authorization_passes_under_a_wildcard, _DIFF),
    "401 is no permission": Proof(
        lambda: _blocked(call("PUT"), HttpResponse(401, (ALLOW,)), OK), _DIFF
    ),
    "no redirect of a preflight": Proof(
        lambda: _blocked(call("PUT"), redirect(URL, status=307), OK), _DIFF
    ),
    "letter by letter": Proof(_letter_by_letter, _DIFF),
    "no patterns": Proof(lambda: _blocked(call(), None, _origin("https://*.example.com")), _DIFF),
    "no origin": Proof(
        lambda: _blocked(call(), None, BARE) and _blocked(call("PUT"), BARE, OK), _DIFF
    ),
    "case of methods": Proof(
        lambda: (
            _blocked(call("PATCH"), _methods("patch"), OK)
            and _allowed(call("PATCH"), _methods("PATCH"), OK)
        ),
        _DIFF,
    ),
    "null": Proof(_null, _DIFF),
    "max age": Proof(_max_ages, _MAX_AGE),
    "mixed content": Proof(_mixed, _BEFORE),
    "local network access": Proof(_local_network, _BEFORE),
    "Origin of same-origin requests": Proof(None, f"{FETCH}#append-a-request-origin-header"),
    "header names over HTTP/2": Proof(None, "https://www.rfc-editor.org/rfc/rfc9113#section-8.2"),
}

# The beginning, or a part, of each sentence: what stands there is found by it.
STATEMENTS: dict[str, tuple[str, ...]] = {
    "* with credentials": (
        "Browsers reject it, and so does the policy when it is created.",
        "With credentials `*` is a name and not a wildcard, so a browser blocks",
        "Browsers block the answer to a request with cookies under `*`",
        "This is what browsers reject in the form `*` with credentials",
    ),
    "reflected origin": ("browsers accept it with credentials too, with which they reject the *.",),
    "two values": ("sends both, and browsers reject two values.",),
    "asks first": (
        "Before a request with any method but `GET`, `HEAD` and `POST`, or with a header such as",
        "Before a browser sends PUT, PATCH or DELETE, a JSON body, or a header such as",
    ),
    "bare preflight": (
        "A browser sends neither cookies nor Authorization with a preflight",
        "browsers send no key with a preflight.",
        "browsers send no token with it.",
        "on OPTIONS a browser sends no Content-Type at all.",
        "A browser's preflight has neither body nor content type",
        "A browser sends a preflight before a signed request, and does not sign it.",
        "denies the preflight, which browsers do not sign.",
        "browsers send `Accept:",
        "such an OPTIONS method serves no request that a browser makes.",
    ),
    "Content-Type is listed": ("A browser sends JSON to another origin only if",),
    "signed headers are listed": (
        "most often Authorization, and a browser sends that only if",
        "X-Amz-Security-Token or X-Api-Key, and a browser sends those only if",
        "A browser sends those only if the answer to the preflight lists them.",
    ),
    "Authorization under *": (
        "`*` does not cover `authorization`, though no browser blocks that yet.",
        "By the Fetch standard `*` covers every header but Authorization, which has to be named;",
        "By the Fetch standard `*` covers all but Authorization; no browser blocks that yet.",
        "No browser blocks Authorization under `*` yet: all send it, Chrome and Firefox warn",
    ),
    "401 is no permission": ("a browser does not accept 401 as permission.",),
    "no redirect of a preflight": ("Browsers do not follow a redirect of a preflight.",),
    "letter by letter": (
        "A browser compares the header with the page's origin character by character.",
        "Never: browsers reject such a value.",
        "An allowed origin is written in a form that browsers do not send.",
        "A browser sends its origin as scheme, host and port, in lower case, without a slash",
        "Write the origin as browsers send it: scheme://host",
        "Write the origin of the page that was meant, as browsers send it: scheme://host.",
        "origins as browsers send them, patterns, or",
        "A function sends a value of Access-Control-Allow-Origin that browsers reject.",
        "(a value that browsers reject).",
        "a browser requires both to allow the page.",
    ),
    "no patterns": ("Browsers, API Gateway and function URLs do not support patterns",),
    "no origin": ("A browser then blocks every answer, and does not send a request that triggers",),
    "case of methods": ("A browser sends PUT, PATCH and DELETE only if the preflight's answer",),
    "null": ("`null` is what a browser sends for a page without an origin of its own",),
    "max age": (
        "and a `max_age` above 86400, which no browser supports, is reduced.",
        "seconds for which a browser may cache a preflight, 0 to 86400",
        "The header says for how many seconds a browser may cache the preflight.",
        "The maximum is 2 hours in Chromium, a day in Firefox and 10 minutes in Safari;",
        "Set it to 7200 seconds, the maximum of Chromium",
    ),
    "mixed content": (
        "Chrome and Firefox make an exception for `http://localhost` and `http://127.0.0.1`;",
        "Safari makes none.",
    ),
    "local network access": (
        "There is no field for `Access-Control-Allow-Private-Network`, because no browser asks",
        "Chrome gave up Private Network Access, and since version 142 asks its user for",
        "Chrome and Firefox ask the user before a public page may call localhost or a private",
        "Chrome refuses pages that are not on https.",
        "Safari does not ask.",
    ),
    "Origin of same-origin requests": (
        "A browser sends `Origin` with same-origin requests other than GET and HEAD too;",
    ),
    "header names over HTTP/2": ("a third spelling, which no browser sends, is an unknown one",),
}
