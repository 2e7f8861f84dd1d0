"""Texts that regular expressions could look at for hours: each is done within seconds."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, NoReturn

import pytest

from corsgate_audit.collect.template.dependencies import _names
from corsgate_audit.collect.terraform.references import _INDEX
from corsgate_audit.gateway.mock_status import _member, _object
from corsgate_audit.gateway.response_headers import lets_in
from corsgate_audit.gateway.velocity import process, python_finds
from corsgate_audit.gateway.wildcards import fits
from corsgate_audit.handlers.bundle import _paths
from corsgate_audit.handlers.lowering.javascript.parts import split_script
from corsgate_audit.model.editing import without_override
from corsgate_audit.rules.origin_guesses import example_of
from corsgate_audit.rules.origin_values import _compared
from corsgate_audit.rules.requests import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECONDS = 10
SET = "#set($context.responseOverride.header.X="

LONG: dict[str, Callable[[], object]] = {
    "names of a text": lambda: _names("${a." * 50_000),
    "indexes of Terraform": lambda: _INDEX.sub("", "[" * 50_000),
    "variables of a path": lambda: path_of("{a" * 50_000),
    "greedy variables of a path": lambda: path_of("{a+" * 50_000),
    "an origin of CloudFront": lambda: lets_in("https://" + "*a" * 30 + "!", "https://" + "a" * 90),
    "a pattern of an ARN": lambda: fits("*a" * 500 + "!", "a" * 1000),
    "comments of tsconfig": lambda: [*_paths("tsconfig.json", b"/*" * 50_000)],
    "texts of tsconfig": lambda: [*_paths("tsconfig.json", b'"' + b'\\"' * 50_000)],
    "comments of a script": lambda: [*split_script(b"/**/ " * 60 + b"foo();")],
    "comments of names": lambda: [*split_script(b"var a," + b"/**/" * 60 + b"+;")],
    "texts of a script": lambda: [*split_script(b'"' + b'\\"' * 50_000)],
    "texts over lines": lambda: [*split_script(b'"' + b'\\"\\\n' * 50_000)],
    "expressions of a script": lambda: [*split_script(b"=/[a" * 50_000)],
    "expressions over lines": lambda: [*split_script(b"=/[\\\n" * 50_000)],
    "classes in a guess": lambda: example_of("https://" + "[a" * 50_000),
    "many classes in guesses": lambda: [example_of("https://" + "[a" * 140) for _ in range(1000)],
    "comparisons": lambda: _compared("== " * 50_000),
    "overrides": lambda: without_override((("a", SET * 20_000),), "X"),
    "groups in an override": lambda: without_override((("a", SET + "((a)" * 20_000),), "X"),
    "braces around a status": lambda: _object("{" + "} " * 50_000 + "x"),
    "commas around a status": lambda: _member("{" + ", " * 50_000 + "}"),
}


@pytest.fixture(autouse=True)
def bound() -> Iterator[None]:
    """End what takes longer."""

    def end(*_: object) -> NoReturn:
        message = f"it takes more than {SECONDS} seconds"
        raise TimeoutError(message)

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("name", LONG)
def test_it_is_done_within_seconds(name: str) -> None:
    """Whatever it comes to."""
    LONG[name]()


def test_an_expression_out_of_somebody_s_python_has_its_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that does not end finds nothing, and neither does one that is wrong."""
    monkeypatch.setattr(process, "SECONDS", 0.3)
    monkeypatch.setattr(process, "_late", set())
    assert python_finds("match", r"https://[a-z.]+", "https://a.test")
    assert python_finds("search", r"a\.test", "https://a.test")
    assert not python_finds("match", r"a\.test", "https://a.test")
    assert not python_finds("match", "(", "https://a.test")
    assert not python_finds("match", "(a+)+b", "a" * 60)
    # What Python warns of neither ends the process nor changes anything.
    assert python_finds("match", "[[a]", "[")
    assert process._running[0].is_ready  # noqa: SLF001
