"""Texts and choices of the command line without Pydantic, which takes longer than an audit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


@dataclass(frozen=True, slots=True)
class PlainValues:
    """Stands before Typer's own conversion of a parameter, and leaves to it what is more.

    Typer makes a Pydantic validator for every parameter of a command, given or not; importing
    Pydantic and making them takes as long as auditing a small template. A parameter that was not
    given, a text, and a choice by its name need none. Numbers, paths and everything that is an
    error are Typer's.

    Args:
        parameter: Typer's parameter; its types are private.
    """

    parameter: Any

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401 - Typer's types are private
        """Return the value that the command receives.

        Args:
            value: text, or several; None where the parameter was not given.
            param: the same parameter.
            ctx: Typer's context.
        """
        kind = self.parameter.type_descriptor.annotation
        if kind is str and isinstance(value, str):
            return value
        if kind == list[str] and isinstance(value, tuple | list):
            return list(value)
        if isinstance(kind, type) and issubclass(kind, Enum) and value in set(kind):
            return kind(value)
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        its_own = type(self.parameter).get_runtime_param(self.parameter)
        return its_own.coerce(value, param=param, ctx=ctx)
