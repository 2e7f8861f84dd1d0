"""No id, secret, account or address of a user is in a result, whatever AWS answers."""

from __future__ import annotations

import json
import re
import string
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corsgate_audit.browser import HttpResponse
from corsgate_audit.probe import Heard
from corsgate_audit.verify.app import App
from corsgate_audit.verify.asking import Asked
from corsgate_audit.verify.questions import (
    Basis,
    Front,
    Prediction,
    Question,
    Request,
    Statement,
    Undetermined,
)
from corsgate_audit.verify.redacting import ID, Redactor
from corsgate_audit.verify.result import Verification, entry_of, redacted_again
from corsgate_audit.verify.result_file import of_json, to_json

_LOWER = string.ascii_lowercase + string.digits
_ALNUM = string.ascii_letters + string.digits


def _text(alphabet: str, length: int) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=length, max_size=length)


def _mixed(text: str) -> bool:
    """Whether a text has letters and digits: a word of a language could be in no list."""
    return bool(re.search(r"\d", text) and re.search(r"[A-Za-z]", text))


API_IDS = _text(_LOWER, 10).filter(_mixed)
ACCOUNTS = _text(string.digits, 12)
REQUEST_IDS = st.uuids().map(str)
EXTENDED_IDS = _text(_ALNUM + "-_", 15).filter(_mixed).map(lambda text: f"{text}=")
TRACES = st.tuples(_text("0123456789abcdef", 8), _text("0123456789abcdef", 24)).map(
    lambda pair: f"Root=1-{pair[0]}-{pair[1]};Parent=53995c3f42cd8ad8;Sampled=0"
)
ACCESS_KEYS = _text(string.ascii_uppercase + "234567", 16).map(lambda text: f"AKIA{text}")
SECRETS = _text(_ALNUM + "/+", 40).filter(lambda text: len(re.findall(r"\d", text)) > 1)
V4 = st.ip_addresses(v=4).map(str)
V6 = st.ip_addresses(v=6).map(str).filter(lambda text: text != "::")
HOSTS = API_IDS.map(lambda name: f"{name}.execute-api.eu-west-1.amazonaws.com")
URL_HOSTS = _text(_LOWER, 32).map(lambda name: f"{name}.lambda-url.eu-west-1.on.aws")
ARNS = st.tuples(ACCOUNTS, API_IDS).map(
    lambda pair: f"arn:aws:lambda:eu-west-1:{pair[0]}:function:CorsgateVerify-{pair[1]}"
)
SECRET_THINGS = st.one_of(
    API_IDS, ACCOUNTS, REQUEST_IDS, EXTENDED_IDS, TRACES, ACCESS_KEYS, SECRETS, V4, V6, HOSTS,
    URL_HOSTS, ARNS,
)  # fmt: skip
AROUND = st.sampled_from(
    [
        "{}",
        '{{"message": "Missing {}"}}',
        "id={}; path=/",
        "from:{}",
        "https://{}/v1",
        "<{}>",
        "'{}'",
        "before {} after",
        "via {} (CloudFront)",
        "[{}]",
    ]
)
QUESTION = Question(
    statement="any",
    front=Front.REST,
    request=Request(method="GET", path="/any", headers=(("Origin", "https://app.example.com"),)),
    compares=("status", "x-any", "body"),
)
STATEMENT = Statement(
    id="any",
    says="Anything.",
    basis=Basis.INFERRED,
    source="https://example.com",
    relied_on_by=("corsgate_audit.gateway.rest:answer_rest",),
)
APP = App(statements={STATEMENT.id: STATEMENT}, questions=(QUESTION,), predict=lambda *_: {})
PREDICTION = Prediction(status=200, headers=(("x-any", "expected"),), body=b"expected")


def pieces(text: str) -> list[str]:
    """Return the parts of a secret that would tell it: its whole, and its long runs."""
    return [text, *(run for run in re.findall(r"[A-Za-z0-9]{10,}", text) if _mixed(run))]


def written(header: str, body: str, problem: str | None = None) -> str:
    """Return the result file of one answer."""
    response = None if problem else HttpResponse(403, (("X-Any", header), ("X-Trace", header)))
    heard = Heard(response, problem=problem, content=body.encode())
    entry = entry_of(Asked(QUESTION, PREDICTION, heard, 1), STATEMENT, Redactor())
    return to_json(Verification("1.0", "2026-01-01", "eu-west-1", (entry,)))


@given(secret=SECRET_THINGS, around=AROUND)
def test_nothing_that_identifies_an_account_is_written(secret: str, around: str) -> None:
    """Nothing of the deployment is known here: it is what an answer may hold by surprise."""
    text = around.format(secret)
    content = written(text, text)
    content = content.replace("/v1", "").replace("AWS::", "")
    assert [each for each in pieces(secret) if each in content] == []


@given(secret=SECRET_THINGS)
def test_nor_where_there_was_no_answer(secret: str) -> None:
    """The problem of a connection names a host, and maybe an address."""
    assert secret not in written("", "", f"no connection to {secret}")


@given(known=st.text(_ALNUM + "-$", min_size=6, max_size=40), around=AROUND)
@example(known="default", around="{}")
def test_what_is_known_of_the_deployment_goes_in_any_case(known: str, around: str) -> None:
    """A word would stay otherwise."""
    redactor = Redactor([known, ""])
    for text in (known, known.upper(), known.lower()):
        assert known.lower() not in redactor.redacted(around.format(text), own=known).lower()


@given(secret=SECRET_THINGS, around=AROUND)
def test_to_redact_again_changes_nothing(secret: str, around: str) -> None:
    """So what was sent in is recorded as it is."""
    content = written(around.format(secret), secret)
    assert to_json(redacted_again(of_json(content), Redactor(), APP)) == content


@given(secret=SECRET_THINGS)
def test_what_no_question_says_is_redacted_too(secret: str) -> None:
    """Whoever sends a file in may have changed it, and not know what it tells."""
    content = written("", "")
    for ours in ("/any", "Anything."):
        content = content.replace(json.dumps(ours), json.dumps(f"{ours} {secret}"))
    again = to_json(redacted_again(of_json(content), Redactor(), APP))
    assert [each for each in pieces(secret) if each in again] == []


def test_many_words_take_time_in_proportion() -> None:
    """They are not looked for one by one in all that the question says."""
    own = " ".join(f"a{number}b" for number in range(10_000, 20_000))
    text = " ".join(f"c{number}d" for number in range(10_000, 20_000))
    started = time.process_time()
    assert Redactor().redacted(text, own) == " ".join([ID] * 10_000)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "text",
    [
        "https://app.example.com",
        "Missing Authentication Token",
        '{"message": "Internal server error"}',
        "GET, PUT, OPTIONS",
        "content-type,x-amz-date,authorization,x-api-key",
        "Signature not yet current",
        "application/json; charset=utf-8",
        "AWS4-HMAC-SHA256",
        "max-age=600",
        "HTTP content length exceeded 10485760 bytes.",
        "MissingAuthenticationTokenException",
        "Thu, 01 Jan 2026 00:00:00 GMT",
    ],
)
def test_what_aws_says_in_words_stays(text: str) -> None:
    """A result without it would say nothing."""
    assert Redactor(["a1b2c3d4e5"]).redacted(text) == text


def test_our_own_words_stay() -> None:
    """What the question sent or the model predicts is known to everybody."""
    own = "origin https://pr-12a.dev.corp.example\nabc123def456 198.51.100.7"
    text = "abc123def456 198.51.100.7 203.0.113.9"
    assert Redactor().redacted(text, own) == "abc123def456 198.51.100.7 <address>"


def test_a_part_of_our_own_words_is_not_ours() -> None:
    """An account's id could be part of a longer number."""
    assert Redactor().redacted("123456789012", own="91234567890123") == "<id>"


def test_only_what_is_compared_is_written() -> None:
    """Headers that nobody asked about are not in the file, whatever they hold."""
    assert "x-trace" not in written("expected", "expected").lower()


def test_what_is_undetermined_is_redacted_too() -> None:
    """The model names values of the template."""
    heard = Heard(HttpResponse(200))
    undetermined = Undetermined(reason="depends on a1b2c3d4e5")
    entry = entry_of(Asked(QUESTION, undetermined, heard, 1), STATEMENT, Redactor(["a1b2c3d4e5"]))
    assert entry.undetermined == "the model predicts nothing: depends on <id>"
