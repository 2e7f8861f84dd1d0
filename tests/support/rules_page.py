"""The page that lists the rules, each linked to its own: ``docs/rules.md``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import corsgate_audit
from corsgate_audit.rules.notices import NOTICES
from corsgate_audit.rules.registry import all_rules

if TYPE_CHECKING:
    from corsgate_audit.rules.notices import NoticeRule
    from corsgate_audit.rules.rule import Rule

_START = """\
# Rules

Written by `make docs` from the pages of the rules, which stand beside their code and are what
`corsgate explain RULE` shows.

| rule | name | severity | kind | what it looks for |
|---|---|---|---|---|
"""
_PACKAGE = Path(corsgate_audit.__path__[0])


def render() -> str:
    """Return the page, as Markdown with a newline at its end."""
    every: list[Rule | NoticeRule] = [*all_rules(), *NOTICES]
    return _START + "".join(map(_row, every))


def link(rule: Rule | NoticeRule) -> str:
    """Return a link to the page of a rule or a notice, for a page of ``docs/``."""
    path = rule.page_file.relative_to(_PACKAGE).as_posix()
    return f"[{rule.id}](../audit/corsgate_audit/{path})"


def _row(rule: Rule | NoticeRule) -> str:
    page = rule.page
    return f"| {link(rule)} | {rule.slug} | {page.severity} | {page.kind} | {page.summary} |\n"
