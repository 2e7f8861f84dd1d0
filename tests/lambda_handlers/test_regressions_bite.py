"""Each regression test fails where corsgate is given the fault that it is named after.

The faults are small stand-ins for what the sources describe, put into a corsgate that is otherwise
whole; the regression tests are loaded anew with each, so that their policies have it too.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from corsgate import (
    CorsPolicy,
    _answers,
    _fields,
    _front_door,
    _log,
    decision,
    handler,
)
from corsgate import _validation as validation
from corsgate._gateway_doors import RestApi
from corsgate._options import Options
from corsgate.decision import Headers

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    Fault = Callable[[pytest.MonkeyPatch], None]

APP = "https://app.example.com"
JSON_TRUE = True
TESTS = Path(__file__).with_name("test_regressions.py")


def regressions() -> ModuleType:
    """Load the tests as they are after a fault has been put in."""
    spec = importlib.util.spec_from_file_location("regressions_with_a_fault", TESTS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def credentials_unchecked(patch: pytest.MonkeyPatch) -> None:
    """``*`` with credentials is a policy like any other."""
    patch.setattr(validation, "check_credentials", lambda _values, _found: None)


def origins_unchecked(patch: pytest.MonkeyPatch) -> None:
    """Any text is an origin."""
    patch.setattr(_fields, "origin_problem", lambda _origin: None)
    credentials_unchecked(patch)


def origins_by(compare: Callable[[str, str], Any]) -> Fault:
    """Compare each origin of the policy with the request's in another way."""

    def fault(patch: pytest.MonkeyPatch) -> None:
        origins_unchecked(patch)
        patch.setattr(
            CorsPolicy,
            "allows_origin",
            lambda self, origin: any(compare(each, origin) for each in self.allow_origins),
        )

    return fault


def glob(pattern: str) -> str:
    """Write a pattern as an expression."""
    return re.escape(pattern).replace(r"\*", ".*")


def texts_are_lists(patch: pytest.MonkeyPatch) -> None:
    """A bare string is taken for its letters."""
    patch.setattr(_fields, "_texts", lambda _field, value, _found: tuple(value))


def header_lists_by(read: Callable[[Any], list[str]]) -> Fault:
    """Read the whole list of request headers before the first is compared."""

    def refused(answers: Any, headers: Any) -> str | None:  # noqa: ANN401 - as `decide` is called
        strangers = [name for name in read(headers) if name not in answers.headers]
        return strangers[0] if strangers else None

    return lambda patch: patch.setattr(decision, "_refused_header", refused)


def shared_headers(patch: pytest.MonkeyPatch) -> None:
    """The handler's own object is filled, once."""

    def merge(_self: Any, result: Any, headers: Any) -> Any:  # noqa: ANN401 - as it is called
        for name, value in headers.items():
            result.setdefault("headers", {}).setdefault(name, value)
        return result

    patch.setattr(_front_door.FrontDoor, "merge", merge)


def answers_with(change: Callable[[Any, CorsPolicy], None]) -> Fault:
    """Change what a policy answers."""
    prepare = _answers.Answers._prepare_responses  # noqa: SLF001 - the fault goes in here

    def changed(self: Any, policy: CorsPolicy) -> None:  # noqa: ANN401 - as it is called
        prepare(self, policy)
        change(self, policy)

    return lambda patch: patch.setattr(_answers.Answers, "_prepare_responses", changed)


def replaced(answers: Any, name: str, value: Any) -> None:  # noqa: ANN401 - of a header
    """Put one header into the decision for allowed requests, preflights included."""
    for field in ("allowed_actual", "allowed_preflight"):
        old = getattr(answers, field)
        kept = [pair for pair in old.headers if pair[0] != name]
        headers = Headers([*kept, (name, value)])
        new = decision.Decision(old.kind, allowed=True, status=old.status, headers=headers)
        setattr(answers, field, new)


def every_origin(answers: Any, policy: CorsPolicy) -> None:  # noqa: ANN401 - of the policy
    """Allow every origin that is listed, in one header, whatever the request."""
    name = "Access-Control-Allow-Origin"
    answers.any_origin = True
    replaced(answers, name, ", ".join(policy.allow_origins))


def preflights_are_handled(patch: pytest.MonkeyPatch) -> None:
    """A preflight is left to what is behind."""
    actual = decision.decide

    def decide(policy: Any, **request: Any) -> Any:  # noqa: ANN401 - as it is called
        return actual(policy, **{**request, "request_method": None})

    patch.setattr(handler, "decide", decide)


def vary_is_overwritten(patch: pytest.MonkeyPatch) -> None:
    """The response's own is lost."""
    patch.setattr(_front_door, "merge_vary", lambda _present, headers: headers)


def names_have_a_case(patch: pytest.MonkeyPatch) -> None:
    """Headers of another spelling stay beside the policy's."""
    patch.setattr(_front_door, "put_over", lambda present, headers, _vary: {**present, **headers})


def routes_by_path(patch: pytest.MonkeyPatch) -> None:
    """The request's own path chooses the policy."""
    patch.setattr(RestApi, "route", lambda _self, event: event["path"])


def every_second_time(patch: pytest.MonkeyPatch) -> None:
    """The comparison keeps a position."""
    calls: list[str] = []

    def allows(self: Any, origin: str) -> bool:  # noqa: ANN401 - as it is called
        calls.append(origin)
        return bool(len(calls) % 2 and self.allow_origins)

    patch.setattr(CorsPolicy, "allows_origin", allows)


def same_site(listed: str, origin: str) -> bool:
    """Compare scheme and host, whatever follows."""
    return urlsplit(listed)[:2] == urlsplit(origin)[:2]


FAULTS: list[tuple[str, Fault, tuple[Any, ...]]] = [
    ("test_01", credentials_unchecked, ("x",)),
    ("test_02", origins_unchecked, ("https://*",)),
    ("test_03", origins_by(lambda each, origin: re.match(glob(each), origin)), (APP, ".x")),
    ("test_04", origins_by(re.match), (r"https://.*\.example\.com",)),
    (
        "test_05",
        origins_by(lambda each, origin: origin.startswith(each)),
        ("https://example.com", "https://example.community"),
    ),
    ("test_06", origins_by(lambda each, origin: origin.endswith(each.rpartition("/")[2])), ()),
    ("test_07", texts_are_lists, ("allow_headers",)),
    (
        "test_08",
        header_lists_by(
            lambda text: sorted({each.strip().lower() for each in text.split(",")} - {""})
        ),
        (),
    ),
    ("test_09", header_lists_by(lambda text: str(text).split(",")), (["content-type,", ", x-a"],)),
    ("test_10", shared_headers, ()),
    (
        "test_11",
        answers_with(lambda answers, _: setattr(answers, "refused", Headers(()))),
        ("https://attacker.example",),
    ),
    ("test_12", vary_is_overwritten, ("vary",)),
    ("test_13", names_have_a_case, ("headers",)),
    ("test_14", routes_by_path, ("/ADMIN",)),
    (
        "test_15",
        answers_with(
            lambda answers, _: replaced(answers, "Access-Control-Allow-Private-Network", "true")
        ),
        (),
    ),
    ("test_16", lambda patch: patch.setattr(_log, "escaped", str), ("caplog",)),
    (
        "test_17",
        lambda patch: patch.setattr(Options, "answers_errors", lambda _self, _door: False),
        (),
    ),
    ("test_18", preflights_are_handled, ()),
    ("test_19", answers_with(every_origin), (APP,)),
    ("test_20", every_second_time, ()),
    (
        "test_21",
        answers_with(
            lambda answers, _: replaced(answers, "Access-Control-Allow-Credentials", JSON_TRUE)
        ),
        (),
    ),
    (
        "test_22",
        answers_with(lambda answers, _: setattr(answers, "refused", answers.actual)),
        (),
    ),
    ("test_23", origins_unchecked, ()),
    ("test_24", origins_by(same_site), (f"{APP}/path?x",)),
]


def run(name: str, row: tuple[Any, ...], caplog: pytest.LogCaptureFixture) -> None:
    """Run the regression test of a number."""
    tests = vars(regressions())
    (test,) = (tests[each] for each in tests if each.startswith(f"{name}_"))
    test(*(caplog if each == "caplog" else each for each in row))


def test_every_class_has_its_fault() -> None:
    """None of the regression tests is left out."""
    numbered = {each[:7] for each in vars(regressions()) if each.startswith("test_")}
    assert numbered == {name for name, _, _ in FAULTS}


ROWS = [
    pytest.param(*row, id=row[0], marks=[pytest.mark.slow] if row[0] == "test_08" else [])
    for row in FAULTS
]
"""The eighth measures time."""


@pytest.mark.parametrize(("name", "fault", "row"), ROWS)
def test_the_fault_is_found(
    name: str,
    fault: Fault,
    row: tuple[Any, ...],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """With the fault the test fails; without it the same row passes."""
    with monkeypatch.context() as patch:
        fault(patch)
        with pytest.raises((AssertionError, LookupError, pytest.fail.Exception)):
            run(name, row, caplog)
    caplog.clear()
    run(name, row, caplog)
