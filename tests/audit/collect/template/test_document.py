"""Files become plain values; what is broken or without measure is one line."""

from __future__ import annotations

import os
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import MAX_BYTES
from corsgate_audit.collect.template.document import read_document
from corsgate_audit.collect.template.yaml_text import MAX_DEPTH
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


def error_of(folder: Path, name: str, text: str) -> str:
    """Return what reading a file raises, without its path."""
    path = write(folder, name, text)
    with pytest.raises(TargetError) as caught:
        read_document(folder / name)
    message = str(caught.value)
    assert message.startswith(f"{path!r}: ")
    assert "\n" not in message
    return message.removeprefix(f"{path!r}: ")


JSON = '{"Resources": {"Api": {"Type": "T"}}}'


def test_the_name_of_a_file_does_not_decide_its_format(tmp_path: Path) -> None:
    """JSON in ``.template``, after a mark of byte order, and flow style in ``.yaml`` are read."""
    write(tmp_path, "a.template", "\ufeff" + JSON)
    write(tmp_path, "b.yaml", "{Resources: {Api: {Type: T}}}")

    for name in ("a.template", "b.yaml"):
        document = read_document(tmp_path / name)
        assert document.resources == {"Api": {"Type": "T"}}
        assert document.positions.line("Resources", "Api") == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.json", '{"Resources": {\n  "Api": }}'),
        ("t.json", '{"A": 1, "A": 2}'),
        ("t.yaml", "a: b: c"),
        ("t.yaml", "a: [1,\nb: }"),
        ("t.yaml", "a: *gone"),
        ("t.yaml", "a: 1\na: 2"),
        ("t.yaml", "[a]: 1"),
        ("t.yaml", "a: &x {b: 1}\nc:\n  <<: *x"),
        ("t.yaml", "a: 1\n---\nb: 2"),
        ("t.yaml", "a: \x01"),
        ("t.yaml", "- a"),
        ("t.yaml", ""),
        ("t.yaml", "text"),
        ("t.json", "[1]"),
        ("t.json", '{"a": NaN}'),
        ("t.json", '{"a": "\\ud800"}'),
    ],
)
def test_a_broken_file_is_one_line_with_its_place(
    tmp_path: Path, name: str, text: str, snapshot: SnapshotAssertion
) -> None:
    """The line names the file, what is wrong, and where."""
    assert error_of(tmp_path, name, text) == snapshot


def test_a_number_without_end_is_an_error(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Python refuses to convert it, and so do we."""
    message = error_of(tmp_path, "t.json", '{"a": ' + "9" * 5000 + "}")

    assert message == snapshot


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.json", '{"a":' * 150 + "1" + "}" * 150),
        ("t.json", '{"a":' * 200_000 + "1" + "}" * 200_000),
        ("t.yaml", "a: " + "[" * 150 + "]" * 150),
        ("t.yaml", "a: " + "[" * 20_000),
        ("t.yaml", "a: &loop [*loop]"),
        ("t.yaml", "a: &loop {b: *loop}"),
    ],
)
def test_nesting_without_measure_is_an_error(tmp_path: Path, name: str, text: str) -> None:
    """However deep, and in aliases to themselves."""
    assert error_of(tmp_path, name, text) == f"nested more than {MAX_DEPTH} levels deep"


def test_aliases_that_expand_without_measure_are_an_error(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Nine aliases of nine aliases, nine times: 387 million values in 500 bytes."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]

    message = error_of(tmp_path, "t.yaml", "\n".join(lines))

    assert message == snapshot


def test_a_long_text_that_is_named_again_and_again_is_an_error(tmp_path: Path) -> None:
    """A megabyte and a hundred thousand aliases of it: 100 GB, of fewer values than the bound."""
    text = f"a: &a {'x' * 2**20}\nb: [{', '.join(['*a'] * 100_000)}]"

    assert error_of(tmp_path, "t.yaml", text).endswith(" characters once aliases are expanded")


CONTENT = "hunter2"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.yaml", "%s"),
        ("t.yaml", "a: *%s"),
        ("t.yaml", "%s: 1\n%s: 2"),
        ("t.yaml", "a: &%s 1\nb: !%s! c"),
        ("t.yaml", "[%s"),
        ("t.yaml", "a: {%s: 1, %s: 2}"),
        ("t.yaml", "%%%s\n---\na: 1"),
        ("t.yaml", "%%TAG ! tag:%s\n"),
        ("t.yaml", 'a: "\\%s"'),
        ("t.yaml", "a: '%s"),
        ("t.json", '{"%s": 1, "%s": 2}'),
        ("t.json", '{"a": "\\%s"}'),
        ("t.json", "%s"),
        ("t.json", '{"a": %s}'),
        ("t.json", '"%s"'),
        ("t.yaml", "a: b: %s\n%s"),
    ],
)
def test_no_error_quotes_the_file(tmp_path: Path, name: str, text: str) -> None:
    """Whatever it is that the path led to, the message has its place and not its content."""
    assert CONTENT not in error_of(tmp_path, name, text.replace("%s", CONTENT))


def test_few_aliases_are_read(tmp_path: Path) -> None:
    """They stand for what they name."""
    write(tmp_path, "t.yaml", "a: &x [1]\nb: *x")

    assert read_document(tmp_path / "t.yaml").content == {"a": [1], "b": [1]}


def test_a_file_that_is_too_long_is_an_error(tmp_path: Path) -> None:
    """Fifty megabytes are not read to the end."""
    message = error_of(tmp_path, "t.json", '{"a": "' + "x" * 50_000_000 + '"}')

    assert message == f"more than {MAX_BYTES:,} bytes"


def test_a_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    """The error names the first byte that is none."""
    path = tmp_path / "t.json"
    path.write_bytes(b'{"a": "\xff"}')

    with pytest.raises(
        TargetError, match=r"t\.json': not UTF-8 text: invalid start byte at byte 7"
    ):
        read_document(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """What the system says is passed on."""
    with pytest.raises(TargetError, match="a folder, not a file"):
        read_document(tmp_path)


def test_a_path_that_no_file_can_have_is_an_error(tmp_path: Path) -> None:
    """A template names its nested templates, and can name anything."""
    with pytest.raises(TargetError, match="embedded null byte"):
        read_document(tmp_path / "a\0b")


def test_a_pipe_is_read(tmp_path: Path) -> None:
    """``corsgate audit <(cdk synth)``."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = Thread(target=path.write_text, args=("Resources: {}",))
    writer.start()

    assert read_document(path).content == {"Resources": {}}
    writer.join()


def test_a_long_yaml_file_that_is_broken_is_explained_at_once(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """By libyaml alone: a second reading by a slower parser would take a minute."""
    message = error_of(tmp_path, "t.yaml", "a: [1]\n" * 2 + "# long\n" * 200_000 + "b: c: d")

    assert message == snapshot
