"""``corsgate audit --explain``: which findings are shown in full, and what is refused."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from corsgate_audit.cli import app


def _audit(template: str, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ("audit", template, *arguments))
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("name", ["CORS110", "allow-methods-incomplete", "CORS1", "all"])
def test_a_rule_is_shown_with_its_exchange(bad_template: str, name: str) -> None:
    """By its number, its slug or the beginning of its number; the exit status stays."""
    status, out, err = _audit(bad_template, "--explain", name)

    assert (status, err) == (1, "")
    assert "  high CORS110 allow-methods-incomplete  OPTIONS /items\n" in out
    assert "    preflight  204; Access-Control-Allow-" in out


def test_a_finding_is_shown_by_the_beginning_of_its_fingerprint(bad_template: str) -> None:
    """As git takes the beginning of a commit's."""
    found = json.loads(_audit(bad_template, "--format", "json")[1])["findings"]
    fingerprint = next(each["fingerprint"] for each in found if each["rule"] == "CORS110")
    status, out, err = _audit(bad_template, "--explain", fingerprint[:8].upper())

    assert (status, err) == (1, "")
    assert "CORS110" in out


def test_a_rule_without_a_finding_shows_none(bad_template: str) -> None:
    """The sum says that there are others."""
    status, out, _ = _audit(bad_template, "--explain", "CORS702")

    assert (status, "CORS110" in out) == (1, False)
    assert out.startswith("Judged 1 API")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--explain", "CORS999"),
        ("--explain", "0000000000"),
        ("--explain", "all", "--format", "json"),
        ("--explain", "all", "--output", "report.txt"),
    ],
)
def test_what_cannot_be_explained_is_refused(bad_template: str, arguments: tuple[str, ...]) -> None:
    """With nothing on standard output, and nothing written."""
    status, out, err = _audit(bad_template, *arguments)

    assert (status, out) == (2, "")
    assert err.startswith("corsgate: ")
