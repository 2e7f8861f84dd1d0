"""Reading and running agree: what a handler of the corpus answers is among what was read of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.gateway.events.format_1 import rest_event
from corsgate_audit.gateway.events.returned import (
    MalformedResponseError,
    returned_to_rest,
)
from corsgate_audit.handlers.answers import NoText, Shape
from corsgate_audit.handlers.bundle import Bundle, Environment
from corsgate_audit.handlers.reading import read_handler
from corsgate_audit.handlers.running.functions import Functions
from corsgate_audit.handlers.running.outcomes import OutcomeKind
from corsgate_audit.handlers.running.programs import Interpreters
from corsgate_audit.model import FunctionSettings, Location
from support.calls import call
from support.handler_corpus.javascript_headers import JAVASCRIPT_HEADERS
from support.handler_corpus.javascript_structures import JAVASCRIPT_STRUCTURES
from support.handler_corpus.python_headers import PYTHON_HEADERS
from support.handler_corpus.python_structures import PYTHON_STRUCTURES
from support.handler_corpus.typescript_handlers import TYPESCRIPT
from support.read_answers import contains

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.handlers.answers import CodeReading
    from support.handler_corpus import Case

CORPUS = {
    ".py": ("python3.11", [*PYTHON_HEADERS, *PYTHON_STRUCTURES]),
    ".js": ("nodejs24.x", [*JAVASCRIPT_HEADERS, *JAVASCRIPT_STRUCTURES]),
    ".ts": ("nodejs24.x", TYPESCRIPT),
}
ORIGINS = ("https://a.example", "https://evil.example")
EVENTS = [
    rest_event(call(method, headers=(("Origin", origin), ("origin", origin)), body=body))
    for method, body in (("GET", b""), ("POST", b'{"id": "1"}'), ("OPTIONS", b""))
    for origin in ORIGINS
]


KNOWN = {"reflected, of a multi-value header"}
"""A list in `headers`, which the gateway refuses: it is read as its only entry."""

DISPATCHERS = {
    ".py": """
import importlib, os, sys
BEFORE = dict(os.environ)
def handler(asked, context):
    os.environ.clear()
    os.environ.update(BEFORE)
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(asked["root"]):
            if not name == __name__:
                del sys.modules[name]
    os.environ.update(asked["environment"])
    sys.path[0] = asked["folder"]
    importlib.invalidate_caches()
    return importlib.import_module("app").handler(asked["event"], context)
""",
    ".js": """
const before = { ...process.env };
exports.handler = async (asked, context) => {
  process.env = { ...before, ...asked.environment };
  const module = await import(`${asked.folder}/app${asked.suffix}`);
  const handler = module.handler ?? module.default.handler;
  return await new Promise((resolve, reject) => {
    const callback = (error, value) => (error ? reject(error) : resolve(value));
    Object.assign(context, { succeed: resolve, fail: reject, done: callback });
    const returned = handler(asked.event, context, callback);
    if (typeof returned?.then === "function") returned.then(resolve, reject);
    else if (handler.length < 3 && returned !== undefined) resolve(returned);
    else setTimeout(resolve, 50, null);
  });
};
""",
}
"""What calls the handler of a case: a process of its own for each would take minutes."""


def write(case: Case, suffix: str, folder: Path) -> None:
    """Write a case into a folder of its own."""
    for path, text in {"app": case.source, **case.modules}.items():
        file = folder / f"{path}{suffix}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def dispatcher(suffix: str, root: Path) -> FunctionSettings:
    """Return the function that calls the handlers of a language."""
    return FunctionSettings(
        name="F",
        function_name="f",
        runtime=CORPUS[suffix][0],
        handler="index.handler",
        inline=DISPATCHERS[".py" if suffix == ".py" else ".js"],
        timeout=10,
        location=Location(source=str(root / "template.yaml"), pointer=suffix),
    )


def read(case: Case, suffix: str, runtime: str) -> CodeReading:
    """Read a case."""
    files = {f"{path}{suffix}": text.encode() for path, text in case.modules.items()}
    files[f"app{suffix}"] = case.source.encode()
    return read_handler(Bundle(files), runtime, "app.handler", Environment(case.environment))


def disagreement(reading: CodeReading, event: dict[str, Any], payload: bytes) -> str | None:
    """Return what running gives and reading does not; None where they agree."""
    try:
        given = returned_to_rest(payload)
    except MalformedResponseError:
        shapes = {each.shape for each in reading.answers}
        values = [header.value for each in reading.answers for header in each.headers]
        is_refused = any(isinstance(value, NoText) for value in values)
        is_read = reading.undetermined or shapes & {Shape.PAYLOAD, Shape.UNDETERMINED}
        return None if is_read or is_refused or payload == b"null" else payload.decode()
    response = {"statusCode": given.status, "headers": dict(given.headers)}
    return None if contains(reading, event, response) else payload.decode()


@pytest.mark.slow
@pytest.mark.parametrize(("suffix", "least"), [(".py", 75), (".js", 65), (".ts", 8)])
def test_every_answer_was_read(suffix: str, least: int, tmp_path: Path) -> None:
    """For two origins and three methods.

    An exception is the gateway's 502, and no answer: a package, or a part of the event, is not what
    the case is written for.
    """
    runtime, cases = CORPUS[suffix]
    answered: set[str] = set()
    differing: dict[str, str] = {}
    with Functions(interpreters=Interpreters(python="python3")) as functions:
        function = functions.of(dispatcher(suffix, tmp_path))
        for number, case in enumerate(cases):
            folder = tmp_path / str(number)
            write(case, suffix, folder)
            reading = read(case, suffix, runtime)
            asked = {"folder": str(folder), "root": str(tmp_path), "suffix": suffix}
            known = {name: value for name, value in case.environment.items() if value is not None}
            for event in EVENTS:
                sent = json.dumps({**asked, "environment": known, "event": event}).encode()
                outcome = function.invoke(sent)
                assert outcome.kind in {OutcomeKind.RESPONSE, OutcomeKind.ERROR}, case.name
                if outcome.kind is OutcomeKind.RESPONSE:
                    answered.add(case.name)
                    found = disagreement(reading, event, outcome.payload)
                    if found is not None:
                        differing[case.name] = f"{event['httpMethod']}: {found[:200]}"
    assert set(differing) <= KNOWN, differing
    assert len(answered) >= least, f"{len(answered)} of {len(cases)}"
