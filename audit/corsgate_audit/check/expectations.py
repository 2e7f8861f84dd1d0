"""A file of expectations: read whole, with everything that is wrong in it, line by line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from corsgate_audit.check.values import problems_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from corsgate_audit.browser.values import Headers

TABLE = "expect"
_HEAD = re.compile(rf"\s*\[\[\s*{TABLE}\s*\]\]")
_KEY = re.compile(r"\s*[\"']?([A-Za-z_-]+)[\"']?\s*=")


class ExpectationsError(ValueError):
    """A file of expectations is no good.

    Attributes:
        problems: all of them, a sentence each, with the line that it is about.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a page expects of a request.

    Args:
        origin: origin of the page: ``https://app.example.com``, or ``null``.
        path: path that it calls, without the stage; for a URL as target it goes behind that URL.
        allowed: the browser lets the page read the answer.
        method: method that the page uses.
        headers: headers that it sets.
        body: text that it sends.
        credentials: ``omit``, ``same-origin`` or ``include``.
        readable: names of response headers that the page has to be able to read.
        api: name, logical id or id, where the target has several.
        stage: stage of it; None for the first.
        line: line of the file, counted from 1; None for one that was made in code.
    """

    origin: str
    path: str
    allowed: bool
    method: str = "GET"
    headers: Headers = ()
    body: str = ""
    credentials: str = "same-origin"
    readable: tuple[str, ...] = ()
    api: str | None = None
    stage: str | None = None
    line: int | None = None

    @property
    def title(self) -> str:
        """The request in a few words."""
        names = "".join(f" {name}" for name, _ in self.headers)
        carries = f" with{names.replace(' ', ', ').removeprefix(',')}" if names else ""
        cookies = " and credentials" if self.credentials == "include" else ""
        return f"{self.method} {self.path} from {self.origin}{carries}{cookies}"


KEYS = tuple(field.name for field in fields(Expectation) if field.name != "line")


def read_expectations(file: Path) -> tuple[Expectation, ...]:
    """Read a file of expectations.

    Args:
        file: TOML with one ``[[expect]]`` table for each.

    Raises:
        ExpectationsError: it cannot be read, is no TOML, or holds something that is no expectation;
            it names all problems at once.
        OSError: there is no such file.

    Example:
        >>> read_expectations(Path("cors.toml"))[0].title
        'GET /items from https://app.example.com'
    """
    try:
        text = file.read_text(encoding="utf-8")
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ExpectationsError([f"{file}: {error}"]) from error
    tables = found.pop(TABLE, [])
    problems = [f"{file}: {key!r} is unknown; write [[{TABLE}]] tables" for key in found]
    if not isinstance(tables, list) or not tables:
        problems.append(f"{file}: there is no [[{TABLE}]] table; write one for each expectation")
        raise ExpectationsError(problems)
    places = list(_places(text))
    lines = places if len(places) == len(tables) else [{"": 1}] * len(tables)
    expectations = []
    for table, where in zip(tables, lines, strict=True):
        wrong = list(_problems(file, table, where))
        problems += wrong
        if not wrong:
            expectations.append(_expectation(table, where[""]))
    if problems:
        raise ExpectationsError(problems)
    return tuple(expectations)


def expectation_from(values: Mapping[str, Any]) -> Expectation:
    """Return an expectation that was written in code.

    Args:
        values: values by the keys of a file's table.

    Raises:
        ExpectationsError: they are no expectation.
    """
    problems = [problem for _, problem in problems_of(values, KEYS)]
    if problems:
        raise ExpectationsError(problems)
    return _expectation(values, None)


def _places(text: str) -> Iterator[dict[str, int]]:
    """Yield the line of each table, as ``""``, and of each of its keys; tomllib tells none."""
    current: dict[str, int] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if _HEAD.match(line):
            if current is not None:
                yield current
            current = {"": number}
        elif current is not None and (key := _KEY.match(line)):
            current.setdefault(key[1], number)
    if current is not None:
        yield current


def _problems(file: Path, table: object, where: Mapping[str, int]) -> Iterator[str]:
    if not isinstance(table, dict):
        yield f"{file}:{where['']}: {table!r} is not a table; write [[{TABLE}]]"
        return
    for key, problem in problems_of(table, KEYS):
        yield f"{file}:{where.get(key, where[''])}: {problem}"


def _expectation(table: Mapping[str, Any], line: int | None) -> Expectation:
    values = {
        **table,
        "headers": tuple(table.get("headers", {}).items()),
        "readable": tuple(name.lower() for name in table.get("readable", ())),
    }
    return Expectation(**values, line=line)
