"""The files of a run, written line by line: a report of thousands of accounts fits no memory."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING, Any, Self

from corsgate_audit.model import CoverageState, Severity
from corsgate_audit.report.json_report import SCHEMA_VERSION
from corsgate_audit.rules.rule import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from corsgate_audit.organization.place_file import PlaceReport

_WORST_FIRST = tuple(str(each) for each in reversed(Severity))
_INCOMPLETE = frozenset(
    str(each) for each in CoverageState if each not in {"scanned", "skipped", "not_read"}
)


def is_incomplete(entry: dict[str, Any]) -> bool:
    """Whether an entry of the coverage is about something that was expected and not seen."""
    return entry["state"] in _INCOMPLETE


class ReportFiles:
    """Takes what places report, and leaves the files of the run in a folder.

    Args:
        folder: empty folder for the files.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.apis = 0
        self.findings: Counter[str] = Counter()
        self.accounts: dict[str, Counter[str]] = {}
        self.coverage: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self._stack = ExitStack()
        self._open: dict[str, IO[str]] = {}

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close what is open."""
        self._stack.close()

    def add(self, report: PlaceReport) -> None:
        """Take what a place reports.

        Args:
            report: its file.
        """
        self.apis += report.summary["apis"]
        self.outcomes.update(report.summary["outcomes"])
        for finding in report.findings:
            severity = finding["severity"]
            self.findings[severity] += 1
            account = str(finding["resource"]["account"])
            self.accounts.setdefault(account, Counter())[severity] += 1
            self._write(severity, finding)
        for entry in report.coverage:
            self.cover(entry)
        for each in report.asff:
            self._write("asff", each)

    def cover(self, entry: dict[str, Any]) -> None:
        """Take an entry of the coverage, as the JSON report has it."""
        self.coverage[entry["state"]] += 1
        self._write("coverage", entry)

    def keep(self, name: str, value: object) -> None:
        """Take a value for a list of another file.

        Args:
            name: name of the list.
            value: JSON value.
        """
        self._write(name, value)

    def _write(self, name: str, value: object) -> None:
        if name not in self._open:
            path = self.folder / f"{name}.part"
            self._open[name] = self._stack.enter_context(path.open("w", encoding="utf-8"))
        self._open[name].write(json.dumps(value) + "\n")

    def values(self, name: str) -> Iterator[Any]:
        """Walk through what was taken: ``findings`` the worst first, or a list by its name."""
        yield from map(json.loads, self._lines(name))

    def _lines(self, name: str) -> Iterator[str]:
        for each in _WORST_FIRST if name == "findings" else (name,):
            if each not in self._open:
                continue
            self._open[each].flush()
            with (self.folder / f"{each}.part").open(encoding="utf-8") as file:
                yield from (line.rstrip("\n") for line in file)

    @property
    def is_complete(self) -> bool:
        """Whether nothing was expected and not seen, as far as places report."""
        return not any(self.coverage[state] for state in _INCOMPLETE)

    def summary(self, *, complete: bool) -> dict[str, Any]:
        """Return the summary of the JSON report.

        Args:
            complete: whether all was seen.
        """
        return {
            "apis": self.apis,
            "findings": {each: self.findings[each] for each in _WORST_FIRST},
            "coverage": {str(each): self.coverage[each] for each in CoverageState},
            "outcomes": {str(each): self.outcomes[each] for each in Outcome},
            "complete": complete,
        }

    def json_lines(self, name: str) -> Path:
        """Write a list, a value in each line; return the file."""
        return self._file(f"{name}.jsonl", (f"{line}\n" for line in self._lines(name)))

    def json_list(self, name: str) -> Path:
        """Write a list as a JSON array, a value in each line; return the file."""
        return self._file(f"{name}.json", self._array(name))

    def json_object(self, name: str, members: dict[str, Any], lists: Iterable[str]) -> Path:
        """Write an object; return the file.

        Args:
            name: name of the file.
            members: what fits into memory.
            lists: names of lists, each a member too.
        """

        def parts() -> Iterator[str]:
            yield "{"
            for each in lists:
                yield f"{json.dumps(each)}: "
                yield from self._array(each)
                yield ","
            yield json.dumps(members)[1:] + "\n"

        return self._file(name, parts())

    def report(self, *, complete: bool) -> Path:
        """Write the JSON report of the run, in the form of ``findings.schema.json``.

        Args:
            complete: whether all was seen.
        """
        members = {
            "accepted": [],
            "notices": [],
            "summary": self.summary(complete=complete),
            "schema_version": SCHEMA_VERSION,
        }
        return self.json_object("report.json", members, ("findings", "coverage"))

    def _array(self, name: str) -> Iterator[str]:
        yield "["
        for number, line in enumerate(self._lines(name)):
            yield f",\n{line}" if number else f"\n{line}"
        yield "\n]"

    def _file(self, name: str, parts: Iterable[str]) -> Path:
        path = self.folder / name
        with path.open("w", encoding="utf-8") as file:
            file.writelines(parts)
        return path
