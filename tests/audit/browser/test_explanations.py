"""What a verdict says in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import (
    BrowserRequest,
    HttpResponse,
    Redirect,
    judge,
    preflight_request,
)
from support.api_calls import ALLOW, ANYONE, OK, ORIGIN, TRUE, URL, call, redirect

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

# --- explanations ---

PREFLIGHT = f"The response to the preflight of PUT {URL}"
ANSWER = f"The response to GET {URL}"
EXACTLY = f"Exactly '{ORIGIN}' or '*' would have passed."


@pytest.mark.parametrize(
    ("request_", "answer", "explanation"),
    [
        (
            call(),
            HttpResponse(200),
            f"{ANSWER} has no Access-Control-Allow-Origin header. {EXACTLY}",
        ),
        (
            call(credentials="include"),
            HttpResponse(200, (ANYONE, TRUE)),
            (
                f"{ANSWER} has Access-Control-Allow-Origin: *, which allows no origin if the "
                f"request includes credentials. '{ORIGIN}' with "
                "Access-Control-Allow-Credentials: true would have passed; so would a request "
                "without credentials."
            ),
        ),
        (
            call(),
            HttpResponse(200, (ALLOW, ALLOW)),
            (
                f"{ANSWER} has Access-Control-Allow-Origin: '{ORIGIN}, {ORIGIN}'. Browsers read "
                f"the whole value, all header lines together, as one origin. {EXACTLY}"
            ),
        ),
        (
            call(),
            HttpResponse(200, ((ALLOW[0], ""),)),
            f"{ANSWER} has Access-Control-Allow-Origin: '', which is not an origin. {EXACTLY}",
        ),
        (
            call(),
            HttpResponse(200, ((ALLOW[0], f"{ORIGIN}/"),)),
            (
                f"{ANSWER} allows the origin '{ORIGIN}/', but the request's is '{ORIGIN}': an "
                f"origin does not end in a slash. {EXACTLY}"
            ),
        ),
        (
            call(),
            HttpResponse(200, ((ALLOW[0], "https://APP.example.com"),)),
            (
                f"{ANSWER} allows the origin 'https://APP.example.com', but the request's is "
                f"'{ORIGIN}': the comparison is case-sensitive. {EXACTLY}"
            ),
        ),
        (
            call(),
            HttpResponse(200, ((ALLOW[0], "https://*.example.com"),)),
            (
                f"{ANSWER} allows the origin 'https://*.example.com', but the request's is "
                f"'{ORIGIN}': browsers do not support patterns. {EXACTLY}"
            ),
        ),
        (
            call(),
            HttpResponse(200, ((ALLOW[0], "http://app.example.com"),)),
            (
                f"{ANSWER} allows the origin 'http://app.example.com', but the request's is "
                f"'{ORIGIN}': the scheme differs. {EXACTLY}"
            ),
        ),
        (
            call(),
            HttpResponse(200, ((ALLOW[0], f"{ORIGIN}:8443"),)),
            (
                f"{ANSWER} allows the origin '{ORIGIN}:8443', but the request's is '{ORIGIN}': the "
                f"port differs. {EXACTLY}"
            ),
        ),
        (
            call(),
            HttpResponse(200, ((ALLOW[0], "https://other.example"),)),
            (
                f"{ANSWER} allows the origin 'https://other.example', but the request's is "
                f"'{ORIGIN}'. {EXACTLY}"
            ),
        ),
        (
            call(credentials="include"),
            HttpResponse(200, (ALLOW,)),
            (
                f"{ANSWER} has no Access-Control-Allow-Credentials header, but the request "
                "includes credentials. Exactly 'true', in lower case and once, would have passed."
            ),
        ),
        (
            call(credentials="include"),
            HttpResponse(200, (ALLOW, (TRUE[0], "True"))),
            (
                f"{ANSWER} has Access-Control-Allow-Credentials: 'True', but the request includes "
                "credentials. Exactly 'true', in lower case and once, would have passed."
            ),
        ),
        (
            call("PUT", credentials="include"),
            HttpResponse(403),
            (
                f"{PREFLIGHT} has no Access-Control-Allow-Origin header. Exactly '{ORIGIN}' would "
                f"have "
                "passed."
            ),
        ),
        (
            call("PUT"),
            HttpResponse(403, (ALLOW,)),
            f"{PREFLIGHT} has status 403. A status from 200 to 299 would have passed.",
        ),
        (
            call("PUT"),
            HttpResponse(301, (ALLOW, ("Location", "/items/"))),
            (
                f"{PREFLIGHT} is a redirect (status 301) to '/items/'. Browsers do not follow it "
                "here: a response with a status from 200 to 299 at this URL would have passed."
            ),
        ),
        (
            call("PUT"),
            HttpResponse(204, (ALLOW, ("Access-Control-Allow-Methods", "GET, PUT;POST"))),
            (
                f"{PREFLIGHT} has a list in Access-Control-Allow-Methods with the element "
                "'PUT;POST', which is not a name: one such element makes the whole list invalid. "
                "Names separated by commas would have passed."
            ),
        ),
        (
            call("PUT"),
            HttpResponse(204, (ALLOW, ("Access-Control-Allow-Headers", "x a"))),
            (
                f"{PREFLIGHT} has a list in Access-Control-Allow-Headers with the element 'x a', "
                "which is not a name: one such element makes the whole list invalid. Names "
                "separated by commas would have passed."
            ),
        ),
        (
            call("PUT"),
            HttpResponse(204, (ALLOW,)),
            (
                f"{PREFLIGHT} allows none in Access-Control-Allow-Methods; the request's method is "
                "'PUT'. A list with 'PUT' would have passed."
            ),
        ),
        (
            call("PUT", credentials="include"),
            HttpResponse(204, (ALLOW, TRUE, ("Access-Control-Allow-Methods", "*"))),
            (
                f"{PREFLIGHT} allows only '*' in Access-Control-Allow-Methods; the request's "
                "method is 'PUT'. With credentials '*' is not a wildcard but the name of a "
                "method. A list with 'PUT' would have passed."
            ),
        ),
        (
            call("patch"),
            HttpResponse(204, (ALLOW, ("Access-Control-Allow-Methods", "PATCH"))),
            (
                f"The response to the preflight of patch {URL} allows only 'PATCH' in "
                "Access-Control-Allow-Methods; the request's method is 'patch'. Methods are "
                "case-sensitive, and browsers do not write 'patch' in upper case. A list with "
                "'patch' would have passed."
            ),
        ),
        (
            call("GET", ("X-A", "1")),
            HttpResponse(204, (ALLOW, ("Access-Control-Allow-Headers", "X-B"))),
            (
                f"The response to the preflight of GET {URL} allows only 'x-b' in "
                "Access-Control-Allow-Headers; the request carries 'x-a'. A list with 'x-a' "
                "would have passed."
            ),
        ),
        (
            call("GET", ("Authorization", "1")),
            HttpResponse(204, (ALLOW, ("Access-Control-Allow-Headers", "*"))),
            (
                f"The response to the preflight of GET {URL} allows only '*' in "
                "Access-Control-Allow-Headers; the request carries 'authorization'. '*' does not "
                "cover it: it must be listed by name. A list with 'authorization' would have "
                "passed."
            ),
        ),
        (
            call("GET", ("X-A", "1"), credentials="include"),
            HttpResponse(204, (ALLOW, TRUE, ("Access-Control-Allow-Headers", "*"))),
            (
                f"The response to the preflight of GET {URL} allows only '*' in "
                "Access-Control-Allow-Headers; the request carries 'x-a'. With credentials '*' "
                "is not a wildcard but the name of a header. A list with 'x-a' would have passed."
            ),
        ),
        (
            call(),
            redirect("https://u:p@api.example.com/"),
            (
                "The redirect's Location 'https://u:p@api.example.com/' carries a user name or "
                "password. The same URL without them would have passed."
            ),
        ),
        (
            call(),
            OK,
            f"The response (status 200) allows the origin '{ORIGIN}': the page can read it.",
        ),
    ],
)
def test_a_verdict_says_what_failed_and_what_would_have_passed(
    request_: BrowserRequest, answer: HttpResponse, explanation: str
) -> None:
    """The whole sentence, with the offending value."""
    preflight = answer if preflight_request(request_) else None
    assert judge(request_, preflight=preflight, response=answer).explanation == explanation


def test_an_allowed_request_with_a_preflight_says_so(snapshot: SnapshotAssertion) -> None:
    """Both answers are named."""
    preflight = HttpResponse(204, (ALLOW, ("Access-Control-Allow-Methods", "PUT")))
    assert judge(call("PUT"), preflight=preflight, response=OK).explanation == snapshot


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (f"{ORIGIN}/app", "an origin is only a scheme, a host and a port that is not the scheme's"),
        (f"{ORIGIN}:443", "an origin is only a scheme, a host and a port that is not the scheme's"),
        (f"{ORIGIN}:444", "the port differs"),
        (f"{ORIGIN}/", "an origin does not end in a slash"),
        (ORIGIN.upper(), "the comparison is case-sensitive"),
        (ORIGIN.replace("https", "http"), "the scheme differs"),
        ("https://*.example.com", "browsers do not support patterns"),
    ],
)
def test_the_usual_slips_in_an_origin_are_named(value: str, reason: str) -> None:
    """What is wrong with it, not what merely looks different."""
    answer = HttpResponse(200, (("Access-Control-Allow-Origin", value),))
    explanation = judge(call(), response=answer).explanation
    assert f"the request's is '{ORIGIN}': {reason}" in explanation


def test_a_mismatch_behind_a_redirect_blames_the_redirect(snapshot: SnapshotAssertion) -> None:
    """The console names both URLs."""
    verdict = judge(call(), redirects=[Redirect(redirect("https://other.example/"))], response=OK)
    assert verdict.explanation == snapshot
    assert verdict.console == snapshot
