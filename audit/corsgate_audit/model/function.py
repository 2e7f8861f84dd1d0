"""A Lambda function as its source sets it up: what it takes to run it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corsgate_audit.model.values import Location, Text

DEFAULT_TIMEOUT = 3
"""Seconds; https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html"""
DEFAULT_MEMORY = 128
"""Megabytes; https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSettings:
    """The settings of a Lambda function.

    Args:
        name: logical id in the template.
        function_name: name that the source gives it; an `Unresolved` where CloudFormation does.
        runtime: as AWS names it: ``python3.13``, ``provided.al2023``.
        handler: as AWS has it: ``app.handler``.
        code: path of the folder or zip file with the code; None where it is not on this machine.
        inline: code that the template itself has; None where it has none.
        entry_points: files that SAM builds with esbuild, relative to `code`.
        environment: variables, in the order of the source.
        timeout: seconds.
        memory: megabytes.
        layers: paths of the layers whose content is on this machine, in order.
        location: location of the function.
    """

    name: str
    function_name: Text
    runtime: Text
    handler: Text
    code: str | None = None
    inline: str | None = None
    entry_points: tuple[str, ...] = ()
    environment: tuple[tuple[str, Text], ...] = ()
    timeout: int = DEFAULT_TIMEOUT
    memory: int = DEFAULT_MEMORY
    layers: tuple[str, ...] = ()
    location: Location
