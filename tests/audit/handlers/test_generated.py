"""Whatever a generated handler answers when it is run is among the answers that were read."""

from __future__ import annotations

import copy
import json
import subprocess
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.handlers.bundle import Bundle, Environment
from corsgate_audit.handlers.reading import read_handler
from support.generated_handlers import events, generated_handler
from support.node import node
from support.read_answers import contains

if TYPE_CHECKING:
    from pathlib import Path

_RUN = """
const fs = require('fs'), vm = require('vm');
const {handlers, events} = JSON.parse(fs.readFileSync(process.argv[2]));
(async () => {
  const results = [];
  for (const source of handlers) {
    const answers = [];
    for (const event of events) {
      const exports = {};
      vm.runInNewContext(source, {exports, JSON, Object});
      try { answers.push(await exports.handler(JSON.parse(JSON.stringify(event)))); }
      catch (error) { answers.push(null); }
    }
    results.push(answers);
  }
  console.log(JSON.stringify(results));
})();
"""


def _run_python(source: str, event: dict[str, Any]) -> dict[str, Any] | None:
    names: dict[str, Any] = {}
    exec(source, names)  # noqa: S102 - the test's own program
    try:
        response: dict[str, Any] = names["handler"](copy.deepcopy(event), None)
    except Exception:  # noqa: BLE001 - whatever leaves the handler is not its answer
        return None
    return response


@pytest.mark.parametrize("seed", range(60))
def test_every_answer_of_a_python_handler_was_read(seed: int) -> None:
    """The reading contains what running gives, for every event."""
    source, _ = generated_handler(Random(seed))  # noqa: S311 - to be repeated
    reading = read_handler(
        Bundle({"app.py": source.encode()}), "python3.13", "app.handler", Environment()
    )
    assert not reading.undetermined
    for event in events():
        response = _run_python(source, event)
        assert response is None or contains(reading, event, response), (event, response, source)


@pytest.mark.slow
def test_every_answer_of_a_javascript_handler_was_read(tmp_path: Path) -> None:
    """The same, of the same handlers in JavaScript, run by Node."""
    sources = [generated_handler(Random(seed))[1] for seed in range(60)]  # noqa: S311 - the same
    program, given = tmp_path / "run.js", tmp_path / "given.json"
    program.write_text(_RUN)
    given.write_text(json.dumps({"handlers": sources, "events": events()}))
    done = subprocess.run([node(), str(program), str(given)], capture_output=True, check=True)
    for source, answers in zip(sources, json.loads(done.stdout), strict=True):
        reading = read_handler(
            Bundle({"app.js": source.encode()}), "nodejs22.x", "app.handler", Environment()
        )
        assert not reading.undetermined
        for event, response in zip(events(), answers, strict=True):
            assert response is None or contains(reading, event, response), (event, response, source)
