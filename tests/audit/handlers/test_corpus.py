"""Every answer of the handlers of the corpus, no more and no less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.handlers.answers import FromOrigin, LiteralText, NoText, Shape, Undetermined
from corsgate_audit.handlers.bundle import Bundle, Environment
from corsgate_audit.handlers.reading import read_handler
from support.handler_corpus.javascript_headers import JAVASCRIPT_HEADERS
from support.handler_corpus.javascript_structures import JAVASCRIPT_STRUCTURES
from support.handler_corpus.library_handlers import LIBRARIES_JAVASCRIPT, LIBRARIES_PYTHON
from support.handler_corpus.powertools_handlers import POWERTOOLS_PYTHON, POWERTOOLS_TYPESCRIPT
from support.handler_corpus.python_headers import PYTHON_HEADERS
from support.handler_corpus.python_structures import PYTHON_STRUCTURES
from support.handler_corpus.typescript_handlers import TYPESCRIPT

if TYPE_CHECKING:
    from corsgate_audit.handlers.answers import CodeAnswer, CodeReading, HeaderValue
    from support.handler_corpus import Case

ORIGIN = "access-control-allow-origin"


def read(case: Case, suffix: str) -> CodeReading:
    """Read a case; the suffix tells the language."""
    files = {f"app{suffix}": case.source.encode()}
    for path, text in case.modules.items():
        files[path if "." in path else f"{path}{suffix}"] = text.encode()
    runtime = "python3.13" if suffix == ".py" else "nodejs22.x"
    return read_handler(Bundle(files), runtime, "app.handler", Environment(case.environment))


def told(reading: CodeReading) -> set[str]:
    """Return the answers as the cases write them."""
    found = {_told(each) for each in reading.answers}
    found |= {f"undetermined: {each.expression}" for each in reading.undetermined}
    return found | ({"raises"} if reading.may_raise else set())


def _told(answer: CodeAnswer) -> str:
    if answer.shape is not Shape.RESPONSE:
        return "payload" if answer.shape is Shape.PAYLOAD else "unknown"
    status = "?" if isinstance(answer.status, Undetermined) else answer.status
    values = answer.values(ORIGIN)
    text = "?" if isinstance(values, Undetermined) else ", ".join(map(_value, values)) or "-"
    return f"{status} {text}" + (" (in the body)" if answer.body_headers else "")


def _value(value: HeaderValue) -> str:
    if isinstance(value, FromOrigin):
        return "~page" if value.compared else "=page"
    if isinstance(value, NoText):
        return "no text"
    return value.text if isinstance(value, LiteralText) else "?"


_ALL = [
    *(
        (case, ".py")
        for case in [*PYTHON_HEADERS, *PYTHON_STRUCTURES, *LIBRARIES_PYTHON, *POWERTOOLS_PYTHON]
    ),
    *(
        (case, ".js")
        for case in [*JAVASCRIPT_HEADERS, *JAVASCRIPT_STRUCTURES, *LIBRARIES_JAVASCRIPT]
    ),
    *((case, ".ts") for case in [*TYPESCRIPT, *POWERTOOLS_TYPESCRIPT]),
]


@pytest.mark.parametrize(("case", "suffix"), _ALL, ids=[f"{c.name}{s}" for c, s in _ALL])
def test_the_answers_of_a_handler(case: Case, suffix: str) -> None:
    """What is read is what the case says."""
    assert told(read(case, suffix)) == case.answers


def test_there_are_enough_of_them() -> None:
    """The corpus is as large as it is meant to be, and no name is there twice."""
    assert len({(case.name, suffix) for case, suffix in _ALL}) == len(_ALL) >= 120
