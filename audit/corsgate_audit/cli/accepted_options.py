"""The options that say what is known and accepted: the configuration and the baseline."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.terminal import complain, stop

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corsgate_audit.cli.config import Config
    from corsgate_audit.judging.judged import Judgement
    from corsgate_audit.judging.suppressions import Suppression
    from corsgate_audit.rules.rule import Rule

_PANEL = "Rules and accepted findings"

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="File with settings and suppressions.",
        show_default="corsgate.toml or pyproject.toml",
        rich_help_panel=_PANEL,
    ),
]
BaselineFile = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        metavar="FILE",
        help="File with accepted findings.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="RULE,...",
        help="Rules to apply: ids, names, or beginnings of ids.",
        show_default="all",
        rich_help_panel=_PANEL,
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="RULE,...",
        help="Rules to skip.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
UpdateBaseline = Annotated[
    bool,
    typer.Option(
        "--update-baseline",
        help="Write the current findings into --baseline.",
        rich_help_panel=_PANEL,
    ),
]


class AcceptedOptions:
    """What the options name, read before anything is audited: a mistake must not cost a scan.

    Args:
        config: config with the suppressions.
        baseline: see `BaselineFile`.
        rules: rules that look.
        update: see `UpdateBaseline`.

    Raises:
        typer.Exit: a file cannot be used.
    """

    def __init__(
        self, config: Config, baseline: Path | None, rules: Sequence[Rule], *, update: bool
    ) -> None:
        from corsgate_audit.judging.baseline import BaselineError, read_baseline

        if update and baseline is None:
            stop("--update-baseline needs a file: add --baseline FILE")
        self._suppressions = config.suppressions
        self._rules = frozenset(rule.id for rule in rules)
        self._file, self._update, self._baseline = baseline, update, None
        if baseline is None or (update and not os.path.lexists(baseline)):
            return
        try:
            self._baseline = read_baseline(baseline)
        except BaselineError as error:
            stop(str(error))

    def applied(self, judgement: Judgement) -> Judgement:
        """Return a judgement in which what is accepted stands apart.

        Args:
            judgement: all that the audit found.

        Raises:
            typer.Exit: the baseline cannot be written, or what stands beside a finding is no
                suppression.
        """
        from corsgate_audit.judging.acceptance import Acceptance, accept
        from corsgate_audit.judging.baseline import BaselineError, baseline_of, write_baseline

        # The day where the command runs, as the person who wrote the date meant it.
        today = datetime.now().astimezone().date()
        suppressions = (*self._suppressions, *_beside_findings(judgement))
        given = Acceptance(suppressions=suppressions, today=today, rules=self._rules)
        baseline = self._baseline
        if self._update and self._file is not None:
            baseline = baseline_of(accept(judgement, given), self._baseline, self._rules)
            try:
                write_baseline(self._file, baseline)
            except BaselineError as error:
                stop(str(error))
        return accept(judgement, replace(given, baseline=baseline))


def _beside_findings(judgement: Judgement) -> tuple[Suppression, ...]:
    """Read the suppressions in the sources themselves."""
    from corsgate_audit.collect.inline import inline_suppressions

    sources = [each.api.location.source for each in judgement.apis]
    sources += [finding.evidence.source for finding in judgement.findings]
    problems: list[str] = []
    found = inline_suppressions(dict.fromkeys(sources), problems)
    if problems:
        _refuse(problems)
    return found


def read_configuration(config: Path | None) -> Config:
    """Read the configuration; an empty one where there is none.

    Args:
        config: see `ConfigFile`.

    Raises:
        typer.Exit: it cannot be used.
    """
    from corsgate_audit.cli.config import Config, ConfigError, find_config, read_config

    path = config or find_config(Path())
    if path is None:
        return Config()
    try:
        return read_config(path)
    except ConfigError as error:
        _refuse(error.problems)


def chosen_rules(select: Sequence[str], ignore: Sequence[str]) -> tuple[Rule, ...]:
    """Return the rules that look.

    Args:
        select: see `Select`.
        ignore: see `Ignore`.

    Raises:
        typer.Exit: a name fits no rule.
    """
    from corsgate_audit.rules.selection import SelectionError, selected_rules

    try:
        return selected_rules(select, ignore)
    except SelectionError as error:
        _refuse(error.problems)


def _refuse(problems: Iterable[str]) -> NoReturn:
    for problem in problems:
        complain(problem)
    raise typer.Exit(ExitStatus.USAGE) from None


def split(names: Iterable[str]) -> list[str]:
    """Return names that were given one by one or with commas between them.

    Example:
        >>> split(["CORS1,CORS501", "null-origin"])
        ['CORS1', 'CORS501', 'null-origin']
    """
    return [name.strip() for text in names for name in text.split(",") if name.strip()]
