"""The documentation as a site: every page is there, and every link leads somewhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support.site import ROOT, assemble, broken_links, moved_links, places


def test_no_link_leads_nowhere() -> None:
    """Each link of each page is a file of the repository."""
    pages = [path for path in places() if path.suffix == ".md"]
    assert [link for path in pages for link in broken_links(path)] == []


def test_links_lead_to_where_pages_stand_in_the_site() -> None:
    """A rule's page moves below rules/; what is no page is a link to the repository, or none."""
    text = "[a](../audit/corsgate_audit/rules/rest/CORS110.md#why) [b](../Makefile) `[c](d.md)`"
    path = Path("docs/rules.md")
    assert moved_links(text, path) == "[a](rules/CORS110.md#why) b `[c](d.md)`"
    assert moved_links(text, path, "https://h.example/o/r") == (
        "[a](rules/CORS110.md#why) [b](https://h.example/o/r/Makefile) `[c](d.md)`"
    )
    assert moved_links("[x](#y) [z](https://z.example)", path) == "[x](#y) [z](https://z.example)"


@pytest.mark.slow
def test_every_page_has_one_place(tmp_path: Path) -> None:
    """No page of the repository takes the place of another, and none is missing."""
    assemble(tmp_path)
    written = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    wanted = [place for path, place in places().items() if path != Path("README.md")]
    assert len(wanted) == len(set(wanted))
    assert written == {*wanted, Path("reference/python.md")}


@pytest.mark.slow
def test_the_site_is_built_without_a_warning() -> None:
    """Anchors, navigation and references to Python are checked by the builder."""
    assemble()
    built = subprocess.run(
        [Path(sys.executable).with_name("zensical"), "build", "--strict", "--clean"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    site = ROOT / "build" / "site"
    assert (site / "rules" / "CORS110" / "index.html").is_file()
    assert "CorsPolicy" in (site / "reference" / "python" / "index.html").read_text("utf-8")
