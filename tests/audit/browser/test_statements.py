"""What the documentation says of browsers is so, stands there, and is all that it says."""

from __future__ import annotations

import pytest

from support.browser_statements import PAGES, PROOFS, ROOT, STATEMENTS, sentences

SAID = {sentence: page for page in PAGES for sentence in sentences(page)}
KNOWN = [text for texts in STATEMENTS.values() for text in texts]


@pytest.mark.parametrize("name", PROOFS)
def test_a_statement_is_so_in_the_three_engines(name: str) -> None:
    """By the model, which the real browsers are held against where the proof says."""
    proof = PROOFS[name]
    assert proof.holds is None or proof.holds()
    assert proof.shown_by.startswith("https://") or (ROOT / proof.shown_by).is_file()


@pytest.mark.parametrize("text", KNOWN)
def test_a_statement_stands_in_the_documentation(text: str) -> None:
    """A proof of what nobody says any more is taken out."""
    assert [sentence for sentence in SAID if text in sentence]


def test_every_statement_of_the_documentation_is_proved() -> None:
    """A sentence that names a browser, or says what browsers do, has its proof."""
    unproved = {
        f"{page.relative_to(ROOT)}: {sentence}"
        for sentence, page in SAID.items()
        if not any(text in sentence for text in KNOWN)
    }
    assert unproved == set()
    assert STATEMENTS.keys() == PROOFS.keys()
    assert len(SAID) > 50
