"""The configuration: ``corsgate.toml``, or ``[tool.corsgate]`` in ``pyproject.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from corsgate_audit.collect.files import is_file, real_path
from corsgate_audit.collect.reach import Reach
from corsgate_audit.judging.suppressions import read_suppression
from corsgate_audit.model import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from corsgate_audit.judging.suppressions import Suppression

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
    """What a configuration holds. An option of the command line goes before it.

    Args:
        suppressions: findings that somebody accepts.
        select: rules that are judged; None for all.
        ignore: rules that are not judged.
        fail_on: lowest severity that counts.
        format: format of the report.
        baseline: path of the baseline, relative to the folder of the configuration.
        allow_partial: whether what could not be scanned does not count.
        regions: regions that are read.
        profiles: names of the AWS profiles that the calls use.
        max_rps: most calls a second to one service of one account and region.
        allow_path: folders to whose files the paths in a target may lead. They lie below the folder
            of the configuration, which a pull request can bring along: only an option leads out.
    """

    suppressions: tuple[Suppression, ...] = ()
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    fail_on: str | None = None
    format: str | None = None
    baseline: Path | None = None
    allow_partial: bool | None = None
    regions: tuple[str, ...] | None = None
    profiles: tuple[str, ...] | None = None
    max_rps: float | None = None
    allow_path: tuple[Path, ...] | None = None


class _Key(NamedTuple):
    """A key of the configuration.

    Args:
        field: field of `Config`.
        fits: whether a value is of its kind.
        example: example of it, in TOML.
    """

    field: str
    fits: Callable[[Any], bool]
    example: str


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_rate(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


_SEVERITIES = tuple(str(severity) for severity in Severity)
_KEYS = {
    "select": _Key("select", _is_texts, '["CORS1", "CORS501"]'),
    "ignore": _Key("ignore", _is_texts, '["CORS106"]'),
    "fail-on": _Key("fail_on", _SEVERITIES.__contains__, f"one of {', '.join(_SEVERITIES)}"),
    "format": _Key("format", _is_text, '"sarif"'),
    "baseline": _Key("baseline", _is_text, '"corsgate-baseline.json"'),
    "allow-partial": _Key("allow_partial", _is_flag, "true"),
    "regions": _Key("regions", _is_texts, '["eu-west-1"], or ["all"]'),
    "profiles": _Key("profiles", _is_texts, '["production"]'),
    "allow-path": _Key("allow_path", _is_texts, '["src", "api"]'),
    "max-rps": _Key("max_rps", _is_rate, "5"),
}
_SUPPRESS = "suppress"


def find_config(folder: Path) -> Path | None:
    """Return the configuration of a folder: its own file goes before the shared one.

    Args:
        folder: the one in which the command runs.
    """
    return next((path for name in (OWN, SHARED) if is_file(path := folder / name)), None)


def read_config(path: Path) -> Config:
    """Read a configuration.

    Args:
        path: path of a file; one that is called ``pyproject.toml`` holds it under
            ``tool.corsgate``.

    Raises:
        ConfigError: with all that is wrong in it.

    Example:
        A file with a setting and one suppression::

            fail-on = "medium"

            [[suppress]]
            rule = "CORS113"
            api = "internal-*"
            reason = "only called by our own servers"
            expires = 2026-12-31
    """
    problems: list[str] = []
    table = _table(path, problems)
    settings = dict(_settings(path, table, problems))
    listed = table.get(_SUPPRESS, [])
    if not isinstance(listed, list):
        problems.append(f"{path}: suppress is {listed!r}; write [[suppress]], once for each")
        listed = []
    read = [
        read_suppression(value, f"suppression {number} of {path}", problems)
        for number, value in enumerate(listed, 1)
    ]
    if problems:
        raise ConfigError(problems)
    return Config(suppressions=tuple(filter(None, read)), **settings)


def _settings(
    path: Path, table: Mapping[str, Any], problems: list[str]
) -> Iterator[tuple[str, Any]]:
    """Yield the fields that a table sets, and note what is wrong with it."""
    for name, value in table.items():
        key = _KEYS.get(name)
        if key is not None and key.field == "allow_path" and key.fits(value):
            problems.extend(f"{path}: {each}" for each in _outside(path.parent, value))
        if key is not None and key.fits(value):
            yield key.field, _as_field(path, key, value)
        elif key is not None:
            problems.append(f"{path}: {name} is {value!r}; write {key.example}")
        elif name != _SUPPRESS:
            known = ", ".join(_KEYS)
            problems.append(f"{path}: {name!r} is not a key; write [[suppress]], or one of {known}")


def _as_field(path: Path, key: _Key, value: Any) -> Any:  # noqa: ANN401 - any JSON
    if key.field == "baseline":
        return path.parent / value
    if key.field == "allow_path":
        return tuple(path.parent / each for each in value)
    return tuple(value) if isinstance(value, list) else value


def _outside(folder: Path, named: list[str]) -> Iterator[str]:
    """Say which folders do not lie below the configuration's own."""
    within = Reach(roots=tuple(filter(None, (real_path(folder),))))
    for each in named:
        if not within.allows(folder / each):
            yield (
                f"allow-path names {each!r}, which is outside the folder of the configuration; "
                "write --allow-path on the command line instead"
            )


def _table(path: Path, problems: list[str]) -> Mapping[str, Any]:
    import tomllib

    try:
        table: Any = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        problems.append(f"{path} cannot be read: {error.strerror or error}")
        return {}
    except ValueError as error:  # TOML's errors, and a text that is no UTF-8
        problems.append(f"{path} is not TOML: {error}")
        return {}
    for key in ("tool", "corsgate") if path.name == SHARED else ():
        table = table.get(key, {})
        if not isinstance(table, dict):
            problems.append(f"{path}: {key} is {table!r}; write [tool.corsgate]")
            return {}
    whole: Mapping[str, Any] = table
    return whole
