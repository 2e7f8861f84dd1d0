"""The Runtime API speaks to any runtime as AWS documents it."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.handlers.running.outcomes import (
    RESPONSE_LIMIT,
    Outcome,
    OutcomeKind,
    error_outcome,
)
from corsgate_audit.handlers.running.runtime_api import Invocation, RuntimeApi

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PREFIX = "/2018-06-01/runtime"
SENT = Invocation(request_id="id-1", event=b'{"a": 1}', deadline_ms=42, arn="arn:f")


@pytest.fixture
def api() -> Iterator[RuntimeApi]:
    """One environment's."""
    made = RuntimeApi()
    try:
        yield made
    finally:
        made.close()


def ask(
    api: RuntimeApi, method: str, path: str, body: bytes | Iterable[bytes] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Send one request as a runtime does; an iterable is sent in chunks."""
    connection = HTTPConnection(api.address, timeout=10)
    chunked = body is not None and not isinstance(body, bytes)
    connection.request(method, PREFIX + path, body, encode_chunked=chunked)
    given = connection.getresponse()
    found = given.status, {n.lower(): v for n, v in given.getheaders()}, given.read()
    connection.close()
    return found


def taken(api: RuntimeApi) -> Outcome:
    """Return what the runtime has posted."""
    return api.outcomes.get(timeout=5)


def test_an_event(api: RuntimeApi) -> None:
    """Its headers are those that runtimes read."""
    api.send(SENT)
    status, headers, body = ask(api, "GET", "/invocation/next")
    assert (status, body) == (200, b'{"a": 1}')
    names = ("aws-request-id", "deadline-ms", "invoked-function-arn")
    assert [headers[f"lambda-runtime-{name}"] for name in names] == ["id-1", "42", "arn:f"]
    assert api.started.is_set()


@pytest.mark.parametrize(
    ("body", "payload"),
    [(b'"text"', b'"text"'), ([b'"te', b'xt"'], b'"text"'), (b"", b"")],
)
def test_a_response(api: RuntimeApi, body: bytes | list[bytes], payload: bytes) -> None:
    """As a whole or in chunks; a second one for the same event is refused."""
    api.send(SENT)
    assert ask(api, "POST", "/invocation/id-1/response", body)[0] == 202
    assert taken(api) == Outcome(kind=OutcomeKind.RESPONSE, payload=payload)
    status, _, answer = ask(api, "POST", "/invocation/id-1/response", b"1")
    assert (status, json.loads(answer)["errorType"]) == (400, "InvalidRequestID")
    assert api.outcomes.empty()


def test_a_response_that_is_too_large(api: RuntimeApi) -> None:
    """It is read to its end, and refused."""
    api.send(SENT)
    parts = (b"x" * 2**20 for _ in range(8))
    assert ask(api, "POST", "/invocation/id-1/response", parts)[0] == 413
    assert taken(api).kind is OutcomeKind.TOO_LARGE
    api.send(SENT)
    assert ask(api, "POST", "/invocation/id-1/response", b"x" * RESPONSE_LIMIT)[0] == 202
    assert taken(api).kind is OutcomeKind.RESPONSE


@pytest.mark.parametrize("path", ["/invocation/id-1/error", "/init/error"])
def test_an_error(api: RuntimeApi, path: str) -> None:
    """Of an event, or of the start-up."""
    api.send(SENT)
    error = b'{"errorType": "E", "errorMessage": "m"}'
    assert ask(api, "POST", path, error)[0] == 202
    assert taken(api) == Outcome(kind=OutcomeKind.ERROR, payload=error, message="E: m")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/invocation/other"), ("POST", "/invocation/id-1/other"), ("POST", "/other")],
)
def test_a_path_that_is_not_there(api: RuntimeApi, method: str, path: str) -> None:
    """404."""
    api.send(SENT)
    assert ask(api, method, path, b"" if method == "POST" else None)[0] == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://attacker.example"},
        {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Site": "cross-site"},
        {"Host": "attacker.example"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_that_guesses_the_port(
    api: RuntimeApi, method: str, headers: dict[str, str]
) -> None:
    """It gets no event, and ends no function."""
    api.send(SENT)
    path = "/invocation/next" if method == "GET" else "/init/error"
    connection = HTTPConnection(api.address, timeout=10)
    connection.request(method, PREFIX + path, headers=headers)
    assert connection.getresponse().status == 403
    connection.close()
    assert (api.started.is_set(), api.outcomes.empty()) == (False, True)
    assert ask(api, "GET", "/invocation/next")[2] == SENT.event


def test_the_fetch_of_a_runtime(api: RuntimeApi) -> None:
    """That of Node.js names a mode, as browsers do, and no site."""
    api.send(SENT)
    connection = HTTPConnection(api.address, timeout=10)
    connection.request("GET", f"{PREFIX}/invocation/next", headers={"sec-fetch-mode": "cors"})
    assert connection.getresponse().read() == SENT.event
    connection.close()


def test_the_end(api: RuntimeApi) -> None:
    """Who waits for an event hears that there is none."""
    api.close()
    assert api.next() is None


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b'{"errorType": "E"}', "E"),
        (b'{"errorMessage": "m"}', "m"),
        (b"[]", "the function failed"),
        (b"nonsense", "the function failed"),
    ],
)
def test_the_words_of_an_error(payload: bytes, message: str) -> None:
    """As far as a custom runtime gives them."""
    assert error_outcome(payload).message == message
