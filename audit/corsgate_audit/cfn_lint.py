"""The rules for CloudFormation templates, offered to cfn-lint.

``cfn-lint template.yaml --append-rules corsgate_audit.cfn_lint`` says what ``corsgate audit`` finds
in the template, beside what cfn-lint finds. cfn-lint wants ids of a letter and four digits: CORS110
is ``E9110`` there, ``W`` for rules of medium severity and ``I`` for lower ones. Its 9000s are for
rules of others. What could not be determined is ``I9902``.

Source: https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/getting_started/rules.md
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfnlint.rules import CloudFormationLintRule, RuleMatch

from corsgate_audit.collect import collect
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import is_file
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Severity
from corsgate_audit.rules.notices import UNRESOLVED_VALUE
from corsgate_audit.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.judging.judged import Judgement
    from corsgate_audit.model import Finding
    from corsgate_audit.rules.rule import Rule

_LETTERS = {
    Severity.CRITICAL: "E",
    Severity.HIGH: "E",
    Severity.MEDIUM: "W",
    Severity.LOW: "I",
    Severity.INFO: "I",
}
_HELP = "https://fetch.spec.whatwg.org/#http-cors-protocol"


@lru_cache(maxsize=8)
def _judged(path: str, modified: float) -> Judgement | None:
    """Audit a template once for all rules; `modified` is its time, so that a change is seen.

    One that cannot be read is tried once, too: each rule asks, and refusing may take seconds.
    """
    del modified
    try:
        return judge_collection(collect([path]))
    except TargetError:
        return None  # cfn-lint itself says what is wrong with the file


def _judgement(cfn: Any) -> Judgement | None:  # noqa: ANN401 - cfn-lint's template
    """Return the audit of a template; None where it is in no file, or none that can be read."""
    path = Path(cfn.filename or "")
    if not is_file(path):
        return None
    return _judged(str(path), path.stat().st_mtime)


def lint_id(rule: str, severity: Severity) -> str:
    """Return cfn-lint's id of a rule.

    Args:
        rule: ``CORSnnn``.
        severity: severity of the rule; a finding of the rule may have another one.

    Example:
        >>> lint_id("CORS110", Severity.HIGH)
        'E9110'
    """
    return f"{_LETTERS[severity]}9{rule.removeprefix('CORS')}"


class _Rule(CloudFormationLintRule):  # type: ignore[misc] # cfn-lint's class has no types
    """One rule; the classes below differ in what they say."""

    rule = ""

    def match(self, cfn: Any) -> list[RuleMatch]:  # noqa: ANN401 - cfn-lint's template
        """Return what the audit finds by this rule, at its place in the template."""
        judgement = _judgement(cfn)
        found = judgement.findings if judgement else ()
        return [_match(cfn, each) for each in found if each.rule == self.rule]


def _match(cfn: Any, finding: Finding) -> RuleMatch:  # noqa: ANN401 - cfn-lint's template
    where = f" {finding.resource.method} {finding.resource.path}" if finding.resource.method else ""
    path = list(_place(cfn.template, finding.evidence.pointer))
    return RuleMatch(path, f"{finding.rule}{where}: {finding.message}")


def _place(content: Any, pointer: str) -> Iterator[str | int]:  # noqa: ANN401 - any JSON
    """Yield the names of a pointer as far as the template has them.

    Source: https://www.rfc-editor.org/rfc/rfc6901
    """
    for part in pointer.split("/")[1:]:
        name: str | int = part.replace("~1", "/").replace("~0", "~")
        if isinstance(content, list) and str(name).isdigit():
            name = int(name)
        try:
            content = content[name]
        except (KeyError, IndexError, TypeError):
            return
        yield name


def _offered(rule: Rule) -> type[_Rule]:
    """Return a class for a rule: cfn-lint makes one of each that it finds in this module."""
    said = {
        "__module__": __name__,
        "id": lint_id(rule.id, rule.page.severity),
        "rule": rule.id,
        "shortdesc": rule.page.summary,
        "description": rule.page.why,
        "source_url": rule.page.sources[0],
        "tags": ["cors", str(rule.page.kind)],
    }
    return type(rule.id, (_Rule,), said)


class Untold(CloudFormationLintRule):  # type: ignore[misc]
    """What the audit could not tell."""

    id = lint_id(UNRESOLVED_VALUE.id, UNRESOLVED_VALUE.page.severity)
    shortdesc = UNRESOLVED_VALUE.page.summary
    description = UNRESOLVED_VALUE.page.why
    source_url = _HELP
    tags = ["cors", "coverage"]  # noqa: RUF012 - as cfn-lint has it

    def match(self, cfn: Any) -> list[RuleMatch]:  # noqa: ANN401 - cfn-lint's template
        """Return the parts that could not be judged."""
        judgement = _judgement(cfn)
        parts = judgement.incomplete if judgement else ()
        return [
            RuleMatch(["Resources"], f"{part.resource}: {part.reason or part.state}")
            for part in parts
        ]


# cfn-lint takes every class of the module for a rule, this one's base included.
globals().update({rule.id: _offered(rule) for rule in all_rules()})
