"""Changes are noticed, those of folders that are new, too."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import (
    FunctionSettings,
    FunctionUrl,
    Integration,
    Location,
    RestApi,
    Route,
)
from corsgate_audit.model.route import Authorizer
from corsgate_audit.serve.apis import ServedApi
from corsgate_audit.serve.watching import functions_of, watched_paths, watching

if TYPE_CHECKING:
    from pathlib import Path


def function(folder: Path, name: str) -> FunctionSettings:
    """Return a function with code in a folder of its name."""
    return FunctionSettings(
        name=name,
        function_name=name,
        runtime="python3.13",
        handler="a.b",
        code=str(folder / name),
        layers=(str(folder / "layer"), str(folder / "absent")),
        location=Location(source=str(folder / "template.yaml"), pointer=name),
    )


def test_what_is_watched(tmp_path: Path) -> None:
    """Code of functions and authorizers, layers, and what SAM builds, as far as they are there."""
    here = Location(source="template.yaml", pointer="/")
    one, two = function(tmp_path, "one"), function(tmp_path, "two")
    integration = Integration(type="AWS_PROXY", function=one)
    asked = Authorizer(name="a", type="TOKEN", function=two)
    route = Route(path="/", method="GET", integration=integration, authorizer=asked, location=here)
    apis = [
        ServedApi(api=RestApi(name="r", routes=(route, route), location=here), stage="prod"),
        ServedApi(api=FunctionUrl(name="u", integration=integration, location=here), stage=""),
    ]
    assert functions_of(apis) == (one, two)
    for name in ("one", "two", "layer", ".aws-sam"):
        (tmp_path / name).mkdir()
    (tmp_path / "template.yaml").touch()
    found = watched_paths(tmp_path / "template.yaml", functions_of(apis))
    assert [path.name for path in found] == ["template.yaml", "one", "layer", "two", ".aws-sam"]


@pytest.mark.slow
def test_a_change_and_one_in_a_new_folder(tmp_path: Path) -> None:
    """After a change it is asked again what there is to watch."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    watched = [first]
    failures: list[Exception] = []
    changes: queue.Queue[frozenset[Path]] = queue.Queue()

    def changed(paths: frozenset[Path]) -> None:
        watched.append(second)
        changes.put(paths)

    def is_noticed(path: Path) -> bool:
        """Write until it is noticed: what watches needs a moment to begin."""
        for number in range(50):
            path.write_text(str(number), encoding="utf-8")
            try:
                if path in changes.get(timeout=0.2):
                    return True
            except queue.Empty:
                continue
        return False

    with watching(lambda: tuple(dict.fromkeys(watched)), changed, failures.append):
        assert is_noticed(first / "a.py")
        assert is_noticed(second / "b.py")
    assert failures == []


@pytest.mark.slow
def test_a_file_that_is_replaced_or_gone_for_a_while(tmp_path: Path) -> None:
    """Each state of it is reported, also where what takes a change up fails."""
    template = tmp_path / "template.yaml"
    template.write_text("one", encoding="utf-8")
    changes: queue.Queue[str] = queue.Queue()
    failures: list[str] = []

    def changed(paths: frozenset[Path]) -> None:
        assert template in paths
        changes.put(template.read_text(encoding="utf-8") if template.exists() else "")
        message = "it could not be read"
        raise ValueError(message)

    def until(text: str) -> None:
        while changes.get(timeout=10) != text:
            pass

    with watching(
        lambda: (template,) if template.exists() else (),
        changed,
        lambda error: failures.append(str(error)),
    ):
        for text in ("two", "three"):
            (tmp_path / "new").write_text(text, encoding="utf-8")
            (tmp_path / "new").replace(template)
            until(text)
        template.unlink()
        until("")
        template.write_text("four", encoding="utf-8")
        until("four")
    assert set(failures) == {"it could not be read"}
