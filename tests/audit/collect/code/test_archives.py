"""Zip files of code: what of them is read, and that no broken one is more than a message."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect.code.archives import ZippedFiles, zipped_files
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.reach import Reach
from corsgate_audit.handlers.bundle import Bundle, Environment
from corsgate_audit.handlers.code.functions import UnreadableCodeError
from corsgate_audit.handlers.reading import read_handler

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "hunter2"  # noqa: S105 - what no message may quote
WAYS = {
    "stored": zipfile.ZIP_STORED,
    "deflated": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}


def zipped(way: int = zipfile.ZIP_DEFLATED, **files: str) -> bytearray:
    """Return a zip file; a double underscore in a name stands for a point."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", way) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "."), text)
    return bytearray(held.getvalue())


def read(folder: Path, data: bytes | bytearray) -> dict[str, bytes] | str:
    """Return what is read of a zip file, or what is said of it."""
    path = folder / "code.zip"
    path.write_bytes(data)
    try:
        return dict(zipped_files(path, Reach(named=path)))
    except (TargetError, UnreadableCodeError) as error:
        return str(error).removeprefix(f"'{path}' is not a readable zip file: ")


@pytest.mark.parametrize("way", WAYS)
def test_code_is_read_however_it_is_packed(way: str, tmp_path: Path) -> None:
    """And nothing else of the archive."""
    data = zipped(WAYS[way], app__py="print(1)", notes__txt=SECRET, index__mjs="x()")
    assert read(tmp_path, data) == {"app.py": b"print(1)", "index.mjs": b"x()"}


def _with(data: bytearray, place: int, form: str, value: int) -> bytearray:
    struct.pack_into(form, data, place, value)
    return data


def _encrypted() -> bytearray:
    data = zipped(app__py=SECRET)
    for place in (6, data.index(b"PK\x01\x02") + 8):
        _with(data, place, "<H", 1)
    return data


def _packed_in_a_way_of(number: int) -> bytearray:
    data = zipped(app__py=SECRET)
    for place in (8, data.index(b"PK\x01\x02") + 10):
        _with(data, place, "<H", number)
    return data


def _with_other_bytes(way: int, head: int = 0) -> bytearray:
    data = zipped(way, app__py=SECRET * 100)
    start = 30 + len("app.py") + head
    data[start : start + 8] = b"\xff" * 8
    return data


BROKEN = {
    "empty": (bytearray(), "BadZipFile"),
    "no zip file": (bytearray(SECRET.encode()), "BadZipFile"),
    "cut in the middle": (zipped(app__py=SECRET * 99)[:-40], "BadZipFile"),
    "encrypted": (_encrypted(), "RuntimeError"),
    "packed in an unknown way": (_packed_in_a_way_of(97), "NotImplementedError"),
    "not deflated": (_with_other_bytes(zipfile.ZIP_DEFLATED), "error"),
    "not bzip2": (_with_other_bytes(zipfile.ZIP_BZIP2), "OSError"),
    "not lzma": (_with_other_bytes(zipfile.ZIP_LZMA, head=9), "LZMAError"),
    "lzma without its head": (_packed_in_a_way_of(zipfile.ZIP_LZMA), None),
    "another sum": (_with(zipped(0, app__py=SECRET), 36, "<B", 0), "BadZipFile"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_archive_is_a_message(name: str, tmp_path: Path) -> None:
    """With the kind of the fault, and nothing of what is in it."""
    data, kind = BROKEN[name]
    said = read(tmp_path, data)
    assert isinstance(said, str)
    assert SECRET not in said
    if kind:
        assert said == kind


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_whatever_is_changed_in_an_archive(way: str, tmp_path: Path) -> None:
    """It is read, or it is a message."""
    source = random.Random(12)  # noqa: S311 - no secret
    whole = zipped(WAYS[way], app__py="print(1)" * 50, index__js="x()" * 50)
    fates = set()
    for _ in range(1500):
        data = bytearray(whole)
        for _ in range(source.randint(1, 4)):
            data[source.randrange(len(data))] = source.randrange(256)
        fates.add(type(read(tmp_path, data[: source.choice([None, source.randrange(len(data))])])))
    assert fates == {dict, str}


def _handler_among(others: int) -> bytes:
    """Return an archive whose last file is the handler."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number in range(others):
            archive.writestr(f"package/m{number}.py", "x = 1")
        archive.writestr("zz.py", "def handler(e, c): return {'statusCode': 201}")
    return held.getvalue()


def test_a_handler_behind_thousands_of_files_is_read() -> None:
    """Only what the handler uses is unpacked, however many files the archive has."""
    bundle = Bundle(ZippedFiles(_handler_among(4_000), "code.zip"))
    reading = read_handler(bundle, "python3.13", "zz.handler", Environment())
    assert [each.status for each in reading.answers] == [201]
    assert not reading.undetermined


def test_an_archive_that_is_a_list_of_names_is_not_read() -> None:
    """The list alone would take gigabytes of memory: it is refused before it is parsed."""
    data = bytearray(_handler_among(1))
    struct.pack_into("<L", data, data.rindex(b"PK\x05\x06") + 12, 2**31)
    with pytest.raises(TargetError) as refused:
        ZippedFiles(bytes(data), "code.zip")
    assert str(refused.value) == (
        "'code.zip' lists more files than are read: 2,147,483,648 bytes of names"
    )


@pytest.mark.slow
def test_what_would_fill_the_memory_is_not_unpacked(tmp_path: Path) -> None:
    """A file of code has 12 MiB, and all of them 60; the message says which bound it was."""
    large = "#" * (12 * 2**20 + 1)
    path = tmp_path / "code.zip"
    path.write_bytes(zipped(large__py=large, small__py="x"))
    files = zipped_files(path, Reach(named=path))
    assert files["small.py"] == b"x"
    with pytest.raises(UnreadableCodeError, match=r"large\.py has more than 12,582,912 bytes"):
        files["large.py"]
    path.write_bytes(zipped(zipfile.ZIP_DEFLATED, **{f"f{n}__py": large[1:] for n in range(7)}))
    files = zipped_files(path, Reach(named=path))
    for number in range(5):
        assert len(files[f"f{number}.py"]) == 12 * 2**20
    with pytest.raises(UnreadableCodeError, match="62,914,560 bytes are read, and no more"):
        files["f5.py"]
    assert Bundle(files).mentions(b"access-control-allow-origin"), "what is not read may have it"
