"""Values of the root module's variables: files and options.

Source: https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence.
``TF_VAR_…`` of the environment is read where the user asks for it alone, since a configuration
of somebody else could name any of them; one that it declares sensitive stays unknown then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.terraform.hcl.evaluator import Evaluator
from corsgate_audit.collect.terraform.hcl.syntax import parse, parse_expression
from corsgate_audit.collect.terraform.hcl.values import EvaluationError, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from corsgate_audit.collect.given import Given
    from corsgate_audit.collect.reach import Reach
    from corsgate_audit.collect.terraform.hcl.evaluating import Run
    from corsgate_audit.collect.terraform.hcl.values import Value

_AUTOMATIC: Final = (".auto.tfvars", ".auto.tfvars.json")
_SENSITIVE: Final = (
    "the configuration declares it sensitive, so its value is not taken from the environment; "
    "give it with --var"
)
_NAMED: Final = ("terraform.tfvars", "terraform.tfvars.json")


def given_variables(
    folder: Path, given: Given, reach: Reach, run: Run, sensitive: Container[str] = ()
) -> dict[str, Callable[[], Value]]:
    """Read the values of the root module's variables.

    Args:
        folder: folder of the root module.
        given: what the user gives.
        reach: what the target may lead to.
        run: what all expressions share.
        sensitive: names of variables whose values in the environment are not shown.

    Raises:
        TargetError: a file is not valid, or a value has no name.
    """
    found = {
        name: Unknown(f"var.{name}", _SENSITIVE) if name in sensitive else _value(text, run)
        for name, text in given.environment.items()
    }
    for path in _files(folder):
        found.update(_of_file(path, reach.read(path), run))
    for path in given.variable_files:
        # The user names it, as the target: it is read wherever it is.
        found.update(_of_file(path, type(reach)(path, (), reach.budget).read(path), run))
    for each in given.variables:
        name, equals, text = each.partition("=")
        if not (equals and name.strip()):
            message = f"--var {each!r}: NAME=VALUE is expected"
            raise TargetError(message)
        found[name.strip()] = _value(text, run)
    return {name: partial(found.__getitem__, name) for name in found}


def _files(folder: Path) -> list[Path]:
    names = sorted(each.name for each in folder.iterdir())
    automatic = [name for name in names if name.endswith(_AUTOMATIC)]
    return [folder / name for name in (*(n for n in _NAMED if n in names), *automatic)]


def _of_file(path: Path, data: bytes, run: Run) -> dict[str, Value]:
    if path.suffix == ".json":
        try:
            content = json.loads(data)
        except (ValueError, RecursionError) as error:
            message = f"{str(path)!r}: not valid JSON"
            raise TargetError(message) from error
        return dict(content) if isinstance(content, Mapping) else {}
    evaluator = Evaluator(run, _Nothing())
    top = parse(data, path)
    return {name: evaluator.value(each) for name, each in top.attributes.items()}


def _value(text: str, run: Run) -> Value:
    """Read the value of ``--var``: a list or a map is an expression, all else a string."""
    stripped = text.strip()
    if stripped[:1] not in ("[", "{"):
        return text
    expression = parse_expression(stripped, Path("--var"))
    return Evaluator(run, _Nothing()).value(expression)


class _Nothing:
    def lookup(self, name: str) -> Value:
        message = f"{name!r}: a value may not refer to anything"
        raise EvaluationError(message)
