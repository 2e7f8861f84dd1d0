"""A rule's page, in Markdown: for the terminal and for ``docs/rules``, from the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.model import FixSafety

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.rules.notices import NoticeRule
    from corsgate_audit.rules.rule import Rule

_FENCE = "```"


def rule_page(rule: Rule) -> str:
    """Return the page of one rule, as Markdown with a newline at its end."""
    sections = (
        ("What it looks for", rule.summary),
        ("Why", rule.why.strip()),
        ("What the browser shows", rule.browser.strip()),
        ("Example", _code("yaml", rule.example)),
        ("Use instead", _use_instead(rule)),
        ("Fix", f"{rule.fix.summary} ({rule.fix.safety})"),
        ("When not to fix", rule.when_not.strip()),
        ("References", "\n".join(f"- <{source}>" for source in rule.sources)),
    )
    head = (
        f"# {rule.id} {rule.slug}\n\nSeverity: {rule.severity}. Kind: {rule.kind}. {_doors(rule)}"
    )
    return "\n\n".join([head, *(f"## {title}\n\n{text}" for title, text in sections)]) + "\n"


def notice_page(notice: NoticeRule) -> str:
    """Return the page of a notice, as Markdown with a newline at its end."""
    return "\n\n".join(
        (
            f"# {notice.id} {notice.slug}",
            f"Severity: {notice.severity}. Kind: {notice.kind}. No check over an API.",
            f"## What it says\n\n{notice.summary}",
            f"## Why\n\n{notice.why.strip()}",
            f"## What to do\n\n{notice.instead.strip()}\n",
        )
    )


def notice_object(notice: NoticeRule) -> dict[str, Any]:
    """Return a notice as plain values, for JSON."""
    return {
        "rule": notice.id,
        "slug": notice.slug,
        "severity": str(notice.severity),
        "kind": notice.kind,
        "front_doors": [],
        "summary": notice.summary,
        "why": notice.why.strip(),
        "fix": {"safety": FixSafety.MANUAL, "summary": notice.instead.strip()},
    }


def _doors(rule: Rule) -> str:
    return f"Front doors: {', '.join(sorted(rule.front_doors))}."


def _use_instead(rule: Rule) -> str:
    parts = (
        ("CDK", "python", rule.use_instead.cdk),
        ("CloudFormation", "yaml", rule.use_instead.cloudformation),
        ("CLI", "sh", rule.use_instead.cli),
    )
    return "\n\n".join(f"### {title}\n\n{_code(language, code)}" for title, language, code in parts)


def _code(language: str, code: str) -> str:
    return f"{_FENCE}{language}\n{code.rstrip()}\n{_FENCE}"


def rules_page(rules: Sequence[Rule], notices: Sequence[NoticeRule] = ()) -> str:
    """Return the page that lists the rules and the notices, each linked to its own."""
    every: list[Rule | NoticeRule] = [*rules, *notices]
    rows = [
        f"| [{rule.id}]({rule.id}.md) | {rule.slug} | {rule.severity} | {rule.kind} "
        f"| {rule.summary} |"
        for rule in every
    ]
    return "\n".join(
        (
            "# Rules",
            "",
            "Written by `make docs` from the rules themselves.",
            "",
            "| rule | name | severity | kind | what it looks for |",
            "|---|---|---|---|---|",
            *rows,
            "",
        )
    )


def rule_object(rule: Rule) -> dict[str, Any]:
    """Return a rule as plain values, for JSON."""
    return {
        "rule": rule.id,
        "slug": rule.slug,
        "severity": str(rule.severity),
        "kind": rule.kind,
        "front_doors": sorted(rule.front_doors),
        "summary": rule.summary,
        "why": rule.why.strip(),
        "browser": rule.browser.strip(),
        "symptoms": list(rule.symptoms),
        "example": rule.example,
        "use_instead": {
            "cdk": rule.use_instead.cdk,
            "cloudformation": rule.use_instead.cloudformation,
            "cli": rule.use_instead.cli,
        },
        "when_not": rule.when_not.strip(),
        "sources": list(rule.sources),
        "fix": {"safety": rule.fix.safety, "summary": rule.fix.summary},
    }
