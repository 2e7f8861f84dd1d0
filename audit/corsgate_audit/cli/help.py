"""How commands are read and shown: paragraphs that fill the line, and no types of Python."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from corsgate_audit.cli.plain_values import PlainValues

if TYPE_CHECKING:
    from collections.abc import Callable


class ReadableCommand(TyperCommand):
    """A command whose parameters show their name and choices, not ``<bool>`` or ``<list[str]>``."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - Typer's types are private
        """Return the parameters, without types that are of no use to a reader."""
        return list(map(_plain, super().get_params(ctx)))


class ReadableGroup(TyperGroup):
    """The same for the command as a whole."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - Typer's types are private
        """Return the parameters, without types that are of no use to a reader."""
        return list(map(_plain, super().get_params(ctx)))


def paragraphs(command: Callable[..., object]) -> str:
    """Return the docstring of a command, each paragraph on one line.

    Typer keeps the line breaks of all paragraphs but the first, and so breaks lines twice.

    Args:
        command: function with a docstring.
    """
    text = inspect.getdoc(command) or ""
    return "\n\n".join(" ".join(each.split("\n")) for each in text.split("\n\n"))


def _plain(parameter: Any) -> Any:  # noqa: ANN401 - Typer's types are private
    """Show no type of a flag, nor of an argument whose name says what it is."""
    parameter.get_runtime_param = lambda: PlainValues(parameter)
    is_flag = isinstance(parameter, TyperOption) and parameter.is_flag
    is_named = isinstance(parameter, TyperArgument) and not parameter.type_descriptor.is_choice
    if is_flag or is_named:
        parameter.display_type_rich = lambda **_: None
    return parameter
