"""Regular files of bounded size are read; nothing else is, and nothing waits."""

from __future__ import annotations

import errno
import os
import socket
import stat
import time
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import files
from corsgate_audit.collect.files import (
    NotReadError,
    read_named,
    read_regular,
    real_path,
    why_not_regular,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

PIPE = "a pipe, which is read only where it is a target itself"


def pipe(folder: Path) -> Path:
    """Make a pipe that nobody writes to."""
    path = folder / "pipe.json"
    os.mkfifo(path)
    return path


def endless(folder: Path) -> Path:
    """Make a link to a device that never ends."""
    path = folder / "zero.json"
    path.symlink_to("/dev/zero")
    return path


def listening(folder: Path) -> Path:
    """Make a socket."""
    path = folder / "s.json"
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(folder)  # the path of a socket is short
        server.bind("s.json")
    return path


@pytest.mark.parametrize("limit", [3, 100])
def test_a_regular_file_is_read_whole(tmp_path: Path, limit: int) -> None:
    """Up to the bound itself."""
    path = tmp_path / "a"
    path.write_bytes(b"abc")

    assert read_regular(str(path), limit=limit) == b"abc"
    assert read_named(path, limit=limit) == b"abc"


def test_one_byte_more_than_the_bound_is_too_long(tmp_path: Path) -> None:
    """The message says how long it may be."""
    path = tmp_path / "a"
    path.write_bytes(b"abcd")

    reads: list[Callable[[], bytes]] = [
        lambda: read_regular(str(path), limit=3),
        lambda: read_named(path, limit=3),
    ]
    for read in reads:
        with pytest.raises(NotReadError, match=r"^more than 3 bytes$"):
            read()


def test_a_file_of_holes_is_not_read_to_its_end(tmp_path: Path) -> None:
    """A terabyte that takes no room on the disk is refused by its size."""
    path = tmp_path / "a"
    path.touch()
    os.truncate(path, 2**40)
    begin = time.monotonic()

    with pytest.raises(NotReadError, match=r"^more than 20,971,520 bytes$"):
        read_regular(str(path))
    assert time.monotonic() - begin < 1


def test_what_is_too_long_is_not_read_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its size is known before."""
    path = tmp_path / "a"
    path.write_bytes(b"abcd")
    parts: list[object] = []
    monkeypatch.setattr(os, "read", lambda *given: parts.append(given))

    with pytest.raises(NotReadError, match=r"^more than 3 bytes$"):
        read_regular(str(path), limit=3)
    assert parts == []


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="this system has no /proc")
def test_a_file_without_a_size_is_bounded_too() -> None:
    """Those in /proc say that they hold nothing."""
    with pytest.raises(NotReadError, match=r"^more than 1 bytes$"):
        read_regular("/proc/self/environ", limit=1)


@pytest.mark.parametrize(
    ("make", "why"), [(pipe, PIPE), (endless, "a device"), (listening, "a socket")]
)
def test_what_is_no_regular_file_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: object, why: str
) -> None:
    """It is looked at first: opening alone starts some devices."""
    monkeypatch.chdir(tmp_path)
    assert callable(make)
    real = real_path(make(tmp_path))
    assert real is not None
    opened: list[object] = []
    monkeypatch.setattr(os, "open", lambda *given: opened.append(given))

    with pytest.raises(NotReadError, match=f"^{why}$"):
        read_regular(real)
    assert why_not_regular(Path(real)) == why
    assert opened == []


@pytest.mark.parametrize(
    ("mode", "why"), [(stat.S_IFBLK, "a device"), (0o150000, "not a regular file")]
)
def test_what_only_an_administrator_makes_is_named_too(
    monkeypatch: pytest.MonkeyPatch, mode: int, why: str
) -> None:
    """A disk, and what no system of today knows."""
    status = os.stat_result((mode, *(0,) * 9))
    monkeypatch.setattr(Path, "stat", lambda _: status)

    assert why_not_regular(Path("disk")) == why


def test_opening_takes_no_terminal_and_follows_no_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link that the user names is followed: it is the user's own choice."""
    path = tmp_path / "a"
    path.touch()
    opened: list[int] = []
    real = os.open

    def opening(path: str, flags: int) -> int:
        opened.append(flags)
        return real(path, flags)

    monkeypatch.setattr(os, "open", opening)
    read_regular(str(path))
    read_named(path)

    calm = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY
    assert opened == [calm | os.O_NOFOLLOW, calm]


def test_what_became_a_pipe_meanwhile_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the opening somebody puts a pipe there."""
    path, regular = pipe(tmp_path), tmp_path / "a"
    regular.touch()
    status = regular.stat()
    monkeypatch.setattr(os, "lstat", lambda _: status)

    with pytest.raises(NotReadError, match=f"^{PIPE}$"):
        read_regular(str(path))


def test_what_became_a_link_meanwhile_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The path had no links when it was resolved."""
    secret, link = tmp_path / "secret", tmp_path / "link"
    secret.write_bytes(b"hunter2")
    link.symlink_to(secret)
    status = secret.stat()

    with pytest.raises(NotReadError, match=r"^a link that appeared while it was read$"):
        read_regular(str(link))
    monkeypatch.setattr(os, "lstat", lambda _: status)
    with pytest.raises(NotReadError, match=r"^Too many levels of symbolic links$"):
        read_regular(str(link))


def test_folders_and_what_is_not_there_are_named(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """In the words of every other message."""
    for read in (lambda path: read_regular(str(path)), read_named):
        with pytest.raises(NotReadError, match=r"^a folder, not a file$"):
            read(tmp_path)
        with pytest.raises(NotReadError, match=r"^no such file or folder$"):
            read(tmp_path / "gone")
    assert why_not_regular(tmp_path / "gone") == snapshot
    assert why_not_regular(tmp_path / "a\0b") == "embedded null byte"
    with pytest.raises(NotReadError, match=r"^embedded null byte$"):
        read_named(tmp_path / "a\0b")


def test_a_file_that_may_not_be_read_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may read everything, so the refusal is made here."""
    path = tmp_path / "a"
    path.touch()

    def refusing(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refusing)
    reads: list[Callable[[], bytes]] = [lambda: read_regular(str(path)), lambda: read_named(path)]
    for read in reads:
        with pytest.raises(NotReadError, match=r"^Permission denied$"):
            read()


def test_a_file_that_fails_while_it_is_read_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that breaks is no fault of this program's, and leaves no descriptor open."""
    path = tmp_path / "a"
    path.touch()
    closed: list[int] = []
    close = os.close

    def failing(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    def closing(descriptor: int) -> None:
        closed.append(descriptor)
        close(descriptor)

    monkeypatch.setattr(os, "read", failing)
    monkeypatch.setattr(os, "close", closing)
    reads: list[Callable[[], bytes]] = [lambda: read_regular(str(path)), lambda: read_named(path)]
    for read in reads:
        with pytest.raises(NotReadError, match=r"^Input/output error$"):
            read()
    assert len(closed) == 2


def test_links_are_resolved_and_those_without_end_are_no_file(tmp_path: Path) -> None:
    """A link to itself leads to itself; a null character leads nowhere."""
    (tmp_path / "a").touch()
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "loop").symlink_to("loop")

    assert real_path(tmp_path / "link") == os.path.realpath(tmp_path / "a")
    assert real_path(tmp_path / "a\0b") is None
    assert why_not_regular(tmp_path / "loop") == os.strerror(errno.ELOOP)
    assert why_not_regular(tmp_path / "link") is None


def test_a_pipe_that_the_user_names_is_read_to_its_end(tmp_path: Path) -> None:
    """Also where it is written late and in parts: ``corsgate audit <(cdk synth)``."""
    path = pipe(tmp_path)

    def writing() -> None:
        time.sleep(0.05)
        with path.open("wb", buffering=0) as file:
            file.write(b"ab")
            time.sleep(0.05)
            file.write(b"c")

    writer = Thread(target=writing)
    writer.start()
    assert read_named(path) == b"abc"
    writer.join()


def test_a_pipe_is_bounded(tmp_path: Path) -> None:
    """As a file is."""
    path = pipe(tmp_path)
    end = os.open(path, os.O_RDWR)
    os.write(end, b"abcd")

    with pytest.raises(NotReadError, match=r"^more than 3 bytes$"):
        read_named(path, limit=3)
    os.close(end)


def test_a_pipe_is_read_up_to_the_bound_itself(tmp_path: Path) -> None:
    """As a file is."""
    path = pipe(tmp_path)
    writer = Thread(target=lambda: path.write_bytes(b"abc"))
    writer.start()

    assert read_named(path, limit=3) == b"abc"
    writer.join()


def test_a_pipe_that_drips_has_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it together, and not each part of its own."""
    path = pipe(tmp_path)
    monkeypatch.setattr(files, "SECONDS_OF_PIPE", 0.3)
    end = os.open(path, os.O_RDWR)
    stopped = Event()

    def dripping() -> None:
        while not stopped.wait(0.02):
            os.write(end, b"a")

    writer = Thread(target=dripping)
    writer.start()
    begin = time.monotonic()
    with pytest.raises(NotReadError, match=r"^a pipe without data until the timeout$"):
        read_named(path, limit=100)
    took = time.monotonic() - begin
    stopped.set()
    writer.join()
    os.close(end)
    assert took < 1


@pytest.mark.parametrize("has_writer", [False, True])
def test_a_pipe_that_nobody_writes_to_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_writer: bool
) -> None:
    """With a writer that keeps silent, and with none at all."""
    path = pipe(tmp_path)
    monkeypatch.setattr(files, "SECONDS_WITHOUT_WRITER", 0.1)
    monkeypatch.setattr(files, "SECONDS_OF_PIPE", 0.2)
    end = os.open(path, os.O_RDWR) if has_writer else None
    if end is not None:
        os.write(end, b"a")

    with pytest.raises(NotReadError, match=r"^a pipe without data until the timeout$"):
        read_named(path)
    if end is not None:
        os.close(end)


def test_a_device_that_the_user_names_is_not_read(tmp_path: Path) -> None:
    """A template that is a link to one is nothing that a user means."""
    for path in (endless(tmp_path), Path("/dev/null")):
        with pytest.raises(NotReadError, match=r"^a device$"):
            read_named(path)


def test_a_device_that_the_user_names_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """That alone starts some."""
    opened: list[object] = []
    monkeypatch.setattr(os, "open", lambda *given: opened.append(given))

    with pytest.raises(NotReadError, match=r"^a device$"):
        read_named(Path("/dev/null"))
    assert opened == []


def test_what_became_a_device_meanwhile_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the opening somebody puts a link to one there."""
    regular = tmp_path / "a"
    regular.touch()
    status = regular.stat()
    monkeypatch.setattr(Path, "stat", lambda _: status)

    with pytest.raises(NotReadError, match=r"^a device$"):
        read_named(Path("/dev/null"))
