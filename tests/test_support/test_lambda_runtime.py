"""A deployed function runs with its own modules and variables, and leaves this process alone."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

import corsgate
from support.lambda_runtime import FunctionError, LambdaContext, LambdaFunction

if TYPE_CHECKING:
    from pathlib import Path

CONTEXT = LambdaContext("items", "arn:aws:lambda:eu-west-1:123456789012:function:items")

HANDLER = """
import os
import corsgate
AT_INIT = os.environ["CORSGATE_POLICY"]
CALLS = []
def handler(event, context):
    import later
    CALLS.append(event)
    event["changed"] = True
    return {
        "init": AT_INIT, "now": os.environ["CORSGATE_POLICY"], "calls": len(CALLS),
        "library": corsgate.NAME, "later": later.NAME, "name": context.function_name,
    }
def fails(event, context):
    raise KeyError("id")
def unserialisable(event, context):
    return {1, 2}
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with a library of the same name as one that this process has."""
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "app.py").write_text(HANDLER)
    (tmp_path / "corsgate.py").write_text("NAME = 'the one in the package'\n")
    (tmp_path / "later.py").write_text("NAME = 'imported in the handler'\n")
    return tmp_path


def load(package: Path, policy: str, handler: str = "handler") -> LambdaFunction:
    """Load one of the handlers."""
    variables = {"CORSGATE_POLICY": policy}
    return LambdaFunction(package, f"reference/app.{handler}", variables, CONTEXT)


def test_has_modules_and_variables_of_its_own(package: Path) -> None:
    """Two functions of one package differ in what differs: their variables and their state."""
    ours = ("corsgate", "later", "reference", "reference.app")
    before = (dict(os.environ), list(sys.path), [sys.modules.get(name) for name in ours])
    first, second = load(package, "first"), load(package, "second")
    event = {"n": 1}
    shared = {
        "library": "the one in the package",
        "later": "imported in the handler",
        "name": "items",
    }
    one = {"init": "first", "now": "first", "calls": 1, **shared}
    assert first.invoke(event) == one
    assert first.invoke(event) == {**one, "calls": 2}
    assert second.invoke(event) == {"init": "second", "now": "second", "calls": 1, **shared}

    assert event == {"n": 1}
    assert (dict(os.environ), list(sys.path), [sys.modules.get(name) for name in ours]) == before
    assert before[2][:2] == [corsgate, None]


def test_what_the_package_lacks_is_not_taken_from_the_working_tree(package: Path) -> None:
    """A package without the library fails as it would on AWS."""
    (package / "corsgate.py").unlink()
    with pytest.raises(ModuleNotFoundError, match=r"^No module named 'corsgate'$"):
        load(package, "")
    assert sys.modules["corsgate"] is corsgate


@pytest.mark.parametrize(
    ("handler", "message"),
    [("fails", r"^KeyError: 'id'$"), ("unserialisable", r"^TypeError: .*set is not JSON")],
)
def test_failures_are_function_errors(package: Path, handler: str, message: str) -> None:
    """What the handler raises, and what JSON cannot hold."""
    with pytest.raises(FunctionError, match=message):
        load(package, "", handler).invoke({})
