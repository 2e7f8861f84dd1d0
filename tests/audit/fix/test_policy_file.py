"""The policy file of `fix` and `render`, held against the whole Public Suffix List."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.fix.policy_file import PolicyFileError, read_policy
from support.public_suffixes import above_suffixes

if TYPE_CHECKING:
    from pathlib import Path


def test_every_domain_above_a_public_suffix_is_refused(tmp_path: Path) -> None:
    """All of them in one file: each is named at its line, and none is left out."""
    domains = above_suffixes()
    lines = [f'  "https://*.{domain}",' for domain in domains]
    file = tmp_path / "policy.toml"
    text = "\n".join(["allow_credentials = true", "allow_origins = [", *lines, "]", ""])
    file.write_text(text, encoding="utf-8")
    named: set[str] = set()
    # What the package's own list knows is refused first; the whole list takes the rest.
    for _ in range(2):
        with pytest.raises(PolicyFileError) as caught:
            read_policy(file)
        for problem in caught.value.problems:
            at = int(problem.split(":")[1])
            assert f"'https://*.{domains[at - 3]}' covers a public suffix" in problem
            named.add(domains[at - 3])
        left = [line for line in lines if line.strip(' ",').partition("*.")[2] not in named]
        kept = "\n".join(line if line in left else "" for line in lines)
        file.write_text(f"allow_credentials = true\nallow_origins = [\n{kept}\n]\n", "utf-8")
        if not left:
            break
    assert named == set(domains)


def test_a_domain_of_one_owner_is_fine(tmp_path: Path) -> None:
    """With credentials, below a suffix; and everything without credentials."""
    file = tmp_path / "policy.toml"
    own = 'allow_origins = ["https://*.example.tochigi.jp"]\nallow_credentials = true\n'
    file.write_text(own, encoding="utf-8")
    assert read_policy(file).allow_origins == ("https://*.example.tochigi.jp",)
    file.write_text('allow_origins = ["https://*.tochigi.jp"]\n', encoding="utf-8")
    assert read_policy(file).allow_origins == ("https://*.tochigi.jp",)
