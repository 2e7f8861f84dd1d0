"""The page of a run: how much, what is new, what is worst, and what was not scanned."""

from __future__ import annotations

from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any

from corsgate_audit.organization.report_files import is_incomplete
from corsgate_audit.report.lines import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corsgate_audit.organization.report_files import ReportFiles

_MOST = 500
"""Of each list that are shown: a browser has to lay them out. The other files have all."""


def page(found: ReportFiles, record: dict[str, Any]) -> str:
    """Return the page of a run, which loads nothing and has no script.

    Args:
        found: what places have reported.
        record: what the run came to.
    """
    # Here, since Jinja takes longer to import than a place to audit, and this is done once a run.
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415
    from markupsafe import Markup  # noqa: PLC0415

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["shown"] = lambda text: printable(" ".join(str(text).split()))
    template = files("corsgate_audit.organization").joinpath("page.html.j2").read_text("utf-8")
    style = files("corsgate_audit.report.html").joinpath("page.css").read_text("utf-8")
    summary = found.summary(complete=record["complete"])
    accounts = sorted(found.accounts.items(), key=lambda each: (-each[1].total(), each[0]))
    return environment.from_string(
        template
    ).render(
        style=Markup(style),  # noqa: S704 - our own file
        record=record,
        severities=summary["findings"],
        accounts=accounts[:_MOST],
        number_of_accounts=len(accounts),
        most=_MOST,
        findings=_first(found.values("findings")),
        new=_first(found.values("new")),
        gone=_first(found.values("gone")),
        missing=_first(entry for entry in found.values("coverage") if is_incomplete(entry)),
        number_of_missing=sum(map(is_incomplete, found.values("coverage"))),
    )


def _first(values: Iterable[Any]) -> list[Any]:
    return list(islice(values, _MOST))
