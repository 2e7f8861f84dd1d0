"""A verification from its first call to its last: made, asked, and taken away whatever happens."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from corsgate import __version__
from corsgate_audit.verify import run_file
from corsgate_audit.verify.asking import PAUSES, Asker
from corsgate_audit.verify.redacting import Redactor
from corsgate_audit.verify.refusals import RefusedError
from corsgate_audit.verify.result import Verification, entry_of
from corsgate_audit.verify.stacks import Stacks, Unmade

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from corsgate_audit.verify.app import Prepared
    from corsgate_audit.verify.asking import Ask
    from corsgate_audit.verify.questions import Front
    from corsgate_audit.verify.run_file import Run

_SHORTEST_ID = 6
"""Characters of the shortest id that AWS makes, that of a REST API's resource."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a run needs from outside.

    Args:
        cloudformation: client for the account and region.
        ask: sends a request.
        say: takes a line about what is being done.
        save: takes the result, as soon as it is there.
        pause: seconds between two looks at a stack.
        pauses: seconds before questions are asked again.
        sleep: waits for seconds.
        now: the time.
    """

    cloudformation: Any
    ask: Ask
    say: Callable[[str], None]
    save: Callable[[Verification], None]
    pause: float = 5.0
    pauses: Sequence[float] = PAUSES
    sleep: Callable[[float], None] = field(default=time.sleep)
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def stacks(self, run: Run) -> Stacks:
        """Return the stacks of a run."""
        return Stacks(self.cloudformation, run.suffix, self.pause, self.sleep)


def verified(prepared: Prepared, run: Run, folder: Path, world: World) -> Verification:
    """Make the app, ask every question, and take the app away again.

    Args:
        prepared: app to make.
        run: names of what is made, and where.
        folder: folder for the run's file.
        world: AWS and the front doors.

    Raises:
        RefusedError: the app cannot be made, or not be taken away.
        KeyboardInterrupt: somebody has stopped it; what was made is gone.
    """
    path = run_file.write(folder, run)
    world.say(f"what is made is written down in {path}: corsgate verify --teardown takes it away")
    with run_file.held(path):
        try:
            _make(prepared, run, world)
            found = _asked(prepared, run, world)
            world.save(found)
        finally:
            _take_away(path, run, world)
    return found


def taken_away(path: Path, run: Run, world: World) -> None:
    """Finish the teardown of a run that was ended before it was through.

    Args:
        path: path of the run's file.
        run: the run.
        world: AWS.

    Raises:
        RefusedError: another process is at work on it, or something cannot be deleted.
    """
    with run_file.held(path):
        _take_away(path, run, world)


def _take_away(path: Path, run: Run, world: World) -> None:
    try:
        for name in world.stacks(run).delete(run.stacks):
            world.say(f"deleted {name}")
    except RefusedError as error:
        message = f"{error}; what is left is in {path}: corsgate verify --teardown tries again"
        raise RefusedError(message) from error
    run_file.remove(path)
    world.say("everything that was made is deleted")


def _make(prepared: Prepared, run: Run, world: World) -> None:
    failed = []
    for each in world.stacks(run).make(prepared.stacks):
        if isinstance(each, Unmade):
            failed.append(each)
            world.say(f"not made: {each.why}")
        else:
            world.say(f"made {each}")
    if failed:
        raise RefusedError(failed[0].why)


def _asked(prepared: Prepared, run: Run, world: World) -> Verification:
    stacks = world.stacks(run)
    fronts = _fronts(prepared, stacks.outputs(run.stacks))
    world.say(f"asking {len(prepared.questions)} questions")
    redactor = Redactor(_ids(prepared, run, fronts, stacks))
    asker = Asker(fronts, world.ask, pauses=world.pauses, sleep=world.sleep)
    entries = tuple(
        entry_of(each, prepared.statements[each.question.statement], redactor)
        for each in asker.asked(prepared.questions, prepared.predictions)
    )
    return Verification(
        version=__version__,
        date=world.now().date().isoformat(),
        region=run.region,
        entries=entries,
    )


def _fronts(prepared: Prepared, outputs: Mapping[str, str]) -> dict[Front, str]:
    """Return the base URL of each front door that is asked.

    Raises:
        ValueError: the app has no such output.
    """
    asked = {each.front for each in prepared.questions}
    missing = sorted(each.output for each in asked if each.output not in outputs)
    if missing:
        message = f"the app has no output {', '.join(missing)}"
        raise ValueError(message)
    return {each: outputs[each.output].rstrip("/") for each in asked}


def _ids(prepared: Prepared, run: Run, fronts: Mapping[Front, str], stacks: Stacks) -> set[str]:
    """Return what tells the deployment: AWS's ids, and not the words that the templates say."""
    templates = "\n".join(each.body for each in prepared.stacks)
    given = {each for each in stacks.ids(run.stacks) if len(each) >= _SHORTEST_ID}
    hosts = {urlsplit(url).netloc for url in fronts.values()}
    return {
        run.account,
        run.suffix,
        *(each for each in given if each not in templates),
        *hosts,
        *(host.partition(".")[0] for host in hosts),
    }
