"""Reads botocore's descriptions of services once for a process, and not once for a session."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.loaders import JSONFileLoader

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def read_once() -> Iterator[None]:
    """Keep each file that a session loads for the sessions after it.

    A command makes its sessions as it needs them, and each of them parses a megabyte of JSON; a
    test that runs the command a hundred times would do little else.
    """
    loader: Any = JSONFileLoader
    plain, read = loader.load_file, {}

    def load_file(self: Any, path: str) -> Any:  # noqa: ANN401 - any JSON
        if path not in read:
            read[path] = plain(self, path)
        return read[path]

    loader.load_file = load_file
    try:
        yield
    finally:
        loader.load_file = plain
