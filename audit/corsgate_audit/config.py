"""The configuration: ``corsgate.toml``, or ``[tool.corsgate]`` in ``pyproject.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corsgate_audit.suppressions import read_suppression

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corsgate_audit.suppressions import Suppression

OWN, SHARED = "corsgate.toml", "pyproject.toml"


class ConfigError(ValueError):
    """A configuration cannot be used.

    Args:
        problems: every one, a line each.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a configuration holds."""

    suppressions: tuple[Suppression, ...] = ()


def find_config(folder: Path) -> Path | None:
    """Return the configuration of a folder: its own file goes before the shared one.

    Args:
        folder: the one in which the command runs.
    """
    return next((path for name in (OWN, SHARED) if (path := folder / name).is_file()), None)


def read_config(path: Path) -> Config:
    """Read a configuration.

    Args:
        path: of a file; one that is called ``pyproject.toml`` holds it under ``tool.corsgate``.

    Raises:
        ConfigError: with all that is wrong in it.

    Example:
        A file with one suppression::

            [[suppress]]
            rule = "CORS113"
            api = "internal-*"
            reason = "only called by our own servers"
            expires = 2026-12-31
    """
    problems: list[str] = []
    table = _table(path, problems)
    problems += [
        f"{path}: {key!r} is no key; write [[suppress]]" for key in table if key != "suppress"
    ]
    listed = table.get("suppress", [])
    if not isinstance(listed, list):
        problems.append(f"{path}: suppress is {listed!r}; write [[suppress]], once for each")
        listed = []
    read = [
        read_suppression(value, f"suppression {number} of {path}", problems)
        for number, value in enumerate(listed, 1)
    ]
    if problems:
        raise ConfigError(problems)
    return Config(suppressions=tuple(filter(None, read)))


def _table(path: Path, problems: list[str]) -> Mapping[str, Any]:
    try:
        table: Any = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        problems.append(f"{path} cannot be read: {error.strerror or error}")
        return {}
    except ValueError as error:  # TOML's errors, and a text that is no UTF-8
        problems.append(f"{path} is no TOML: {error}")
        return {}
    for key in ("tool", "corsgate") if path.name == SHARED else ():
        table = table.get(key, {})
        if not isinstance(table, dict):
            problems.append(f"{path}: {key} is {table!r}; write [tool.corsgate]")
            return {}
    whole: Mapping[str, Any] = table
    return whole
