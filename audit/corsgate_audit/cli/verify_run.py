"""What ``corsgate verify`` does in an account, from its announcement to its report."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.terminal import console, show, telling, writing
from corsgate_audit.cli.verbosity import Verbosity, note, verbosity
from corsgate_audit.collect.live.interrupting import interrupted_by_signals
from corsgate_audit.probe import HttpSender
from corsgate_audit.verify import run_file
from corsgate_audit.verify.announcing import announced
from corsgate_audit.verify.app import App, conformance_app, prepared
from corsgate_audit.verify.asking import PAUSES, over_http
from corsgate_audit.verify.questions import Part
from corsgate_audit.verify.refusals import RefusedError
from corsgate_audit.verify.result_file import to_json
from corsgate_audit.verify.running import World, taken_away, verified
from corsgate_audit.verify.signing_in import check_account, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from botocore.model import OperationModel

    from corsgate_audit.collect.live.account import Identity
    from corsgate_audit.verify.app import Prepared
    from corsgate_audit.verify.asking import Ask
    from corsgate_audit.verify.result import Verification
    from corsgate_audit.verify.run_file import Run

_TIMEOUT = 40.0
"""Seconds for an answer: API Gateway itself gives up after 29."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line asks for.

    Args:
        profile: profile of the AWS configuration; None for the environment's.
        region: region; None for the profile's.
        account: id of the account; None where it is still to be asked for.
        yes: whether something is made.
        without: parts that are left out, in lower case.
        folder: folder of the files that say what was made.
        out: file for the result; None for a name of its own in the current folder.
        output_format: ``text``, ``markdown`` or ``html``.
    """

    profile: str | None = None
    region: str | None = None
    account: str | None = None
    yes: bool = False
    without: tuple[str, ...] = ()
    folder: Path = field(default_factory=Path)
    out: Path | None = None
    output_format: str = "text"

    @property
    def parts(self) -> frozenset[Part]:
        """The parts that are made."""
        return frozenset(part for part in Part if part.value.lower() not in self.without)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a run deploys, how it asks, and how long it waits; tests have others.

    Args:
        app: returns the conformance app.
        asking: returns what sends requests with an open sender.
        pause: seconds between two looks at a stack.
        pauses: seconds before questions are asked again.
    """

    app: Callable[[], App] = conformance_app
    asking: Callable[[HttpSender], Ask] = over_http
    pause: float = 5.0
    pauses: Sequence[float] = PAUSES


AWS = Outside()


def run_verify(options: Options, outside: Outside = AWS) -> ExitStatus:
    """Say what would be made; make it, ask, and delete it where that is asked for.

    Args:
        options: options of the command line.
        outside: app and how it is asked.

    Raises:
        RefusedError: it cannot be done; nothing is left in the account, or the message says what.
    """
    identity, region = signed_in(options.profile, options.region)
    if options.account is not None:
        check_account(identity, options.account)
    with tempfile.TemporaryDirectory(prefix="corsgate-verify-") as written:
        app = prepared(outside.app(), secrets.token_hex(4), options.parts, Path(written))
    tell = _progress if options.yes else _say
    for line in announced(app, identity.account, region):
        tell(line)
    if not options.yes:
        _say("nothing was made; add --yes and --account to go on")
        return ExitStatus.CLEAN
    check_account(identity, options.account or _typed())
    _check_writable(options.out)
    _finish(options, identity, outside)
    found = _verified(app, options, identity, region, outside)
    return shown(found, options.output_format)


def _verified(
    app: Prepared, options: Options, identity: Identity, region: str, outside: Outside
) -> Verification:
    run = run_file.Run(
        suffix=app.suffix,
        account=identity.account,
        region=region,
        profile=options.profile,
        stacks=tuple(each.name for each in app.stacks),
    )
    with HttpSender(timeout=_TIMEOUT) as sender, interrupted_by_signals():
        world = _world(identity, region, outside, outside.asking(sender), options.out)
        return verified(app, run, options.folder, world)


def run_teardown(options: Options, outside: Outside = AWS) -> ExitStatus:
    """Delete what runs have left that did not come to their end.

    Args:
        options: options of the command line.
        outside: how long it waits.

    Raises:
        RefusedError: something cannot be deleted.
    """
    paths = run_file.unfinished(options.folder)
    if not paths:
        _say(f"nothing to delete: no {run_file.file_name('*')} in {options.folder.resolve()}")
    for path in paths:
        run = run_file.read(path)
        identity, _ = signed_in(options.profile or run.profile, run.region)
        check_account(identity, run.account)
        _finish_one(path, run, identity, outside)
    return ExitStatus.CLEAN


def _finish(options: Options, identity: Identity, outside: Outside) -> None:
    """Finish earlier runs in the same account first."""
    for path in run_file.unfinished(options.folder):
        run = run_file.read(path)
        if run.account != identity.account:
            _progress(f"{path} is of another account, and is left: corsgate verify --teardown")
            continue
        _progress(f"an earlier run is not finished: {path}; it is finished first")
        _finish_one(path, run, identity, outside)


def _finish_one(path: Path, run: Run, identity: Identity, outside: Outside) -> None:
    with HttpSender() as sender, interrupted_by_signals():
        world = _world(identity, run.region, outside, outside.asking(sender), None)
        taken_away(path, run, world)


def _world(identity: Identity, region: str, outside: Outside, ask: Ask, out: Path | None) -> World:
    client = identity.client("cloudformation", region)
    if verbosity() is Verbosity.VERBOSE:
        client.meta.events.register("before-call", _called)
    return World(
        cloudformation=client,
        ask=ask,
        say=_progress,
        save=lambda found: _save(found, out),
        pause=outside.pause,
        pauses=outside.pauses,
    )


def _typed() -> str:
    """Have the account's id typed: a word like `yes` is typed too quickly."""
    if not sys.stdin.isatty():
        message = "--yes needs --account too, the id of the account: nothing was made"
        raise RefusedError(message)
    sys.stderr.write("Type the id of the account to go on: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def _check_writable(out: Path | None) -> None:
    """Refuse, before anything is made, a file that the result cannot be written to."""
    folder = (out or Path("x")).parent
    if out is not None and out.is_dir():
        message = f"the result cannot be written to {str(out)!r}, a folder; nothing was made"
        raise RefusedError(message)
    if not os.access(folder, os.W_OK):
        message = f"the result cannot be written to the folder {str(folder)!r}; nothing was made"
        raise RefusedError(message)


def _save(found: Verification, out: Path | None) -> None:
    path = out or Path(f"corsgate-verify-{found.region}-{found.date}.json")
    try:
        path.write_text(to_json(found), encoding="utf-8")
    except OSError as error:
        message = f"the result cannot be written to {str(path)!r}: {error.strerror or error}"
        raise RefusedError(message) from error
    _progress(f"the result is in {path}; it holds no id of your account")


def _called(model: OperationModel, **_: object) -> None:
    _progress(f"{model.service_model.service_name}: {model.name}")


def _progress(line: str) -> None:
    """Say what is being done; what was made is deleted though nobody can read it any more."""
    with suppress(OSError, ValueError):  # closed, by the other side or by this one
        note(line)


def _say(line: str) -> None:
    with telling():
        console().print(line, soft_wrap=True)


def shown(found: Verification, output_format: str) -> ExitStatus:
    """Write a report, and return the status that it stands for.

    Args:
        found: verification to report.
        output_format: ``text``, ``markdown`` or ``html``.
    """
    with writing():
        if output_format == "markdown":
            from corsgate_audit.report.verify_markdown import verify_markdown

            sys.stdout.write(verify_markdown(found))
        elif output_format == "html":
            from corsgate_audit.report.html.verify import verify_html

            sys.stdout.write(verify_html(found))
        else:
            from corsgate_audit.report.verify_text import verify_text

            show(verify_text(found))
    if found.of(equal=False):
        return ExitStatus.FINDINGS
    return ExitStatus.INCOMPLETE if found.of(equal=None) else ExitStatus.CLEAN
