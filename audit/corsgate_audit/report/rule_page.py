"""A rule's page for the terminal, for JSON and for SARIF's help; the list of all rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.model import FixSafety, Handler

if TYPE_CHECKING:
    from corsgate_audit.rules.notices import NoticeRule
    from corsgate_audit.rules.rule import Rule


def rule_text(rule: Rule) -> str:
    """Return the page of a rule with what its code knows of it, as Markdown.

    Returns:
        Markdown with a newline at its end.
    """
    page = rule.page
    doors = ", ".join(sorted(rule.front_doors))
    safety = _safety(rule)
    fix = f"{safety}." if safety else "safe, unsafe or manual, as each finding says of its source."
    head = f"Severity: {page.severity}. Kind: {page.kind}. Front doors: {doors}. Fix: {fix}"
    return f"# {rule.id} {rule.slug}\n\n{head}\n\n{page.body}"


def notice_text(notice: NoticeRule) -> str:
    """Return the page of a notice, as Markdown with a newline at its end."""
    page = notice.page
    head = f"Severity: {page.severity}. Kind: {page.kind}. Not a check of an API."
    return f"# {notice.id} {notice.slug}\n\n{head}\n\n{page.body}"


def notice_object(notice: NoticeRule) -> dict[str, Any]:
    """Return a notice as plain values, for JSON."""
    page = notice.page
    return {
        "rule": notice.id,
        "slug": notice.slug,
        "severity": str(page.severity),
        "kind": page.kind,
        "front_doors": [],
        "summary": page.summary,
        "why": page.why,
        "fix": {"safety": FixSafety.MANUAL, "summary": page.instead},
    }


def rule_object(rule: Rule) -> dict[str, Any]:
    """Return a rule as plain values, for JSON."""
    page = rule.page
    return {
        "rule": rule.id,
        "slug": rule.slug,
        "severity": str(page.severity),
        "kind": page.kind,
        "front_doors": sorted(rule.front_doors),
        "summary": page.summary,
        "why": page.why,
        "browser": page.browser,
        "symptoms": list(page.symptoms),
        "example": page.example,
        "use_instead": {
            "cdk": page.use_instead.cdk,
            "cloudformation": page.use_instead.cloudformation,
            "cli": page.use_instead.cli,
        },
        "when_not": page.when_not,
        "sources": list(page.sources),
        "fix": {"safety": _safety(rule), "summary": page.fix},
    }


def _safety(rule: Rule) -> FixSafety | None:
    """Return the safety of every finding of a rule; None where the source of each decides it.

    Nothing that corsgate writes changes a function's code, and nothing writes what no repair says.
    """
    is_code = rule.kinds == (Handler,)
    return FixSafety.MANUAL if rule.repair is None or is_code else None
