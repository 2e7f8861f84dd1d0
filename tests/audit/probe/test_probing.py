"""What is sent, when, and what is pointed out beside the cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import BrowserRequest
from corsgate_audit.probe import Heard, probe
from support.heard import ALLOW, APP, URL, Wire, heard

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

PERMITS = heard(204, {**ALLOW, "Access-Control-Allow-Methods": "PUT"})


def sent(wire: Wire) -> list[str]:
    """Return the methods on the wire."""
    return [request.method for request in wire.sent]


def test_a_preflight_is_what_a_browser_sends() -> None:
    """Headers in its order and nothing of the page's own."""
    wire = Wire(PERMITS)
    probe(BrowserRequest(URL, APP, "PUT", (("X-Key", "secret"),)), wire)
    assert [(request.method, request.headers) for request in wire.sent] == [
        (
            "OPTIONS",
            (
                ("Accept", "*/*"),
                ("Access-Control-Request-Method", "PUT"),
                ("Access-Control-Request-Headers", "x-key"),
                ("Origin", APP),
            ),
        )
    ]


@pytest.mark.parametrize("method", ["GET", "HEAD", "get"])
def test_a_safe_request_is_sent(method: str) -> None:
    """It changes nothing."""
    wire = Wire(PERMITS)
    found = probe(BrowserRequest(URL, APP, method), wire)
    assert sent(wire) == [method.upper()]
    assert found.verdict is not None
    assert (found.verdict.allowed, found.cause) == (True, None)


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_any_other_request_is_sent_only_when_asked_for(method: str) -> None:
    """It may change data; without it there is no verdict."""
    wire = Wire(PERMITS)
    found = probe(BrowserRequest(URL, APP, method), wire)
    assert (method in sent(wire), found.verdict, found.cause) == (False, None, None)
    assert found.actual is not None
    wire = Wire(PERMITS)
    found = probe(BrowserRequest(URL, APP, method), wire, send_actual=True)
    assert sent(wire)[-1] == method
    assert found.verdict is not None
    assert found.verdict.allowed


def test_a_request_that_the_preflight_refuses_is_never_sent() -> None:
    """Even when it was asked for."""
    wire = Wire(heard(204))
    probe(BrowserRequest(URL, APP, "PUT"), wire, send_actual=True)
    assert sent(wire) == ["OPTIONS"]


def test_a_redirect_is_not_followed() -> None:
    """It may lead to another host; what stands there decides."""
    wire = Wire(PERMITS, heard(302, {**ALLOW, "Location": "https://other.test/"}))
    found = probe(BrowserRequest(URL, APP), wire)
    assert (sent(wire), found.verdict, found.cause) == (["GET"], None, None)
    wire = Wire(PERMITS, heard(302, {"Location": "https://other.test/"}))
    found = probe(BrowserRequest(URL, APP), wire)
    assert found.verdict is not None
    assert found.verdict.error == "MissingAllowOriginHeader"


def test_a_request_without_an_answer_has_no_verdict(snapshot: SnapshotAssertion) -> None:
    """The cause says what went wrong."""
    found = probe(BrowserRequest(URL, APP), Wire(PERMITS, Heard(None, problem="cut off")))
    assert found.verdict is None
    assert found.cause is not None
    assert found.cause.sentence == snapshot


def test_neighbours_of_a_refused_method_are_asked_for(snapshot: SnapshotAssertion) -> None:
    """Servers that name no method to a refused one name another to its neighbour."""
    wire = Wire(heard(204, {**ALLOW, "Access-Control-Allow-Methods": "PATCH, DELETE"}))
    found = probe(BrowserRequest(URL, APP, "PUT"), wire)
    asked = [dict(request.headers)["Access-Control-Request-Method"] for request in wire.sent]
    assert asked == ["PUT", "PATCH", "DELETE"]
    assert found.remarks == snapshot


def test_a_method_in_another_case(snapshot: SnapshotAssertion) -> None:
    """Only six methods are put into upper case by the browser; PATCH is not among them."""
    wire = Wire(heard(204, {**ALLOW, "Access-Control-Allow-Methods": "PATCH"}))
    found = probe(BrowserRequest(URL, APP, "patch"), wire)
    assert found.remarks == snapshot


def test_neighbours_that_do_not_answer_are_not_named() -> None:
    """A server that goes away in the middle allows nothing."""

    class Failing(Wire):
        def __call__(self, request: object) -> Heard:
            answer = super().__call__(request)  # type: ignore[arg-type]
            return answer if len(self.sent) == 1 else Heard(None, problem="cut off")

    wire = Failing(heard(204, {**ALLOW, "Access-Control-Allow-Methods": "GET"}))
    found = probe(BrowserRequest(URL, APP, "PUT"), wire)
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("status", "headers", "sends", "remark"),
    [
        (
            403,
            {"x-amz-apigw-id": "a", "x-amzn-errortype": "ForbiddenException"},
            (),
            (
                "An API key may be missing: the page must send x-api-key, and "
                "Access-Control-Allow-Headers must list it. Try it: --header 'x-api-key: …'"
            ),
        ),
        (
            401,
            {},
            (),
            (
                "A token is what is missing: the page has to send Authorization, and "
                "Access-Control-Allow-Headers has to name it; '*' does not cover it by "
                "the Fetch standard. Try it: --header 'authorization: Bearer …'"
            ),
        ),
        (
            403,
            {"x-amz-apigw-id": "a", "x-amzn-errortype": "ForbiddenException"},
            (("X-Api-Key", "k"),),
            None,
        ),
        (401, {}, (("Authorization", "Bearer x"),), None),
        (403, {}, (), None),
    ],
)
def test_a_key_or_a_token_that_is_missing_is_named(
    status: int,
    headers: dict[str, str],
    sends: tuple[tuple[str, str], ...],
    remark: str | None,
) -> None:
    """With the header that then has to be allowed; nothing where the page sends one."""
    allowing = {**ALLOW, "Access-Control-Allow-Headers": "x-api-key, authorization"}
    wire = Wire(heard(204, allowing), heard(status, headers))
    found = probe(BrowserRequest(URL, APP, "GET", sends), wire)
    assert found.remarks == ((remark,) if remark else ())


def test_a_token_that_the_preflight_is_asked_for(snapshot: SnapshotAssertion) -> None:
    """The request itself will need it."""
    found = probe(BrowserRequest(URL, APP, "PUT"), Wire(heard(401)))
    assert found.remarks == snapshot
