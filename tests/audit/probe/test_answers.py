"""The error behind a CORS error: which cause an error answer names, by whoever made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import BrowserRequest
from corsgate_audit.causes import CAUSES, described
from corsgate_audit.causes.gateway_errors import ERRORS, gateway_error, message_in
from corsgate_audit.probe import Heard, Probe, probe
from corsgate_audit.probe.answers import ANSWERS
from corsgate_audit.probe.causes import CAUSES as KINDS
from corsgate_audit.probe.causes import FAMILIES, SENTENCES
from corsgate_audit.probe.origins import origin_difference
from corsgate_audit.probe.values import RealError
from support.error_answers import ASKED, FAILED, SENT, TOKEN
from support.error_case import HTTP, NGINX, PASS, Case
from support.heard import ALLOW, APP, URL, Wire, heard

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


def found_for(case: Case) -> Probe:
    """Probe with an answer to the preflight, or to the request behind it."""
    if case.asked:
        request = BrowserRequest(case.url, APP, "PUT")
        return probe(request, Wire(case.answer, case.get))
    return probe(BrowserRequest(case.url, APP), Wire(PASS, case.answer))


@pytest.mark.parametrize(
    "case",
    [*ASKED, *(case._replace(asked=False) for case in SENT)],
    ids=lambda case: f"{'preflight' if case.asked else 'request'}: {case.what}",
)
def test_an_error_answer_names_its_cause(case: Case) -> None:
    """And the others of the same bytes, in order; each has a sentence."""
    found = found_for(case)
    assert found.cause is not None
    assert (found.cause.slug, *(each.slug for each in found.cause.also)) == case.slugs
    assert all(described(each.slug).meaning in each.sentence for each in found.cause.also)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (
            FAILED,
            RealError(
                "function-failed",
                502,
                "InternalServerErrorException",
                "Internal server error",
                "API Gateway (REST API) answers the request with 502 "
                "(InternalServerErrorException): Internal server error.",
            ),
        ),
        (
            heard(500, NGINX, "<html>oops</html>"),
            RealError(
                "error-without-headers",
                500,
                None,
                None,
                "Nginx answers the request with 500.",
            ),
        ),
        (heard(502, ALLOW), None),
        (heard(200), None),
    ],
)
def test_what_the_page_would_have_been_told(answer: Heard, error: RealError | None) -> None:
    """Nothing where it can read the answer, or where there is no error."""
    assert probe(BrowserRequest(URL, APP), Wire(PASS, answer)).real_error == error


def test_a_response_header_in_the_request_is_the_pages_fault(snapshot: SnapshotAssertion) -> None:
    """Whatever the server answers to the preflight."""
    request = BrowserRequest(URL, APP, headers=(("Access-Control-Allow-Origin", "*"),))
    cause = probe(request, Wire(heard(204, ALLOW))).cause
    assert cause is not None
    assert cause.slug == "response-header-in-request"
    assert cause.sentence == snapshot


@pytest.mark.parametrize(
    ("allowed", "origin", "difference"),
    [
        ("https://a.example/", "https://a.example", "in the slash at the end"),
        ("https://A.example:443", "https://a.example", "in what follows the scheme and host"),
        ("http://a.example", "https://a.example", "in the scheme: http, not https"),
        ("https://www.a.example", "https://a.example", "only in www."),
        ("https://a.example", "https://www.a.example", "only in www."),
        ("http://a.example:3000", "http://a.example:3001", "in the port: 3000, not 3001"),
        ("http://a.example:3000", "http://a.example", "in the port: 3000, not the default"),
        ("https://b.example", "https://a.example", ""),
        ("http://b.example:1", "https://a.example", ""),
        ("*", "https://a.example", ""),
        ("a b", "https://a.example", ""),
    ],
)
def test_in_what_two_origins_differ(allowed: str, origin: str, difference: str) -> None:
    """Where that is easily overlooked; the cause says it."""
    assert origin_difference(allowed, origin) == difference
    if difference and "spelling" not in difference:
        answer = heard(200, {"Access-Control-Allow-Origin": allowed})
        cause = probe(BrowserRequest(URL, origin), Wire(answer, answer)).cause
        assert cause is not None
        assert cause.sentence.endswith(f" They differ {difference}.")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"message":"Forbidden"}', "Forbidden"),
        ('{"Message" : "a \\"b\\""}', 'a "b"'),
        ("{'message': 'x'}", "x"),
        ('{"message":null}', "null"),
        (" plain ", "plain"),
        ("", ""),
    ],
)
def test_the_message_of_a_body(body: str, message: str) -> None:
    """JSON as gateways write it, or text."""
    assert message_in(body) == message


def test_an_error_that_no_table_holds() -> None:
    """Is none: its type alone does not tell what it means."""
    assert gateway_error("TeapotException", "I am a teapot", 418) is None
    assert gateway_error("", "Service Unavailable", 500) is None


def test_the_set_of_causes_is_closed() -> None:
    """Every slug of every table is described, once, and every rule has an id."""
    slugs = [cause.slug for cause in CAUSES]
    assert len(set(slugs)) == len(slugs)
    named = {slug for error in ERRORS for slug in (error.slug, *error.preflight)}
    named |= {slug for answer in ANSWERS for slug in answer.slugs}
    named |= {kind.slug for kind in KINDS} | set(FAMILIES) | set(SENTENCES)
    assert named <= set(slugs)


@pytest.mark.parametrize(
    ("answer", "is_said"),
    [
        (TOKEN, True),
        (heard(404, HTTP, '{"message":"Not Found"}'), True),
        (FAILED, False),
        (heard(404, HTTP, '{"message":"Order not found"}'), False),
    ],
)
def test_a_method_that_is_not_there_looks_like_a_path_that_is_not(
    answer: Heard,
    is_said: bool,  # noqa: FBT001 - a column of the table
    snapshot: SnapshotAssertion,
) -> None:
    """A console's sentence seldom names the method: whoever probes with GET is told."""
    found = probe(BrowserRequest(URL, APP), Wire(PASS, answer))
    said = [remark for remark in found.remarks if "--method" in remark]
    assert bool(said) is is_said
    assert said == snapshot
