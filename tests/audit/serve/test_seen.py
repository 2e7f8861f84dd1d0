"""The verdict on an answer is that of the browser that is about to receive it."""

from __future__ import annotations

import pytest

from corsgate_audit.browser import HttpRequest, HttpResponse
from corsgate_audit.gateway import Answer, Layer
from corsgate_audit.serve.seen import Judged, SeenKind, engine_of, judge_seen

URL = "http://127.0.0.1:3000/prod/a"
PAGE = ("Origin", "https://app.example.com")
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
SAFARI = "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605"
ANY = ("Access-Control-Allow-Origin", "*")


def judged(
    *headers: tuple[str, str], answer: tuple[tuple[str, str], ...] = (ANY,), method: str = "GET"
) -> Judged:
    """Judge an answer with these headers."""
    given = Answer(response=HttpResponse(200, answer), layer=Layer.FUNCTION, note="")
    return judge_seen(HttpRequest(method, URL, headers), given, URL)


@pytest.mark.parametrize(
    ("name", "engine"),
    [(CHROME, "chromium"), (FIREFOX, "firefox"), (SAFARI, "webkit"), ("curl/8", "chromium")],
)
def test_browsers(name: str, engine: str) -> None:
    """By what they call themselves, and with what their consoles say."""
    assert engine_of(name) == engine
    found = judged(PAGE, ("User-Agent", name), answer=())
    assert found.engine == engine
    assert found.verdict is not None
    says = {"chromium": "Access to fetch", "firefox": "Cross-Origin Request", "webkit": "Origin"}
    assert found.verdict.console.startswith(says[engine])


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ((), SeenKind.NOT_CORS),
        ((PAGE,), SeenKind.REQUEST),
        ((PAGE, ("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Site", "cross-site")), SeenKind.REQUEST),
        ((PAGE, ("Sec-Fetch-Mode", "navigate")), SeenKind.NOT_CORS),
        ((PAGE, ("Sec-Fetch-Mode", "no-cors")), SeenKind.NOT_CORS),
        ((("Origin", "http://127.0.0.1:3000"),), SeenKind.NOT_CORS),
        ((("Origin", "http://localhost:3000"),), SeenKind.REQUEST),
        ((("Origin", "null"),), SeenKind.REQUEST),
    ],
)
def test_what_is_a_request_of_a_page(headers: tuple[tuple[str, str], ...], kind: SeenKind) -> None:
    """Of another origin, by fetch."""
    assert judged(*headers).kind is kind


@pytest.mark.parametrize(
    ("names", "allowed_names", "error"),
    [
        ("content-type", "content-type", None),
        ("content-type", "", "HeaderDisallowedByPreflightResponse"),
        ("accept,range", "accept,range", None),
        ("accept", "x-a", "HeaderDisallowedByPreflightResponse"),
        ("", "", None),
    ],
)
def test_what_a_preflight_asks_for(names: str, allowed_names: str, error: str | None) -> None:
    """Each header that it names has a value that has to be allowed, also one that may be safe."""
    asked = (("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", names))
    answer = (ANY, ("Access-Control-Allow-Headers", allowed_names))
    found = judged(PAGE, *asked, answer=answer, method="OPTIONS")
    assert found.kind is SeenKind.PREFLIGHT
    assert (found.verdict.error if found.verdict else None) == error
    assert found.is_allowed is (error is None)


def test_options_without_a_question() -> None:
    """It is a request like any other."""
    assert judged(PAGE, method="OPTIONS").kind is SeenKind.REQUEST


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT"])
@pytest.mark.parametrize(
    ("origin", "error"),
    [("https://app.example.com", None), ("https://a.example", "PreflightAllowOriginMismatch")],
)
def test_a_preflight_of_a_method_that_needs_none_is_judged_too(
    method: str, origin: str, error: str | None
) -> None:
    """As of an upload that is listened to: https://fetch.spec.whatwg.org/#use-cors-preflight-flag."""
    allowed = (
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Allow-Methods", "PUT"),
        ("Access-Control-Allow-Credentials", "true"),
    )
    asks = ("Access-Control-Request-Method", method)
    found = judged(PAGE, asks, answer=allowed, method="OPTIONS")
    assert found.kind is SeenKind.PREFLIGHT
    # What passes has no verdict of its own: the request is still to come.
    assert (found.verdict and found.verdict.error) == error
