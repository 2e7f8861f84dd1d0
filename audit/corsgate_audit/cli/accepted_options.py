"""The options that say what is known and accepted: the configuration and the baseline."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.terminal import complain, stop

if TYPE_CHECKING:
    from corsgate_audit.judgement import Judgement
    from corsgate_audit.suppressions import Suppression

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="With suppressions. None: corsgate.toml or pyproject.toml of this folder.",
        show_default=False,
    ),
]
BaselineFile = Annotated[
    Path | None,
    typer.Option(
        "--baseline", metavar="FILE", help="Of findings that do not count.", show_default=False
    ),
]
UpdateBaseline = Annotated[
    bool,
    typer.Option("--update-baseline", help="Write what is found now into --baseline."),
]


class AcceptedOptions:
    """What the options name, read before anything is audited: a mistake must not cost a scan.

    Args:
        config: see `ConfigFile`.
        baseline: see `BaselineFile`.
        update: see `UpdateBaseline`.

    Raises:
        typer.Exit: a file cannot be used.
    """

    def __init__(self, config: Path | None, baseline: Path | None, *, update: bool) -> None:
        from corsgate_audit.baseline import BaselineError, read_baseline

        if update and baseline is None:
            stop("--update-baseline needs to know the file: add --baseline FILE")
        self._suppressions = _suppressions(config)
        self._file, self._update, self._baseline = baseline, update, None
        if baseline is None or (update and not baseline.exists()):
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
            typer.Exit: the baseline cannot be written.
        """
        from corsgate_audit.acceptance import Acceptance, accept
        from corsgate_audit.baseline import BaselineError, baseline_of, write_baseline

        # The day where the command runs, as the person who wrote the date meant it.
        today = datetime.now().astimezone().date()
        given = Acceptance(suppressions=self._suppressions, today=today)
        baseline = self._baseline
        if self._update and self._file is not None:
            baseline = baseline_of(accept(judgement, given), self._baseline)
            try:
                write_baseline(self._file, baseline)
            except BaselineError as error:
                stop(str(error))
        return accept(
            judgement,
            Acceptance(suppressions=self._suppressions, baseline=baseline, today=today),
        )


def _suppressions(config: Path | None) -> tuple[Suppression, ...]:
    from corsgate_audit.config import ConfigError, find_config, read_config

    path = config or find_config(Path())
    if path is None:
        return ()
    try:
        return read_config(path).suppressions
    except ConfigError as error:
        for problem in error.problems:
            complain(problem)
        raise typer.Exit(ExitStatus.USAGE) from None
