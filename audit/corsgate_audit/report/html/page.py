"""Lays the page out, with Jinja."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING

from corsgate import __version__
from corsgate_audit.model import Severity
from corsgate_audit.report.html.values import causes, matrices, read_from
from corsgate_audit.report.lines import printable
from corsgate_audit.report.text_report import (
    accepted_text,
    coverage_text,
    findings_sentence,
    notice_text,
)
from corsgate_audit.rules.registry import rule_named

if TYPE_CHECKING:
    from datetime import datetime

    from corsgate_audit.judging.judged import Judgement

_FOLDER = files("corsgate_audit.report.html")


def html_report(judgement: Judgement, when: datetime | None = None) -> str:
    """Return the report as one page that loads nothing.

    Every text goes through Jinja's escaping. A policy in the page refuses the network and all
    scripts but the one of the report, known by its hash, so that a name that found its way through
    could still do nothing. Without scripts everything but the search works.

    Args:
        judgement: Everything that the audit found.
        when: Time of the audit; None where it is not to be shown.

    Source: https://www.w3.org/TR/CSP3/#meta-element
    """
    # Here, since Jinja takes longer to import than the other reports to write.
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415
    from markupsafe import Markup  # noqa: PLC0415

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["shown"] = _shown
    style, script = (_FOLDER.joinpath(f"page.{kind}").read_text("utf-8") for kind in ("css", "js"))
    shown = matrices(judgement)
    template = environment.from_string(_FOLDER.joinpath("page.html.j2").read_text("utf-8"))
    counts = Counter(finding.severity for finding in judgement.findings)
    return template.render(
        style=Markup(style),  # noqa: S704 - our own file
        style_hash=_hash(style),
        script=Markup(script),  # noqa: S704 - our own file
        script_hash=_hash(script),
        read_from=read_from(judgement),
        when=when.strftime("%Y-%m-%d %H:%M UTC") if when else "",
        version=__version__,
        causes=causes(shown),
        sentence=findings_sentence(judgement),
        severities=[(str(each), counts[each]) for each in reversed(Severity)],
        missing=[coverage_text(part) for part in judgement.incomplete],
        notices=[notice_text(notice) for notice in judgement.notices],
        accepted=[accepted_text(each) for each in judgement.accepted],
        seen=[coverage_text(part) for part in judgement.coverage if not part.incomplete],
        matrices=shown,
        source_of=lambda rule: rule_named(rule).page.sources[0],
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _shown(text: object) -> str:
    return "\n".join(map(printable, str(text).split("\n")))
