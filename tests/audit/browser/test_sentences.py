"""Console sentences: every error has one in each browser, and leads back to the error."""

from __future__ import annotations

import time

import pytest

from corsgate_audit.browser import CorsError, errors_named_by, firefox_sentence
from corsgate_audit.browser import firefox as firefox_module
from corsgate_audit.browser.console import SENTENCES, encode_hint
from corsgate_audit.browser.explain import EXPLAINED
from corsgate_audit.browser.reference import REFERENCE


def test_every_error_has_its_sentences_its_explanation_and_its_page_entry() -> None:
    """No error is left without words in one of the tables."""
    everything = set(CorsError)
    assert set(SENTENCES) == set(firefox_module.REASONS) == set(REFERENCE) == everything
    # A scheme that is none of the web's has no answer to explain.
    assert everything - EXPLAINED == {CorsError.CORS_DISABLED_SCHEME}


@pytest.mark.parametrize("error", CorsError)
def test_chromiums_sentence_leads_back_to_its_error(error: CorsError) -> None:
    """Pasted with a file name behind it, and broken over lines."""
    text = "api.js:12 Access to fetch at 'x' from origin 'y' has been blocked by CORS policy: "
    pasted = text + SENTENCES[error].format("some value").replace(" ", "\n ", 3) + " api.js:12"
    assert errors_named_by(pasted) == (error,)


@pytest.mark.parametrize("error", CorsError)
def test_firefoxs_sentence_leads_back_to_its_error(error: CorsError) -> None:
    """It does not tell a preflight's answer from the answer itself: both are named."""
    assert error in errors_named_by(firefox_sentence(error, "https://api.example.com/", "x"))


def test_a_long_text_is_searched_in_one_pass() -> None:
    """A page can be pasted whole: a megabyte of beginnings takes no minutes."""
    text = "The 'Access-Control-Allow-Origin' header has a value '   " * 20_000
    start = time.process_time()
    assert errors_named_by(text) == ()
    assert time.process_time() - start < 2


def test_other_text_names_no_error() -> None:
    """An unknown sentence is not forced into the nearest error."""
    assert errors_named_by("TypeError: undefined is not a function") == ()


def test_firefoxs_sentence_is_whole() -> None:
    """With its quotation marks, which stand around a URL in one sentence alone."""
    assert firefox_sentence("PreflightAllowOriginMismatch", "https://api.example.com/", "*") == (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote "
        "resource at https://api.example.com/. (Reason: CORS header "
        "\u2018Access-Control-Allow-Origin\u2019 does not match \u2018*\u2019)."
    )
    assert firefox_sentence("WildcardOriginNotAllowed", "https://api.example.com/") == (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote "
        "resource at \u2018https://api.example.com/\u2019. (Reason: Credential is not supported if "
        "the CORS header \u2018Access-Control-Allow-Origin\u2019 is \u2018*\u2019)."
    )


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("MissingAllowOriginHeader", " Status code: 403."),
        ("PreflightInvalidStatus", " Status code: 403."),
        ("AllowOriginMismatch", ""),
    ],
)
def test_some_of_firefoxs_sentences_tell_the_status(error: str, told: str) -> None:
    """Measured: where it is left out nothing stands in its place."""
    with_status = firefox_sentence(error, "https://api.example.com/", "x", 403)
    assert with_status == firefox_sentence(error, "https://api.example.com/", "x") + told


def test_an_unknown_error_has_no_firefox_sentence() -> None:
    """The name is in the message."""
    with pytest.raises(ValueError, match="'Nothing' is not a valid CorsError"):
        firefox_sentence("Nothing", "https://api.example.com/")


@pytest.mark.parametrize(
    ("value", "written"),
    [("a b~", "a b~"), ("é", "\\u00E9"), ("\x01\x7f", "\\u0001\\u007F"), ("\u20ac", "\\u20AC")],
)
def test_what_is_not_printable_ascii_is_escaped_in_the_console(value: str, written: str) -> None:
    """As Chromium does it; the live comparison sees header values with such bytes."""
    assert encode_hint(value) == written
