"""Folders of code: what of them is listed, and what is read without being listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect.code import files as code_files
from corsgate_audit.collect.code.files import FolderFiles, Joined
from corsgate_audit.collect.reach import Reach
from corsgate_audit.handlers.bundle import Bundle, Environment
from corsgate_audit.handlers.code.functions import UnreadableCodeError
from corsgate_audit.handlers.reading import read_handler
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

_HANDLER = "from pkg.answers import answer\ndef handler(e, c): return answer()\n"
_ANSWERS = "def answer(): return {'statusCode': 201}\n"


def _folder(path: Path) -> FolderFiles:
    return FolderFiles(path, Reach(roots=(str(path.resolve()),)))


def _project(path: Path) -> None:
    write(path, "zz.py", _HANDLER)
    write(path, "pkg/answers.py", _ANSWERS)
    write(path, "node_modules/theirs/index.js", "x()")
    write(path, ".git/hook.py", "x = 1")
    write(path, "notes.txt", "x")
    write(path, "tsconfig.build.json", "{}")


def test_own_code_is_listed(tmp_path: Path) -> None:
    """Code and the compiler's settings; neither packages of others, nor what is hidden."""
    _project(tmp_path)
    files = _folder(tmp_path)
    assert list(files) == ["tsconfig.build.json", "zz.py", "pkg/answers.py"]
    assert len(files) == 3
    assert files["zz.py"] == _HANDLER.encode()
    for missing in ("node_modules/theirs/index.js", ".git/hook.py", "notes.txt", "other.py"):
        assert missing not in files
        with pytest.raises(KeyError):
            files[missing]


def test_a_handler_in_a_folder_that_is_too_large_to_list_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is there for who asks for it; what nobody can know of the others is not said."""
    _project(tmp_path)
    monkeypatch.setattr(code_files, "_MOST", 0)
    files = _folder(tmp_path)
    assert not files.is_complete
    assert "pkg/answers.py" not in list(files)
    reading = read_handler(Bundle(files), "python3.13", "zz.handler", Environment())
    assert [each.status for each in reading.answers] == [201]
    assert not reading.undetermined
    assert "pkg/answers.py" in list(files), "it is known now"
    for missing in ("node_modules/theirs/index.js", ".git/hook.py", "notes.txt", "other.py"):
        assert missing not in files
    assert not Joined(files, {}).is_complete
    assert Bundle(files).mentions(b"nobody has written this")


def test_links_out_of_the_folder_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it is listed, the reach decides."""
    outside = write(tmp_path, "secret.py", "x = 1")
    (tmp_path / "src").mkdir()
    (tmp_path / "src/app.py").symlink_to(outside)
    for most in (50_000, -1):
        monkeypatch.setattr(code_files, "_MOST", most)
        with pytest.raises(UnreadableCodeError):
            _folder(tmp_path / "src")["app.py"]
        assert "../secret.py" not in _folder(tmp_path / "src")
