"""What no page can ask for is said, before anything is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.cli import main

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

ASKED = {"--origin": "https://app.example.com", "--method": "PUT", "--path": "/items"}


def complaint(capsys: pytest.CaptureFixture[str], **changed: str) -> str:
    """Return what `corsgate why` says of a request, which has to be refused."""
    options = {**ASKED, **{f"--{name}": value for name, value in changed.items()}}
    status = main(["why", "nowhere.yaml", *(part for pair in options.items() for part in pair)])
    output = capsys.readouterr()
    assert (status, output.out) == (2, "")
    return output.err


@pytest.mark.parametrize(
    "header", ["cookie: a=b", "Origin: https://other.example", "Sec-Fetch-Mode: cors", "Host: x"]
)
def test_a_header_that_only_the_browser_sets_is_refused(
    capsys: pytest.CaptureFixture[str], header: str, snapshot: SnapshotAssertion
) -> None:
    """It would be dropped without a word: https://fetch.spec.whatwg.org/#forbidden-request-header."""
    assert complaint(capsys, header=header) == snapshot


def test_an_origin_is_written_in_punycode(
    capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """As the browser sends it."""
    assert complaint(capsys, origin="https://b\u00fccher.example") == snapshot


def test_an_empty_target_is_not_the_account(
    capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """A variable of a script was not set."""
    assert main(["why", "", *(part for pair in ASKED.items() for part in pair)]) == 2
    assert capsys.readouterr().err == snapshot
