"""Domains of the Public Suffix List, read by nothing of corsgate's own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from publicsuffixlist import PSLFILE, PublicSuffixList


@cache
def rules() -> tuple[str, ...]:
    """Return the rules of the list, in punycode, wildcards and exceptions as they are."""
    lines = Path(PSLFILE).read_text("utf-8").splitlines()
    found = [line.split()[0] for line in lines if line and not line.startswith("//")]
    return tuple(
        rule if rule.isascii() else ".".join(map(_punycode, rule.split("."))) for rule in found
    )


def _punycode(label: str) -> str:
    return label.encode("idna").decode("ascii")


@cache
def above_suffixes() -> tuple[str, ...]:
    """Return the domains that are no public suffix, and have one below them: ``amazonaws.com``."""
    public = PublicSuffixList()
    parents = {
        parent
        for rule in rules()
        for parent in _parents(rule.removeprefix("!"))
        if not public.is_public(parent)
    }
    return tuple(sorted(parents))


def _parents(domain: str) -> list[str]:
    labels = domain.split(".")
    return [".".join(labels[at:]) for at in range(1, len(labels))]
