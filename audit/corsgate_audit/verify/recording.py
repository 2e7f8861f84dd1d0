"""Puts a result that was sent in into the repository, where pages and tests read it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.verify.app import conformance_app
from corsgate_audit.verify.redacting import Redactor
from corsgate_audit.verify.refusals import RefusedError
from corsgate_audit.verify.result import redacted_again, with_prediction
from corsgate_audit.verify.result_file import read, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corsgate_audit.verify.app import Prepared
    from corsgate_audit.verify.result import Verification

SEEN = "docs/aws/seen"
"""Folder of the repository that holds the results."""


def recorded(sent_in: Path, repository: Path) -> Path:
    """Write what was sent in, checked and redacted once more, below a name of its date and region.

    Args:
        sent_in: path of the file.
        repository: root of a checkout of the project.

    Returns:
        The path of the new file, or of the one that says the same.

    Raises:
        RefusedError: it is no such file, or this is no such folder.
    """
    if not (repository / "docs").is_dir():
        message = f"{str(repository.resolve())!r} is not a checkout of corsgate: it has no docs/"
        raise RefusedError(message)
    found = redacted_again(read(sent_in), Redactor(), conformance_app())
    content = to_json(found)
    for path in _names(repository / SEEN, found):
        if not path.exists():
            break
        if path.read_text("utf-8") == content:
            return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        message = f"{str(path)!r} cannot be written: {error.strerror or error}"
        raise RefusedError(message) from error
    return path


def _names(folder: Path, found: Verification) -> Iterator[Path]:
    """Yield names until one is free."""
    name, number = f"{found.date}-{found.region}", 1
    while True:
        yield folder / (f"{name}.json" if number == 1 else f"{name}-{number}.json")
        number += 1


def judged_again(found: Verification, today: Prepared) -> Verification:
    """Compare answers of AWS with what the model says today, where the question is the same.

    Args:
        found: verification of an earlier day.
        today: questions and predictions of this version.
    """
    questions = {each.statement: each for each in today.questions}
    entries = (
        with_prediction(each, questions[each.statement], today.predictions[each.statement])
        for each in found.entries
        if each.statement in questions
    )
    return replace(found, entries=tuple(filter(None, entries)))


def seen(repository: Path) -> list[Verification]:
    """Return every result of a repository, the oldest first.

    Args:
        repository: root of a checkout of the project.
    """
    return [read(path) for path in sorted((repository / SEEN).glob("*.json"))]
