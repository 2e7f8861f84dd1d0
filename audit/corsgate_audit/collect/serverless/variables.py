"""Variables of a ``serverless.yml``: ``${self:custom.stage, 'dev'}``.

Source: https://www.serverless.com/framework/docs/providers/aws/guide/variables
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import is_file
from corsgate_audit.collect.shapes import show
from corsgate_audit.collect.template.yaml_text import load_yaml
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from corsgate_audit.collect.given import Given
    from corsgate_audit.collect.reach import Reach

_SOURCE: Final = re.compile(r"([a-zA-Z][\w-]*)(?:\(([^()]*)\))?(?::(.*))?", re.DOTALL)
_VARIABLE: Final = re.compile(r"\$\{\s*(?!AWS::)(?:[a-zA-Z][\w-]*[:(]|['\"])")
"""What begins a variable; ``${Table.Arn}`` of ``Fn::Sub`` is none, nor is ``${AWS::Region}``."""
_LITERALS: Final[Mapping[str, object]] = {"true": True, "false": False, "null": None}
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}")
_DEEPEST: Final = 60
_DOTENV: Final = re.compile(r"(?:export\s++)?([A-Za-z_]\w*+)\s*+=\s*+(.*)")
"""A line without the space around it."""
_IN_AWS: Final = frozenset({"ssm", "s3", "cf", "aws", "output", "terraform", "vault", "doppler"})
_MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class _Path:
    """A place in a content that is yet to be looked up."""

    content: object
    names: list[str]


@dataclass(slots=True)
class Variables:
    """Resolves the variables of one service, as far as its folder says.

    Args:
        root: content of the ``serverless.yml``.
        folder: its folder.
        reach: what its paths may lead to.
        given: what the user gives: options, parameters, variables of the environment.
    """

    root: Mapping[str, object]
    folder: Path
    reach: Reach
    given: Given
    _pending: list[str] = field(default_factory=list)
    _known: dict[tuple[object, ...], object] = field(default_factory=dict)
    _files: dict[str, object] = field(default_factory=dict)

    def resolve(self, value: object) -> object:
        """Resolve a value and all within it.

        Args:
            value: part of the content.

        Returns:
            Plain values; `Unresolved` in the place of what the folder does not say.
        """
        self.reach.budget.take(steps=1)
        if isinstance(value, _Path):
            return self._walk(value.content, value.names)
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if isinstance(value, dict):
            return {str(self._text(key)): self.resolve(item) for key, item in value.items()}
        return value

    @property
    def stage(self) -> object:
        """Return the stage: the option's, else the provider's, else ``dev``."""
        given = self.given.texts.get("stage")
        if given is not None:
            return given
        provider = self.root.get("provider")
        stage = provider.get("stage") if isinstance(provider, dict) else None
        return "dev" if stage is None else self._once("self:provider.stage", stage)

    def _once(self, name: str, value: object) -> object:
        """Resolve what a variable names, and once alone; one in terms of itself has no value.

        Variables that name each other would be asked in every order otherwise.
        """
        key = (name, *(value.names if isinstance(value, _Path) else ()))
        if key in self._known:
            return self._known[key]
        if name in self._pending or len(self._pending) > _DEEPEST:
            return Unresolved(show(f"${{{name}}}"), "it is defined in terms of itself")
        self._pending.append(name)
        try:
            self._known[key] = self.resolve(value)
        finally:
            self._pending.pop()
        return self._known[key]

    def _text(self, text: str) -> object:
        """Resolve the variables in a text; a text that is one variable may be anything."""
        if "${" not in text:
            return text
        parts: list[object] = []
        at = 0
        while (match := _VARIABLE.search(text, at)) is not None:
            end = _closing(text, match.start() + 2)
            if end is None:
                break
            parts += [text[at : match.start()]] * (match.start() > at)
            parts.append(self._variable(text[match.start() + 2 : end]))
            at = end + 1
        parts += [text[at:]] * (at < len(text))
        return parts[0] if len(parts) == 1 else _joined(text, parts)

    def _variable(self, written: str) -> object:
        """Resolve what stands between the braces: the first source that has a value."""
        inner = self._text(written) if "${" in written else written
        if not isinstance(inner, str):
            return inner if isinstance(inner, Unresolved) else None
        unknown: Unresolved | None = None
        for alternative in _split(inner):
            value = self._source(alternative.strip())
            if isinstance(value, Unresolved):
                unknown = unknown or value
                if alternative.strip().startswith(_WITH_DEFAULT):
                    continue  # who deploys may set it: without that the default holds
                return value
            if value is not _MISSING and value is not None:
                return value
            if value is None and alternative.strip() == "null":
                return None
        return unknown or Unresolved(show(f"${{{written}}}"), "the folder has no value for it")

    def _source(self, written: str) -> object:
        """Resolve one source."""
        if written[:1] in "'\"" and written[:1] == written[-1:] and len(written) > 1:
            return written[1:-1]
        if written in _LITERALS:
            return _LITERALS[written]
        if _NUMBER.fullmatch(written):
            return int(written)
        match = _SOURCE.fullmatch(written)
        kind = match[1] if match else written
        if match and kind in _SOURCES and (kind != "aws" or match[3] == "region"):
            return _SOURCES[kind](self, written, match[2], match[3] or "")
        reason = "it is read where the service is deployed"
        if kind not in _IN_AWS:
            reason = f"the source {kind!r} is not read here"
        return Unresolved(show(f"${{{written}}}"), reason)

    def _self(self, written: str, _: str | None, address: str) -> object:
        return self._once(written, _Path(self.root, address.split(".") if address else []))

    def _walk(self, value: object, names: list[str]) -> object:
        for name in names:
            resolved = self._text(value) if isinstance(value, str) else value
            if isinstance(resolved, Unresolved):
                return resolved
            if isinstance(resolved, dict) and name in resolved:
                value = resolved[name]
            elif isinstance(resolved, list) and name.isascii() and name.isdigit():
                value = resolved[int(name)] if int(name) < len(resolved) else _MISSING
            else:
                return _MISSING
            if value is _MISSING:
                return _MISSING
        return self.resolve(value)

    def _opt(self, written: str, _: str | None, address: str) -> object:
        found = self.given.texts.get(address)
        reason = f"the option is not given; give it with --var {address}=VALUE"
        return Unresolved(show(f"${{{written}}}"), reason) if found is None else found

    def _env(self, written: str, _: str | None, address: str) -> object:
        found = self.given.texts.get(address, self._dotenv().get(address))
        reason = (
            "a variable of the environment in which the service is deployed; give it with "
            f"--var {address}=VALUE"
        )
        return Unresolved(show(f"${{{written}}}"), reason) if found is None else found

    def _dotenv(self) -> dict[str, str]:
        """Read the ``.env`` files, where the service uses them.

        Source: https://www.serverless.com/framework/docs/environment-variables
        """
        found: dict[str, str] = {}
        if self.root.get("useDotenv") is not True:
            return found
        for name in (".env", f".env.{self.stage}"):
            path = self.folder / name
            if is_file(path) and self.reach.allows(path):
                for line in self.reach.read(path).decode(errors="replace").splitlines():
                    match = _DOTENV.fullmatch(line.strip())
                    if match is not None:
                        found[match[1]] = match[2].strip("'\"")
        return found

    def _param(self, written: str, _: str | None, address: str) -> object:
        given = self.given.texts.get(address)
        if given is not None:
            return given
        stage = str(self.stage)
        for place in (
            ("stages", stage, "params"),
            ("params", stage),
            ("stages", "default", "params"),
            ("params", "default"),
        ):
            value = self._once(written, _Path(self.root, [*place, *address.split(".")]))
            if value is not _MISSING:
                return value
        reason = f"no stage sets the parameter; give it with --var {address}=VALUE"
        return Unresolved(show(f"${{{written}}}"), reason)

    def _sls(self, written: str, _: str | None, address: str) -> object:
        if address == "stage":
            return self.stage
        return Unresolved(show(f"${{{written}}}"), "it is different in every deployment")

    def _region(self, _: str, __: str | None, ___: str) -> object:
        region = self.given.texts.get("region")
        found = self._walk(self.root, ["provider", "region"])
        return region or ("us-east-1" if found is _MISSING else found)

    def _file(self, written: str, argument: str | None, address: str) -> object:
        path = (argument or "").strip()
        if path.endswith((".js", ".cjs", ".mjs", ".ts")):
            return Unresolved(show(f"${{{written}}}"), "a program, which is not run here")
        if path not in self._files:
            self._files[path] = self._content(path)
        content = self._files[path]
        if content is _MISSING or isinstance(content, Unresolved):
            return content
        return self._once(written, _Path(content, address.split(".") if address else []))

    def _content(self, name: str) -> object:
        path = self.folder / name
        if not self.reach.allows(path):
            try:
                self.reach.read(path)
            except TargetError as error:
                self.reach.leave_out(str(path), str(error).partition(": ")[2])
                return Unresolved(show(f"${{file({name})}}"), "it is outside of the target")
        if not is_file(path):
            return _MISSING  # as the framework: the default holds
        try:
            text = self.reach.read(path).decode()
            self.reach.join(path)
            is_data = path.suffix.lower() in (".yml", ".yaml", ".json")
            return load_yaml(text, path)[0] if is_data else text.strip()
        except TargetError as error:
            return Unresolved(show(f"${{file({name})}}"), str(error))
        except UnicodeDecodeError:
            return Unresolved(show(f"${{file({name})}}"), "the file is not UTF-8 text")

    def _boolean(self, _: str, argument: str | None, __: str) -> object:
        text = str(argument).strip("'\" ").lower()
        return {"true": True, "1": True, "false": False, "0": False}.get(text)


_SOURCES: Final[Mapping[str, Callable[[Variables, str, str | None, str], object]]] = {
    "self": Variables._self,  # noqa: SLF001 - its own class
    "opt": Variables._opt,  # noqa: SLF001 - the same
    "env": Variables._env,  # noqa: SLF001 - the same
    "param": Variables._param,  # noqa: SLF001 - the same
    "sls": Variables._sls,  # noqa: SLF001 - the same
    "aws": Variables._region,  # noqa: SLF001 - the same
    "file": Variables._file,  # noqa: SLF001 - the same
    "strToBool": Variables._boolean,  # noqa: SLF001 - the same
}
_WITH_DEFAULT: Final = ("opt:", "env:", "param:")


def _closing(text: str, start: int) -> int | None:
    """Find the brace that closes a variable."""
    depth = 1
    for at in range(start, len(text)):
        if text.startswith("${", at):
            depth += 1
        elif text[at] == "}":
            depth -= 1
            if depth == 0:
                return at
    return None


def _split(written: str) -> list[str]:
    """Split at commas that stand in no quotes and no parentheses."""
    parts, depth, quote = [""], 0, ""
    for character in written:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "()":
            depth += 1 if character == "(" else -1
        if character == "," and not quote and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _joined(text: str, parts: list[object]) -> object:
    """Join the parts of a text; unresolved as a whole where one of them is."""
    unknown = next((part for part in parts if isinstance(part, Unresolved)), None)
    if unknown is not None:
        literal = " ".join(part if isinstance(part, str) else "" for part in parts)
        return Unresolved(show(text), unknown.reason, literal=literal)
    if any(isinstance(part, dict | list) for part in parts):
        return Unresolved(show(text), "a list or a map cannot be a part of a string")
    return "".join(_written(part) for part in parts)


def _written(part: object) -> str:
    return ("true" if part else "false") if isinstance(part, bool) else str(part)
