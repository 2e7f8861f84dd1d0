"""Writes the reference: commands with their options, keys of the files, the JSON reports."""

from __future__ import annotations

import enum
import inspect
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from corsgate import CorsPolicy
from corsgate_audit.check.expectations import Expectation
from corsgate_audit.cli import app
from corsgate_audit.cli.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ENTRY = re.compile(r"^    (\w+): (.*(?:\n {5,}.*)*)", re.MULTILINE)
_IN_PYTHON = re.compile("None for ([^;.]+)")
_SCHEMAS = {
    "findings.schema.json": "corsgate audit --format json",
    "diff.schema.json": "corsgate diff --format json",
}


def reference_pages() -> Mapping[Path, str]:
    """Return the generated pages of the reference: path below ``docs/``, and text."""
    pages = {"commands": _commands(), "files": _files(), "json": _json()}
    return {Path(f"reference/{name}.md"): "\n".join(lines) + "\n" for name, lines in pages.items()}


def _commands() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "What `corsgate COMMAND --help` says, in one page; `make docs` writes it."
    yield "Every command takes `--quiet`, `--verbose` and `--help`, too."
    group: Any = typer.main.get_command(app)
    for name, command in group.commands.items():
        yield ""
        yield f"## corsgate {name}"
        yield ""
        yield _escaped(command.help)
        yield ""
        yield from ("```console", f"$ {command.epilog.removeprefix('Example: ')}", "```")
        parameters = [each for each in command.params if not each.hidden and each.help]
        if parameters:
            yield ""
            yield from ("| option | meaning | default |", "|---|---|---|")
            yield from map(_parameter, parameters)


def _parameter(parameter: Any) -> str:  # noqa: ANN401 - Typer's types are private
    kind = parameter.type_descriptor.annotation
    names = ", ".join(f"`{each}`" for each in [*parameter.opts, *parameter.secondary_opts])
    if parameter.param_type_name == "argument":
        names = f"`{parameter.metavar or parameter.name.upper()}`"
    elif isinstance(kind, type) and issubclass(kind, enum.Enum):
        names += " " + _escaped(" | ".join(str(each.value) for each in kind))
    elif parameter.metavar:
        names += f" `{parameter.metavar}`"
    default = parameter.show_default if isinstance(parameter.show_default, str) else ""
    return f"| {names} | {_escaped(parameter.help)} | {_escaped(default)} |"


def _escaped(text: str) -> str:
    return text.replace("|", r"\|").replace("<", "&lt;").replace("*", r"\*")


def _files() -> Iterator[str]:
    yield from ("# Files", "", "All are TOML; `make docs` writes this page from the code.", "")
    yield from ("## corsgate.toml", "")
    yield "Settings of an audit, found in the folder in which the command runs;"
    yield "in `pyproject.toml` below `[tool.corsgate]`."
    yield "An option of the command line overrides them. `corsgate init` writes a first one."
    yield from ("", "| key | value |", "|---|---|")
    for name, text in _arguments(Config):
        if name != "suppressions":
            yield f"| `{name.replace('_', '-')}` | {text} |"
    yield from ("", "A finding that somebody accepts is a table of its own:", "")
    yield from ("```toml", "[[suppress]]", 'rule = "CORS204"', 'api = "orders"')
    yield from ('reason = "orders are replaced by our own servers"', "expires = 2030-12-31", "```")
    yield from ("", "## policy.toml", "")
    yield "What pages of other origins may do: the fields of `CorsPolicy`."
    yield "`fix`, `render` and the constructs take the same policy."
    yield from ("", "| key | value |", "|---|---|")
    yield from (f"| `{name}` | {text} |" for name, text in _arguments(CorsPolicy))
    yield from ("", "## cors.toml", "")
    yield "What pages expect, for `corsgate check`: one `[[expect]]` each."
    yield "`corsgate check --init TARGET` writes a first one."
    yield from ("", "| key | value |", "|---|---|")
    for name, text in _arguments(Expectation):
        if name != "line":
            yield f"| `{name}` | {text} |"


def _arguments(kind: type) -> Iterator[tuple[str, str]]:
    """Yield the arguments of a class, as its docstring describes them."""
    described = inspect.getdoc(kind) or ""
    section = described.partition("Args:\n")[2].partition("\n\n")[0]
    for name, text in _ENTRY.findall(section):
        words = _IN_PYTHON.sub(r"\1 without it", " ".join(text.split()).replace("``", "`"))
        words = words.replace("None: ", "without it ")
        yield name, words[0].upper() + words[1:].replace("|", r"\|")


def _json() -> Iterator[str]:
    yield from (
        "# JSON",
        "",
        "The forms of the reports; `make docs` writes this page from the schemas,",
    )
    yield "which are in the package: `corsgate_audit/report/*.schema.json`."
    for file, command in _SCHEMAS.items():
        schema = json.loads(files("corsgate_audit.report").joinpath(file).read_text("utf-8"))
        yield from ("", f"## {command}", "")
        yield from _members("", schema)
        for name, definition in schema.get("$defs", {}).items():
            if definition.get("properties"):
                yield from ("", f"### {name}", "")
                yield from _members(definition.get("description", ""), definition)
            else:
                yield from ("", f"### {name}", "", f"A {_kind(definition)}. {_told(definition)}")


def _members(description: str, schema: Mapping[str, Any]) -> Iterator[str]:
    if description:
        yield from (description, "")
    required = set(schema.get("required", ()))
    yield from ("| member | value | |", "|---|---|---|")
    for name, member in schema["properties"].items():
        sometimes = "" if name in required else " (not always)"
        yield f"| `{name}`{sometimes} | {_kind(member)} | {_told(member)} |"


def _told(member: Mapping[str, Any]) -> str:
    return _escaped(member.get("description", "")).replace("\n", " ")


def _kind(member: Mapping[str, Any]) -> str:
    if "$ref" in member:
        name = member["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in member:
        return " \\| ".join(f"`{json.dumps(each)}`" for each in member["enum"])
    if "const" in member:
        return f"`{json.dumps(member['const'])}`"
    for each in ("oneOf", "anyOf"):
        if each in member:
            return " or ".join(map(_kind, member[each]))
    kinds = member.get("type", "any")
    if kinds == "array" and isinstance(member.get("items"), dict):
        return f"list of {_kind(member['items'])}"
    return " or ".join([kinds] if isinstance(kinds, str) else kinds)
