"""Where a function's code lies while it runs."""

from __future__ import annotations

import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.handlers.running.code import code_folder, unpacked
from corsgate_audit.handlers.running.programs import NotRunnableError
from corsgate_audit.model import FunctionSettings, Location

if TYPE_CHECKING:
    from pathlib import Path


def archive(path: Path) -> Path:
    """Write a zip file with a program and a text."""
    with zipfile.ZipFile(path, "w") as made:
        program = zipfile.ZipInfo("bootstrap")
        program.external_attr = 0o755 << 16
        made.writestr(program, "#!/bin/sh\n")
        made.writestr("data/text.txt", "a")
    return path


def test_code_that_is_written_while_it_is_read(tmp_path: Path) -> None:
    """Whoever reads it finds it whole: environments of one function start beside each other."""
    text = "x" * 2**20
    here = Location(source=str(tmp_path / "template.yaml"), pointer="/F")
    settings = FunctionSettings(
        name="F", function_name="f", runtime="python3.11", handler="index.handler", inline=text,
        location=here,
    )  # fmt: skip
    path = code_folder(settings, tmp_path / "copies") / "index.py"
    read: set[int] = set()

    def write() -> None:
        for _ in range(30):
            code_folder(settings, tmp_path / "copies")

    writers = [threading.Thread(target=write) for _ in range(2)]
    for each in writers:
        each.start()
    while any(each.is_alive() for each in writers):
        read.add(len(path.read_text(encoding="utf-8")))
    assert read == {len(text)}
    assert [each.name for each in path.parent.iterdir()] == ["index.py"]


def test_a_zip_file(tmp_path: Path) -> None:
    """It is unpacked once, and what is to be executed can be."""
    folder = unpacked(archive(tmp_path / "code.zip"), tmp_path / "copies" / "f")
    assert (folder / "data" / "text.txt").read_text(encoding="utf-8") == "a"
    assert (folder / "bootstrap").stat().st_mode & 0o100
    (folder / "kept").touch()
    again = unpacked(tmp_path / "code.zip", tmp_path / "copies" / "f")
    assert (again / "kept").exists()


@pytest.mark.parametrize(
    ("name", "said"), [("absent", "does not exist"), ("text", "cannot be unpacked")]
)
def test_what_is_no_code(tmp_path: Path, name: str, said: str) -> None:
    """The message says why."""
    (tmp_path / "text").write_text("no archive", encoding="utf-8")
    with pytest.raises(NotRunnableError, match=said):
        unpacked(tmp_path / name, tmp_path / "copy")


def test_a_path_out_of_the_archive(tmp_path: Path) -> None:
    """Nothing is written beside the copy."""
    with zipfile.ZipFile(tmp_path / "code.zip", "w") as made:
        made.writestr("../../outside.txt", "a")
    unpacked(tmp_path / "code.zip", tmp_path / "copies" / "f")
    assert not list(tmp_path.glob("outside.txt"))
    assert not list(tmp_path.parent.glob("outside.txt"))


def test_a_function_that_is_named_like_a_path(tmp_path: Path) -> None:
    """Its code is written among the copies, and nowhere else."""
    settings = FunctionSettings(
        name="../../outside",
        function_name="f",
        runtime="python3.13",
        handler="index.handler",
        inline="x = 1",
        location=Location(source=str(tmp_path / "template.yaml"), pointer="/"),
    )
    folder = code_folder(settings, tmp_path / "copies")
    assert folder.parent == tmp_path / "copies"
    assert (folder / "index.py").read_text(encoding="utf-8") == "x = 1"


def test_code_of_a_template_in_another_language(tmp_path: Path) -> None:
    """CloudFormation takes it for two runtimes alone."""
    settings = FunctionSettings(
        name="F",
        function_name="f",
        runtime="ruby3.3",
        handler="x",
        inline="x",
        location=Location(source="template.yaml", pointer="/"),
    )
    with pytest.raises(NotRunnableError, match=r"not for ruby3\.3"):
        code_folder(settings, tmp_path)


def sourced(tmp_path: Path, handler: str = "app.handler") -> FunctionSettings:
    """Return a function whose code lies beside its template."""
    (tmp_path / "own/src").mkdir(parents=True, exist_ok=True)
    (tmp_path / "outside").mkdir(exist_ok=True)
    (tmp_path / "outside/evil.py").write_text("", encoding="utf-8")
    place = Location(source=str(tmp_path / "own/t.yaml"), pointer="/Resources/F")
    return FunctionSettings(
        name="F",
        function_name="f",
        runtime="python3.13",
        handler=handler,
        code=str(tmp_path / "own/src"),
        location=place,
    )


@pytest.mark.parametrize("handler", ["../../outside/evil.handler", "/evil.handler", "a/../b.c"])
def test_a_handler_that_leads_out_of_its_code_is_not_run(tmp_path: Path, handler: str) -> None:
    """Whatever the runtime would make of it."""
    with pytest.raises(NotRunnableError, match="leads out of its code"):
        code_folder(sourced(tmp_path, handler=handler), tmp_path)


@pytest.mark.parametrize("link", ["app.py", "package"])
def test_a_link_that_leads_out_of_the_target_is_not_run(tmp_path: Path, link: str) -> None:
    """Of a file or of a folder; one within the target is."""
    function = sourced(tmp_path)
    (tmp_path / "own/src" / link).symlink_to(
        tmp_path / ("outside/evil.py" if link == "app.py" else "outside")
    )
    with pytest.raises(NotRunnableError, match="is a link that leads out of the folder"):
        code_folder(function, tmp_path)
    (tmp_path / "own/src" / link).unlink()
    (tmp_path / "own/shared.py").touch()
    (tmp_path / "own/src/shared.py").symlink_to("../shared.py")
    assert code_folder(function, tmp_path) == tmp_path / "own/src"


def test_a_build_that_is_a_link_elsewhere_is_not_taken(tmp_path: Path) -> None:
    """What ``sam build`` makes is a folder."""
    function = sourced(tmp_path)
    (tmp_path / "own/.aws-sam/build").mkdir(parents=True)
    (tmp_path / "own/.aws-sam/build/F").symlink_to(tmp_path / "outside")
    assert code_folder(function, tmp_path) == tmp_path / "own/src"


def test_a_zip_file_is_unpacked_once_and_whole(tmp_path: Path) -> None:
    """However many requests come at first; a broken one leaves nothing that could be run."""
    packed = archive(tmp_path / "code.zip")
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: unpacked(packed, tmp_path / "copy"), range(8)))
    assert len(found) == 1
    broken = tmp_path / "broken.zip"
    data = bytearray(packed.read_bytes())
    data[40] ^= 0xFF
    broken.write_bytes(bytes(data))
    for _ in range(2):
        with pytest.raises(NotRunnableError, match="cannot be unpacked"):
            unpacked(broken, tmp_path / "other")
    assert not [each for each in tmp_path.iterdir() if each.name.startswith("other")]
